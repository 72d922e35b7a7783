#include "inspect/apply.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"

namespace attn {
namespace {

void check_range(const char* what, std::size_t value, std::size_t count) {
  if (value < count) return;
  fail(ErrorCode::kBadArgument, "intervention on {} {}, but the model has {}s 0 to {}", {what, value, what, count - 1});
}

/// Changes `run`, whose replacement starts at values[first].
void change(const Intervention& intervention, std::span<float> run, std::size_t first) {
  switch (intervention.kind) {
    case Intervention::Kind::kZero: std::fill(run.begin(), run.end(), 0.0F); return;
    case Intervention::Kind::kScale:
      for (float& x : run) x *= intervention.factor;
      return;
    case Intervention::Kind::kReplace: std::copy_n(intervention.values.data() + first, run.size(), run.begin()); return;
  }
}

}  // namespace

HookPoint hook_point(InterventionTarget target) {
  return target == InterventionTarget::kOutput ? HookPoint::kZ : HookPoint::kPattern;
}

void check_intervention(const Intervention& intervention, std::size_t layers, std::size_t h) {
  check_range("layer", intervention.layer, layers);
  check_range("head", intervention.head, h);
  if (intervention.kind == Intervention::Kind::kScale && !std::isfinite(intervention.factor)) {
    fail(ErrorCode::kNotFinite, "the factor of an intervention must be finite, not {}", {intervention.factor});
  }
  if (intervention.kind != Intervention::Kind::kReplace) return;
  for (std::size_t n = 0; n < intervention.values.size(); ++n) {
    if (std::isfinite(intervention.values[n])) continue;
    fail(ErrorCode::kNotFinite, "value {} of a replacement is {}; it must be finite", {n, intervention.values[n]});
  }
}

void apply_intervention(const Intervention& intervention, std::initializer_list<std::size_t> shape,
                        std::span<float> data) {
  const std::size_t* sizes = shape.begin();
  const bool output = intervention.target == InterventionTarget::kOutput;
  const std::size_t rows = output ? sizes[0] : sizes[1];
  const std::size_t width = sizes[2];
  if (intervention.kind == Intervention::Kind::kReplace && intervention.values.size() != rows * width) {
    fail(ErrorCode::kBadArgument,
         "the replacement for the {} of layer {} head {} has {} numbers; this run needs {} x {}",
         {output ? "output" : "pattern", intervention.layer, intervention.head, intervention.values.size(), rows,
          width});
  }
  for (std::size_t i = 0; i < rows; ++i) {
    const std::size_t first =
        output ? (i * sizes[1] + intervention.head) * width : (intervention.head * rows + i) * width;
    change(intervention, data.subspan(first, width), i * width);
  }
}

}  // namespace attn
