// Vector kernels over raw spans. Any length, any alignment; inputs and outputs of one call must not
// overlap unless a kernel says "in place". Sizes are asserted, not checked: callers validate.
// This header does not expose xsimd; only the .cpp files of this folder include it.
#pragma once

#include <cstddef>
#include <span>

namespace attn::simd {

/// Name of the instruction set the kernels were compiled for, and floats per vector.
const char* arch_name();
std::size_t lanes();  ///< floats per vector

// ---- reductions --------------------------------------------------------------------------------
/// Sum over a[i] * b[i]; sizes equal.
float dot(std::span<const float> a, std::span<const float> b);
float sum(std::span<const float> x);  ///< of all elements; 0 for an empty span
/// Largest element; -inf for an empty span; NaN if any element is NaN.
float max(std::span<const float> x);
/// Whether no element is NaN or infinite; true for an empty span.
bool all_finite(std::span<const float> x);

// ---- element-wise ------------------------------------------------------------------------------
/// y[i] += alpha * x[i]
void axpy(float alpha, std::span<const float> x, std::span<float> y);
/// x[i] *= alpha, in place
void scale(float alpha, std::span<float> x);
/// y[i] += x[i]
void add(std::span<const float> x, std::span<float> y);
/// y[i] *= x[i]
void multiply(std::span<const float> x, std::span<float> y);
/// x[i] = exp(x[i]), in place; exp(-inf) = 0, NaN stays NaN
void exp(std::span<float> x);
/// x[i] = exp(x[i] - shift), in place; returns the sum of the results.
float exp_shift_sum(float shift, std::span<float> x);
/// x[i] = cap * tanh(x[i] / cap), in place; cap > 0.
void softcap(float cap, std::span<float> x);

// ---- rows --------------------------------------------------------------------------------------
/// Softmax of one row in place, with the maximum subtracted first. A row of -inf alone (every key
/// masked) becomes zeros; a NaN makes the whole row NaN.
void softmax(std::span<float> row);
/// y = gain * x / sqrt(mean(x^2) + eps)  (Zhang & Sennrich 2019). Returns sqrt(mean(x^2) + eps).
float rms_norm(std::span<const float> x, std::span<const float> gain, float eps, std::span<float> y);
/// y = gain * (x - mean) / sqrt(var + eps) + bias  (Ba et al. 2016). Returns sqrt(var + eps).
float layer_norm(std::span<const float> x, std::span<const float> gain, std::span<const float> bias, float eps,
                 std::span<float> y);
/// x * Phi(x), in place (Hendrycks & Gimpel 2016), by erf.
void gelu_erf(std::span<float> x);
/// The tanh approximation of the same paper, in place: transformers calls it "gelu_new".
void gelu_tanh(std::span<float> x);
/// x * sigmoid(x), in place.
void silu(std::span<float> x);
/// Rotary positions on one head's vector x [d], in place, d even (Su et al. 2021), in the half-split
/// pairing of GPT-NeoX and Hugging Face Llama: (x[p], x[p + d/2]) turns by the angle whose cosine and
/// sine are cos[p], sin[p], p < d/2.
void rotary_half(std::span<float> x, std::span<const float> cos, std::span<const float> sin);

// ---- matrices, row-major -----------------------------------------------------------------------
/// y [n] = w [n, k] x [k]
void matvec(std::span<const float> w, std::span<const float> x, std::span<float> y);

/// A row-major matrix view: row r starts at data + r * stride, stride in floats (>= cols).
struct ConstMatrix {
  const float* data;  ///< of row 0
  std::size_t rows, cols, stride;  ///< stride: floats from row to row
};
struct Matrix {
  float* data;  ///< of row 0
  std::size_t rows, cols, stride;  ///< stride: floats from row to row
};
/// c [m, n] = a [m, k] b [n, k]^T : both operands read along their rows (weights [out, in], q k^T).
void gemm_nt(ConstMatrix a, ConstMatrix b, Matrix c);
/// c [m, n] = a [m, k] b [k, n] : pattern times values.
void gemm_nn(ConstMatrix a, ConstMatrix b, Matrix c);
/// c [m, n] += a [m, k] b [k, n] : the same, accumulated (flash attention's P V).
void gemm_nn_add(ConstMatrix a, ConstMatrix b, Matrix c);

}  // namespace attn::simd
