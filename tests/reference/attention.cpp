#include "reference/attention.hpp"

#include <cmath>
#include <limits>

#include "reference/kernels.hpp"

namespace reference {

namespace {

constexpr double kMinusInf = -std::numeric_limits<double>::infinity();

struct Row {
  Doubles scaled, capped, masked, pattern;
};

Row score_row(const Attention& p, std::size_t b, std::size_t n, std::size_t i) {
  const std::size_t shared = n * p.g / p.h;
  const float* q = p.q.data() + ((b * p.h + n) * p.t_q + i) * p.d;
  Row row;
  for (std::size_t j = 0; j < p.t_k; ++j) {
    const float* k = p.k.data() + ((b * p.g + shared) * p.t_k + j) * p.d;
    double score = 0;
    if (p.score) {
      score = p.score({q, p.d}, {k, p.d});
    } else {
      for (std::size_t e = 0; e < p.d; ++e) score += static_cast<double>(q[e]) * static_cast<double>(k[e]);
      score *= p.scale;
    }
    row.scaled.push_back(score);
    if (p.softcap > 0) score = softcap(p.softcap, score);
    row.capped.push_back(score);
    double bias = p.bias.empty() ? 0 : static_cast<double>(p.bias[((b * p.h + n) * p.t_q + i) * p.t_k + j]);
    if (p.added) bias += p.added(n, i, j);
    const bool seen = p.allowed.empty() || p.allowed[(b * p.t_q + i) * p.t_k + j] != 0;
    row.masked.push_back(seen && bias != kMinusInf ? score + bias : kMinusInf);
  }
  row.pattern = softmax(row.masked);
  return row;
}

}  // namespace

AttentionOutput attention(const Attention& p) {
  AttentionOutput out;
  const auto append = [](std::vector<double>& to, const Doubles& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  for (std::size_t b = 0; b < p.batch; ++b) {
    for (std::size_t n = 0; n < p.h; ++n) {
      for (std::size_t i = 0; i < p.t_q; ++i) {
        const Row row = score_row(p, b, n, i);
        const float* v = p.v.data() + (b * p.g + n * p.g / p.h) * p.t_k * p.d_v;
        Doubles y(p.d_v, 0.0);
        for (std::size_t j = 0; j < p.t_k; ++j)
          for (std::size_t e = 0; e < p.d_v && row.masked[j] != kMinusInf; ++e)
            y[e] += row.pattern[j] * static_cast<double>(v[j * p.d_v + e]);
        append(out.y, y);
        append(out.stages[0], row.scaled);
        append(out.stages[1], row.capped);
        append(out.stages[2], row.masked);
        append(out.stages[3], row.pattern);
      }
    }
  }
  return out;
}

}  // namespace reference
