#include "formats/nested.hpp"

#include <cmath>
#include <limits>

#include "base/error.hpp"

namespace attn {
namespace {

/// Reads one value; remembers where it is, so that messages can say so.
class Reader {
 public:
  Reader(Nested& out, const std::string& where) : out_(out), where_(where) {}

  void read(const JsonValue& value) {
    if (at_.size() == out_.shape.size()) {
      element(value);
      return;
    }
    if (!value.is_array()) fail("is " + value.describe() + "; expected an array, as at the same depth elsewhere");
    const auto& array = value.array(where_);
    if (array.size() != out_.shape[at_.size()]) {
      fail("has " + std::to_string(array.size()) + " elements; expected " + std::to_string(out_.shape[at_.size()]) +
           ", as in the arrays beside it");
    }
    at_.push_back(0);
    for (const JsonValue& inner : array) {
      read(inner);
      ++at_.back();
    }
    at_.pop_back();
  }

 private:
  void element(const JsonValue& value) {
    if (out_.boolean) {
      if (!value.is_bool()) fail("is " + value.describe() + "; expected true or false, as elsewhere in it");
      out_.booleans.push_back(value.boolean(where_) ? 1 : 0);
      return;
    }
    if (!value.is_number() && !value.is_string()) fail("is " + value.describe() + "; expected a number");
    const double number = value.number(where_ + path());
    if (std::isfinite(number) && std::abs(number) > double{std::numeric_limits<float>::max()}) {
      fail("is " + value.describe() +
           ", which is too big for a 32-bit float; write \"inf\" or \"-inf\" if that is meant");
    }
    out_.numbers.push_back(static_cast<float>(number));
  }

  [[nodiscard]] std::string path() const {
    std::string text;
    for (const std::size_t n : at_) text += "[" + std::to_string(n) + "]";
    return text;
  }
  [[noreturn]] void fail(const std::string& why) const {
    throw Error(ErrorCode::kBadFile, where_ + path() + " " + why);
  }

  Nested& out_;
  const std::string& where_;
  std::vector<std::size_t> at_;
};

}  // namespace

Nested read_nested(const JsonValue& value, const std::string& where, std::size_t max_axes, bool allow_booleans) {
  Nested out;
  const JsonValue* first = &value;
  while (first->is_array()) {
    const auto& array = first->array(where);
    out.shape.push_back(array.size());
    if (out.shape.size() > max_axes) {
      throw Error(ErrorCode::kBadFile, where + " has more than " + std::to_string(max_axes) + " axes");
    }
    if (array.empty()) break;
    first = &array.front();
  }
  if (out.shape.empty())
    throw Error(ErrorCode::kBadFile, where + " is " + value.describe() + "; expected nested arrays");
  out.boolean = allow_booleans && first->is_bool();
  Reader(out, where).read(value);
  return out;
}

std::string shape_text(const std::vector<std::size_t>& shape) {
  std::string text = "[";
  for (const std::size_t n : shape) text += (text.size() > 1 ? ", " : "") + std::to_string(n);
  return text + "]";
}

}  // namespace attn
