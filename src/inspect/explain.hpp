// "Where does this number come from": the arithmetic behind one attention weight, step by step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "inspect/intervention.hpp"
#include "model/model.hpp"

namespace attn {

/// One cell (query i, key j) of one head. Vectors q, k, scores, pattern, v and z are what the forward
/// pass itself had; the rest is the arithmetic between them.
struct CellExplanation {
  std::size_t layer = 0, head = 0, kv_head = 0, i = 0, j = 0;  ///< which cell
  std::vector<float> q, k;      ///< [d]: query i and key j, after rotary positions where the model has them
  std::vector<float> products;  ///< [d]: q[n] * k[n]
  float dot = 0;                ///< their sum
  float scale = 0;              ///< 1 / sqrt(d)
  float scaled = 0;             ///< dot * scale
  bool masked = false;          ///< the query may not see this key: its score becomes -inf
  std::vector<float> scores;    ///< [t]: query i against every key, scaled, masked ones -inf
  float row_max = 0;            ///< largest of scores
  std::vector<float> exps;      ///< [t]: exp(score - row_max)
  float denominator = 0;        ///< sum of exps; softmax is exps / denominator
  std::vector<float> pattern;   ///< [t]: the weights that the model used, interventions included
  std::vector<float> v;         ///< [d]: value j
  std::vector<float> weighted;  ///< [d]: pattern[j] * v
  std::vector<float> sum;       ///< [d]: sum over all keys of pattern * value
  std::vector<float> z;         ///< [d]: what the head handed on; differs from sum only by an intervention on it
};

/// Runs ids through the model once and takes the cell apart. Throws Error kBadArgument for a layer,
/// head, i or j out of range, and whatever Model::forward and Inspector throw.
CellExplanation explain_cell(const Model& model, std::span<const std::int32_t> ids, std::size_t layer, std::size_t head,
                             std::size_t i, std::size_t j, const std::vector<Intervention>& interventions = {});

}  // namespace attn
