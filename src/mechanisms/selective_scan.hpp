// Mamba's S6: a state that each token lets fade and writes to, by amounts that depend on the token (Gu & Dao 2023,
// section 3.2, algorithm 2), and the matrix that it multiplies its input by (Ali et al. 2024, section 3.1).
#pragma once

#include <cstddef>

#include "attention/contract.hpp"
#include "mechanisms/operator_contract.hpp"
#include "simd/kernels.hpp"

namespace attn {

/// t tokens, channels, n states a channel. After discretisation by zero-order hold for a and by Euler for b, as in
/// Mamba's own code: h_t = exp(delta_t a) h_(t-1) + delta_t b_t x_t, y_t = c_t . h_t + d x_t.
struct SelectiveScan {
  simd::ConstMatrix x;      ///< [t, channels]
  simd::ConstMatrix delta;  ///< [t, channels]: step, after its softplus
  simd::ConstMatrix a;      ///< [channels, n], negative for a state that fades
  simd::ConstMatrix b;      ///< [t, n]
  simd::ConstMatrix c;      ///< [t, n]
  const float* d = nullptr; ///< [channels], or nothing
};

/// Writes y [t, channels] in one pass over the tokens; the state is [channels, n]. Throws Error kBadArgument where
/// the sizes do not fit together.
void selective_scan(const SelectiveScan& scan, simd::Matrix y);

/// matrix [t, t]: y of one channel = matrix x of that channel + d x. Entry (i, j) is
/// c_i . (exp(a sum of delta from j + 1 to i) b_j) delta_j for j <= i, else 0: what softmax attention's pattern is
/// to softmax. Throws Error kBadArgument as selective_scan, or for a channel that is not there.
void selective_scan_matrix(const SelectiveScan& scan, std::size_t channel, simd::Matrix matrix);

/// The scan on an attention head's q, k and v: c = q, b = k, x = v, with d states. A = -(n + 1), n < d, for every
/// channel (the start of Mamba's A: S4D-Real, Gu et al. 2022), and one step for all channels of a token, delta_j =
/// softplus(delta_bias + sum(k_j) / sqrt(d)), so that y = M v for one M [t_q, t_k]. Query i reads the state after the
/// key at its own position. For operators/selective_scan.hpp; throws Error kUnsupported unless causal.
void selective_scan_heads(AttentionProblem& problem, const OperatorParams& params, float delta_bias,
                          const AttentionResult& result);

}  // namespace attn
