#include "formats/nested.hpp"

#include <cmath>
#include <limits>

#include "base/text.hpp"

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
    if (!value.is_array()) bad("is {}; expected an array, as at the same depth elsewhere", {value.describe()});
    const auto& array = value.array(where_);
    if (array.size() != out_.shape[at_.size()]) {
      bad("has {} elements; expected {}, as in the arrays beside it", {array.size(), out_.shape[at_.size()]});
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
      if (!value.is_bool()) bad("is {}; expected true or false, as elsewhere in it", {value.describe()});
      out_.booleans.push_back(value.boolean(where_) ? 1 : 0);
      return;
    }
    if (!value.is_number() && !value.is_string()) bad("is {}; expected a number", {value.describe()});
    const double number = value.number(where_ + path());
    if (std::isfinite(number) && std::abs(number) > double{std::numeric_limits<float>::max()}) {
      bad("is {}, which is too big for a 32-bit float; write \"inf\" or \"-inf\" if that is meant", {value.describe()});
    }
    out_.numbers.push_back(static_cast<float>(number));
  }

  [[nodiscard]] std::string path() const {
    std::string path;
    for (const std::size_t n : at_) path += text("[{}]", {n});
    return path;
  }
  [[noreturn]] void bad(const char* format, std::initializer_list<TextPart> parts) const {
    fail(ErrorCode::kBadFile, "{}{} {}", {where_, path(), text(format, parts)});
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
      fail(ErrorCode::kBadFile, "{} has more than {} axes", {where, max_axes});
    }
    if (array.empty()) break;
    first = &array.front();
  }
  if (out.shape.empty()) {
    fail(ErrorCode::kBadFile, "{} is {}; expected nested arrays", {where, value.describe()});
  }
  out.boolean = allow_booleans && first->is_bool();
  Reader(out, where).read(value);
  return out;
}

std::string shape_text(const std::vector<std::size_t>& shape) { return sizes_text(shape); }

}  // namespace attn
