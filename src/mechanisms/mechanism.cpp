#include "mechanisms/mechanism.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"
#include "mechanisms/operator.hpp"
#include "mechanisms/pool.hpp"
#include "nn/position.hpp"

namespace attn {

namespace {

/// A dense copy of [batch, heads, t, width] that a position may change.
struct Turned {
  std::vector<float> data;
  HeadsView<const float> view;

  Turned(const HeadsView<const float>& from, std::size_t batch, std::size_t heads, std::size_t t, std::size_t width,
         const AnyPosition& position, std::size_t first) {
    data.resize(batch * heads * t * width);
    for (std::size_t b = 0; b < batch; ++b)
      for (std::size_t n = 0; n < heads; ++n) {
        float* to = data.data() + (b * heads + n) * t * width;
        for (std::size_t i = 0; i < t; ++i) std::copy_n(from.row(b, n, i), width, to + i * width);
        apply_position(position, {to, t, width, width}, first);
      }
    view = {data.data(), heads * t * width, t * width, width};
  }
};

OperatorParams::Mask kind_of(const MaskSpec& mask) {
  if (mask.kind != MaskSpec::Kind::kOne) return OperatorParams::Mask::kOther;
  if (mask.one.id == "full") return OperatorParams::Mask::kFull;
  return mask.one.id == "causal" ? OperatorParams::Mask::kCausal : OperatorParams::Mask::kOther;
}

/// One query head, and the key/value head it reads.
void narrow(AttentionProblem& problem, std::size_t head) {
  AttentionShape& s = problem.shape;
  if (head >= s.h) fail(ErrorCode::kBadArgument, "head {}, but there are heads 0 to {}", {head, s.h - 1});
  const std::size_t shared = head / (s.h / s.g);
  problem.q.data += head * problem.q.head_stride;
  problem.k.data += shared * problem.k.head_stride;
  problem.v.data += shared * problem.v.head_stride;
  problem.first_head = head;
  s.h = s.g = 1;
}

}  // namespace

MaskSet make_mask_set(const MaskSpec& spec, const MaskParams& params) {
  MaskSet set(spec.kind == MaskSpec::Kind::kAny ? MaskSet::Join::kAny : MaskSet::Join::kAll);
  if (spec.kind == MaskSpec::Kind::kOne) return set.add(make_mask(spec.one, params));
  for (const MaskSpec& part : spec.parts) set.add(make_mask_set(part, params));
  return set;
}

void run_mechanism(const MechanismSpec& spec, const MechanismInput& input, const MechanismRun& how,
                   const AttentionResult& result) {
  const AttentionShape& s = input.shape;
  AttentionProblem problem;
  problem.shape = s;
  problem.q = input.q, problem.k = input.k, problem.v = input.v;
  problem.score = make_score(spec.score, {s.d});
  problem.softcap = spec.softcap;
  for (const ItemSpec& bias : spec.biases) problem.biases.push_back(make_bias(bias, {s.h, input.offset}));
  problem.masks.push_back(make_mask_set(spec.mask, {s.t_q, s.t_k, input.offset, input.segments}));
  problem.executor = spec.executor;
  problem.tile_queries = how.tile_queries, problem.tile_keys = how.tile_keys;
  problem.flash_observer = how.flash_observer;
  problem.work = how.work;

  std::optional<Turned> q, k;
  if (spec.position && !how.placed) {
    const auto first = static_cast<std::size_t>(std::max<std::ptrdiff_t>(input.offset, 0));
    const AnyPosition position = make_position(*spec.position, {s.d, std::max(first + s.t_q, s.t_k)});
    q.emplace(input.q, s.batch, s.h, s.t_q, s.d, position, first);
    k.emplace(input.k, s.batch, s.g, s.t_k, s.d, position, 0);
    problem.q = q->view, problem.k = k->view;
  }
  std::vector<float> keys, values;
  if (spec.kv_heads != 0 && spec.kv_heads != s.g) {
    keys = pool_heads(problem.k, s.batch, s.g, s.t_k, s.d, spec.kv_heads);
    values = pool_heads(problem.v, s.batch, s.g, s.t_k, s.d_v, spec.kv_heads);
    problem.shape.g = spec.kv_heads;
    problem.k = {keys.data(), spec.kv_heads * s.t_k * s.d, s.t_k * s.d, s.d};
    problem.v = {values.data(), spec.kv_heads * s.t_k * s.d_v, s.t_k * s.d_v, s.d_v};
  }
  if (input.head) narrow(problem, *input.head);
  const OperatorParams around{s.d, s.d_v, input.offset, kind_of(spec.mask), input.segments};
  run_operator(make_operator(spec.op, around), problem, around, result);
}

}  // namespace attn
