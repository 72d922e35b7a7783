// A mechanism at work: a spec bound to the sizes of one problem.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "attention/contract.hpp"
#include "mechanisms/spec.hpp"

namespace attn {

/// What a mechanism works on. Views are borrowed for the call.
struct MechanismInput {
  AttentionShape shape;  ///< of q, k and v
  HeadsView<const float> q;   ///< [batch, h, t_q, d]
  HeadsView<const float> k;   ///< [batch, g, t_k, d]
  HeadsView<const float> v;   ///< [batch, g, t_k, d_v]
  /// Query i stands at position i + offset. Queries before position 0 have none: they are taken as they are (a causal
  /// one sees no key).
  std::ptrdiff_t offset = 0;
  std::span<const std::int32_t> segments = {};  ///< [t_k], or empty
  std::size_t length = 0;  ///< as MaskParams::length
  /// Only this query head, as it would come out among all: result has then one head. Otherwise all of them.
  std::optional<std::size_t> head = {};
};

/// How it is run.
struct MechanismRun {
  std::size_t tile_queries = kTileMost, tile_keys = kTileMost;  ///< of flash and sparse
  FlashObserver* flash_observer = nullptr;  ///< sees every step of flash
  /// Given, softmax by the reference executor runs in the operator's place: y is made of the pattern that it leaves.
  ScoreObserver* observer = nullptr;
  Work* work = nullptr;  ///< where to add up what was done
  bool placed = false;  ///< q and k have their positions already: the spec's are not applied
};

/// Writes result.y and, where result.scores has data, the pattern (or the matrix that the operator stands for).
/// Throws Error kUnknownId, kBadArgument or kUnsupported, naming what is wrong and the remedy.
void run_mechanism(const MechanismSpec& spec, const MechanismInput& input, const MechanismRun& how,
                   const AttentionResult& result);

/// The spec's mask for so many queries and keys.
MaskSet make_mask_set(const MaskSpec& spec, const MaskParams& params);

}  // namespace attn
