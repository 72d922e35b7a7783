#include "inspect/trace.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "inspect/apply.hpp"

namespace attn {
namespace {

constexpr std::size_t kPoints = static_cast<std::size_t>(HookPoint::kCount);

bool model_has(HookPoint point, const ModelConfig& config) {
  switch (point) {
    case HookPoint::kPosEmbed: return config.position == PositionKind::kLearned;
    case HookPoint::kRotQ:
    case HookPoint::kRotK: return config.position == PositionKind::kRotary;
    case HookPoint::kMlpPreLinear: return config.gated_mlp;
    default: return true;
  }
}

/// Calls visit(point, block) for every hook of a model, in order of firing.
template <class Visit>
void for_each_hook(const ModelConfig& config, Visit&& visit) {
  const auto run = [&](std::size_t first, std::size_t last, std::size_t block) {
    for (std::size_t n = first; n < last; ++n) {
      const auto point = static_cast<HookPoint>(n);
      if (model_has(point, config)) visit(point, block);
    }
  };
  constexpr auto kFirst = static_cast<std::size_t>(HookPoint::kResidPre);
  constexpr auto kLast = static_cast<std::size_t>(HookPoint::kLnFinalScale);
  run(0, kFirst, 0);
  for (std::size_t block = 0; block < config.layers; ++block) run(kFirst, kLast, block);
  run(kLast, kPoints, 0);
}

[[noreturn]] void unknown_glob(const std::string& glob, std::size_t layers) {
  fail(ErrorCode::kUnknownId,
       "no hook of this model matches: {} (have hook_embed, blocks.0.attn.hook_pattern, "
       "blocks.0.attn.hook_q, blocks.0.hook_resid_post, ln_final.hook_normalized, ...; blocks 0 to {})",
       {glob, layers - 1});
}

}  // namespace

bool glob_matches(std::string_view glob, std::string_view name) {
  // Greedy with one point to come back to: linear space, no recursion, at worst |glob| x |name| steps.
  std::size_t g = 0, n = 0, star = std::string_view::npos, resume = 0;
  while (n < name.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      resume = n;
    } else if (g < glob.size() && (glob[g] == '?' || glob[g] == name[n])) {
      ++g;
      ++n;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      n = ++resume;
    } else {
      return false;
    }
  }
  while (g < glob.size() && glob[g] == '*') ++g;
  return g == glob.size();
}

std::vector<std::string> hook_names(const ModelConfig& config) {
  std::vector<std::string> names;
  for_each_hook(config, [&](HookPoint point, std::size_t block) { names.push_back(hook_name(point, block)); });
  return names;
}

Inspector::Inspector(const std::vector<std::string>& globs, std::vector<Intervention> interventions,
                     const ModelConfig& config)
    : interventions_(std::move(interventions)), interests_(config.layers * kPoints) {
  note_globs(globs, config);
  note_interventions(config);
}

Inspector::Interest& Inspector::interest(HookPoint point, std::size_t block) {
  return interests_[block * kPoints + static_cast<std::size_t>(point)];
}

void Inspector::note_globs(const std::vector<std::string>& globs, const ModelConfig& config) {
  for (const std::string& glob : globs) {
    bool any = false;
    for_each_hook(config, [&](HookPoint point, std::size_t block) {
      if (!glob_matches(glob, hook_name(point, block))) return;
      interest(point, block).record = any = true;
    });
    if (!any) unknown_glob(glob, config.layers);
  }
}

void Inspector::note_interventions(const ModelConfig& config) {
  for (const Intervention& intervention : interventions_) {
    check_intervention(intervention, config.layers, config.h);
    interest(hook_point(intervention.target), intervention.layer).change = true;
  }
}

bool Inspector::wants(HookPoint point, std::size_t block) const {
  const std::size_t index = block * kPoints + static_cast<std::size_t>(point);
  return index < interests_.size() && (interests_[index].record || interests_[index].change);
}

void Inspector::at(HookPoint point, std::size_t block, std::initializer_list<std::size_t> shape,
                   std::span<float> data) {
  const Interest found = interest(point, block);
  if (found.change) {
    for (const Intervention& intervention : interventions_) {
      if (intervention.layer == block && hook_point(intervention.target) == point) {
        apply_intervention(intervention, shape, data);
      }
    }
  }
  if (found.record) tensors_.push_back({hook_name(point, block), shape, {data.begin(), data.end()}});
}

const TracedTensor* Inspector::find(std::string_view name) const {
  const auto found =
      std::find_if(tensors_.begin(), tensors_.end(), [&](const auto& tensor) { return tensor.name == name; });
  return found == tensors_.end() ? nullptr : &*found;
}

}  // namespace attn
