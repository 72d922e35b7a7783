#include "attention/onnx_attention.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <new>
#include <string>
#include <string_view>

#include "base/text.hpp"

namespace attn {
namespace {

constexpr float kMasked = -std::numeric_limits<float>::infinity();
constexpr const char* kAxes[] = {"batch", "heads", "tokens", "width"};

[[noreturn]] void bad(const char* format, std::initializer_list<TextPart> parts = {}) {
  fail(ErrorCode::kBadArgument, format, parts);
}

std::size_t element_count(const std::vector<std::size_t>& shape) {
  std::size_t count = 1;
  for (const std::size_t n : shape) count *= n;
  return count;
}

std::string named(std::string_view name, const OnnxTensor& tensor) {
  return text("{} {}", {name, sizes_text(tensor.shape)});
}

/// Zeros to write into. Throws Error kOutOfMemory where they do not fit.
OnnxTensor zeros(const char* name, std::vector<std::size_t> shape) {
  double wanted = sizeof(float);  // a product of sizes may exceed size_t
  for (const std::size_t n : shape) wanted *= static_cast<double>(n);
  OnnxTensor made{std::move(shape), {}};
  try {
    if (wanted > static_cast<double>(std::numeric_limits<std::ptrdiff_t>::max())) throw std::bad_alloc();
    made.data.resize(element_count(made.shape));
  } catch (const std::bad_alloc&) {
    fail(ErrorCode::kOutOfMemory, "not enough memory for {}; use fewer tokens, or ask the flash executor for y alone",
         {named(name, made)});
  }
  return made;
}

void check_dense(std::string_view name, const OnnxTensor& tensor) {
  if (tensor.shape.size() != 4) {
    bad("{} has shape {}; expected four axes: [batch, heads, tokens, width]", {name, sizes_text(tensor.shape)});
  }
  if (tensor.data.size() != element_count(tensor.shape)) {
    bad("{} needs {} numbers, but has {}", {named(name, tensor), element_count(tensor.shape), tensor.data.size()});
  }
}

void check_same(std::string_view name_a, const OnnxTensor& a, std::string_view name_b, const OnnxTensor& b,
                std::initializer_list<std::size_t> axes) {
  for (const std::size_t axis : axes) {
    if (a.shape[axis] != b.shape[axis]) {
      bad("{} and {} must have the same {}", {named(name_a, a), named(name_b, b), kAxes[axis]});
    }
  }
}

void check_lengths(const OnnxAttentionInputs& in, const AttentionShape& shape) {
  if (!in.nonpad_kv_seqlen) return;
  const auto& lengths = *in.nonpad_kv_seqlen;
  if (in.past_key) {
    bad("nonpad_kv_seqlen says how much of an outside cache is filled, so it cannot be combined with past_key; "
        "leave one of them out");
  }
  if (lengths.size() != shape.batch) {
    bad("nonpad_kv_seqlen has {} entries; expected one for each of the batch of {}", {lengths.size(), shape.batch});
  }
  for (const std::size_t length : lengths) {
    if (length > shape.t_k) {
      bad("nonpad_kv_seqlen holds {}, but there are only {} keys", {length, shape.t_k});
    }
  }
}

template <class T>
HeadsView<T> view(T* data, const std::vector<std::size_t>& shape) {
  return {data, shape[1] * shape[2] * shape[3], shape[2] * shape[3], shape[3]};
}

/// A mask as what is added to the scores, its last axis as long as the keys.
class MaskBias {
 public:
  MaskBias(const OnnxMask& mask, const AttentionShape& shape) {
    check(mask, shape);
    const std::size_t given = mask.shape.back();
    const std::size_t rows = given == 0 ? row_count(mask) : element_count(mask.shape) / given;
    data_.assign(rows * shape.t_k, kMasked);
    for (std::size_t row = 0; row < rows; ++row) {
      for (std::size_t j = 0; j < given; ++j) {
        const std::size_t n = row * given + j;
        const float added = mask.boolean ? (mask.allowed[n] != 0 ? 0 : kMasked) : mask.bias[n];
        data_[row * shape.t_k + j] = added;
      }
    }
    std::vector<std::size_t> axes(4 - mask.shape.size(), 1);
    axes.insert(axes.end(), mask.shape.begin(), mask.shape.end());
    row_stride_ = axes[2] == 1 ? 0 : shape.t_k;
    head_stride_ = axes[1] == 1 ? 0 : axes[2] * shape.t_k;
    batch_stride_ = axes[0] == 1 ? 0 : axes[1] * axes[2] * shape.t_k;
  }

  [[nodiscard]] HeadsView<const float> view() const { return {data_.data(), batch_stride_, head_stride_, row_stride_}; }

 private:
  static std::size_t row_count(const OnnxMask& mask) {
    return element_count({mask.shape.begin(), mask.shape.end() - 1});
  }

  static void check(const OnnxMask& mask, const AttentionShape& shape) {
    const std::vector<std::size_t> whole{shape.batch, shape.h, shape.t_q, shape.t_k};
    const std::size_t rank = mask.shape.size();
    bool fits = rank >= 1 && rank <= 4 && mask.shape.back() <= shape.t_k;
    for (std::size_t axis = 0; fits && axis + 1 < rank; ++axis) {
      const std::size_t n = mask.shape[axis];
      fits = n == 1 || n == whole[4 - rank + axis];
    }
    if (!fits) {
      bad("attn_mask {} does not broadcast to [batch, heads, queries, keys] = {}",
          {sizes_text(mask.shape), sizes_text(whole)});
    }
    const std::size_t have = mask.boolean ? mask.allowed.size() : mask.bias.size();
    if (have != element_count(mask.shape)) {
      bad("attn_mask {} needs {} elements, but has {}", {sizes_text(mask.shape), element_count(mask.shape), have});
    }
  }

  std::vector<float> data_;
  std::size_t batch_stride_ = 0, head_stride_ = 0, row_stride_ = 0;
};

/// Which keys causality and padding leave, one set for each batch item.
class VisibleKeys {
 public:
  VisibleKeys(const OnnxAttentionInputs& in, const AttentionShape& shape) {
    if (!in.nonpad_kv_seqlen) {
      if (in.causal) sets_.push_back(MaskSet().add(masks::Causal{signed_of(in.past_key ? in.past_key->shape[2] : 0)}));
      return;
    }
    for (const std::size_t length : *in.nonpad_kv_seqlen) {
      MaskSet& set = sets_.emplace_back();
      set.add(masks::Padding{length});
      if (in.causal) set.add(masks::Causal{signed_of(length) - signed_of(shape.t_q)});
    }
  }

  [[nodiscard]] const std::vector<MaskSet>& sets() const { return sets_; }

 private:
  static std::ptrdiff_t signed_of(std::size_t n) { return static_cast<std::ptrdiff_t>(n); }

  std::vector<MaskSet> sets_;
};

}  // namespace

void check_onnx_inputs(const OnnxAttentionInputs& in) {
  check_dense("q", in.q);
  check_dense("k", in.k);
  check_dense("v", in.v);
  check_same("q", in.q, "k", in.k, {0, 3});
  check_same("k", in.k, "v", in.v, {0, 1, 2});
  const std::size_t h = in.q.shape[1], g = in.k.shape[1];
  if (g == 0 || h % g != 0) {
    bad("{} has {} heads, which is no multiple of the {} of {}", {named("q", in.q), h, g, named("k", in.k)});
  }
  if (in.past_key.has_value() != in.past_value.has_value()) {
    bad("{} is missing; a past needs both past_key and past_value", {in.past_key ? "past_value" : "past_key"});
  }
  if (in.past_key) {
    check_dense("past_key", *in.past_key);
    check_dense("past_value", *in.past_value);
    check_same("past_key", *in.past_key, "k", in.k, {0, 1, 3});
    check_same("past_value", *in.past_value, "v", in.v, {0, 1, 3});
    check_same("past_key", *in.past_key, "past_value", *in.past_value, {2});
  }
  if (in.scale && !std::isfinite(*in.scale)) bad("scale must be a finite number");
}

OnnxTensor join_past(const std::optional<OnnxTensor>& past, const OnnxTensor& next) {
  if (!past) return next;
  OnnxTensor joined{next.shape, {}};
  joined.shape[2] += past->shape[2];
  joined.data.reserve(past->data.size() + next.data.size());
  const std::size_t before = past->shape[2] * past->shape[3], after = next.shape[2] * next.shape[3];
  for (std::size_t n = 0; n < next.shape[0] * next.shape[1]; ++n) {
    joined.data.insert(joined.data.end(), past->data.begin() + n * before, past->data.begin() + (n + 1) * before);
    joined.data.insert(joined.data.end(), next.data.begin() + n * after, next.data.begin() + (n + 1) * after);
  }
  return joined;
}

OnnxAttentionOutputs onnx_attention(const OnnxAttentionInputs& inputs) {
  check_onnx_inputs(inputs);
  OnnxAttentionOutputs out;
  out.present_key = join_past(inputs.past_key, inputs.k);
  out.present_value = join_past(inputs.past_value, inputs.v);

  AttentionProblem problem;
  problem.shape = {.batch = inputs.q.shape[0],
                   .h = inputs.q.shape[1],
                   .g = inputs.k.shape[1],
                   .t_q = inputs.q.shape[2],
                   .t_k = out.present_key.shape[2],
                   .d = inputs.q.shape[3],
                   .d_v = inputs.v.shape[3]};
  const AttentionShape& shape = problem.shape;
  check_lengths(inputs, shape);
  problem.q = view(inputs.q.data.data(), inputs.q.shape);
  problem.k = view(std::as_const(out.present_key).data.data(), out.present_key.shape);
  problem.v = view(std::as_const(out.present_value).data.data(), out.present_value.shape);
  problem.score = inputs.scale ? AnyScore(scores::ScaledDot{*inputs.scale}) : make_score("scaled_dot", {.d = shape.d});
  problem.softcap = inputs.softcap;
  problem.executor = inputs.executor;
  std::optional<MaskBias> bias;
  if (inputs.mask) problem.bias = bias.emplace(*inputs.mask, shape).view();
  const VisibleKeys visible(inputs, shape);
  problem.masks = visible.sets();

  AttentionResult result;
  out.y = zeros("y", {shape.batch, shape.h, shape.t_q, shape.d_v});
  result.y = view(out.y.data.data(), out.y.shape);
  if (inputs.score_stage) {
    out.scores = zeros("qk_matmul_output", {shape.batch, shape.h, shape.t_q, shape.t_k});
    result.scores = view(out.scores->data.data(), out.scores->shape);
    result.stage = *inputs.score_stage;
  }
  attention(problem, result);
  return out;
}

}  // namespace attn
