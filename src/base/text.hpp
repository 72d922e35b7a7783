// Sentences with values in them. One function for all, and parts that need no destructor: a chain of std::string +
// would cost the WebAssembly module some hundred bytes of temporaries and clean-up at every message.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace attn {

/// A value to be put into a sentence. It refers to the text it is made from, which lives to the end of the
/// expression, and so long enough for text() and fail().
class TextPart {
 public:
  TextPart(const char* value) : kind_(Kind::kChars) { chars_ = value; }
  TextPart(std::string_view value) : kind_(Kind::kText) { text_ = {value.data(), value.size()}; }
  TextPart(const std::string& value) : kind_(Kind::kText) { text_ = {value.data(), value.size()}; }
  template <std::signed_integral T>
  TextPart(T value) : kind_(Kind::kSigned) {
    signed_ = value;
  }
  template <std::unsigned_integral T>
  TextPart(T value) : kind_(Kind::kUnsigned) {
    unsigned_ = value;
  }
  /// A whole number below 10^15 as one, others with six significant digits; number_text(value, digits) for more.
  TextPart(double value) : kind_(Kind::kReal) { real_ = value; }
  TextPart(bool) = delete;
  TextPart(char) = delete;

  void append_to(std::string& out) const;

 private:
  enum class Kind : std::uint8_t { kChars, kText, kSigned, kUnsigned, kReal };
  struct Text {
    const char* data;
    std::size_t size;
  };
  union {
    const char* chars_;
    Text text_;
    std::int64_t signed_;
    std::uint64_t unsigned_;
    double real_;
  };
  Kind kind_;
};

/// `format` with each "{}" replaced by the next part; as many of the one as of the other. A "{}" inside a part stays.
///   text("{} tokens, but the model has {} positions", {ids.size(), positions})
std::string text(const char* format, std::initializer_list<TextPart> parts);

/// Appends to a list: after ", " unless the list is empty or has just been opened by "[".
void add_to_list(std::string& list, const TextPart& item);

/// "[2, 3]"
template <class Sizes>
std::string sizes_text(const Sizes& sizes) {
  std::string list = "[";
  for (const auto size : sizes) add_to_list(list, size);
  return list + "]";
}

/// Throws Error with that text.
[[noreturn]] void fail(ErrorCode code, const char* format, std::initializer_list<TextPart> parts = {});

}  // namespace attn
