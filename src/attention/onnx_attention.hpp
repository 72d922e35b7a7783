// The ONNX operator Attention, opset 24 (with the errata of ONNX 1.23), on dense tensors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "attention/contract.hpp"

namespace attn {

/// Dense, row-major.
struct OnnxTensor {
  std::vector<std::size_t> shape;  ///< [batch, heads, tokens, width], or a mask's axes
  std::vector<float> data;  ///< as many as the shape says
};

/// One to four axes that broadcast to [batch, h, t_q, t_k], aligned at the last. A last axis shorter than the keys
/// masks the rest (even one of length 1, which is not broadcast). Either `bias` or `allowed` holds the elements.
struct OnnxMask {
  std::vector<std::size_t> shape;  ///< [batch, heads, tokens, width], or a mask's axes
  std::vector<float> bias;            ///< added to the scores; -inf masks
  std::vector<std::uint8_t> allowed;  ///< non-zero: this key takes part
  bool boolean = false;               ///< `allowed` is the one
};
/// The operator's inputs and attributes.
struct OnnxAttentionInputs {
  OnnxTensor q;  ///< [batch, h, t_q, d]
  OnnxTensor k;  ///< [batch, g, t, d]
  OnnxTensor v;  ///< [batch, g, t, d_v]
  std::optional<OnnxMask> mask;  ///< attn_mask
  std::optional<OnnxTensor> past_key, past_value;  ///< [batch, g, t_past, d], [batch, g, t_past, d_v]; both or none
  /// Keys of each batch item that are no padding. Not together with a past.
  std::optional<std::vector<std::size_t>> nonpad_kv_seqlen;
  /// Query i sees key j when j <= i + offset: the offset is the past's length, or with nonpad_kv_seqlen that
  /// batch item's length - t_q (which may be negative: the first queries then see nothing), or else 0.
  bool causal = false;
  std::optional<float> scale;  ///< 1/sqrt(d) unless given; 0 and negative ones are taken as they are
  float softcap = 0;           ///< 0 means none
  Executor executor = Executor::kReference;  ///< how it is computed
  std::optional<ScoreStage> score_stage;  ///< which scores to return, if any; reference only
};
/// The operator's outputs.
struct OnnxAttentionOutputs {
  OnnxTensor y;                           ///< [batch, h, t_q, d_v]
  OnnxTensor present_key, present_value;  ///< [batch, g, t_past + t, d or d_v]
  std::optional<OnnxTensor> scores;       ///< qk_matmul_output [batch, h, t_q, t_past + t]
};

/// Throws Error kBadArgument naming the shapes that do not fit.
void check_onnx_inputs(const OnnxAttentionInputs& inputs);

/// past and next [batch, g, tokens, width] joined along the tokens.
OnnxTensor join_past(const std::optional<OnnxTensor>& past, const OnnxTensor& next);

/// Throws Error as check_onnx_inputs() and attention() do.
OnnxAttentionOutputs onnx_attention(const OnnxAttentionInputs& inputs);

}  // namespace attn
