// Specs of whatever the registries hold, from what each item says of itself: a new file in scores/, biases/ or masks/
// is swept without a word here.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "attention/item.hpp"
#include "reference/random.hpp"

namespace attention_test {

/// Values of a knob worth trying: its ends, its usual one, and small numbers.
inline std::vector<double> knob_values(const attn::Knob& knob) {
  std::vector<double> values;
  for (const double value : {knob.least, knob.usual, 1.0, 2.0, 3.0, 5.0, knob.most}) {
    bool fresh = value >= knob.least && value <= knob.most;
    for (const double have : values) fresh = fresh && have != value;
    if (fresh) values.push_back(value);
  }
  return values;
}

/// f(spec) for every combination of knob_values.
template <class F>
void for_each_spec(const attn::ItemInfo& info, F&& f) {
  std::vector<attn::ItemSpec> specs{info.id};
  for (const attn::Knob& knob : info.knobs) {
    std::vector<attn::ItemSpec> more;
    for (const attn::ItemSpec& spec : specs)
      for (const double value : knob_values(knob)) {
        more.push_back(spec);
        more.back().knobs.emplace_back(knob.name, value);
      }
    specs = more;
  }
  for (const attn::ItemSpec& spec : specs) f(spec);
}

/// Documents of t_k tokens, some in more than one piece: what masks that ask for segments get.
inline std::vector<std::int32_t> random_segments(std::size_t t_k, reference::Random& random) {
  std::vector<std::int32_t> segments(t_k);
  for (std::size_t j = 0; j < t_k; ++j)
    segments[j] = j > 0 && random.below(3) > 0 ? segments[j - 1] : static_cast<std::int32_t>(random.below(3));
  return segments;
}

/// The tensors of a mask are pictures: random ones, of a size next to the problem's.
inline void give_pictures(const attn::ItemInfo& info, attn::ItemSpec& spec, std::size_t t_q, std::size_t t_k,
                          reference::Random& random) {
  for (const std::string_view name : info.tensors) {
    const std::size_t rows = t_q + random.below(2), cols = std::max<std::size_t>(t_k + random.below(2), 1);
    std::vector<float> cells(rows * cols);
    for (float& cell : cells) cell = static_cast<float>(random.below(2));
    spec.tensors.push_back({std::string(name), {rows, cols}, cells});
  }
}

}  // namespace attention_test
