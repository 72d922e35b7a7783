#include "model/weights.hpp"

#include <cmath>
#include <numeric>

#include "base/text.hpp"
#include "model/memory.hpp"

namespace attn {
namespace {

/// "[3, 17]" for an index into a row-major tensor.
std::string index_text(std::size_t flat, std::span<const std::uint64_t> shape) {
  std::vector<std::uint64_t> at(shape.size());
  std::uint64_t rest = flat;
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    at[axis] = rest % shape[axis];
    rest /= shape[axis];
  }
  return sizes_text(at);
}

void check_finite(const TensorInfo& info, std::span<const float> values) {
  for (std::size_t n = 0; n < values.size(); ++n) {
    if (std::isfinite(values[n])) continue;
    fail(ErrorCode::kNotFinite, "tensor {} holds {} at {}; the file is damaged or its training diverged",
         {info.name, std::isnan(values[n]) ? "NaN" : "infinity", index_text(n, info.shape)});
  }
}

}  // namespace

std::string WeightReader::prefix(std::initializer_list<std::string_view> prefixes, std::string_view name) const {
  for (const std::string_view candidate : prefixes) {
    if (source_.find(text("{}{}", {candidate, name})) != nullptr) return std::string(candidate);
  }
  return std::string(*prefixes.begin());
}

std::vector<float> WeightReader::tensor(const std::string& name, std::initializer_list<std::size_t> shape) const {
  const TensorInfo* info = source_.find(name);
  if (info == nullptr) {
    fail(ErrorCode::kBadFile, "the weights have no tensor {} (expected {})", {name, sizes_text(shape)});
  }
  if (!std::equal(shape.begin(), shape.end(), info->shape.begin(), info->shape.end())) {
    fail(ErrorCode::kBadFile, "tensor {} has shape {}, but the config asks for {}",
         {name, sizes_text(info->shape), sizes_text(shape)});
  }
  double count = 1;
  for (const std::uint64_t n : info->shape) count *= static_cast<double>(n);
  if (count > kMostFloats) throw_out_of_memory("the weights", count * sizeof(float));
  return with_memory("the weights", count * sizeof(float), [&] {
    std::vector<float> values(static_cast<std::size_t>(count));
    source_.read(name, values);
    check_finite(*info, values);
    return values;
  });
}

Linear WeightReader::linear(const std::string& base, std::size_t out, std::size_t in, bool bias) const {
  return {tensor(base + ".weight", {out, in}), bias ? tensor(base + ".bias", {out}) : std::vector<float>{}, out, in};
}

std::vector<Linear> WeightReader::conv1d(const std::string& base, std::size_t in,
                                         std::initializer_list<std::size_t> outs) const {
  const std::size_t width = std::accumulate(outs.begin(), outs.end(), std::size_t{0});
  const std::vector<float> stored = tensor(base + ".weight", {in, width});
  const std::vector<float> bias = tensor(base + ".bias", {width});
  std::vector<Linear> linears;
  std::size_t first = 0;
  for (const std::size_t out : outs) {
    std::vector<float> weight(out * in);
    for (std::size_t row = 0; row < out; ++row) {
      for (std::size_t col = 0; col < in; ++col) weight[row * in + col] = stored[col * width + first + row];
    }
    const auto from = bias.begin() + static_cast<std::ptrdiff_t>(first);
    linears.emplace_back(std::move(weight), std::vector<float>(from, from + static_cast<std::ptrdiff_t>(out)), out, in);
    first += out;
  }
  return linears;
}

Norm WeightReader::norm(const std::string& base, const ModelConfig& config) const {
  const bool layer = config.norm == NormKind::kLayer;
  return {config.norm, tensor(base + ".weight", {config.c}),
          layer ? tensor(base + ".bias", {config.c}) : std::vector<float>{}, config.norm_eps};
}

}  // namespace attn
