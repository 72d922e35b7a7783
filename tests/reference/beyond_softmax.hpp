// Linear attention, the selective scan and hierarchical attention in double precision, written from the papers'
// formulas by other ways than src goes: weights where src has sums, sums where src has weights.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace reference {

/// One head. Row-major.
struct Head {
  std::size_t t_q = 0, t_k = 0, d = 0, d_v = 0;
  std::vector<double> q, k, v;        ///< [t_q, d], [t_k, d], [t_k, d_v]
  std::vector<std::uint8_t> allowed;  ///< [t_q, t_k]
};

struct HeadOutput {
  std::vector<double> y, matrix;  ///< [t_q, d_v], [t_q, t_k]
};

/// Every weight by itself: phi(q_i) . phi(k_j) over their sum.
HeadOutput linear_attention(const Head& head);

/// y by the recurrence; the matrix in closed form, with exponents of sums of steps. Causal: reads, of each row of
/// `allowed`, how many keys are seen.
HeadOutput selective_scan(const Head& head, double delta_bias);

/// segments [t_k]; bias [t_q, t_k] or empty; scores over sqrt(d); softcap 0: none.
HeadOutput hierarchical(const Head& head, const std::vector<std::int32_t>& segments, const std::vector<double>& bias,
                        double softcap);

/// Mamba's scan, all [rows][columns] flat: x, delta [t, c], a [c, n], b, cc [t, n], d [c]; y [t, c].
std::vector<double> mamba_scan(std::size_t t, std::size_t c, std::size_t n, const std::vector<float>& x,
                               const std::vector<float>& delta, const std::vector<float>& a,
                               const std::vector<float>& b, const std::vector<float>& cc, const std::vector<float>& d);

}  // namespace reference
