#pragma once

#include <vector>

#include "base/random.hpp"
#include "base/text.hpp"
#include "nn/position_contract.hpp"

namespace attn::positions {

/// A row of a table is added. Without a table it is one that nothing has learned yet: normal numbers of that spread
/// (0.02 is what GPT-2 starts from: Radford et al. 2019), the same for the same seed.
struct Learned {
  static constexpr std::string_view kId = "learned";
  static constexpr std::string_view kName = "learned";
  static constexpr std::string_view kFormula = "x + table[p]; untrained unless a table is given";
  static constexpr std::string_view kSource = "Gehring et al. 2017, section 3.1";
  static constexpr Knob kKnobs[] = {{"seed", 0, 1, 4294967295.0}, {"spread", 0, 0.02, 1000}};
  static constexpr std::string_view kTensors[] = {"table"};  ///< [positions, width]

  std::vector<float> table;  ///< [positions, width]

  static Learned make(const PositionParams& params, const Parameters& given) {
    if (const NamedTensor* table = given.tensor("table", {0, params.width})) {
      if (table->shape[0] < params.positions)
        fail(ErrorCode::kBadArgument, "the table of position learned has {} rows, but {} positions need one each",
             {table->shape[0], params.positions});
      return {table->data};
    }
    Random random(static_cast<std::uint64_t>(given.number("seed")));
    const auto spread = static_cast<float>(given.number("spread"));
    Learned made{std::vector<float>(params.positions * params.width)};
    for (float& x : made.table) x = spread * random.normal();
    return made;
  }
  void apply(simd::Matrix x, std::size_t first) const {
    for (std::size_t i = 0; i < x.rows; ++i)
      simd::add({table.data() + (first + i) * x.cols, x.cols}, {x.data + i * x.stride, x.cols});
  }
};

}  // namespace attn::positions
