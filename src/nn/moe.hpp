// Mixture of experts: a router picks, for each token, the few feed-forward networks that it goes through.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "nn/activation.hpp"
#include "nn/linear.hpp"
#include "simd/kernels.hpp"

namespace attn {

/// Where the tokens of a run go. t tokens, E experts; every table is row-major.
struct Routing {
  std::size_t tokens = 0, experts = 0, top_k = 0;
  std::vector<float> probabilities;   ///< [t, E]: softmax of each token's logits over all experts
  std::vector<std::uint32_t> chosen;  ///< [t, top_k]: from the most probable down; of equals the lower number first
  std::vector<float> gates;           ///< [t, top_k]: what the chosen experts' outputs are multiplied by
  std::vector<std::uint32_t> load;    ///< [E]: tokens that chose the expert
  std::vector<float> importance;      ///< [E]: sum of its gates over the tokens (Shazeer et al. 2017, equation 6)
  /// E sum_e f_e P_e: f_e the share of all choices that fell on expert e, P_e its mean probability (Fedus et al.
  /// 2021, section 2.2, equations 4 to 6; there top_k = 1). 1 where tokens spread evenly, at most E.
  double balancing_loss = 0;
};

/// chosen [top_k] = the places of the largest scores [E], from the largest down; of equals the first. top_k <= E.
void choose_largest(std::span<const float> scores, std::span<std::uint32_t> chosen);

/// logits [t, E]. Normalised: the gates of a token add up to 1, which is softmax over the kept logits alone
/// (Shazeer et al. 2017, section 2.1, equations 3 and 5; Mixtral); else they are the probabilities themselves (Fedus
/// et al. 2021, section 2.1). A token with a NaN among its logits has NaN gates; no other token is touched.
/// Throws Error kBadArgument unless 1 <= top_k <= E.
Routing route(simd::ConstMatrix logits, std::size_t top_k, bool normalised);

/// down(activation(gate x) * up x) (Shazeer 2020, section 2). gate and up [m, c], down [c, m].
struct GatedExpert {
  Linear gate, up, down;
};

/// y [t, c] = for each token x [t, c], the sum over its chosen experts of gate * expert(x): an expert sees the tokens
/// that chose it, and no others. Returns the multiply-adds of the experts. Throws Error kBadArgument where the
/// number of experts or a width is another than the routing's or the row's.
std::uint64_t run_experts(simd::ConstMatrix x, const Routing& routing, std::span<const GatedExpert> experts,
                          Activation activation, simd::Matrix y);

}  // namespace attn
