// Small valid files, cut at every byte, with every bit flipped, and mangled at random: each is accepted or refused
// with an Error, and nothing else happens. Meant for the sanitizers; it also runs without them.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstring>
#include <random>

#include "formats/file.hpp"
#include "fuzz/targets.hpp"

using namespace attn;

namespace {

using Bytes = std::vector<std::byte>;
using Target = bool (*)(std::span<const std::byte>);

struct Seed {
  const char* name;
  Bytes bytes;
  Target target;
};

std::vector<Seed> seeds() {
  const std::string config = R"({"architectures": ["LlamaForCausalLM"], "vocab_size": 37, "num_hidden_layers": 2,
    "hidden_size": 18, "intermediate_size": 29, "num_attention_heads": 6, "num_key_value_heads": 2, "head_dim": 4,
    "max_position_embeddings": 19, "rms_norm_eps": 1e-5, "rope_theta": 10000.0, "eos_token_id": [2, 3]})";
  Bytes text(config.size());
  std::memcpy(text.data(), config.data(), config.size());
  return {{"safetensors", read_file(std::string(ATTN_TEST_DATA) + "/safetensors/mixed.safetensors"), fuzz::safetensors},
          {"config", text, fuzz::config}};
}

/// Of its own allocation, so that AddressSanitizer sees a read one byte past it.
bool run(Target target, const Bytes& bytes) { return target(Bytes(bytes)); }

constexpr std::string_view kTokens[] = {"{",
                                        "}",
                                        "[",
                                        "]",
                                        ",",
                                        ":",
                                        "\"",
                                        "0",
                                        "-1",
                                        "1e999",
                                        "18446744073709551615",
                                        "null",
                                        "\\u0000",
                                        "\\ud800",
                                        "\xff",
                                        "\"F16\"",
                                        "\"data_offsets\""};

void mangle(Bytes& bytes, std::mt19937& random) {
  const auto below = [&](std::size_t n) { return n == 0 ? 0 : random() % n; };
  const auto at = bytes.begin() + static_cast<std::ptrdiff_t>(below(bytes.size()));
  const auto rest = static_cast<std::size_t>(bytes.end() - at);
  switch (random() % 4) {
    case 0:
      std::generate_n(at, std::min<std::size_t>(rest, 1 + below(8)), [&] { return static_cast<std::byte>(random()); });
      break;
    case 1: bytes.erase(at, at + static_cast<std::ptrdiff_t>(std::min<std::size_t>(rest, below(16)))); break;
    case 2: {
      const std::string_view token = kTokens[below(std::size(kTokens))];
      const auto* first = reinterpret_cast<const std::byte*>(token.data());
      bytes.insert(at, first, first + token.size());
      break;
    }
    default: {
      const Bytes copy(at, at + static_cast<std::ptrdiff_t>(std::min<std::size_t>(rest, below(64))));
      bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(below(bytes.size())), copy.begin(), copy.end());
    }
  }
}

}  // namespace

TEST_CASE("a file cut anywhere is refused, and with a bit flipped anywhere does no harm") {
  for (const Seed& seed : seeds()) {
    INFO(seed.name);
    REQUIRE(run(seed.target, seed.bytes));
    std::size_t accepted = 0;
    for (std::size_t size = 0; size < seed.bytes.size(); ++size) {
      accepted += run(seed.target, Bytes(seed.bytes.begin(), seed.bytes.begin() + static_cast<std::ptrdiff_t>(size)));
    }
    CHECK(accepted == 0);
    std::size_t refused = 0;
    for (std::size_t bit = 0; bit < 8 * seed.bytes.size(); ++bit) {
      Bytes flipped = seed.bytes;
      flipped[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
      refused += !run(seed.target, flipped);
    }
    CHECK(refused > 0);
  }
}

TEST_CASE("a mangled file is accepted or refused, never more") {
  const unsigned number = 20260722;
  INFO("seed " << number);
  std::mt19937 random(number);
  for (const Seed& seed : seeds()) {
    INFO(seed.name);
    std::size_t refused = 0;
    for (int round = 0; round < 20000; ++round) {
      Bytes bytes = seed.bytes;
      for (unsigned n = 0; n <= random() % 4; ++n) mangle(bytes, random);
      refused += !run(seed.target, bytes);
    }
    CHECK(refused > 0);
  }
}
