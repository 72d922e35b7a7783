// Attention as a file, version 1 of docs/attention-json.md: what `attn check` compares a model with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace attn::cli {

struct StoredToken {
  std::int32_t id = 0;
  std::string text;
  std::int64_t start = -1, end = -1;  ///< in the document's text, in UTF-16 units; -1 where it does not say
  bool special = false;
};

struct StoredLayer {
  std::size_t layer = 0;
  std::vector<std::size_t> heads;  ///< their numbers in the layer, in the order of `weights`
  std::vector<float> weights;      ///< [heads, t, t] row-major: head, query, key; each from 0 to 1.01
};

struct StoredAttention {
  std::string text, model_name, model_url;  ///< empty where the document does not say
  std::vector<StoredToken> tokens;
  std::vector<StoredLayer> layers;
};

/// Reads a document whose tokens have ids; members that a check has no use for are passed over. Throws Error kBadFile
/// naming the value and where it stands, or kUnsupported for another version and for attention between two texts.
StoredAttention read_attention_document(const std::string& path);

/// The same as a document's text.
std::string attention_document_text(const StoredAttention& attention);

}  // namespace attn::cli
