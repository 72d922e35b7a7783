#include "model/config_reader.hpp"

#include <cmath>
#include <limits>

#include "base/text.hpp"

namespace attn {
namespace {

/// Far above any model, and low enough that products of two sizes stay exact in 64 bits.
constexpr std::uint64_t kLargestSize = std::uint64_t{1} << 24U;

}  // namespace

const JsonValue* ConfigReader::find(std::string_view key) const {
  const JsonValue* value = object_->find(key);
  return value != nullptr && value->is_null() ? nullptr : value;
}

std::string ConfigReader::where(std::string_view key) const { return attn::text("config.json: {}{}", {path_, key}); }

const JsonValue& ConfigReader::required(std::string_view key) const {
  const JsonValue* value = find(key);
  if (value == nullptr) fail(ErrorCode::kBadFile, "{} is missing", {where(key)});
  return *value;
}

std::string ConfigReader::shown(std::string_view key) const {
  const JsonValue* value = object_->find(key);
  return value == nullptr ? "missing" : value->describe();
}

void ConfigReader::unsupported(std::string_view key, const TextPart& remedy) const {
  fail(ErrorCode::kUnsupported, "{} is {}, which this build cannot run ({})", {where(key), shown(key), remedy});
}

void ConfigReader::bad(std::string_view key, const TextPart& rule) const {
  fail(ErrorCode::kBadFile, "{} is {}; {}", {where(key), shown(key), rule});
}

std::size_t ConfigReader::size(std::string_view key, std::optional<std::size_t> or_else) const {
  if (or_else && !has(key)) return *or_else;
  const JsonValue& value = required(key);
  const bool whole = value.is_number() && value.number("") >= 1 && value.number("") <= double{kLargestSize} &&
                     value.number("") == std::floor(value.number(""));
  if (!whole) bad(key, attn::text("it must be a whole number from 1 to {}", {kLargestSize}));
  return static_cast<std::size_t>(value.number(""));
}

float ConfigReader::positive(std::string_view key, std::optional<float> or_else) const {
  if (or_else && !has(key)) return *or_else;
  const JsonValue& value = required(key);
  const double number = value.is_number() ? value.number("") : 0;
  // Compared as float: what is positive in the file but 0 or infinite here would divide by zero later.
  const float narrow =
      number > 0 && number <= double{std::numeric_limits<float>::max()} ? static_cast<float>(number) : 0;
  if (!(narrow > 0)) bad(key, "it must be a number above 0 that a float can hold");
  return narrow;
}

bool ConfigReader::flag(std::string_view key, bool or_else) const {
  const JsonValue* value = find(key);
  if (value == nullptr) return or_else;
  if (!value->is_bool()) bad(key, "it must be true or false");
  return value->boolean("");
}

std::string ConfigReader::text(std::string_view key, std::optional<std::string> or_else) const {
  if (or_else && !has(key)) return *or_else;
  const JsonValue& value = required(key);
  if (!value.is_string()) bad(key, "it must be a text");
  return value.string("");
}

std::string ConfigReader::first_text(std::string_view key) const {
  const JsonValue* value = find(key);
  if (value == nullptr) return "";
  if (!value->is_array() || value->array("").empty() || !value->array("").front().is_string()) {
    bad(key, "it must be an array of texts");
  }
  return value->array("").front().string("");
}

std::vector<std::int32_t> ConfigReader::ids(std::string_view key) const {
  std::vector<std::int32_t> found;
  const auto take = [&](const JsonValue& value) {
    const bool fits = value.is_integer() && value.number("") >= 0 && value.number("") < double{kLargestSize};
    if (!fits) bad(key, "it must be a token id, or an array of them");
    found.push_back(static_cast<std::int32_t>(value.number("")));
  };
  const JsonValue* value = find(key);
  if (value == nullptr) return found;
  if (!value->is_array()) {
    take(*value);
  } else {
    for (const JsonValue& element : value->array("")) take(element);
  }
  return found;
}

std::optional<ConfigReader> ConfigReader::object(std::string_view key) const {
  const JsonValue* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_object()) bad(key, "it must be an object or null");
  return ConfigReader(*value, attn::text("{}{}.", {path_, key}));
}

}  // namespace attn
