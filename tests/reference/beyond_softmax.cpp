#include "reference/beyond_softmax.hpp"

#include <cmath>
#include <map>

namespace reference {

namespace {

double product(const std::vector<double>& a, std::size_t i, const std::vector<double>& b, std::size_t j,
               std::size_t d) {
  double sum = 0;
  for (std::size_t n = 0; n < d; ++n) sum += a[i * d + n] * b[j * d + n];
  return sum;
}

void sum_values(const Head& head, HeadOutput& out) {
  out.y.assign(head.t_q * head.d_v, 0);
  for (std::size_t i = 0; i < head.t_q; ++i)
    for (std::size_t j = 0; j < head.t_k; ++j)
      for (std::size_t e = 0; e < head.d_v && out.matrix[i * head.t_k + j] != 0; ++e)
        out.y[i * head.d_v + e] += out.matrix[i * head.t_k + j] * head.v[j * head.d_v + e];
}

std::vector<double> elu_plus_one(std::vector<double> x) {
  for (double& v : x) v = 1 + (v > 0 ? v : std::expm1(v));
  return x;
}

/// Softmax of what a map holds, in place.
template <class Key>
void softmax(std::map<Key, double>& scores) {
  double most = -INFINITY, sum = 0;
  for (const auto& [key, score] : scores) most = std::fmax(most, score);
  for (auto& [key, score] : scores) sum += score = std::exp(score - most);
  for (auto& [key, score] : scores) score /= sum;
}

}  // namespace

HeadOutput linear_attention(const Head& head) {
  HeadOutput out;
  out.matrix.assign(head.t_q * head.t_k, 0);
  const std::vector<double> q = elu_plus_one(head.q), k = elu_plus_one(head.k);
  for (std::size_t i = 0; i < head.t_q; ++i) {
    double total = 0;
    for (std::size_t j = 0; j < head.t_k; ++j)
      if (head.allowed[i * head.t_k + j]) total += out.matrix[i * head.t_k + j] = product(q, i, k, j, head.d);
    for (std::size_t j = 0; j < head.t_k && total > 0; ++j) out.matrix[i * head.t_k + j] /= total;
  }
  sum_values(head, out);
  return out;
}

HeadOutput selective_scan(const Head& head, double delta_bias) {
  const std::size_t d = head.d;
  HeadOutput out;
  out.y.assign(head.t_q * head.d_v, 0);
  out.matrix.assign(head.t_q * head.t_k, 0);
  std::vector<double> delta(head.t_k);
  for (std::size_t j = 0; j < head.t_k; ++j) {
    double sum = 0;
    for (std::size_t n = 0; n < d; ++n) sum += head.k[j * d + n];
    delta[j] = std::log1p(std::exp(delta_bias + sum / std::sqrt(static_cast<double>(d))));
  }
  for (std::size_t i = 0; i < head.t_q; ++i) {
    std::size_t seen = 0;
    while (seen < head.t_k && head.allowed[i * head.t_k + seen]) ++seen;
    for (std::size_t e = 0; e < head.d_v; ++e)
      for (std::size_t n = 0; n < d; ++n) {
        double state = 0;
        for (std::size_t j = 0; j < seen; ++j)
          state = std::exp(-delta[j] * static_cast<double>(n + 1)) * state +
                  delta[j] * head.k[j * d + n] * head.v[j * head.d_v + e];
        out.y[i * head.d_v + e] += head.q[i * d + n] * state;
      }
    for (std::size_t j = 0; j < seen; ++j) {
      double since = 0;
      for (std::size_t m = j + 1; m < seen; ++m) since += delta[m];
      for (std::size_t n = 0; n < d; ++n)
        out.matrix[i * head.t_k + j] +=
            head.q[i * d + n] * std::exp(-since * static_cast<double>(n + 1)) * head.k[j * d + n] * delta[j];
    }
  }
  return out;
}

HeadOutput hierarchical(const Head& head, const std::vector<std::int32_t>& segments, const std::vector<double>& bias,
                        double softcap) {
  const std::size_t d = head.d;
  const auto capped = [&](double score) { return softcap > 0 ? softcap * std::tanh(score / softcap) : score; };
  const double scale = 1 / std::sqrt(static_cast<double>(d));
  HeadOutput out;
  out.matrix.assign(head.t_q * head.t_k, 0);
  for (std::size_t i = 0; i < head.t_q; ++i) {
    std::map<std::int32_t, std::map<std::size_t, double>> words;
    for (std::size_t j = 0; j < head.t_k; ++j) {
      const double added = bias.empty() ? 0 : bias[i * head.t_k + j];
      if (head.allowed[i * head.t_k + j] && added != -INFINITY)
        words[segments[j]][j] = capped(product(head.q, i, head.k, j, d) * scale) + added;
    }
    std::map<std::int32_t, double> sentences;
    for (auto& [segment, alpha] : words) {
      softmax(alpha);
      double score = 0;
      for (const auto& [j, weight] : alpha) score += weight * product(head.q, i, head.k, j, d);
      sentences[segment] = capped(score * scale);
    }
    softmax(sentences);
    for (const auto& [segment, alpha] : words)
      for (const auto& [j, weight] : alpha) out.matrix[i * head.t_k + j] = weight * sentences[segment];
  }
  sum_values(head, out);
  return out;
}

std::vector<double> mamba_scan(std::size_t t, std::size_t c, std::size_t n, const std::vector<float>& x,
                               const std::vector<float>& delta, const std::vector<float>& a,
                               const std::vector<float>& b, const std::vector<float>& cc, const std::vector<float>& d) {
  std::vector<double> y(t * c);
  for (std::size_t channel = 0; channel < c; ++channel)
    for (std::size_t m = 0; m < n; ++m) {
      double state = 0;
      for (std::size_t i = 0; i < t; ++i) {
        const double step = delta[i * c + channel];
        state = state * std::exp(step * a[channel * n + m]) + step * b[i * n + m] * x[i * c + channel];
        y[i * c + channel] += state * cc[i * n + m];
      }
    }
  for (std::size_t i = 0; i < t * c && !d.empty(); ++i) y[i] += double{d[i % c]} * double{x[i]};
  return y;
}

}  // namespace reference
