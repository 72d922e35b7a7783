#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "attention/bias_contract.hpp"
#include "base/math.hpp"
#include "base/text.hpp"

namespace attn::biases {

/// A learned number for each bucket of distances and each head: Raffel et al. 2020, section 2.1. Of the buckets for one
/// direction half hold one distance each (in tokens; the first the token itself, distance 0) and the rest grow with the
/// logarithm of the distance; the last holds all from about `max_distance` on. With `bidirectional` 1 later keys have
/// half of the buckets for themselves; with 0 they share bucket 0. Without a table the bias is untrained: bucket b
/// gives -slope b.
struct T5Relative {
  static constexpr std::string_view kId = "t5_relative";
  static constexpr std::string_view kName = "T5 relative buckets";
  static constexpr std::string_view kFormula = "table[bucket(p - j)][head]; without a table -slope bucket(p - j)";
  static constexpr std::string_view kSource = "Raffel et al. 2020, section 2.1";
  static constexpr Knob kKnobs[] = {
      {"buckets", 4, 32, 1024}, {"max_distance", 2, 128, 65536}, {"bidirectional", 0, 0, 1}, {"slope", -1e6, 0.5, 1e6}};
  static constexpr std::string_view kTensors[] = {"table"};  ///< [buckets, h]

  std::size_t h = 1;
  std::size_t later = 0;  ///< bucket from which those of later keys count, or 0
  std::vector<std::uint16_t> bucket;  ///< [max_distance + 1]: of a distance in one direction
  std::vector<float> table;  ///< [buckets, h]

  static T5Relative make(const BiasParams& params, const Parameters& given) {
    const std::size_t buckets = given.count("buckets"), most = given.count("max_distance");
    const bool both_ways = given.count("bidirectional") == 1;
    const std::size_t one_way = both_ways ? buckets / 2 : buckets, exact = one_way / 2;
    if (most <= exact)
      fail(ErrorCode::kBadArgument,
           "max_distance of bias t5_relative is {}, but its first {} buckets hold one distance each: make it larger",
           {most, exact});
    T5Relative bias{params.h, both_ways ? one_way : 0, {}, {}};
    for (std::size_t distance = 0; distance <= most; ++distance) {
      std::size_t n = distance;
      if (distance >= exact) {
        const double grown = math::log(static_cast<double>(distance) / static_cast<double>(exact)) /
                             math::log(static_cast<double>(most) / static_cast<double>(exact));
        // The hair keeps a whole number whole, on every machine's logarithm.
        n = exact + static_cast<std::size_t>(grown * static_cast<double>(one_way - exact) + 1e-9);
      }
      bias.bucket.push_back(static_cast<std::uint16_t>(std::min(n, one_way - 1)));
    }
    if (const NamedTensor* table = given.tensor("table", {buckets, params.h}))
      bias.table = table->data;
    else
      for (std::size_t n = 0; n < buckets; ++n)
        bias.table.insert(bias.table.end(), params.h,
                          static_cast<float>(-given.number("slope") * static_cast<double>(n)));
    return bias;
  }
  [[nodiscard]] float at(std::size_t head, std::ptrdiff_t p, std::size_t j) const {
    std::ptrdiff_t back = p - static_cast<std::ptrdiff_t>(j);
    std::size_t first = 0;
    if (back < 0) first = later, back = later > 0 ? -back : 0;
    return table[(first + bucket[std::min(static_cast<std::size_t>(back), bucket.size() - 1)]) * h + head];
  }
};

}  // namespace attn::biases
