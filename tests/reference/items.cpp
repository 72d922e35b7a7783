#include "reference/items.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace reference {

double dot(Floats q, Floats k) {
  double total = 0;
  for (std::size_t e = 0; e < q.size(); ++e) total += static_cast<double>(q[e]) * static_cast<double>(k[e]);
  return total;
}

double general(Floats q, Floats k, const std::vector<float>& w) {
  double total = 0;
  for (std::size_t m = 0; m < q.size(); ++m)
    for (std::size_t n = 0; n < k.size(); ++n)
      total += static_cast<double>(q[m]) * static_cast<double>(w[m * k.size() + n]) * static_cast<double>(k[n]);
  return total;
}

double additive(Floats q, Floats k, const std::vector<float>& w, const std::vector<float>& u,
                const std::vector<float>& v) {
  double total = 0;
  for (std::size_t m = 0; m < v.size(); ++m)
    total += static_cast<double>(v[m]) * std::tanh(dot(Floats(w).subspan(m * q.size(), q.size()), q) +
                                                   dot(Floats(u).subspan(m * k.size(), k.size()), k));
  return total;
}

double cosine(Floats q, Floats k) {
  const double lengths = std::sqrt(dot(q, q)) * std::sqrt(dot(k, k));
  return lengths == 0 ? 0 : dot(q, k) / lengths;
}

double alibi_slope(std::size_t n, std::size_t h) {
  std::size_t power = 1;
  while (power * 2 <= h) power *= 2;
  // The geometric sequence that starts at 2^(-8/power); past it, the odd members of the one twice as fine.
  if (n < power) return std::pow(std::pow(2.0, -8.0 / static_cast<double>(power)), static_cast<double>(n + 1));
  return std::pow(std::pow(2.0, -4.0 / static_cast<double>(power)), static_cast<double>(2 * (n - power) + 1));
}

std::size_t t5_bucket(std::int64_t back, std::size_t buckets, std::size_t max_distance, bool bidirectional) {
  const std::size_t one_way = bidirectional ? buckets / 2 : buckets, exact = one_way / 2, steps = one_way - exact;
  const std::size_t first = bidirectional && back < 0 ? one_way : 0;
  const std::size_t distance = bidirectional ? static_cast<std::size_t>(std::abs(back))
                                             : static_cast<std::size_t>(std::max<std::int64_t>(back, 0));
  if (distance < exact) return first + distance;
  // The largest n with (distance / exact)^steps >= (max_distance / exact)^n, both sides of which long double holds
  // to far more digits than two of them lie apart; a hair decides for equality.
  const long double grown =
      std::pow(static_cast<long double>(distance) / static_cast<long double>(exact), static_cast<long double>(steps));
  const long double base = static_cast<long double>(max_distance) / static_cast<long double>(exact);
  std::size_t n = 0;
  for (long double need = base; n + 1 < steps && grown * (1 + 1e-12L) >= need; need *= base) ++n;
  return first + exact + n;
}

double adaptive_span_factor(std::int64_t back, double span, double ramp) {
  return std::clamp((ramp + span - static_cast<double>(back)) / ramp, 0.0, 1.0);
}

}  // namespace reference
