// Writes JSON text: valid by construction as long as calls are balanced, which is asserted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace attn {

/// Members of the outermost object, and elements of arrays opened with kLines, get a line each; the rest is
/// written without line breaks, so that matrices stay compact and files can still be read and compared.
class JsonWriter {
 public:
  enum class Layout : std::uint8_t { kInline, kLines };

  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array(Layout layout = Layout::kInline);
  JsonWriter& end_array();
  JsonWriter& key(std::string_view key);

  JsonWriter& null();
  JsonWriter& boolean(bool value);
  JsonWriter& integer(std::int64_t value);
  JsonWriter& integer(std::uint64_t value);
  /// The shortest text that reads back as the same number; "inf", "-inf" and "nan" where JSON has no number.
  JsonWriter& number(float value);
  JsonWriter& number(double value);
  /// UTF-8; only what JSON demands is escaped.
  JsonWriter& string(std::string_view value);
  /// data, row-major of that shape, as nested arrays; a shape of no axes is one number.
  JsonWriter& tensor(std::span<const std::size_t> shape, std::span<const float> data);

  /// The finished text, with a line break at its end.
  [[nodiscard]] std::string take();

 private:
  struct Level {
    bool object, lines, empty = true;
  };
  void before_value();
  void open(char bracket, bool object, bool lines);
  void close(char bracket);
  void line_break();
  void quote(std::string_view value);
  JsonWriter& raw(std::string_view text);

  std::string text_;
  std::vector<Level> levels_;
  bool after_key_ = false;
};

}  // namespace attn
