// Named points of the forward pass, and the interface through which they can be watched or changed.
// Names and shapes are TransformerLens's, without the batch axis.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>

namespace attn {

/// t tokens of this call, t_k keys including cached ones, h query heads, g key/value heads, d head width,
/// c model width, m feed-forward width.
enum class HookPoint : std::uint8_t {
  kEmbed,           ///< hook_embed [t, c]
  kPosEmbed,        ///< hook_pos_embed [t, c] (learned positions only)
  kResidPre,        ///< blocks.L.hook_resid_pre [t, c]
  kLn1Scale,        ///< blocks.L.ln1.hook_scale [t, 1]
  kLn1Normalized,   ///< blocks.L.ln1.hook_normalized [t, c]: RMSNorm before its gain, LayerNorm after gain and bias
  kQ,               ///< blocks.L.attn.hook_q [t, h, d], before rotary
  kK,               ///< blocks.L.attn.hook_k [t, g, d], before rotary
  kV,               ///< blocks.L.attn.hook_v [t, g, d]
  kRotQ,            ///< blocks.L.attn.hook_rot_q [t, h, d] (rotary only)
  kRotK,            ///< blocks.L.attn.hook_rot_k [t, g, d] (rotary only)
  kAttnScores,      ///< blocks.L.attn.hook_attn_scores [h, t, t_k], scaled, masked entries -inf
  kPattern,         ///< blocks.L.attn.hook_pattern [h, t, t_k]
  kZ,               ///< blocks.L.attn.hook_z [t, h, d]
  kResult,          ///< blocks.L.attn.hook_result [t, h, c]: what each head adds to the residual stream
  kAttnOut,         ///< blocks.L.hook_attn_out [t, c]
  kResidMid,        ///< blocks.L.hook_resid_mid [t, c]
  kLn2Scale,        ///< blocks.L.ln2.hook_scale [t, 1]
  kLn2Normalized,   ///< blocks.L.ln2.hook_normalized [t, c]
  kMlpPre,          ///< blocks.L.mlp.hook_pre [t, m] (gated: the gate before its activation)
  kMlpPreLinear,    ///< blocks.L.mlp.hook_pre_linear [t, m] (gated only)
  kMlpPost,         ///< blocks.L.mlp.hook_post [t, m]
  kMlpOut,          ///< blocks.L.hook_mlp_out [t, c]
  kResidPost,       ///< blocks.L.hook_resid_post [t, c]
  kLnFinalScale,    ///< ln_final.hook_scale [t, 1]
  kLnFinalNormalized,  ///< ln_final.hook_normalized [t, c]
  kCount
};

/// Is the point inside a block ("blocks.L. ...")?
bool hook_in_block(HookPoint point);

/// "blocks.3.attn.hook_pattern"; block is ignored for points outside blocks.
std::string hook_name(HookPoint point, std::size_t block);

/// Asked before anything is computed for it: where nobody wants a point, it costs nothing. Looking changes
/// no bit of what the model computes; only what is written does.
class Hooks {
 public:
  virtual ~Hooks() = default;
  [[nodiscard]] virtual bool wants(HookPoint point, std::size_t block) const = 0;  ///< ask before computing
  /// data is row-major of that shape; what is written there is what the model goes on with.
  virtual void at(HookPoint point, std::size_t block, std::initializer_list<std::size_t> shape,
                  std::span<float> data) = 0;
};

/// Calls hooks.at() and says whether it wrote another number anywhere.
bool fire_and_compare(Hooks& hooks, HookPoint point, std::size_t block, std::initializer_list<std::size_t> shape,
                      std::span<float> data);

}  // namespace attn
