#include "nn/position.hpp"

#include "attention/registry.hpp"

namespace attn {

AnyPosition make_position(const ItemSpec& spec, const PositionParams& params) {
  return make_item<AllPositions>("position", spec, params);
}

void apply_position(const AnyPosition& position, simd::Matrix x, std::size_t first) {
  std::visit([&](const auto& p) { p.apply(x, first); }, position);
}

std::vector<ItemInfo> position_infos() { return infos_of<AllPositions>("position"); }

}  // namespace attn
