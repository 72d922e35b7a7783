#include "mechanisms/linear_attention.hpp"

#include <algorithm>
#include <vector>

#include "mechanisms/recurrence.hpp"

namespace attn {

namespace {

/// S [d, d_v] and z [d].
class FeatureSums final : public Recurrence {
 public:
  explicit FeatureSums(const AttentionShape& shape)
      : d_(shape.d), d_v_(shape.d_v), sums_(d_ * d_v_), totals_(d_), feature_(d_) {
    key_multiply_adds = std::uint64_t{d_} * d_v_;
    query_multiply_adds = std::uint64_t{d_} * (d_v_ + 1);
    state_bytes = sizeof(float) * (sums_.size() + totals_.size() + feature_.size());
  }

  void start(std::size_t remembered) override {
    std::fill(sums_.begin(), sums_.end(), 0.0F);
    std::fill(totals_.begin(), totals_.end(), 0.0F);
    features_.resize(remembered * d_);
  }

  void see(std::size_t j, const float* key, const float* value) override {
    set_feature(key);
    simd::add(feature_, totals_);
    for (std::size_t n = 0; n < d_; ++n) simd::axpy(feature_[n], {value, d_v_}, {sums_.data() + n * d_v_, d_v_});
    if (!features_.empty()) std::copy_n(feature_.data(), d_, features_.data() + j * d_);
  }

  void answer(const float* query, float* y) override {
    set_feature(query);
    const simd::Matrix row{y, 1, d_v_, d_v_};
    simd::gemm_nn({feature_.data(), 1, d_, d_}, {sums_.data(), d_, d_v_, d_v_}, row);
    divide({y, d_v_});
  }

  void weights(const float* query, std::span<float> weights) override {
    set_feature(query);
    const std::size_t keys = weights.size();
    simd::gemm_nt({feature_.data(), 1, d_, d_}, {features_.data(), keys, d_, d_}, {weights.data(), 1, keys, keys});
    divide(weights);
  }

 private:
  /// elu(x) + 1: above 0 everywhere, but for what underflows (equation 7).
  void set_feature(const float* x) {
    std::copy_n(x, d_, feature_.begin());
    simd::exp(feature_);
    for (std::size_t n = 0; n < d_; ++n)
      if (x[n] > 0) feature_[n] = x[n] + 1;
  }

  /// By the sum that the weights of all seen keys have.
  void divide(std::span<float> row) const {
    const float total = simd::dot(feature_, totals_);
    for (float& x : row) x = total == 0 ? 0 : x / total;
  }

  std::size_t d_, d_v_;
  std::vector<float> sums_, totals_, feature_;
  std::vector<float> features_;  ///< [keys, d], for weights()
};

}  // namespace

void linear_attention(AttentionProblem& problem, const OperatorParams& params, const AttentionResult& result) {
  FeatureSums sums(problem.shape);
  run_recurrence("linear attention", sums, problem, params, result);
}

}  // namespace attn
