// A trace records chosen intermediates of a forward pass under TransformerLens's names.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "inspect/intervention.hpp"
#include "nn/hooks.hpp"

namespace attn {

struct TracedTensor {
  std::string name;
  std::vector<std::size_t> shape;
  std::vector<float> data;  ///< row-major
};

/// '*' matches any run of characters (dots included), '?' one.
bool glob_matches(std::string_view glob, std::string_view name);

/// Applies interventions, then records what the globs ask for.
class Inspector : public Hooks {
 public:
  /// `layers` and `h` are the model's; throws Error kBadArgument when an intervention names a head out
  /// of range, kUnknownId when a glob matches no hook of a model with these layers.
  Inspector(std::vector<std::string> globs, std::vector<Intervention> interventions, std::size_t layers, std::size_t h);

  [[nodiscard]] bool wants(HookPoint point, std::size_t block) const override;
  void at(HookPoint point, std::size_t block, std::initializer_list<std::size_t> shape, std::span<float> data) override;

  [[nodiscard]] const std::vector<TracedTensor>& tensors() const { return tensors_; }
  [[nodiscard]] std::vector<TracedTensor> take() { return std::move(tensors_); }

 private:
  std::vector<std::string> globs_;
  std::vector<Intervention> interventions_;
  std::vector<TracedTensor> tensors_;
};

}  // namespace attn
