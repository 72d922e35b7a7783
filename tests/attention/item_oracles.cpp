#include "item_oracles.hpp"

#include <cmath>

#include "reference/items.hpp"
#include "reference/masks.hpp"

namespace attention_test {

namespace {

/// A knob's value, or what its paper or this project's page says it is when nobody gives it.
double knob(const attn::ItemSpec& spec, const char* name, double usual) {
  for (const auto& [given, value] : spec.knobs)
    if (given == name) return value;
  return usual;
}

const std::vector<float>* tensor(const attn::ItemSpec& spec, const char* name) {
  for (const attn::NamedTensor& given : spec.tensors)
    if (given.name == name) return &given.data;
  return nullptr;
}

std::vector<float> identity(std::size_t d) {
  std::vector<float> matrix(d * d);
  for (std::size_t n = 0; n < d; ++n) matrix[n * d + n] = 1;
  return matrix;
}

}  // namespace

ScoreOracle score_oracle(const attn::ItemSpec& spec, std::size_t d) {
  if (spec.id == "dot") return reference::dot;
  if (spec.id == "scaled_dot") {
    const double given = knob(spec, "scale", 0), scale = given != 0 ? given : 1 / std::sqrt(static_cast<double>(d));
    return [=](auto q, auto k) { return scale * reference::dot(q, k); };
  }
  if (spec.id == "cosine")
    return [scale = knob(spec, "scale", 1)](auto q, auto k) { return scale * reference::cosine(q, k); };
  if (spec.id == "general") {
    const std::vector<float> w = tensor(spec, "w") != nullptr ? *tensor(spec, "w") : identity(d);
    return [=](auto q, auto k) { return reference::general(q, k, w); };
  }
  if (spec.id == "additive") {
    const bool given = tensor(spec, "w") != nullptr;
    const std::vector<float> w = given ? *tensor(spec, "w") : identity(d), u = given ? *tensor(spec, "u") : identity(d),
                             v = given ? *tensor(spec, "v") : std::vector<float>(d, 1.0F);
    return [=](auto q, auto k) { return reference::additive(q, k, w, u, v); };
  }
  return {};
}

BiasOracle bias_oracle(const attn::ItemSpec& spec, std::size_t h) {
  if (spec.id == "alibi") {
    std::vector<double> slopes;
    for (std::size_t n = 0; n < h; ++n)
      slopes.push_back(tensor(spec, "slopes") != nullptr ? static_cast<double>((*tensor(spec, "slopes"))[n])
                                                         : reference::alibi_slope(n, h));
    return [=](std::size_t head, std::int64_t back) { return -slopes[head] * std::fabs(static_cast<double>(back)); };
  }
  if (spec.id == "t5_relative") {
    const auto buckets = static_cast<std::size_t>(knob(spec, "buckets", 32));
    const auto most = static_cast<std::size_t>(knob(spec, "max_distance", 128));
    const bool both = knob(spec, "bidirectional", 0) == 1;
    const double slope = knob(spec, "slope", 0.5);
    std::vector<double> table(buckets * h);
    for (std::size_t n = 0; n < buckets * h; ++n)
      table[n] = tensor(spec, "table") != nullptr ? static_cast<double>((*tensor(spec, "table"))[n])
                                                  : -slope * static_cast<double>(n / h);
    return [=](std::size_t head, std::int64_t back) {
      return table[reference::t5_bucket(back, buckets, most, both) * h + head];
    };
  }
  if (spec.id == "adaptive_span")
    return [span = knob(spec, "span", 8), ramp = knob(spec, "ramp", 4)](std::size_t, std::int64_t back) {
      return std::log(reference::adaptive_span_factor(back, span, ramp));
    };
  return {};
}

MaskOracle mask_oracle(const attn::ItemSpec& spec, std::size_t t_k, const std::vector<std::int32_t>& segments) {
  using reference::masks::Int;
  const auto whole = [&](const char* name, double usual) { return static_cast<Int>(knob(spec, name, usual)); };
  const auto stride = [&] {
    return whole("stride", 0) != 0 ? whole("stride", 0) : reference::masks::root_up(static_cast<Int>(t_k));
  };
  namespace rule = reference::masks;
  if (spec.id == "full") return [](Int, Int) { return true; };
  if (spec.id == "causal") return [](Int p, Int j) { return j <= p; };
  if (spec.id == "padding") return [n = whole("valid_keys", 4294967295.0)](Int, Int j) { return j < n; };
  if (spec.id == "local")
    return [w = whole("window", 4), s = whole("sides", 1)](Int p, Int j) { return rule::local(p, j, w, s); };
  if (spec.id == "dilated")
    return [w = whole("window", 4), e = whole("dilation", 2), s = whole("sides", 1)](Int p, Int j) {
      return rule::dilated(p, j, w, e, s);
    };
  if (spec.id == "strided") return [l = stride()](Int p, Int j) { return rule::strided(p, j, l); };
  if (spec.id == "fixed")
    return [l = stride(), c = whole("summary", 1)](Int p, Int j) { return rule::fixed(p, j, l, c); };
  if (spec.id == "block")
    return
        [size = whole("size", 4), reach = whole("reach", 0)](Int p, Int j) { return rule::block(p, j, size, reach); };
  if (spec.id == "global") return [n = whole("count", 1)](Int p, Int j) { return rule::global(p, j, n); };
  if (spec.id == "random")
    return [size = whole("size", 4), keys = whole("keys", 1), seed = whole("seed", 1), t = static_cast<Int>(t_k)](
               Int p, Int j) {
      return rule::random(p, j, size, keys, static_cast<std::uint64_t>(seed), (t + size - 1) / size);
    };
  if (spec.id == "document") return [=](Int p, Int j) { return rule::document(p, j, segments); };
  if (spec.id == "prefix") return [n = whole("length", 4)](Int p, Int j) { return rule::prefix(p, j, n); };
  if (spec.id == "painted")
    return [rows = *tensor(spec, "rows"), height = static_cast<Int>(spec.tensors[0].shape[0]),
            width = static_cast<Int>(spec.tensors[0].shape[1])](Int p, Int j) {
      return rule::painted(p, j, rows, height, width);
    };
  return {};
}

}  // namespace attention_test
