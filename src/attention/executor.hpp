// What an executor works on: one head of one batch item, with the steps that all executors share, so
// that a score, a mask or a bias is applied in one place. Private to src/attention.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "attention/contract.hpp"
#include "simd/kernels.hpp"

namespace attn {

/// One query head and the key/value head it reads. Validated; t_q, t_k may be 0.
struct HeadProblem {
  std::size_t batch = 0, head = 0;
  simd::ConstMatrix q;  ///< [t_q, d]
  simd::ConstMatrix k;  ///< [t_k, d]
  simd::ConstMatrix v;  ///< [t_k, d_v]
  simd::ConstMatrix bias;  ///< [t_q, t_k], or no data
  const AnyScore* score = nullptr;
  float softcap = 0;
  const MaskSet* mask = nullptr;
  ScoreObserver* observer = nullptr;
};

struct HeadResult {
  simd::Matrix y;       ///< [t_q, d_v]
  simd::Matrix scores;  ///< [t_q, t_k], or no data
  ScoreStage stage = ScoreStage::kPattern;
};

/// Buffers that an executor keeps from head to head of one call.
struct Scratch {
  std::vector<float> scores;
  std::vector<std::uint8_t> allowed;
};

void reference_head(const HeadProblem& problem, const HeadResult& result, Scratch& scratch);
void flash_head(const HeadProblem& problem, const HeadResult& result, Scratch& scratch);

// ---- steps, each on one tile; out is [tile rows, tile columns] ------------------------------------
void scaled_scores(const HeadProblem& problem, const Tile& tile, simd::Matrix out);
void softcap_scores(const HeadProblem& problem, simd::Matrix out);
/// Adds the bias, then writes -inf over every pair that a mask forbids or whose bias is -inf: whatever
/// the score was, so that a masked key's NaN goes no further. cover is the masks' over this tile.
void mask_scores(const HeadProblem& problem, const Tile& tile, TileCover cover, std::vector<std::uint8_t>& allowed,
                 simd::Matrix out);

/// Whether values may be multiplied by weights of masked pairs, which are 0: 0 times NaN or inf is NaN.
bool values_are_finite(simd::ConstMatrix v);
/// allowed[i, j] = 0 where score (after mask) is -inf, else 1.
void unmasked_pairs(simd::Matrix scores, std::vector<std::uint8_t>& allowed);
/// y += weights v without reading the values of pairs that are not allowed and weigh 0.
void add_values_selected(simd::ConstMatrix weights, std::span<const std::uint8_t> allowed, simd::ConstMatrix v,
                         simd::Matrix y);

}  // namespace attn
