// An intervention changes one head while the model runs: mute it, scale it, or put other numbers in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace attn {
/// What of a head is changed.
enum class InterventionTarget : std::uint8_t {
  kOutput,   ///< the head's z [t, d]: what it hands to the output projection
  kPattern,  ///< the head's pattern [t, t_k]
};
/// One change of one head.
struct Intervention {
  enum class Kind : std::uint8_t { kZero, kScale, kReplace } kind = Kind::kZero;
  InterventionTarget target = InterventionTarget::kOutput;  ///< what of the head
  std::size_t layer = 0, head = 0;  ///< which head, from 0
  float factor = 0;               ///< kScale
  std::vector<float> values;      ///< kReplace: exactly the target's numbers, row-major
};

}  // namespace attn
