#include "reference/masks.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "reference/random.hpp"

namespace reference::masks {

namespace {
/// The block of a position; blocks of `size` start at 0, and go on to the left of it.
Int block_of(Int position, Int size) {
  return static_cast<Int>(std::floor(static_cast<double>(position) / static_cast<double>(size)));
}
}  // namespace

bool local(Int p, Int j, Int window, Int sides) {
  if (sides == 1 && j > p) return false;
  return std::max(p, j) - std::min(p, j) < window;
}

bool dilated(Int p, Int j, Int window, Int dilation, Int sides) {
  for (Int n = 0; n < window; ++n)
    if (j == p - n * dilation || (sides == 2 && j == p + n * dilation)) return true;
  return false;
}

bool strided(Int p, Int j, Int stride) {
  if (j > p) return false;
  if (j >= std::max<Int>(0, p - stride)) return true;  // the first head: from max(0, i - l) to i
  return (p - j) % stride == 0;                        // the second: (i - j) mod l = 0
}

bool fixed(Int p, Int j, Int stride, Int summary) {
  if (j > p) return false;
  if (block_of(j, stride) == block_of(p, stride)) return true;
  for (Int last = 1; last <= summary; ++last)  // the last, the last but one, ... of a block
    if (j % stride == stride - last) return true;
  return summary >= stride;
}

bool block(Int p, Int j, Int size, Int reach) {
  for (Int b = block_of(p, size) - reach; b <= block_of(p, size) + reach; ++b)
    if (block_of(j, size) == b) return true;
  return false;
}

bool global(Int p, Int j, Int count) { return j < count || (0 <= p && p < count); }

bool random(Int p, Int j, Int size, Int keys, std::uint64_t seed, Int blocks) {
  const auto hashed = [](std::uint64_t x) { return Random(x).next(); };
  const std::uint64_t lot = hashed(hashed(seed) + static_cast<std::uint64_t>(block_of(p, size)));
  std::set<Int> drawn;
  const Int draws = std::min(keys, blocks);
  for (Int n = 0; n < draws; ++n) {
    const Int last = blocks - draws + n;
    const Int number =
        static_cast<Int>(hashed(lot + static_cast<std::uint64_t>(n)) % static_cast<std::uint64_t>(last + 1));
    if (!drawn.insert(number).second) drawn.insert(last);
  }
  return drawn.contains(block_of(j, size));
}

bool document(Int p, Int j, const std::vector<std::int32_t>& segments) {
  const Int tokens = static_cast<Int>(segments.size());
  if (p < 0 || p >= tokens || j >= tokens) return false;
  return segments[static_cast<std::size_t>(p)] == segments[static_cast<std::size_t>(j)];
}

bool prefix(Int p, Int j, Int length) { return j < length || j <= p; }

bool painted(Int p, Int j, const std::vector<float>& rows, Int height, Int width) {
  if (p < 0 || p >= height || j >= width) return false;
  return rows[static_cast<std::size_t>(p * width + j)] != 0;
}

Int root_up(Int n) { return std::max<Int>(1, static_cast<Int>(std::ceil(std::sqrt(static_cast<double>(n))))); }

}  // namespace reference::masks
