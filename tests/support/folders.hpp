// Hugging Face folders on disk, for tests.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "formats/file.hpp"
#include "formats/json.hpp"
#include "formats/safetensors.hpp"
#include "model/model.hpp"

namespace attn::testing {

inline bool present(const std::string& path) { return std::filesystem::exists(path); }

inline Model load_folder(const std::string& folder) {
  const SafetensorsFile weights = SafetensorsFile::parse_owned(read_file(folder + "/model.safetensors"));
  return Model::load(read_text_file(folder + "/config.json"), weights);
}

/// A JSON array of token ids.
inline std::vector<std::int32_t> read_ids(const std::string& path) {
  std::vector<std::int32_t> ids;
  const JsonValue json = parse_json(read_text_file(path), path);
  for (const JsonValue& id : json.array(path)) ids.push_back(static_cast<std::int32_t>(id.integer(path)));
  return ids;
}

inline std::int32_t argmax(const std::vector<float>& logits) {
  return static_cast<std::int32_t>(std::max_element(logits.begin(), logits.end()) - logits.begin());
}

/// Greedy continuation of `ids` by one token at a time, until there are `count` new ones.
inline std::vector<std::int32_t> greedy(const Model& model, std::vector<std::int32_t> ids, std::size_t count) {
  KvCache cache = model.make_cache();
  std::vector<float> logits = model.forward(ids, cache, LogitRows::kLast);
  for (std::size_t n = 0; n < count; ++n) {
    const std::int32_t next = argmax(logits);
    ids.push_back(next);
    if (n + 1 < count) logits = model.forward({&next, 1}, cache, LogitRows::kLast);
  }
  return ids;
}

}  // namespace attn::testing
