// JSON as a small tree of values. Hostile input is expected: reading is iterative, and depth, size and
// number of values are bounded before anything is built from them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace attn {

struct JsonMember;

/// One JSON value. Accessors are checked: they throw Error kBadFile that says where the value stands (as the
/// caller names it: "config.json: rope_theta"), what it is, and what was expected.
class JsonValue {
 public:
  using Array = std::vector<JsonValue>;  ///< in the order of the text
  using Object = std::vector<JsonMember>;  ///< in the order of the text; keys are unique

  JsonValue();  ///< null
  explicit JsonValue(bool value);  ///< true or false
  explicit JsonValue(std::int64_t value);  ///< a whole number
  explicit JsonValue(std::uint64_t value);  ///< a whole number
  explicit JsonValue(double value);  ///< any number
  explicit JsonValue(std::string value);  ///< a text
  explicit JsonValue(Array value);  ///< an array
  explicit JsonValue(Object value);  ///< an object
  // Defined where JsonMember is complete.
  JsonValue(const JsonValue&);  ///< copies
  JsonValue(JsonValue&&) noexcept;  ///< moves
  JsonValue& operator=(const JsonValue&);  ///< copies
  JsonValue& operator=(JsonValue&&) noexcept;  ///< moves
  ~JsonValue();

  [[nodiscard]] bool is_null() const { return std::holds_alternative<std::monostate>(value_); }  ///< null
  [[nodiscard]] bool is_bool() const { return std::holds_alternative<bool>(value_); }  ///< true or false
  /// A number of any kind; the texts "inf", "-inf" and "nan" are strings here, though number() takes them.
  [[nodiscard]] bool is_number() const { return is_integer() || std::holds_alternative<double>(value_); }
  /// Written without point and exponent, and within 64 bits.
  [[nodiscard]] bool is_integer() const {
    return std::holds_alternative<std::int64_t>(value_) || std::holds_alternative<std::uint64_t>(value_);
  }
  [[nodiscard]] bool is_string() const { return std::holds_alternative<std::string>(value_); }  ///< a text
  [[nodiscard]] bool is_array() const { return std::holds_alternative<Array>(value_); }  ///< an array
  [[nodiscard]] bool is_object() const { return std::holds_alternative<Object>(value_); }  ///< an object

  [[nodiscard]] bool boolean(std::string_view where) const;  ///< true or false
  /// A number, or one of "inf", "-inf", "nan", which JSON has no numbers for.
  [[nodiscard]] double number(std::string_view where) const;
  /// A whole number in [least, most]; 3.0 counts as 3.
  [[nodiscard]] std::int64_t integer(std::string_view where,
                                     std::int64_t least = std::numeric_limits<std::int64_t>::min(),
                                     std::int64_t most = std::numeric_limits<std::int64_t>::max()) const;
  /// A whole number in [0, most].
  [[nodiscard]] std::uint64_t unsigned_integer(std::string_view where,
                                               std::uint64_t most = std::numeric_limits<std::uint64_t>::max()) const;
  [[nodiscard]] const std::string& string(std::string_view where) const;  ///< a text
  [[nodiscard]] const Array& array(std::string_view where) const;  ///< its elements
  [[nodiscard]] const Object& object(std::string_view where) const;  ///< its members

  /// The member of that key; nullptr where there is none or this is no object.
  [[nodiscard]] const JsonValue* find(std::string_view key) const;
  /// The member of that key; throws where there is none.
  [[nodiscard]] const JsonValue& at(std::string_view key, std::string_view where) const;
  /// Throws for a key that is not among the known ones, and lists them.
  void only_keys(std::initializer_list<std::string_view> known, std::string_view where) const;

  /// The value as messages show it: numbers and words whole, strings in quotes and shortened, "an array of 3".
  [[nodiscard]] std::string describe() const;

 private:
  std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string, Array, Object> value_;
};
/// One member of an object.
struct JsonMember {
  std::string key;  ///< unique in its object
  JsonValue value;  ///< of any kind
};
/// What is refused before anything is built from it.
struct JsonLimits {
  std::size_t max_bytes = std::size_t{256} << 20U;  ///< of the text
  std::size_t max_depth = 64;              ///< of arrays and objects inside each other
  std::size_t max_values = 32'000'000;     ///< of all kinds, the arrays and objects themselves too
};

/// Reads strict JSON (RFC 8259): valid UTF-8, no comments, no duplicate keys, nothing after the value.
/// Throws Error kBadFile "NAME: line 3, column 7: what is wrong", or kOutOfMemory.
JsonValue parse_json(std::string_view text, std::string_view name = "JSON", const JsonLimits& limits = {});

/// A text in quotes as messages show it: control characters escaped, cut after about 60 bytes.
std::string quoted(std::string_view text);

}  // namespace attn
