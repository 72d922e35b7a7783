#include "attention/item.hpp"

#include <algorithm>
#include <cmath>

#include "attention/registry.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace attn {

namespace {

const Knob* find_knob(const ItemKey& key, std::string_view name) {
  for (const Knob& knob : key.knobs)
    if (knob.name == name) return &knob;
  return nullptr;
}

std::string whose(const ItemKey& key) { return text("of {} {}", {key.kind, key.id}); }

std::string shape_text(std::span<const std::size_t> shape) {
  std::string written = "[";
  for (std::size_t n = 0; n < shape.size(); ++n) {
    if (n > 0) written += ", ";
    written += shape[n] == 0 ? std::string("any") : text("{}", {shape[n]});
  }
  return written + "]";
}

}  // namespace

Parameters::Parameters(const ItemKey& key, const ItemSpec& spec) : key_(key), spec_(spec) {
  std::vector<std::string_view> have;
  for (const Knob& knob : key.knobs) have.push_back(knob.name);
  for (const auto& [name, value] : spec.knobs) {
    const Knob* knob = find_knob(key, name);
    if (knob == nullptr) throw unknown_id("parameter " + whose(key), name, have);
    if (!(value >= knob->least && value <= knob->most))
      fail(ErrorCode::kBadArgument, "{} {} is {}: use a number from {} to {}",
           {name, whose(key), value, knob->least, knob->most});
  }
  for (const NamedTensor& tensor : spec.tensors)
    if (std::find(key.tensors.begin(), key.tensors.end(), tensor.name) == key.tensors.end())
      throw unknown_id("tensor " + whose(key), tensor.name, {key.tensors.begin(), key.tensors.end()});
}

double Parameters::number(std::string_view knob) const {
  for (const auto& [name, value] : spec_.knobs)
    if (name == knob) return value;
  return find_knob(key_, knob)->usual;
}

std::size_t Parameters::count(std::string_view knob) const {
  const double value = number(knob);
  const auto whole = static_cast<std::size_t>(value);
  if (static_cast<double>(whole) != value)
    fail(ErrorCode::kBadArgument, "{} {} is {}: use a whole number", {knob, whose(key_), value});
  return whole;
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
    fail(ErrorCode::kBadArgument, "tensor {} {} has shape {}: it must be {}",
         {name, whose(key_), shape_text(found->shape), shape_text({shape.begin(), shape.size()})});
  return found;
}

}  // namespace attn
