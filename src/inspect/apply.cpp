#include "inspect/apply.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/error.hpp"
#include "base/number_text.hpp"

namespace attn {
namespace {

void check_range(const char* what, std::size_t value, std::size_t count) {
  if (value < count) return;
  throw Error(ErrorCode::kBadArgument, "intervention on " + std::string(what) + " " + std::to_string(value) +
                                           ", but the model has " + what + "s 0 to " + std::to_string(count - 1));
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
    throw Error(ErrorCode::kNotFinite,
                "the factor of an intervention must be finite, not " + number_text(intervention.factor, 6));
  }
  if (intervention.kind != Intervention::Kind::kReplace) return;
  for (std::size_t n = 0; n < intervention.values.size(); ++n) {
    if (std::isfinite(intervention.values[n])) continue;
    throw Error(ErrorCode::kNotFinite, "value " + std::to_string(n) + " of a replacement is " +
                                           number_text(intervention.values[n], 6) + "; it must be finite");
  }
}

void apply_intervention(const Intervention& intervention, std::initializer_list<std::size_t> shape,
                        std::span<float> data) {
  const std::size_t* sizes = shape.begin();
  const bool output = intervention.target == InterventionTarget::kOutput;
  const std::size_t rows = output ? sizes[0] : sizes[1];
  const std::size_t width = sizes[2];
  if (intervention.kind == Intervention::Kind::kReplace && intervention.values.size() != rows * width) {
    throw Error(ErrorCode::kBadArgument, std::string("the replacement for the ") + (output ? "output" : "pattern") +
                                             " of layer " + std::to_string(intervention.layer) + " head " +
                                             std::to_string(intervention.head) + " has " +
                                             std::to_string(intervention.values.size()) + " numbers; this run needs " +
                                             std::to_string(rows) + " x " + std::to_string(width));
  }
  for (std::size_t i = 0; i < rows; ++i) {
    const std::size_t first =
        output ? (i * sizes[1] + intervention.head) * width : (intervention.head * rows + i) * width;
    change(intervention, data.subspan(first, width), i * width);
  }
}

}  // namespace attn
