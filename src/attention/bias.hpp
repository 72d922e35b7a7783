// Biases: what is added to scores for where query and key stand. The build gathers biases/ into
// attention/generated/biases.hpp (AllBiases), and AnyBias follows.
#pragma once

#include <span>
#include <vector>

#include "attention/bias_contract.hpp"
#include "attention/generated/biases.hpp"

namespace attn {

/// A bias, and where query 0 stands for it.
struct AnyBias {
  AllBiases::Variant bias;  ///< any bias of biases/
  std::ptrdiff_t offset = 0;  ///< query i stands at position i + offset

  /// What is added to the scores of query i: out[n] of key j0 + n, added up with what is there.
  void add_row(std::size_t head, std::size_t i, std::size_t j0, std::span<float> out) const;
  /// How many heads the bias was made for; `heads`, where any will do.
  [[nodiscard]] std::size_t made_for_heads(std::size_t heads) const;
};

/// The bias with this id; throws Error kUnknownId listing those there are, or as Parameters does.
AnyBias make_bias(const ItemSpec& spec, const BiasParams& params);
/// Every bias there is, in order of id.
std::vector<ItemInfo> bias_infos();

}  // namespace attn
