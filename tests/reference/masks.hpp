// Masks, one pair at a time: may the query at position p see key j? Each from the words of its paper, in signed
// whole numbers; nothing is shared with src.
#pragma once

#include <cstdint>
#include <vector>

namespace reference::masks {

using Int = std::int64_t;

bool local(Int p, Int j, Int window, Int sides);
bool dilated(Int p, Int j, Int window, Int dilation, Int sides);
bool strided(Int p, Int j, Int stride);
bool fixed(Int p, Int j, Int stride, Int summary);
bool block(Int p, Int j, Int size, Int reach);
bool global(Int p, Int j, Int count);
/// Of `blocks` blocks of keys in all.
bool random(Int p, Int j, Int size, Int keys, std::uint64_t seed, Int blocks);
bool document(Int p, Int j, const std::vector<std::int32_t>& segments);
bool prefix(Int p, Int j, Int length);
/// rows [height, width]
bool painted(Int p, Int j, const std::vector<float>& rows, Int height, Int width);
/// The least whole number whose square is no less than n, at least 1.
Int root_up(Int n);

}  // namespace reference::masks
