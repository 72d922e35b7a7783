// The weights of one layer of an attention document (docs/attention-json.md).
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "formats/json.hpp"

namespace attn::cli {

/// What one document holds at most: what the page can read too.
struct DocumentLimits {
  static constexpr std::size_t kTokens = 16384, kLayers = 1024, kHeads = 1024;
  static constexpr std::size_t kWeights = std::size_t{1} << 26U;
  static constexpr std::size_t kCharacters = 1'000'000;  ///< UTF-16 units of one string
};

/// Throws Error kBadFile where `count` things of that name are more than `most`.
void check_count(const std::string& where, std::size_t count, const char* things, std::size_t most);

struct LayerWeights {
  std::size_t heads = 0;
  std::vector<float> numbers;  ///< [heads, t, t] row-major: head, query, key; each from 0 to 1.01
};

/// Nested arrays, or {"shape": [heads, t, t], "base64": little-endian float32}. Throws Error kBadFile naming the value
/// that does not fit, and where it stands.
LayerWeights read_layer_weights(const JsonValue& value, std::size_t t, const std::string& where);

}  // namespace attn::cli
