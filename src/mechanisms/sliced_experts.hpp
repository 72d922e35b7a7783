// The model's own feed-forward layer taken as a mixture of experts: hidden units cut into slices, of which each
// token keeps the few that matter most to it ("MoEfication": Zhang et al. 2022).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "model/model.hpp"

namespace attn {

/// t tokens, E experts, c model width. Tables are row-major.
struct SlicedExperts {
  std::size_t tokens = 0, experts = 0, top_k = 0, width = 0;
  std::vector<std::size_t> first_unit;  ///< [E + 1]: expert e is the hidden units [first_unit[e], first_unit[e + 1])
  /// [t, E]: sum of the squared activations of the slice (their ground-truth router, section 3.3: it looks at what a
  /// router that saves work would have to guess).
  std::vector<float> router;
  std::vector<std::uint32_t> chosen;  ///< [t, top_k]: from the highest score down; of equals the lower number first
  std::vector<std::uint32_t> load;    ///< [E]: tokens that keep the expert
  std::vector<float> contribution;    ///< [t, E, c]: what each expert adds to the output, kept or not
  std::vector<float> whole;           ///< [t, c]: output of the whole layer, bias included
  std::vector<float> output;          ///< [t, c]: sum of the kept contributions, and the bias
  std::vector<double> difference;     ///< [t]: |output - whole| / |whole|; 0 where both are 0
  std::vector<double> cosine;         ///< [t]: of output and whole; 0 where one of them is 0
  double overall_difference = 0, overall_cosine = 0;  ///< the same over all tokens as one vector
  /// Of the layer, for all tokens: as the model does it, and for the kept experts alone (the router not counted).
  std::uint64_t whole_multiply_adds = 0, kept_multiply_adds = 0;
};

/// Runs ids through the model once and cuts the feed-forward of `layer` into `experts` slices of neighbouring hidden
/// units; where they do not divide evenly, the first ones have a unit more. Throws Error kBadArgument for a layer that
/// is not there, unless 1 <= top_k <= experts <= hidden units, and whatever Model::forward throws.
SlicedExperts slice_experts(const Model& model, std::span<const std::int32_t> ids, std::size_t layer,
                            std::size_t experts, std::size_t top_k);

}  // namespace attn
