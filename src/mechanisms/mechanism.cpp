#include "mechanisms/mechanism.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"
#include "mechanisms/operator.hpp"
#include "mechanisms/pool.hpp"
#include "nn/position.hpp"

namespace attn {

namespace {

/// A dense copy of heads [batch, heads, t, width], placed: row i stands at position i + offset. Rows before position 0
/// stay as they are. The view is of the copy from then on.
std::vector<float> placed(HeadsView<const float>& view, std::size_t batch, std::size_t heads, std::size_t t,
                          std::size_t width, const AnyPosition& position, std::ptrdiff_t offset) {
  const std::size_t before = std::min(static_cast<std::size_t>(std::max<std::ptrdiff_t>(-offset, 0)), t);
  std::vector<float> data(batch * heads * t * width);
  for (std::size_t b = 0; b < batch; ++b)
    for (std::size_t n = 0; n < heads; ++n) {
      float* to = data.data() + (b * heads + n) * t * width;
      for (std::size_t i = 0; i < t; ++i) std::copy_n(view.row(b, n, i), width, to + i * width);
      apply_position(position, {to + before * width, t - before, width, width},
                     static_cast<std::size_t>(std::max<std::ptrdiff_t>(offset, 0)));
    }
  view = {data.data(), heads * t * width, t * width, width};
  return data;
}

/// A join of masks that are all causal is causal, whatever full ones are among those that must all allow a pair.
OperatorParams::Mask kind_of(const MaskSpec& mask) {
  using Kind = OperatorParams::Mask;
  if (mask.kind == MaskSpec::Kind::kOne)
    return mask.one.id == "full" ? Kind::kFull : mask.one.id == "causal" ? Kind::kCausal : Kind::kOther;
  if (mask.kind == MaskSpec::Kind::kAny && mask.parts.size() > 1) return Kind::kOther;
  Kind all = Kind::kFull;
  for (const MaskSpec& part : mask.parts)
    if (const Kind kind = kind_of(part); kind != Kind::kFull)
      all = all == Kind::kFull || all == kind ? kind : Kind::kOther;
  return all;
}

/// One query head, and the key/value heads of which the one it reads is made: where there are kv_heads after pooling,
/// a group. Heads that do not fit each other are left as they are, to be refused as a whole.
bool narrow(AttentionProblem& problem, std::size_t head, std::size_t kv_heads) {
  AttentionShape& s = problem.shape;
  if (head >= s.h) fail(ErrorCode::kBadArgument, "head {}, but there are heads 0 to {}", {head, s.h - 1});
  if (kv_heads == 0 || s.g % kv_heads != 0 || s.h % kv_heads != 0) return false;
  const std::size_t members = s.g / kv_heads, first = head / (s.h / kv_heads) * members;
  problem.q.data += head * problem.q.head_stride;
  problem.k.data += first * problem.k.head_stride;
  problem.v.data += first * problem.v.head_stride;
  problem.first_head = head;
  s.h = 1, s.g = members;
  return true;
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
  problem.masks.push_back(make_mask_set(spec.mask, {s.t_q, s.t_k, input.offset, input.segments, input.length}));
  problem.executor = how.observer != nullptr ? Executor::kReference : spec.executor;
  problem.tile_queries = how.tile_queries, problem.tile_keys = how.tile_keys;
  problem.flash_observer = how.flash_observer;
  problem.observer = how.observer;
  problem.work = how.work;

  AttentionShape& own = problem.shape;
  std::size_t kv_heads = spec.kv_heads != 0 ? spec.kv_heads : s.g;
  if (input.head && narrow(problem, *input.head, kv_heads)) kv_heads = 1;
  std::vector<float> queries, keys, values;
  if (spec.position && !how.placed) {
    const auto end = std::max<std::ptrdiff_t>(input.offset + static_cast<std::ptrdiff_t>(s.t_q), 0);
    const AnyPosition position = make_position(*spec.position, {s.d, std::max(static_cast<std::size_t>(end), s.t_k)});
    if (!std::holds_alternative<positions::None>(position)) {
      queries = placed(problem.q, s.batch, own.h, s.t_q, s.d, position, input.offset);
      keys = placed(problem.k, s.batch, own.g, s.t_k, s.d, position, 0);
    }
  }
  if (kv_heads != own.g) {
    keys = pool_heads(problem.k, s.batch, own.g, s.t_k, s.d, kv_heads);
    values = pool_heads(problem.v, s.batch, own.g, s.t_k, s.d_v, kv_heads);
    own.g = kv_heads;
    problem.k = {keys.data(), kv_heads * s.t_k * s.d, s.t_k * s.d, s.d};
    problem.v = {values.data(), kv_heads * s.t_k * s.d_v, s.t_k * s.d_v, s.d_v};
  }
  if (how.observer != nullptr) return attention(problem, result);
  const OperatorParams around{s.d, s.d_v, input.offset, kind_of(spec.mask), input.segments};
  run_operator(make_operator(spec.op, around), problem, around, result);
}

}  // namespace attn
