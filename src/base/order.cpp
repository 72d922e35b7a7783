#include "base/order.hpp"

#include <algorithm>
#include <numeric>

namespace attn {

std::vector<std::size_t> sorted_order(std::size_t count, const void* context, Before before) {
  std::vector<std::size_t> order(count), merged(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t run = 1; run < count; run *= 2) {
    for (std::size_t first = 0; first < count; first += 2 * run) {
      const std::size_t middle = std::min(first + run, count), last = std::min(middle + run, count);
      std::size_t left = first, right = middle;
      for (std::size_t n = first; n < last; ++n) {
        const bool take_right = left == middle || (right < last && before(context, order[right], order[left]));
        merged[n] = order[take_right ? right++ : left++];
      }
    }
    order.swap(merged);
  }
  return order;
}

}  // namespace attn
