// What the vector kernels should give, in double precision, one plain loop each.
#pragma once

#include <span>
#include <vector>

namespace reference {

using Doubles = std::vector<double>;

Doubles widen(std::span<const float> x);
double gelu_erf(double x);
double gelu_tanh(double x);
double silu(double x);
double softcap(double cap, double x);
/// Softmax over a row; zeros where every entry is -inf.
Doubles softmax(std::span<const double> row);
/// gain * x / sqrt(mean(x^2) + eps)
Doubles rms_norm(std::span<const double> x, std::span<const double> gain, double eps);
/// gain * (x - mean) / sqrt(var + eps) + bias
Doubles layer_norm(std::span<const double> x, std::span<const double> gain, std::span<const double> bias, double eps);
/// Half-split rotary: the pair (x[p], x[p + d/2]) as a complex number times cos[p] + i sin[p].
Doubles rotary_half(std::span<const double> x, std::span<const double> cos, std::span<const double> sin);

}  // namespace reference
