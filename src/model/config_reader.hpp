// Checked access to the keys of a Hugging Face config.json: every failure names the key and its value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "formats/json.hpp"

namespace attn {

class ConfigReader {
 public:
  /// `path` is put before every key in messages: "rope_scaling.". The value is borrowed.
  explicit ConfigReader(const JsonValue& object, std::string path = "") : object_(&object), path_(std::move(path)) {}

  /// Is the key there, with a value other than null?
  [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }

  /// A whole number in [1, 2^24]. Without a default the key is required.
  [[nodiscard]] std::size_t size(std::string_view key, std::optional<std::size_t> or_else = {}) const;
  /// A finite number above 0.
  [[nodiscard]] float positive(std::string_view key, std::optional<float> or_else = {}) const;
  [[nodiscard]] bool flag(std::string_view key, bool or_else) const;
  [[nodiscard]] std::string text(std::string_view key, std::optional<std::string> or_else = {}) const;
  /// One token id, or an array of them; empty when absent or null.
  [[nodiscard]] std::vector<std::int32_t> ids(std::string_view key) const;
  /// The object at key, if there is one.
  [[nodiscard]] std::optional<ConfigReader> object(std::string_view key) const;
  /// The first element of the array of texts at key, "" when absent.
  [[nodiscard]] std::string first_text(std::string_view key) const;

  /// Throws kUnsupported: "config.json: KEY is VALUE, which this build cannot run: REMEDY".
  [[noreturn]] void unsupported(std::string_view key, const TextPart& remedy) const;
  /// Throws kBadFile: "config.json: KEY is VALUE; RULE".
  [[noreturn]] void bad(std::string_view key, const TextPart& rule) const;

 private:
  [[nodiscard]] const JsonValue* find(std::string_view key) const;
  [[nodiscard]] const JsonValue& required(std::string_view key) const;
  [[nodiscard]] std::string where(std::string_view key) const;
  [[nodiscard]] std::string shown(std::string_view key) const;

  const JsonValue* object_;
  std::string path_;
};

}  // namespace attn
