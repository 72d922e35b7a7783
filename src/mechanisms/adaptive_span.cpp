#include "mechanisms/adaptive_span.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"

namespace attn {

namespace {

/// The loss as a function of z; the output of full attention is computed once.
class SpanLoss {
 public:
  explicit SpanLoss(const SpanProblem& problem) : p_(problem), full_(p_.pattern.rows * p_.v.cols) {
    check();
    const std::size_t d_v = p_.v.cols;
    numerator_.resize(d_v), moving_.resize(d_v);
    for (std::size_t i = 0; i < p_.pattern.rows; ++i) {
      set_row(i, HUGE_VAL);
      std::copy(numerator_.begin(), numerator_.end(), full_.begin() + static_cast<std::ptrdiff_t>(i * d_v));
      norm_ += static_cast<double>(simd::dot(numerator_, numerator_));
    }
  }

  SpanPoint at(double z) {
    if (!(z >= 0 && std::isfinite(z))) fail(ErrorCode::kBadArgument, "a span of {} tokens: use 0 or more", {z});
    SpanPoint point{.z = z};
    const std::size_t d_v = p_.v.cols;
    for (std::size_t i = 0; i < p_.pattern.rows; ++i) {
      set_row(i, z);
      for (std::size_t n = 0; n < d_v; ++n) {
        const double off = static_cast<double>(numerator_[n]) - static_cast<double>(full_[i * d_v + n]);
        point.difference += off * off;
        point.slope += 2 * off * static_cast<double>(moving_[n]);
      }
    }
    if (norm_ > 0) {  // the means over the queries have the same count
      point.difference /= norm_;
      point.slope /= norm_;
    }
    const double keys = static_cast<double>(std::max<std::size_t>(p_.v.rows, 1));
    point.loss = point.difference + p_.price * z / keys;
    point.slope += p_.price / keys;
    return point;
  }

 private:
  void check() const {
    if (p_.pattern.cols != p_.v.rows)
      fail(ErrorCode::kBadArgument, "the pattern is over {} keys, but there are {} values",
           {p_.pattern.cols, p_.v.rows});
    if (!(p_.ramp > 0 && std::isfinite(p_.ramp)))
      fail(ErrorCode::kBadArgument, "a ramp of {} tokens: use more than 0", {p_.ramp});
    if (!(p_.price >= 0 && std::isfinite(p_.price)))
      fail(ErrorCode::kBadArgument, "a price of {} for the span: use 0 or more", {p_.price});
    for (const simd::ConstMatrix& m : {p_.pattern, p_.v})
      for (std::size_t i = 0; i < m.rows; ++i)
        if (!simd::all_finite({m.data + i * m.stride, m.cols}))
          fail(ErrorCode::kNotFinite, "a span cannot be learned: row {} of {} has a NaN or infinity",
               {i, m.data == p_.v.data ? "the values" : "the pattern"});
  }

  /// numerator_ = o_i(z) = sum a m v / sum a m, and moving_ = d o_i / d z = sum a m' (v - o_i) / sum a m.
  void set_row(std::size_t i, double z) {
    std::fill(numerator_.begin(), numerator_.end(), 0.0F);
    std::fill(moving_.begin(), moving_.end(), 0.0F);
    float kept = 0, fading = 0;
    const float* weights = p_.pattern.data + i * p_.pattern.stride;
    const double position = static_cast<double>(static_cast<std::ptrdiff_t>(i) + p_.offset);
    for (std::size_t j = 0; j < p_.v.rows; ++j) {
      const double reach = (p_.ramp + z - std::max(position - static_cast<double>(j), 0.0)) / p_.ramp;
      if (weights[j] == 0 || reach <= 0) continue;
      const std::span<const float> value{p_.v.data + j * p_.v.stride, p_.v.cols};
      const float weight = reach < 1 ? static_cast<float>(static_cast<double>(weights[j]) * reach) : weights[j];
      kept += weight;
      simd::axpy(weight, value, numerator_);
      if (reach >= 1) continue;
      const float slope = static_cast<float>(static_cast<double>(weights[j]) / p_.ramp);
      fading += slope;
      simd::axpy(slope, value, moving_);
    }
    if (kept == 0) return;  // a query that sees nothing: zeros, whatever the span
    simd::scale(1 / kept, numerator_);
    simd::axpy(-fading, numerator_, moving_);
    simd::scale(1 / kept, moving_);
  }

  SpanProblem p_;
  std::vector<float> full_;                ///< [t_q, d_v]
  std::vector<float> numerator_, moving_;  ///< [d_v]
  double norm_ = 0;                        ///< sum of |o_i|^2
};

}  // namespace

SpanPoint span_point(const SpanProblem& problem, double z) { return SpanLoss(problem).at(z); }

std::vector<SpanPoint> learn_span(const SpanProblem& problem, const SpanDescent& descent) {
  if (!(descent.rate > 0 && std::isfinite(descent.rate)))
    fail(ErrorCode::kBadArgument, "a learning rate of {}: use more than 0", {descent.rate});
  SpanLoss loss(problem);
  const auto keys = static_cast<double>(problem.v.rows);
  double z = descent.start < 0 ? keys : std::min(descent.start, keys);
  double squares = 0;
  std::vector<SpanPoint> curve(descent.steps + 1);
  curve[0] = loss.at(z);
  for (std::size_t n = 0; n < descent.steps; ++n) {
    const double slope = curve[n].slope;
    squares += slope * slope;
    if (squares > 0) z = std::clamp(z - descent.rate * keys * slope / std::sqrt(squares), 0.0, keys);
    curve[n + 1] = loss.at(z);
  }
  return curve;
}

}  // namespace attn
