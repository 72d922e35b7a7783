// Attention in two levels: over the words of each sentence, then over the sentences.
#pragma once

#include "attention/contract.hpp"
#include "mechanisms/operator_contract.hpp"

namespace attn {

/// For query i: in each segment s, alpha_ij = softmax over the keys j of s that it may see of score(q_i, k_j); the
/// segment's key K_s = sum_j alpha_ij k_j and value V_s = sum_j alpha_ij v_j; beta_is = softmax over segments with such
/// a key of score(q_i, K_s); y_i = sum_s beta_is V_s (Yang et al. 2016, section 2.2, where one learned query stands for
/// q_i). The matrix is beta alpha. Score and softcap count at both levels, mask and biases at that of the words.
/// params.segments names each key's segment; equal numbers need not be neighbours. Work follows the mask. Throws
/// Error kBadArgument with fewer segments than keys; more are not read.
void hierarchical_attention(AttentionProblem& problem, const OperatorParams& params, const AttentionResult& result);

}  // namespace attn
