#include "space.hpp"

#include <cmath>

#include "base/error.hpp"
#include "item_oracles.hpp"
#include "item_sweep.hpp"

namespace attention_test {

using attn::ItemInfo;
using attn::ItemSpec;

std::string Point::name() const {
  const auto n = [](auto x) { return std::to_string(x); };
  const auto item = [&](const ItemSpec& spec) {
    std::string text = spec.id;
    for (const auto& [knob, value] : spec.knobs) text += " " + knob + "=" + n(value);
    for (const attn::NamedTensor& tensor : spec.tensors) text += " " + tensor.name;
    return text;
  };
  std::string text = "batch " + n(batch) + ", h " + n(h) + ", g " + n(g) + ", t_q " + n(t_q) + ", t_k " + n(t_k) +
                     ", d " + n(d) + ", d_v " + n(d_v) + ", offset " + n(offset) + ", tile " + n(tile_queries) + "x" +
                     n(tile_keys) + ", score " + item(score) + ", softcap " + n(softcap);
  for (const ItemSpec& bias : biases) text += ", bias " + item(bias);
  for (const ItemSpec& mask : masks) text += ", mask " + item(mask);
  return text + (join == attn::MaskSet::Join::kAny ? " (any)" : "");
}

Scene::Scene(const Point& s, std::uint64_t seed) {
  reference::Random random(seed);
  oracle = {.batch = s.batch, .h = s.h, .g = s.g, .t_q = s.t_q, .t_k = s.t_k, .d = s.d, .d_v = s.d_v};
  oracle.q = random.normals(s.batch * s.h * s.t_q * s.d);
  oracle.k = random.normals(s.batch * s.g * s.t_k * s.d);
  oracle.v = random.normals(s.batch * s.g * s.t_k * s.d_v);
  for (float& x : oracle.q) x *= s.spread;
  for (float& x : oracle.k) x *= s.spread;
  oracle.softcap = static_cast<double>(s.softcap);
  oracle.score = score_oracle(s.score, s.d);
  judged = static_cast<bool>(oracle.score);

  problem.shape = {s.batch, s.h, s.g, s.t_q, s.t_k, s.d, s.d_v};
  problem.score = attn::make_score(s.score, {s.d});
  problem.softcap = s.softcap;
  problem.tile_queries = s.tile_queries, problem.tile_keys = s.tile_keys;
  set_masks(s, random);
  set_biases(s);
}

void Scene::set_masks(const Point& s, reference::Random& random) {
  if (s.masks.empty()) return;
  const bool any = s.join == attn::MaskSet::Join::kAny;
  oracle.allowed.assign(s.batch * s.t_q * s.t_k, !any);
  for (std::size_t b = 0; b < s.batch; ++b) {
    const std::vector<std::int32_t> segments = random_segments(s.t_k, random);
    attn::MaskSet& set = problem.masks.emplace_back(s.join);
    for (const ItemSpec& spec : s.masks) {
      const attn::AnyMask mask = attn::make_mask(spec, {s.t_q, s.t_k, s.offset, segments});
      MaskOracle rule = mask_oracle(spec, s.t_k, segments);
      if (!rule) {
        // One that nobody told the oracle about. The executors have to follow it all the same.
        const attn::MaskSet itself = attn::MaskSet().add(mask);
        rule = [=, offset = s.offset](std::int64_t p, std::int64_t j) {
          return itself.allows(static_cast<std::size_t>(p - offset), static_cast<std::size_t>(j));
        };
      }
      set.add(mask);
      for (std::size_t i = 0; i < s.t_q; ++i)
        for (std::size_t j = 0; j < s.t_k; ++j) {
          std::uint8_t& pair = oracle.allowed[(b * s.t_q + i) * s.t_k + j];
          const bool seen = rule(static_cast<std::int64_t>(i) + s.offset, static_cast<std::int64_t>(j));
          pair = any ? pair != 0 || seen : pair != 0 && seen;
        }
    }
  }
}

void Scene::set_biases(const Point& s) {
  std::vector<BiasOracle> formulas;
  for (const ItemSpec& spec : s.biases) {
    problem.biases.push_back(attn::make_bias(spec, {s.h, s.offset}));
    formulas.push_back(bias_oracle(spec, s.h));
    judged = judged && formulas.back();
  }
  if (formulas.empty() || !judged) return;
  oracle.added = [=, offset = s.offset](std::size_t head, std::size_t i, std::size_t j) {
    double sum = 0;
    for (const BiasOracle& formula : formulas)
      sum += formula(head, static_cast<std::int64_t>(i) + offset - static_cast<std::int64_t>(j));
    return sum;
  };
}

Scene::Output Scene::run(attn::Executor executor, attn::Work* work) {
  const attn::AttentionShape& s = problem.shape;
  const auto view = [](auto* data, std::size_t heads, std::size_t t, std::size_t width) {
    return attn::HeadsView<std::remove_pointer_t<decltype(data)>>{data, heads * t * width, t * width, width};
  };
  const bool shown = executor == attn::Executor::kReference;
  Output out{.y = std::vector<float>(s.batch * s.h * s.t_q * s.d_v, 777.0F),
             .pattern = std::vector<float>(shown ? s.batch * s.h * s.t_q * s.t_k : 0, 777.0F)};
  problem.q = view(static_cast<const float*>(oracle.q.data()), s.h, s.t_q, s.d);
  problem.k = view(static_cast<const float*>(oracle.k.data()), s.g, s.t_k, s.d);
  problem.v = view(static_cast<const float*>(oracle.v.data()), s.g, s.t_k, s.d_v);
  problem.executor = executor;
  problem.work = work;
  attn::AttentionResult result{.y = view(out.y.data(), s.h, s.t_q, s.d_v), .scores = {}};
  if (shown) result.scores = view(out.pattern.data(), s.h, s.t_q, s.t_k);
  attn::attention(problem, result);
  problem.work = nullptr;
  return out;
}

namespace {

/// Knobs by lot, small enough for scores and biases to stay of a size that float keeps apart.
ItemSpec with_random_knobs(const ItemInfo& info, reference::Random& random) {
  ItemSpec spec(info.id);
  for (const attn::Knob& knob : info.knobs) {
    std::vector<double> values;
    for (const double value : knob_values(knob))
      if (std::fabs(value) <= 200) values.push_back(value);
    if (!values.empty() && random.below(3) > 0) spec.knobs.emplace_back(knob.name, values[random.below(values.size())]);
  }
  return spec;
}

std::vector<float> scaled(std::vector<float> x, double by) {
  for (float& value : x) value *= static_cast<float>(by);
  return x;
}

template <class Make>
std::vector<ItemSpec> usual_and_random(const std::vector<ItemInfo>& infos, reference::Random& random, Make&& make) {
  std::vector<ItemSpec> specs;
  for (const ItemInfo& info : infos)
    for (const bool usual : {true, false}) {
      if (!usual && info.knobs.empty()) continue;
      for (;;) {
        ItemSpec spec = usual ? ItemSpec(info.id) : with_random_knobs(info, random);
        try {
          make(info, spec);
        } catch (const attn::Error& error) {
          if (usual || error.code() != attn::ErrorCode::kBadArgument) throw;
          continue;  // knobs that do not go together
        }
        specs.push_back(spec);
        break;
      }
    }
  return specs;
}

}  // namespace

std::vector<ItemSpec> all_scores(std::size_t d, reference::Random& random) {
  std::vector<ItemSpec> specs = usual_and_random(
      attn::score_infos(), random, [&](const ItemInfo&, const ItemSpec& spec) { attn::make_score(spec, {d}); });
  const double even = 1 / std::sqrt(static_cast<double>(d));  // keeps a product as large as what it is made from
  specs.push_back({"general", {}, {{"w", {d, d}, scaled(random.normals(d * d), even)}}});
  const std::size_t a = 1 + random.below(2 * d);
  specs.push_back({"additive",
                   {},
                   {{"w", {a, d}, scaled(random.normals(a * d), even)},
                    {"u", {a, d}, scaled(random.normals(a * d), even)},
                    {"v", {a}, random.normals(a)}}});
  return specs;
}

std::vector<ItemSpec> all_biases(std::size_t h, reference::Random& random) {
  std::vector<ItemSpec> specs = usual_and_random(
      attn::bias_infos(), random, [&](const ItemInfo&, const ItemSpec& spec) { attn::make_bias(spec, {h, 0}); });
  specs.push_back({"alibi", {}, {{"slopes", {h}, random.normals(h)}}});
  specs.push_back({"t5_relative",
                   {{"buckets", 6}, {"max_distance", 9}, {"bidirectional", 1}},
                   {{"table", {6, h}, random.normals(6 * h)}}});
  return specs;
}

std::vector<ItemSpec> all_masks(std::size_t t_q, std::size_t t_k, reference::Random& random) {
  const std::vector<std::int32_t> segments(t_k);
  return usual_and_random(attn::mask_infos(), random, [&](const ItemInfo& info, ItemSpec& spec) {
    give_pictures(info, spec, t_q, t_k, random);
    attn::make_mask(spec, {t_q, t_k, 0, segments});
  });
}

}  // namespace attention_test
