// A trace records chosen intermediates of a forward pass under TransformerLens's names.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "inspect/intervention.hpp"
#include "model/config.hpp"
#include "nn/hooks.hpp"

namespace attn {
/// One recorded intermediate.
struct TracedTensor {
  std::string name;  ///< "blocks.0.attn.hook_pattern"
  std::vector<std::size_t> shape;  ///< as HookPoint says
  std::vector<float> data;  ///< row-major
};

/// '*' matches any run of characters (dots included), '?' one.
bool glob_matches(std::string_view glob, std::string_view name);

/// Every hook that a model of this configuration fires, in order of firing.
std::vector<std::string> hook_names(const ModelConfig& config);

/// Applies interventions, then records what the globs ask for. Costs nothing at points that nobody named.
class Inspector : public Hooks {
 public:
  /// Throws Error kBadArgument when an intervention names a layer or head out of range, kNotFinite for
  /// a factor or value that is not finite, kUnknownId when a glob matches no hook of the model.
  Inspector(const std::vector<std::string>& globs, std::vector<Intervention> interventions, const ModelConfig& config);

  [[nodiscard]] bool wants(HookPoint point, std::size_t block) const override;
  /// Throws Error kBadArgument when a replacement is not of the target's size.
  void at(HookPoint point, std::size_t block, std::initializer_list<std::size_t> shape, std::span<float> data) override;

  [[nodiscard]] const std::vector<TracedTensor>& tensors() const { return tensors_; }  ///< in the order of firing
  /// The tensor of that name, or nullptr if it was not recorded.
  [[nodiscard]] const TracedTensor* find(std::string_view name) const;
  [[nodiscard]] std::vector<TracedTensor> take() { return std::move(tensors_); }  ///< the same, moved out

 private:
  struct Interest {
    bool record = false, change = false;
  };
  Interest& interest(HookPoint point, std::size_t block);
  void note_globs(const std::vector<std::string>& globs, const ModelConfig& config);
  void note_interventions(const ModelConfig& config);

  std::vector<Intervention> interventions_;
  std::vector<Interest> interests_;  ///< [blocks, points]
  std::vector<TracedTensor> tensors_;
};

}  // namespace attn
