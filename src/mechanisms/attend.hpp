// One head of one mechanism, with everything that is told of it: output, matrix, what was counted, how far it is from
// another mechanism, how long it takes, and flash attention's steps.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "mechanisms/difference.hpp"
#include "mechanisms/mechanism.hpp"

namespace attn {

/// Keeps every step of flash attention of one head.
class FlashRecorder : public FlashObserver {
 public:
  struct Step {
    Tile tile;
    TileCover cover;
    std::size_t rows;
  };
  void on_step(const FlashStep& step) override;

  std::vector<Step> steps;
  std::vector<float> m, l, y;  ///< of all steps, one after the other: [rows], [rows], [rows, d_v]
};

/// Tells the time in milliseconds, from any start.
using Clock = double (*)();

struct AttendOptions {
  MechanismSpec mechanism;
  std::optional<MechanismSpec> against;     ///< to tell the difference from
  bool pattern = true;                      ///< return the matrix
  double measure_milliseconds = 0;          ///< how long to measure for; 0: not
  std::size_t trace_queries = 0, trace_keys = 0;  ///< tiles of flash attention's steps; 0: no steps
};

struct Attended {
  std::vector<float> y;        ///< [t_q, d_v]
  std::vector<float> pattern;  ///< [t_q, t_k], or empty
  Work work;                   ///< of this head
  /// Of the whole layer; 0 where the operator keeps a state of constant size instead of keys and values.
  std::uint64_t cache_bytes_per_token = 0;
  std::optional<Difference> apart;
  double milliseconds = 0;     ///< median of one call; 0: not measured
  FlashRecorder trace;
};

/// input.head says which; without it head 0. Throws as run_mechanism does, and Error kBadArgument where the steps asked
/// for would be more than 16 million numbers.
Attended attend(const AttendOptions& options, const MechanismInput& input, Clock now);

struct Measured {
  double milliseconds = 0;  ///< median of some calls, after one that is not counted
  Work work;
};

/// A mechanism on one head of random queries, keys and values [keys, width] from a seed. For those that need them,
/// the keys are cut into segments of 64.
Measured measure(const MechanismSpec& mechanism, std::size_t keys, std::size_t width, std::uint64_t seed, Clock now);

}  // namespace attn
