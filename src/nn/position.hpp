// Positions by id. The build gathers positions/ into nn/generated/positions.hpp (AllPositions).
#pragma once

#include <vector>

#include "nn/generated/positions.hpp"
#include "nn/position_contract.hpp"

namespace attn {

using AnyPosition = AllPositions::Variant;

/// The position with this id; throws Error kUnknownId listing those there are, or as Parameters does.
AnyPosition make_position(const ItemSpec& spec, const PositionParams& params);
/// See the contract.
void apply_position(const AnyPosition& position, simd::Matrix x, std::size_t first);

std::vector<ItemInfo> position_infos();

}  // namespace attn
