// Masks as pictures, by their runs, which executors read. That they are what the rule says is tested for all masks in
// mask_test.cpp.
#pragma once

#include <string>

#include "attention/mask.hpp"
#include "reference/picture.hpp"

namespace attention_test {

inline std::string picture_of(const attn::ItemSpec& spec, const attn::MaskParams& params) {
  attn::MaskSet set;
  set.add(attn::make_mask(spec, params));
  return reference::picture(params.t_q, params.t_k,
                            [&](std::size_t i, std::size_t j) { return set.row(i, params.t_k).has(j); });
}

const attn::MaskParams kSix{.t_q = 6, .t_k = 6};

}  // namespace attention_test
