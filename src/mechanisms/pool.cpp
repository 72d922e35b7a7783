#include "mechanisms/pool.hpp"

#include "base/text.hpp"
#include "simd/kernels.hpp"

namespace attn {

std::vector<float> pool_heads(const HeadsView<const float>& heads, std::size_t batch, std::size_t g, std::size_t t,
                              std::size_t width, std::size_t kv_heads) {
  if (kv_heads == 0 || g % kv_heads != 0)
    fail(ErrorCode::kBadArgument, "{} key/value heads cannot be pooled to {}: use a divisor", {g, kv_heads});
  const std::size_t group = g / kv_heads;
  std::vector<float> pooled(batch * kv_heads * t * width);
  float* out = pooled.data();
  for (std::size_t b = 0; b < batch; ++b)
    for (std::size_t n = 0; n < kv_heads; ++n)
      for (std::size_t i = 0; i < t; ++i, out += width)
        for (std::size_t member = 0; member < group; ++member)
          simd::axpy(1 / static_cast<float>(group), {heads.row(b, n * group + member, i), width}, {out, width});
  return pooled;
}

}  // namespace attn
