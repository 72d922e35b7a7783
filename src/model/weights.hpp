// The weights of a decoder in one canonical layout, whatever names and layouts its file used.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/tensor_source.hpp"
#include "model/config.hpp"
#include "nn/linear.hpp"
#include "nn/norm.hpp"

namespace attn {

struct LayerWeights {
  Norm ln1;
  Linear q, k, v, o;  ///< [h*d, c], [g*d, c], [g*d, c], [c, h*d]
  Norm ln2;
  Linear gate;      ///< [m, c]; unused unless the feed-forward layer is gated
  Linear up, down;  ///< [m, c], [c, m]
};

struct DecoderWeights {
  std::vector<float> embed;      ///< [vocab, c]
  std::vector<float> positions;  ///< [max_positions, c], learned positions only
  std::vector<LayerWeights> layers;
  Norm ln_final;
  std::vector<float> head;  ///< [vocab, c]; empty when tied to embed
};

/// Reads tensors by name, each checked: there, of the shape asked for, finite. Throws Error kBadFile
/// or kNotFinite naming the tensor.
class WeightReader {
 public:
  explicit WeightReader(const TensorSource& source) : source_(source) {}

  /// The first of these that, followed by `name`, is a tensor of the file: some files say
  /// "model.layers.0", others "layers.0". Without any, the first, so that errors use the usual spelling.
  [[nodiscard]] std::string prefix(std::initializer_list<std::string_view> prefixes, std::string_view name) const;

  [[nodiscard]] std::vector<float> tensor(const std::string& name, std::initializer_list<std::size_t> shape) const;
  /// `base`.weight [out, in], and `base`.bias [out] where `bias`.
  [[nodiscard]] Linear linear(const std::string& base, std::size_t out, std::size_t in, bool bias) const;
  /// Linears of widths `outs` side by side in one `base`.weight [in, sum of outs] with `base`.bias: GPT-2's
  /// Conv1D, which stores the transpose of what Linear reads.
  [[nodiscard]] std::vector<Linear> conv1d(const std::string& base, std::size_t in,
                                           std::initializer_list<std::size_t> outs) const;
  /// `base`.weight [c], and `base`.bias [c] for LayerNorm.
  [[nodiscard]] Norm norm(const std::string& base, const ModelConfig& config) const;

 private:
  const TensorSource& source_;
};

}  // namespace attn
