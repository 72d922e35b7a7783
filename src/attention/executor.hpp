// What an executor works on: one head of one batch item, with the steps that all executors share, so
// that a score, a mask or a bias is applied in one place. Private to src/attention.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "attention/contract.hpp"
#include "attention/mask_band.hpp"
#include "simd/kernels.hpp"

namespace attn {

/// One query head and the key/value head it reads. Validated; t_q, t_k may be 0.
struct HeadProblem {
  std::size_t batch = 0, head = 0;
  std::size_t bias_head = 0;  ///< the number that biases know the head by
  simd::ConstMatrix q;  ///< [t_q, d]
  simd::ConstMatrix k;  ///< [t_k, d]
  simd::ConstMatrix v;  ///< [t_k, d_v]
  simd::ConstMatrix bias;  ///< [t_q, t_k], or no data
  const AnyScore* score = nullptr;
  float softcap = 0;
  std::span<const AnyBias> biases;
  const MaskSet* mask = nullptr;
  ScoreObserver* observer = nullptr;
  FlashObserver* flash_observer = nullptr;
  std::size_t tile_queries = kTileMost, tile_keys = kTileMost;
  Work* work = nullptr;  ///< never null

  /// Whether something else than the mask may make a score -inf.
  [[nodiscard]] bool has_bias() const { return bias.data != nullptr || !biases.empty(); }
};

struct HeadResult {
  simd::Matrix y;       ///< [t_q, d_v]
  simd::Matrix scores;  ///< [t_q, t_k], or no data
  ScoreStage stage = ScoreStage::kPattern;
};

/// Buffers that an executor keeps from head to head of one call. How large they are follows from the problem's sizes,
/// mask and biases, never from the numbers in it: predicted_work() knows.
struct Scratch {
  std::vector<float> scores;          ///< a tile's
  std::vector<float> bias;            ///< a row's, where there are biases
  std::vector<float> keys;            ///< sparse: gathered keys, [kTileMost, d]
  std::vector<std::uint8_t> allowed;  ///< a tile's pairs, 1 or 0
  std::vector<std::uint8_t> whole;    ///< sparse: [tiles], 1 where a tile of keys is computed whole
  MaskBand band;

  /// For tiles of rows x cols; unmarked: without a mark for each pair.
  void resize(const HeadProblem& problem, std::size_t rows, std::size_t cols, bool unmarked = false);
  [[nodiscard]] std::size_t bytes() const;
};

// A gathered pair costs about this many times what a pair of a whole tile does, which shares its loads (measured with
// d = 64 and AVX2: 4.4 where the keys of a row are neighbours, 3.6 where they are scattered).
constexpr std::size_t kGatherCost = 4;

/// What attention() and predicted_work() ask of a problem, whatever its views hold. Throws Error.
void check_problem(const AttentionProblem& problem);

void reference_head(const HeadProblem& problem, const HeadResult& result, Scratch& scratch);
void flash_head(const HeadProblem& problem, const HeadResult& result, Scratch& scratch);
void sparse_head(const HeadProblem& problem, const HeadResult& result, Scratch& scratch);

// ---- steps, each on one tile; out is [tile rows, tile columns] ------------------------------------
void scaled_scores(const HeadProblem& problem, const Tile& tile, simd::Matrix out);
void softcap_scores(const HeadProblem& problem, simd::Matrix out);
/// Adds the biases of query i and keys j0, j0 + 1, ... to a row of scores; -inf takes the pair out, whatever the
/// score was.
void bias_row(const HeadProblem& problem, std::size_t i, std::size_t j0, std::span<float> bias, std::span<float> row);
/// Adds the biases, then writes -inf over every pair that the mask forbids: whatever the score was, so that a masked
/// key's NaN goes no further. The tile is number n of scratch.band.
void mask_scores(const HeadProblem& problem, std::size_t n, Scratch& scratch, simd::Matrix out);

/// Whether values may be multiplied by weights of masked pairs, which are 0: 0 times NaN or inf is NaN.
bool values_are_finite(simd::ConstMatrix v);
/// allowed[i, j] = 0 where score (after mask) is -inf, else 1.
void unmasked_pairs(simd::Matrix scores, std::span<std::uint8_t> allowed);
/// y += weights v without reading the values of pairs that are not allowed and weigh 0.
void add_values_selected(simd::ConstMatrix weights, std::span<const std::uint8_t> allowed, simd::ConstMatrix v,
                         simd::Matrix y);

}  // namespace attn
