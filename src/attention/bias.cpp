#include "attention/bias.hpp"

#include "attention/registry.hpp"

namespace attn {

AnyBias make_bias(const ItemSpec& spec, const BiasParams& params) {
  return {make_item<AllBiases>("bias", spec, params), params.offset};
}

void AnyBias::add_row(std::size_t head, std::size_t i, std::size_t j0, std::span<float> out) const {
  const std::ptrdiff_t p = static_cast<std::ptrdiff_t>(i) + offset;
  std::visit(
      [&](const auto& b) {
        for (std::size_t n = 0; n < out.size(); ++n) out[n] += b.at(head, p, j0 + n);
      },
      bias);
}

std::size_t AnyBias::made_for_heads(std::size_t heads) const {
  AllBiases::for_each([&]<class B>() {
    if constexpr (requires(const B& b) { b.h; })
      if (const B* b = std::get_if<B>(&bias)) heads = b->h;
  });
  return heads;
}

std::vector<ItemInfo> bias_infos() { return infos_of<AllBiases>("bias"); }

}  // namespace attn
