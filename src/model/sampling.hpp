// From logits to the next token: temperature, top-k, top-p, min-p, repetition penalty; seeded, and the
// same natively and in every browser (the random bits are std::mt19937_64's, the mapping to [0, 1) is ours).
#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <vector>

namespace attn {
/// How the next token is chosen; as they are, it is drawn from the model's own distribution.
struct SamplingOptions {
  bool greedy = false;            ///< take the largest logit; ties go to the smaller id
  float temperature = 1;          ///< > 0; divides the logits
  std::uint32_t top_k = 0;        ///< keep the k largest; 0 keeps all
  float top_p = 1;  ///< keep the smallest set whose probability reaches p, in (0, 1] (Holtzman et al. 2020)
  float min_p = 0;  ///< drop what has less than min_p times the largest probability, in [0, 1] (Nguyen et al. 2024)
  float repetition_penalty =
      1;  ///< > 0; divides positive and multiplies negative logits of seen ids (Keskar et al. 2019)
  std::uint64_t seed = 0;  ///< the same seed draws the same ids
};
/// One id of the vocabulary, with what speaks for it.
struct Candidate {
  std::int32_t id;  ///< the token
  float logit;  ///< the model's own, before any option
  float probability;  ///< softmax of the logits alone
  float chance;  ///< after all options: what is drawn from; 0 where an option drops it
};

/// What is left of the options' order: penalty, then greedy or temperature, top-k (exactly k; ties go to the
/// smaller id), top-p over what top-k left, min-p. The most probable id always stays. All arithmetic is double.
///
/// Every id, most probable chance first, then by probability, ties by id. Throws Error kBadArgument for options out of
/// range, kNotFinite when the logits hold a NaN or +inf.
std::vector<Candidate> distribution(std::span<const float> logits, const SamplingOptions& options,
                                    std::span<const std::int32_t> history);
/// Draws token after token.
class Sampler {
 public:
  /// Throws Error kBadArgument for options out of range.
  explicit Sampler(const SamplingOptions& options);
  /// Draws one id; errors as distribution(). The same seed, options, logits and history give the same id everywhere.
  std::int32_t next(std::span<const float> logits, std::span<const std::int32_t> history);

 private:
  SamplingOptions options_;
  std::mt19937_64 random_;
};

}  // namespace attn
