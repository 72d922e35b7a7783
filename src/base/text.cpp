#include "base/text.hpp"

#include <cassert>
#include <cmath>

#include "base/number_text.hpp"

namespace attn {

void TextPart::append_to(std::string& out) const {
  switch (kind_) {
    case Kind::kChars: out += chars_; break;
    case Kind::kText: out.append(text_.data, text_.size); break;
    case Kind::kSigned: out += std::to_string(signed_); break;
    case Kind::kUnsigned: out += std::to_string(unsigned_); break;
    case Kind::kReal: {
      const bool whole = std::abs(real_) < 1e15 && real_ == std::floor(real_);
      out += whole ? std::to_string(static_cast<std::int64_t>(real_)) : number_text(real_, 6);
      break;
    }
  }
}

std::string text(const char* format, std::initializer_list<TextPart> parts) {
  std::string out;
  const TextPart* part = parts.begin();
  for (; *format != '\0'; ++format) {
    if (format[0] == '{' && format[1] == '}') {
      assert(part != parts.end());
      part++->append_to(out);
      ++format;
    } else {
      out += *format;
    }
  }
  assert(part == parts.end());
  return out;
}

void add_to_list(std::string& list, const TextPart& item) {
  if (!list.empty() && list != "[") list += ", ";
  item.append_to(list);
}

void fail(ErrorCode code, const char* format, std::initializer_list<TextPart> parts) {
  throw Error(code, text(format, parts));
}

}  // namespace attn
