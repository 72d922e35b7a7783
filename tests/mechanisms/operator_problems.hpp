// Random problems for operators, each also as one double-precision oracle problem a head.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "mechanisms/operator.hpp"
#include "reference/beyond_softmax.hpp"
#include "reference/random.hpp"
#include "support/worst.hpp"

namespace mechanisms_test {

struct Sizes {
  std::size_t batch = 1, h = 1, g = 1, t_q = 4, t_k = 4, d = 4, d_v = 4;
  std::ptrdiff_t offset = 0;
};

inline std::string name_of(const Sizes& s) {
  const auto n = [](auto x) { return std::to_string(x); };
  return "batch " + n(s.batch) + ", h " + n(s.h) + ", g " + n(s.g) + ", t_q " + n(s.t_q) + ", t_k " + n(s.t_k) +
         ", d " + n(s.d) + ", d_v " + n(s.d_v) + ", offset " + n(s.offset);
}

/// Around the lanes of every instruction set, with queries before, among and after the keys.
inline const std::vector<Sizes>& odd_sizes() {
  static const std::vector<Sizes> sizes = {
      {1, 1, 1, 1, 1, 1, 1, 0},    {1, 1, 1, 6, 6, 4, 3, 0},    {2, 4, 2, 5, 9, 7, 8, 4},
      {1, 3, 1, 9, 5, 8, 9, 0},    {1, 2, 2, 4, 7, 9, 15, 3},   {1, 1, 1, 5, 3, 16, 17, -2},
      {3, 2, 1, 3, 8, 17, 16, 20}, {1, 1, 1, 33, 33, 31, 5, 0}, {1, 6, 2, 7, 12, 33, 32, 5},
      {1, 1, 1, 0, 4, 3, 3, 0},    {1, 1, 1, 3, 0, 3, 3, 0},    {0, 1, 1, 3, 3, 3, 3, 0}};
  return sizes;
}

class OperatorProblem {
 public:
  Sizes sizes;
  std::vector<float> q, k, v;
  std::vector<std::int32_t> segments;
  attn::AttentionProblem problem;
  attn::OperatorParams::Mask kind = attn::OperatorParams::Mask::kFull;
  std::vector<float> y, matrix;
  attn::Work work;

  OperatorProblem(const Sizes& s, std::uint64_t seed) : sizes(s) {
    reference::Random random(seed);
    q = random.normals(s.batch * s.h * s.t_q * s.d);
    k = random.normals(s.batch * s.g * s.t_k * s.d);
    v = random.normals(s.batch * s.g * s.t_k * s.d_v);
    problem.shape = {s.batch, s.h, s.g, s.t_q, s.t_k, s.d, s.d_v};
    problem.score = attn::make_score("scaled_dot", {s.d});
  }

  void set_causal() {
    kind = attn::OperatorParams::Mask::kCausal;
    set_mask("causal");
  }
  void set_mask(const attn::ItemSpec& mask) {
    problem.masks.resize(1);
    problem.masks[0].add(attn::make_mask(mask, {sizes.t_q, sizes.t_k, sizes.offset, segments}));
  }

  void run(const attn::ItemSpec& op, bool want_matrix = true) {
    const Sizes& s = sizes;
    y.assign(s.batch * s.h * s.t_q * s.d_v, 777.0F);
    matrix.assign(want_matrix ? s.batch * s.h * s.t_q * s.t_k : 0, 777.0F);
    work = {};
    problem.work = &work;
    problem.q = {q.data(), s.h * s.t_q * s.d, s.t_q * s.d, s.d};
    problem.k = {k.data(), s.g * s.t_k * s.d, s.t_k * s.d, s.d};
    problem.v = {v.data(), s.g * s.t_k * s.d_v, s.t_k * s.d_v, s.d_v};
    attn::AttentionResult result{.y = {y.data(), s.h * s.t_q * s.d_v, s.t_q * s.d_v, s.d_v}, .scores = {}};
    if (want_matrix) result.scores = {matrix.data(), s.h * s.t_q * s.t_k, s.t_q * s.t_k, s.t_k};
    const attn::OperatorParams params{s.d, s.d_v, s.offset, kind, segments};
    attn::run_operator(attn::make_operator(op, params), problem, params, result);
  }

  /// One head for the oracle. What may be seen is asked of nobody but `allows`, which the test writes.
  template <class Allows>
  [[nodiscard]] reference::Head head(std::size_t b, std::size_t n, Allows&& allows) const {
    const Sizes& s = sizes;
    const auto part = [](const std::vector<float>& from, std::size_t at, std::size_t count) {
      return std::vector<double>(from.begin() + static_cast<std::ptrdiff_t>(at * count),
                                 from.begin() + static_cast<std::ptrdiff_t>((at + 1) * count));
    };
    const std::size_t shared = b * s.g + n / (s.h / s.g);
    reference::Head made{s.t_q,
                         s.t_k,
                         s.d,
                         s.d_v,
                         part(q, b * s.h + n, s.t_q * s.d),
                         part(k, shared, s.t_k * s.d),
                         part(v, shared, s.t_k * s.d_v),
                         {}};
    for (std::size_t i = 0; i < s.t_q; ++i)
      for (std::size_t j = 0; j < s.t_k; ++j)
        made.allowed.push_back(allows(static_cast<std::ptrdiff_t>(i) + s.offset, static_cast<std::ptrdiff_t>(j)));
    return made;
  }

  /// Largest error of y and matrix, head by head, relative to the largest number of the head where that is above 1.
  template <class Allows, class Oracle>
  [[nodiscard]] double error(Allows&& allows, Oracle&& oracle) const {
    double worst = 0;
    for (std::size_t b = 0; b < sizes.batch; ++b)
      for (std::size_t n = 0; n < sizes.h; ++n) {
        const reference::HeadOutput want = oracle(head(b, n, allows), b, n);
        const std::size_t at = b * sizes.h + n;
        worst = std::max({worst, difference(y, at, want.y), difference(matrix, at, want.matrix)});
      }
    return worst;
  }

  /// Largest |y - matrix v|, over all heads.
  [[nodiscard]] double matrix_error() const {
    const Sizes& s = sizes;
    double worst = 0;
    for (std::size_t row = 0; row < s.batch * s.h * s.t_q; ++row) {
      const std::size_t head = row / s.t_q, b = head / s.h, shared = b * s.g + head % s.h / (s.h / s.g);
      for (std::size_t e = 0; e < s.d_v; ++e) {
        double sum = 0;
        for (std::size_t j = 0; j < s.t_k; ++j)
          sum += double{matrix[row * s.t_k + j]} * double{v[(shared * s.t_k + j) * s.d_v + e]};
        worst = attn::testing::worse(worst, std::fabs(sum - double{y[row * s.d_v + e]}));
      }
    }
    return worst;
  }

 private:
  static double difference(const std::vector<float>& got, std::size_t at, const std::vector<double>& want) {
    double most = 1, worst = 0;
    for (const double x : want) most = std::max(most, std::fabs(x));
    for (std::size_t n = 0; n < want.size() && !got.empty(); ++n) {
      const double error = std::fabs(double{got[at * want.size() + n]} - want[n]);
      worst = attn::testing::worse(worst, error);
    }
    return worst / most;
  }
};

inline bool sees_all(std::ptrdiff_t, std::ptrdiff_t) { return true; }
inline bool sees_past(std::ptrdiff_t p, std::ptrdiff_t j) { return j <= p; }

}  // namespace mechanisms_test
