// Attention with hooks on its scores and pattern.
#pragma once

#include <cstddef>

#include "attention/contract.hpp"
#include "nn/hooks.hpp"

namespace attn {

/// Fires kAttnScores and kPattern of `block`, as wanted, each with all heads at once, on what the reference
/// executor computes (batch 1). Writes result only where a hook changed something: what another executor
/// left there stays to the bit when hooks only look.
void attention_with_hooks(AttentionProblem& problem, const AttentionResult& result, Hooks& hooks, std::size_t block);

}  // namespace attn
