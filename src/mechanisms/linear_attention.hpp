// Attention whose weights are products of features, so that keys and values can be added up once for all queries.
#pragma once

#include "attention/contract.hpp"
#include "mechanisms/operator_contract.hpp"

namespace attn {

/// y_i = phi(q_i) S / phi(q_i) . z, S = sum phi(k_j) v_j^T, z = sum phi(k_j), phi(x) = elu(x) + 1; causal: sums over
/// the keys up to the query's position, taken as the queries go by (Katharopoulos et al. 2020, sections 3.2 and 3.3,
/// equations 5 to 12). O(t d d_v) time, O(d d_v) memory. A query without keys, or whose features are all 0, gives
/// zeros. Where result.scores has data, the weights phi(q_i) . phi(k_j) / phi(q_i) . z are written there, which takes
/// O(t_q t_k d). Throws Error kUnsupported for other masks than full and causal, and for biases and softcap, which need
/// a score.
void linear_attention(AttentionProblem& problem, const OperatorParams& params, const AttentionResult& result);

}  // namespace attn
