#include "cli/visible.hpp"

namespace attn::cli {
namespace {

bool within(unsigned code, unsigned first, unsigned last) { return first <= code && code <= last; }

}  // namespace

std::string visible(std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  const auto byte = [&](std::size_t n) { return n < text.size() ? static_cast<unsigned char>(text[n]) : 0U; };
  std::string out;
  for (std::size_t n = 0; n < text.size(); ++n) {
    // All of them begin with 0xC2 in two bytes, or with 0xE2 in three; names of files need not be UTF-8.
    const auto follows = [&](std::size_t at) { return (byte(at) & 0xC0U) == 0x80U; };
    unsigned code = 0;
    std::size_t size = 1;
    if (byte(n) == 0xC2U && follows(n + 1)) {
      code = byte(n + 1);
      size = 2;
    } else if (byte(n) == 0xE2U && follows(n + 1) && follows(n + 2)) {
      code = 0x2000U | (byte(n + 1) & 0x3FU) << 6U | (byte(n + 2) & 0x3FU);
      size = 3;
    }
    const bool hidden = within(code, 0x80, 0x9F) || within(code, 0x2028, 0x202E) || within(code, 0x2066, 0x2069);
    if (!hidden) {
      out += text[n];
      continue;
    }
    out += {'\\', 'u', kHex[code >> 12U], kHex[code >> 8U & 15U], kHex[code >> 4U & 15U], kHex[code & 15U]};
    n += size - 1;
  }
  return out;
}

}  // namespace attn::cli
