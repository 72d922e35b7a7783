// Sorting without a copy of std::sort for every type: each is 3 KB of the WebAssembly module.
#pragma once

#include <cstddef>
#include <vector>

namespace attn {

/// Whether item a belongs before item b: a strict weak order over items of `context`.
using Before = bool (*)(const void* context, std::size_t a, std::size_t b);

/// 0 to count - 1, as the items so numbered stand when sorted; equal ones keep their order. A merge sort.
std::vector<std::size_t> sorted_order(std::size_t count, const void* context, Before before);

/// The same for a function object before(a, b).
template <class F>
std::vector<std::size_t> sorted_order(std::size_t count, const F& before) {
  return sorted_order(count, &before,
                      [](const void* f, std::size_t a, std::size_t b) { return (*static_cast<const F*>(f))(a, b); });
}

}  // namespace attn
