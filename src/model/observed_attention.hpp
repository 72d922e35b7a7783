// Attention with hooks on its scores and pattern.
#pragma once

#include <cstddef>

#include "attention/contract.hpp"
#include "nn/hooks.hpp"

namespace attn {

/// Runs the reference executor (batch 1) and fires kAttnScores and kPattern of `block`, as wanted, each
/// with all heads at once. Hooks see what attention() computed; only what a hook changed is run again.
void attention_with_hooks(AttentionProblem& problem, const AttentionResult& result, Hooks& hooks, std::size_t block);

}  // namespace attn
