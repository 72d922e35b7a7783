// Attention in double precision, written from the formula, entry by entry: shares nothing with src, the
// mask included, which the caller draws.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace reference {

/// Contiguous row-major inputs. Query head n reads key/value head n * g / h.
struct Attention {
  std::size_t batch = 1, h = 1, g = 1, t_q = 0, t_k = 0, d = 0, d_v = 0;
  std::vector<float> q = {};  ///< [batch, h, t_q, d]
  std::vector<float> k = {};  ///< [batch, g, t_k, d]
  std::vector<float> v = {};  ///< [batch, g, t_k, d_v]
  double scale = 1;
  /// Of a query and a key, both [d]; empty: scale q . k.
  std::function<double(std::span<const float>, std::span<const float>)> score = {};
  double softcap = 0;                 ///< 0: none
  std::vector<float> bias = {};            ///< [batch, h, t_q, t_k], or empty
  /// Added to the bias for head, query and key; -inf masks. Empty: nothing.
  std::function<double(std::size_t, std::size_t, std::size_t)> added = {};
  std::vector<std::uint8_t> allowed = {};  ///< [batch, t_q, t_k], or empty: everything
};

struct AttentionOutput {
  std::vector<double> y;                      ///< [batch, h, t_q, d_v]
  std::array<std::vector<double>, 4> stages;  ///< [batch, h, t_q, t_k]: scaled, softcapped, masked, pattern
};

/// A pair that is not allowed, or whose bias is -inf, weighs exactly 0 and its value is not read.
AttentionOutput attention(const Attention& problem);

}  // namespace reference
