// Random attention problems, set up twice from the same numbers: for src and for the oracle. Each mask is
// given to src by its id and to the oracle as bytes that this folder draws by itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "attention/contract.hpp"
#include "reference/attention.hpp"
#include "reference/random.hpp"

namespace attention_test {

/// Which mask a problem has.
struct MaskChoice {
  bool causal = false;
  bool lower_right = false;  ///< the causal diagonal's alignment
  std::size_t past = 0;      ///< causal, upper left: keys before query 0
  bool padding = false;      ///< each batch item has its own number of valid keys
  bool bitmap = false;       ///< random, with some rows that see nothing
  [[nodiscard]] std::string name() const;
};

struct Setup {
  std::size_t batch = 1, h = 1, g = 1, t_q = 4, t_k = 4, d = 8, d_v = 8;
  MaskChoice mask = {};
  enum class Bias { kNone, kFull, kOverHeads, kOverRows } bias = Bias::kNone;  ///< which axes it is broadcast over
  float softcap = 0;
  float scale = 0;     ///< 0: 1 / sqrt(d)
  float spread = 1;    ///< standard deviation of queries and keys
  [[nodiscard]] std::string name() const;
};

/// A setup's numbers, in both forms. Owns everything that the views point at.
class Twin {
 public:
  Twin(const Setup& setup, std::uint64_t seed);

  reference::Attention oracle;
  attn::AttentionProblem problem;

  struct Output {
    std::vector<float> y;       ///< [batch, h, t_q, d_v]
    std::vector<float> scores;  ///< [batch, h, t_q, t_k], where asked for
  };
  /// Runs src on the numbers as they stand in `oracle` now (which a test may have changed).
  Output run(attn::Executor executor, bool want_scores = false, attn::ScoreStage stage = attn::ScoreStage::kPattern);

 private:
  void set_masks(const Setup& setup, reference::Random& random);
  void set_bias(const Setup& setup, reference::Random& random);
  std::vector<std::vector<std::uint8_t>> bitmaps_;
  std::vector<float> compact_bias_;
  attn::AttentionShape bias_axes_;
};

/// Largest |got - want| relative to max(1, |want|); infinite where one is NaN and the other is not.
double worst_error(const std::vector<float>& got, const std::vector<double>& want);

}  // namespace attention_test
