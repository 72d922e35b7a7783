#include "reference/kernels.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>

namespace reference {

Doubles widen(std::span<const float> x) { return {x.begin(), x.end()}; }

double gelu_erf(double x) { return x * std::erfc(-x / std::sqrt(2.0)) / 2; }

double gelu_tanh(double x) {
  // (1 + tanh u) / 2, written so that it does not cancel for u far below zero.
  const double u = std::sqrt(2 / 3.141592653589793) * (x + 0.044715 * x * x * x);
  return x / (1 + std::exp(-2 * u));
}

double silu(double x) { return x / (1 + std::exp(-x)); }

double softcap(double cap, double x) { return cap * std::tanh(x / cap); }

Doubles softmax(std::span<const double> row) {
  Doubles out(row.begin(), row.end());
  if (row.empty()) return out;
  const double top = *std::max_element(row.begin(), row.end());
  double total = 0;
  for (double& x : out) total += x = top == -std::numeric_limits<double>::infinity() ? 0 : std::exp(x - top);
  for (double& x : out) x = total == 0 ? 0 : x / total;
  return out;
}

Doubles rms_norm(std::span<const double> x, std::span<const double> gain, double eps) {
  double squares = 0;
  for (const double v : x) squares += v * v;
  const double root = std::sqrt(squares / static_cast<double>(x.size()) + eps);
  Doubles out;
  for (std::size_t i = 0; i < x.size(); ++i) out.push_back(gain[i] * x[i] / root);
  return out;
}

Doubles layer_norm(std::span<const double> x, std::span<const double> gain, std::span<const double> bias, double eps) {
  double mean = 0, squares = 0;
  for (const double v : x) mean += v / static_cast<double>(x.size());
  for (const double v : x) squares += (v - mean) * (v - mean);
  const double root = std::sqrt(squares / static_cast<double>(x.size()) + eps);
  Doubles out;
  for (std::size_t i = 0; i < x.size(); ++i) out.push_back(gain[i] * (x[i] - mean) / root + bias[i]);
  return out;
}

Doubles rotary_half(std::span<const double> x, std::span<const double> cos, std::span<const double> sin) {
  const std::size_t half = x.size() / 2;
  Doubles out(x.size());
  for (std::size_t p = 0; p < half; ++p) {
    const std::complex<double> turned = std::complex(x[p], x[p + half]) * std::complex(cos[p], sin[p]);
    out[p] = turned.real();
    out[p + half] = turned.imag();
  }
  return out;
}

}  // namespace reference
