#include "attention/item.hpp"

#include <algorithm>
#include <cmath>

#include "attention/registry.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace attn {

namespace {

const Knob* find_knob(const ItemInfo& info, std::string_view name) {
  for (const Knob& knob : info.knobs)
    if (knob.name == name) return &knob;
  return nullptr;
}

std::string whose(const ItemInfo& info) { return text("of {} {}", {info.kind, info.id}); }

std::string shape_text(std::span<const std::size_t> shape) {
  std::string written = "[";
  for (std::size_t n = 0; n < shape.size(); ++n) {
    if (n > 0) written += ", ";
    written += shape[n] == 0 ? std::string("any") : text("{}", {shape[n]});
  }
  return written + "]";
}

}  // namespace

Parameters::Parameters(const ItemInfo& info, const ItemSpec& spec) : info_(info), spec_(spec) {
  std::vector<std::string_view> have;
  for (const Knob& knob : info.knobs) have.push_back(knob.name);
  for (const auto& [name, value] : spec.knobs) {
    const Knob* knob = find_knob(info, name);
    if (knob == nullptr) throw unknown_id("parameter " + whose(info), name, have);
    if (!(value >= knob->least && value <= knob->most))
      throw Error(ErrorCode::kBadArgument, text("{} {} is {}: use a number from {} to {}",
                                                {name, whose(info), value, knob->least, knob->most}));
  }
  for (const NamedTensor& tensor : spec.tensors)
    if (std::find(info.tensors.begin(), info.tensors.end(), tensor.name) == info.tensors.end())
      throw unknown_id("tensor " + whose(info), tensor.name, {info.tensors.begin(), info.tensors.end()});
}

double Parameters::number(std::string_view knob) const {
  for (const auto& [name, value] : spec_.knobs)
    if (name == knob) return value;
  return find_knob(info_, knob)->usual;
}

const NamedTensor* Parameters::tensor(std::string_view name) const {
  for (const NamedTensor& tensor : spec_.tensors)
    if (tensor.name == name) return &tensor;
  return nullptr;
}

const NamedTensor* Parameters::tensor(std::string_view name, std::initializer_list<std::size_t> shape) const {
  const NamedTensor* found = tensor(name);
  if (found == nullptr) return nullptr;
  const bool fits = found->shape.size() == shape.size() &&
                    std::equal(shape.begin(), shape.end(), found->shape.begin(),
                               [](std::size_t want, std::size_t got) { return want == 0 ? got > 0 : got == want; });
  if (!fits)
    throw Error(ErrorCode::kBadArgument,
                text("tensor {} {} has shape {}: it must be {}", {name, whose(info_), shape_text(found->shape),
                                                                  shape_text({shape.begin(), shape.size()})}));
  return found;
}

}  // namespace attn
