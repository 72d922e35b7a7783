// The file that `attn attention` reads: one problem as the ONNX operator Attention states it, or as a mechanism.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attention/onnx_attention.hpp"
#include "formats/json.hpp"
#include "mechanisms/spec.hpp"

namespace attn::cli {

/// A problem that names a mechanism. k and v hold the past as well.
struct MechanismCase {
  MechanismSpec spec;
  OnnxTensor q, k, v;
  std::ptrdiff_t offset = 0;  ///< query i stands at position i + offset
  std::vector<std::int32_t> segments;
};

/// The fields of one attention file.
class AttentionFile {
 public:
  /// Throws Error kBadFile for a file that is no JSON object or has an unknown key.
  explicit AttentionFile(const std::string& path);

  /// Whether it has a key that the ONNX operator does not know.
  [[nodiscard]] bool names_mechanism() const;
  /// As the ONNX operator reads it.
  [[nodiscard]] OnnxAttentionInputs inputs() const;
  /// As a mechanism. Throws Error kUnsupported for a key of the operator that has no meaning beside it.
  [[nodiscard]] MechanismCase mechanism() const;

 private:
  [[nodiscard]] std::string where(std::string_view field) const;
  [[nodiscard]] const JsonValue* find(std::string_view field) const;
  [[nodiscard]] OnnxAttentionInputs tensors() const;
  [[nodiscard]] OnnxTensor tensor(std::string_view field, const JsonValue& value) const;
  [[nodiscard]] OnnxMask mask(const JsonValue& value) const;
  [[nodiscard]] bool flag(std::string_view field, const JsonValue& value) const;
  template <class Integer>
  [[nodiscard]] std::vector<Integer> whole_numbers(std::string_view field, const JsonValue& value) const;
  [[nodiscard]] std::optional<ScoreStage> score_stage(Executor executor) const;
  [[nodiscard]] std::ptrdiff_t offset(const MechanismCase& problem, bool has_past) const;

  std::string path_;
  JsonValue root_;
};

}  // namespace attn::cli
