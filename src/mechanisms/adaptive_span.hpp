// How far one head needs to look: its span, learned by gradient descent through the soft mask that fades its
// weights out (Sukhbaatar et al. 2019, section 2.2).
#pragma once

#include <cstddef>
#include <vector>

#include "simd/kernels.hpp"

namespace attn {

/// One head at work. Borrowed. The weight of key j for the query at position p = i + offset is multiplied by
/// clamp((ramp + z - (p - j)) / ramp, 0, 1), and each row divided by its new sum: what the bias adaptive_span
/// does to a softmax. Keys after the query count as p - j = 0 does: whole.
struct SpanProblem {
  simd::ConstMatrix pattern;  ///< [t_q, t_k]: the weights of full attention; rows add up to 1, or are zeros
  simd::ConstMatrix v;        ///< [t_k, d_v]
  std::ptrdiff_t offset = 0;
  double ramp = 4;     ///< R, tokens: how softly the span ends; > 0
  double price = 0.1;  ///< lambda: loss that a span of all t_k keys costs; >= 0
};

/// The loss at one span z (tokens), and its parts.
struct SpanPoint {
  double z = 0;
  double loss = 0;        ///< difference + price z / t_k
  double difference = 0;  ///< mean_i |o_i(z) - o_i|^2 / mean_i |o_i|^2, o_i the output of full attention
  double slope = 0;       ///< d loss / d z, exact between the kinks of the soft mask
};

/// Throws Error kBadArgument where sizes do not fit or a number is out of range, kNotFinite where pattern or v is.
SpanPoint span_point(const SpanProblem& problem, double z);

/// Adagrad (Duchi et al. 2011), as the paper's models were trained (section 3): a step is rate * t_k * slope / sqrt(sum
/// of the squared slopes so far), so that neither the length of the text nor the price asks for another rate.
struct SpanDescent {
  double start = -1;  ///< first z, tokens; negative: all keys
  std::size_t steps = 100;
  double rate = 0.07;  ///< the first step, as a part of t_k; z is held within [0, t_k]
};

/// What descent came by: steps + 1 points, the last with the learned z. Throws as span_point.
std::vector<SpanPoint> learn_span(const SpanProblem& problem, const SpanDescent& descent);

}  // namespace attn
