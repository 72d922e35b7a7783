#include "formats/json_writer.hpp"

#include <cassert>
#include <charconv>
#include <cmath>
#include <concepts>

namespace attn {
namespace {

template <std::floating_point Real>
std::string real_text(Real value) {
  if (std::isnan(value)) return "\"nan\"";
  if (std::isinf(value)) return value > 0 ? "\"inf\"" : "\"-inf\"";
  char buffer[32];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

}  // namespace

void JsonWriter::line_break() {
  text_ += '\n';
  text_.append(2 * levels_.size(), ' ');
}

void JsonWriter::before_value() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (levels_.empty()) return;
  assert(!levels_.back().object && "a member needs a key");
  if (!levels_.back().empty) text_ += levels_.back().lines ? "," : ", ";
  levels_.back().empty = false;
  if (levels_.back().lines) line_break();
}

void JsonWriter::open(char bracket, bool object, bool lines) {
  before_value();
  text_ += bracket;
  levels_.push_back({object, lines});
}

void JsonWriter::close(char bracket) {
  assert(!levels_.empty() && !after_key_);
  const Level level = levels_.back();
  levels_.pop_back();
  if (level.lines && !level.empty) line_break();
  text_ += bracket;
}

JsonWriter& JsonWriter::raw(std::string_view text) {
  before_value();
  text_ += text;
  return *this;
}

JsonWriter& JsonWriter::begin_object() {
  open('{', true, levels_.empty());
  return *this;
}

JsonWriter& JsonWriter::end_object() {
  close('}');
  return *this;
}

JsonWriter& JsonWriter::begin_array(Layout layout) {
  open('[', false, layout == Layout::kLines);
  return *this;
}

JsonWriter& JsonWriter::end_array() {
  close(']');
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view key) {
  assert(!levels_.empty() && levels_.back().object && !after_key_);
  if (!levels_.back().empty) text_ += levels_.back().lines ? "," : ", ";
  levels_.back().empty = false;
  if (levels_.back().lines) line_break();
  quote(key);
  text_ += ": ";
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::null() { return raw("null"); }
JsonWriter& JsonWriter::boolean(bool value) { return raw(value ? "true" : "false"); }
JsonWriter& JsonWriter::integer(std::int64_t value) { return raw(std::to_string(value)); }
JsonWriter& JsonWriter::integer(std::uint64_t value) { return raw(std::to_string(value)); }
JsonWriter& JsonWriter::number(float value) { return raw(real_text(value)); }
JsonWriter& JsonWriter::number(double value) { return raw(real_text(value)); }

JsonWriter& JsonWriter::string(std::string_view value) {
  before_value();
  quote(value);
  return *this;
}

void JsonWriter::quote(std::string_view value) {
  constexpr char kHex[] = "0123456789abcdef";
  text_ += '"';
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20) {
      text_ += {'\\', 'u', '0', '0', kHex[byte >> 4U], kHex[byte & 15U]};
    } else {
      if (c == '"' || c == '\\') text_ += '\\';
      text_ += c;
    }
  }
  text_ += '"';
}

JsonWriter& JsonWriter::tensor(std::span<const std::size_t> shape, std::span<const float> data) {
  if (shape.empty()) return number(data.front());
  const std::size_t step = shape[0] == 0 ? 0 : data.size() / shape[0];
  begin_array();
  for (std::size_t n = 0; n < shape[0]; ++n) tensor(shape.subspan(1), data.subspan(n * step, step));
  return end_array();
}

std::string JsonWriter::take() {
  assert(levels_.empty());
  return std::move(text_) + "\n";
}

}  // namespace attn
