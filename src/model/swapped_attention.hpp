// A layer whose attention is another mechanism, with the hook on its pattern.
#pragma once

#include <cstddef>

#include "attention/contract.hpp"
#include "model/attention_swap.hpp"
#include "nn/hooks.hpp"

namespace attn {

/// Writes result.y (batch 1), and fires kPattern of `block` where it is wanted. kAttnScores does not fire: not every
/// mechanism has scores.
void swapped_attention(const AttentionSwap& swap, const AttentionProblem& problem, const AttentionResult& result,
                       Hooks* hooks, std::size_t block);

}  // namespace attn
