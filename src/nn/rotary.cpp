#include "nn/rotary.hpp"

#include "base/math.hpp"
#include "base/text.hpp"

namespace attn {

namespace {

double scaled_base(const PositionParams& params, const Parameters& given) {
  const auto d = static_cast<double>(params.width);
  if (params.width % 2 != 0)
    fail(ErrorCode::kBadArgument, "rotary positions turn pairs of numbers, and a width of {} is odd: use an even one",
         {params.width});
  // A single pair always turns by 1 a position, whatever the base.
  return given.number("base") * (params.width > 2 ? math::pow(given.number("ntk"), d / (d - 2)) : 1);
}

}  // namespace

Rotary::Rotary(std::size_t d, double base, double linear) : frequency_((d + 1) / 2) {
  for (std::size_t p = 0; p < frequency_.size(); ++p) {
    frequency_[p] = math::pow(base, -2.0 * static_cast<double>(p) / static_cast<double>(d)) / linear;
  }
}

Rotary::Rotary(const PositionParams& params, const Parameters& given)
    : Rotary(params.width, scaled_base(params, given), given.number("linear")) {}

RotaryRows Rotary::rows(std::size_t first, std::size_t count) const {
  const std::size_t half = frequency_.size();
  RotaryRows rows{std::vector<float>(count * half), std::vector<float>(count * half), half};
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t p = 0; p < half; ++p) {
      const auto [sin, cos] = math::sin_cos(static_cast<double>(first + i) * frequency_[p]);
      rows.cos[i * half + p] = static_cast<float>(cos);
      rows.sin[i * half + p] = static_cast<float>(sin);
    }
  }
  return rows;
}

void Rotary::turn_halves(simd::Matrix x, std::size_t first) const {
  const RotaryRows turns = rows(first, x.rows);
  for (std::size_t i = 0; i < x.rows; ++i)
    simd::rotary_half({x.data + i * x.stride, x.cols}, turns.cos_row(i), turns.sin_row(i));
}

void Rotary::turn_neighbours(simd::Matrix x, std::size_t first) const {
  const RotaryRows turns = rows(first, x.rows);
  for (std::size_t i = 0; i < x.rows; ++i) {
    float* row = x.data + i * x.stride;
    for (std::size_t p = 0; p < turns.half; ++p, row += 2) {
      const float a = row[0], b = row[1];
      row[0] = a * turns.cos_row(i)[p] - b * turns.sin_row(i)[p];
      row[1] = b * turns.cos_row(i)[p] + a * turns.sin_row(i)[p];
    }
  }
}

}  // namespace attn
