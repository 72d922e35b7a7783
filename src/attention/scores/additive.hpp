#pragma once

#include <algorithm>
#include <vector>

#include "attention/score_contract.hpp"
#include "base/text.hpp"

namespace attn::scores {

/// v^T tanh(W q + U k): Bahdanau et al. 2014, appendix A.1.2. W, U and v are learned; without them W and U are the
/// identity and v is ones.
struct Additive {
  static constexpr std::string_view kId = "additive";
  static constexpr std::string_view kName = "additive";
  static constexpr std::string_view kFormula = "v^T tanh(W q + U k)";
  static constexpr std::string_view kSource = "Bahdanau et al. 2014, appendix A.1.2";
  static constexpr std::string_view kTensors[] = {"w", "u", "v"};  ///< [a, d], [a, d], [a]; all three, or none

  std::size_t d = 0;        ///< width of a key
  std::vector<float> w, u;  ///< [a, d], or empty: the identity
  std::vector<float> v;     ///< [a]

  static Additive make(const ScoreParams& params, const Parameters& given) {
    const NamedTensor *w = given.tensor("w", {0, params.d}), *u = given.tensor("u", {0, params.d}),
                      *v = given.tensor("v", {0});
    if (w == nullptr && u == nullptr && v == nullptr) return {params.d, {}, {}, std::vector<float>(params.d, 1.0F)};
    if (w == nullptr || u == nullptr || v == nullptr)
      fail(ErrorCode::kBadArgument, "score additive has only some of its tensors: give w, u and v, or none of them");
    if (w->shape[0] != v->shape[0] || u->shape[0] != v->shape[0])
      fail(ErrorCode::kBadArgument, "score additive: w has {} rows, u has {} and v has {} numbers: make them the same",
           {w->shape[0], u->shape[0], v->shape[0]});
    return {params.d, w->data, u->data, v->data};
  }

  void tile(simd::ConstMatrix q, simd::ConstMatrix k, simd::Matrix out) const {
    const std::size_t a = v.size();
    const std::vector<float> wq = projected(q, w), uk = projected(k, u);
    std::vector<float> sums(k.rows * a);
    for (std::size_t i = 0; i < q.rows; ++i) {
      std::copy(uk.begin(), uk.end(), sums.begin());
      for (std::size_t j = 0; j < k.rows; ++j) simd::add({wq.data() + i * a, a}, {sums.data() + j * a, a});
      simd::softcap(1, sums);  // a cap of 1 is tanh
      simd::matvec(sums, v, {out.data + i * out.stride, out.cols});
    }
  }
  [[nodiscard]] std::uint64_t multiply_adds(std::uint64_t rows, std::uint64_t cols, std::uint64_t width) const {
    return (rows * cols + (w.empty() ? 0 : (rows + cols) * width)) * v.size();
  }

 private:
  /// x by, [rows, a], dense.
  [[nodiscard]] std::vector<float> projected(simd::ConstMatrix x, const std::vector<float>& by) const {
    const std::size_t a = v.size();
    std::vector<float> to(x.rows * a);
    if (!by.empty())
      simd::gemm_nt(x, {by.data(), a, x.cols, x.cols}, {to.data(), x.rows, a, a});
    else
      for (std::size_t r = 0; r < x.rows; ++r) std::copy_n(x.data + r * x.stride, a, to.data() + r * a);
    return to;
  }
};

}  // namespace attn::scores
