#include "mechanisms/selective_scan.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/math.hpp"
#include "base/text.hpp"
#include "mechanisms/recurrence.hpp"

namespace attn {

namespace {

void check_size(const char* what, const simd::ConstMatrix& m, std::size_t rows, std::size_t cols) {
  if (m.rows != rows || m.cols != cols)
    fail(ErrorCode::kBadArgument, "selective scan: {} is [{}, {}], but x and a ask for [{}, {}]",
         {what, m.rows, m.cols, rows, cols});
}

void check(const SelectiveScan& scan) {
  const std::size_t t = scan.x.rows, channels = scan.x.cols, n = scan.a.cols;
  check_size("delta", scan.delta, t, channels);
  check_size("a", scan.a, channels, n);
  check_size("b", scan.b, t, n);
  check_size("c", scan.c, t, n);
}

const float* row_of(const simd::ConstMatrix& m, std::size_t row) { return m.data + row * m.stride; }

/// decay [n] = exp(delta a)
void set_decay(float delta, const float* a, std::span<float> decay) {
  for (std::size_t n = 0; n < decay.size(); ++n) decay[n] = delta * a[n];
  simd::exp(decay);
}

/// state = decay state + input b, all [n].
void step(std::span<const float> decay, float input, const float* b, std::span<float> state) {
  simd::multiply(decay, state);
  simd::axpy(input, {b, state.size()}, state);
}

/// weights[j] for j < keys = delta_j c . (b_j faded by every later decay); decays [keys, n]. reading [n] is scratch.
void walk_back(const float* c, const float* decays, const std::vector<float>& deltas, simd::ConstMatrix b,
               std::span<float> weights, std::vector<float>& reading) {
  const std::size_t n = b.cols;
  std::copy_n(c, n, reading.data());
  for (std::size_t j = weights.size(); j-- > 0;) {
    weights[j] = deltas[j] * simd::dot(reading, {row_of(b, j), n});
    simd::multiply({decays + j * n, n}, reading);
  }
}

}  // namespace

void selective_scan(const SelectiveScan& scan, simd::Matrix y) {
  check(scan);
  check_size("y", {y.data, y.rows, y.cols, y.stride}, scan.x.rows, scan.x.cols);
  const std::size_t channels = scan.x.cols, n = scan.a.cols;
  std::vector<float> state(channels * n), decay(n);
  for (std::size_t t = 0; t < scan.x.rows; ++t) {
    const float *x = row_of(scan.x, t), *delta = row_of(scan.delta, t);
    for (std::size_t channel = 0; channel < channels; ++channel) {
      const std::span<float> own{state.data() + channel * n, n};
      set_decay(delta[channel], row_of(scan.a, channel), decay);
      step(decay, delta[channel] * x[channel], row_of(scan.b, t), own);
      const float through = scan.d != nullptr ? scan.d[channel] * x[channel] : 0;
      y.data[t * y.stride + channel] = simd::dot(own, {row_of(scan.c, t), n}) + through;
    }
  }
}

void selective_scan_matrix(const SelectiveScan& scan, std::size_t channel, simd::Matrix matrix) {
  check(scan);
  const std::size_t t = scan.x.rows, n = scan.a.cols;
  check_size("the matrix", {matrix.data, matrix.rows, matrix.cols, matrix.stride}, t, t);
  if (channel >= scan.x.cols)
    fail(ErrorCode::kBadArgument, "selective scan: channel {}, but there are {}", {channel, scan.x.cols});
  std::vector<float> decays(t * n), deltas(t), reading(n);
  for (std::size_t j = 0; j < t; ++j) {
    deltas[j] = row_of(scan.delta, j)[channel];
    set_decay(deltas[j], row_of(scan.a, channel), {decays.data() + j * n, n});
  }
  for (std::size_t i = 0; i < t; ++i) {
    float* row = matrix.data + i * matrix.stride;
    std::fill_n(row + i + 1, t - i - 1, 0.0F);
    walk_back(row_of(scan.c, i), decays.data(), deltas, scan.b, {row, i + 1}, reading);
  }
}

namespace {

/// The state of one head, transposed: [d_v, d], a channel of v to a row.
class HeadScan final : public Recurrence {
 public:
  HeadScan(const AttentionShape& shape, float delta_bias)
      : d_(shape.d), d_v_(shape.d_v), delta_bias_(delta_bias), state_(d_ * d_v_), a_(d_), decay_(d_), reading_(d_) {
    for (std::size_t n = 0; n < d_; ++n) a_[n] = -static_cast<float>(n + 1);
    key_multiply_adds = std::uint64_t{2} * d_ * d_v_;
    query_multiply_adds = std::uint64_t{d_} * d_v_;
    state_bytes = sizeof(float) * (state_.size() + a_.size() + decay_.size());
  }

  void start(std::size_t remembered) override {
    std::fill(state_.begin(), state_.end(), 0.0F);
    decays_.resize(remembered * d_);
    keys_.resize(remembered * d_);
    deltas_.resize(remembered);
  }

  void see(std::size_t j, const float* key, const float* value) override {
    const float delta = step_size(key);
    set_decay(delta, a_.data(), decay_);
    for (std::size_t channel = 0; channel < d_v_; ++channel)
      step(decay_, delta * value[channel], key, {state_.data() + channel * d_, d_});
    if (deltas_.empty()) return;
    std::copy_n(decay_.data(), d_, decays_.data() + j * d_);
    std::copy_n(key, d_, keys_.data() + j * d_);
    deltas_[j] = delta;
  }

  void answer(const float* query, float* y) override {
    simd::gemm_nt({query, 1, d_, d_}, {state_.data(), d_v_, d_, d_}, {y, 1, d_v_, d_v_});
  }

  void weights(const float* query, std::span<float> weights) override {
    walk_back(query, decays_.data(), deltas_, {keys_.data(), weights.size(), d_, d_}, weights, reading_);
  }

 private:
  /// softplus(delta_bias + sum(k) / sqrt(d)), softplus(x) = log(1 + e^x).
  [[nodiscard]] float step_size(const float* key) const {
    const double x = static_cast<double>(delta_bias_) +
                     static_cast<double>(simd::sum({key, d_})) / std::sqrt(static_cast<double>(d_));
    const double e = math::exp(-std::fabs(x));
    // log(1 + e) without the loss of a small e's digits.
    const double rest = e < 1e-5 ? e * (1 - e / 2) : math::log(1 + e);
    return static_cast<float>(x > 0 ? x + rest : rest);
  }

  std::size_t d_, d_v_;
  float delta_bias_;
  std::vector<float> state_, a_, decay_;  ///< [d_v, d], [d], [d]
  std::vector<float> reading_;                   ///< [d]
  std::vector<float> decays_, keys_, deltas_;  ///< for weights(): [keys, d], [keys, d], [keys]
};

}  // namespace

void selective_scan_heads(AttentionProblem& problem, const OperatorParams& params, float delta_bias,
                          const AttentionResult& result) {
  if (params.mask == OperatorParams::Mask::kFull)
    fail(ErrorCode::kUnsupported, "a selective scan goes from the first token to the last: use the mask causal");
  HeadScan scan(problem.shape, delta_bias);
  run_recurrence("selective scan", scan, problem, params, result);
}

}  // namespace attn
