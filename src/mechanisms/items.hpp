// Everything that the build gathered, for whoever lists it: the command line, the page, the README's table.
#pragma once

#include <vector>

#include "attention/item.hpp"

namespace attn {

/// Operators, scores, biases, masks, positions, executors: by kind, in order of id.
std::vector<ItemInfo> item_infos();

}  // namespace attn
