// Causal attention for training, forward and backward, for heads of width 16: one vector register.
//
// Buffers are float, row-major: q, out [b, h, t, 16]; k, v [b, g, t, 16]; lse [b, h, t] (log-sum-exp of the
// scaled scores). Scores are recomputed in the backward pass (Dao et al. 2022, arXiv 2205.14135, alg. 4),
// row block by row block, so nothing of size t x t is ever stored. Built by kernel.py with -ffast-math.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

namespace {

constexpr int kWidth = 16;
constexpr int kRows = 4;  // query rows handled together, so that a key is loaded once for all of them
typedef float Vec __attribute__((vector_size(64), aligned(4)));
typedef int IntVec __attribute__((vector_size(64)));

Vec load(const float* p) { return *reinterpret_cast<const Vec*>(p); }
void store(float* p, Vec x) { *reinterpret_cast<Vec*>(p) = x; }
Vec splat(float x) { return Vec{} + x; }
float sum(Vec x) { float s = 0; for (int i = 0; i < kWidth; ++i) s += x[i]; return s; }

// e^x for x <= 0 or so; relative error below 1e-6 (degree-6 Taylor polynomial of 2^f, |f| <= 1/2).
Vec exp_vec(Vec x) {
  Vec y = x * 1.44269504f;
  y = y < splat(-120.f) ? splat(-120.f) : y;
  const IntVec whole = __builtin_convertvector(y - 0.5f, IntVec);
  const Vec f = (y - __builtin_convertvector(whole, Vec)) * 0.693147181f;
  const Vec p = 1 + f * (1 + f * (0.5f + f * (1.f / 6 + f * (1.f / 24 + f * (1.f / 120 + f * (1.f / 720))))));
  const IntVec power = (whole + 127) << 23;
  Vec scale;
  std::memcpy(&scale, &power, sizeof scale);
  return p * scale;
}

// [t, 16] to [16, padded], so that 16 keys fill one register; columns beyond t are zero.
void transpose(const float* x, int t, int padded, float* out) {
  for (int d = 0; d < kWidth; ++d) {
    for (int j = 0; j < t; ++j) out[d * padded + j] = x[j * kWidth + d];
    std::fill(out + d * padded + t, out + (d + 1) * padded, 0.f);
  }
}

// rows x keys [0, end) products: out[r][j] = sum_d x[r][d] * y_t[d][j].
void products(const float* x, int rows, const float* y_t, int padded, int end, float* out) {
  for (int j = 0; j < end; j += kWidth) {
    Vec acc[kRows] = {};
    for (int d = 0; d < kWidth; ++d) {
      const Vec y = load(y_t + d * padded + j);
      for (int r = 0; r < kRows; ++r) acc[r] += x[std::min(r, rows - 1) * kWidth + d] * y;
    }
    for (int r = 0; r < kRows; ++r) store(out + r * padded + j, acc[r]);
  }
}

int round_up(int n) { return (n + kWidth - 1) / kWidth * kWidth; }

struct Scratch {
  explicit Scratch(int padded) : k_t(kWidth * padded), v_t(kWidth * padded), s(kRows * padded), ds(kRows * padded) {}
  std::vector<float> k_t, v_t, s, ds;
};

void forward_head(const float* q, const float* v, int t, int padded, Scratch& w, float* out, float* lse) {
  const float scale = 1 / std::sqrt(float(kWidth));
  for (int i = 0; i < t; i += kRows) {
    const int rows = std::min(kRows, t - i), end = round_up(i + rows);
    products(q + i * kWidth, rows, w.k_t.data(), padded, end, w.s.data());
    for (int r = 0; r < rows; ++r) {
      float* s = w.s.data() + r * padded;
      const int n = i + r + 1;
      std::fill(s + n, s + end, -1e30f);
      Vec top = splat(-1e30f);
      for (int j = 0; j < end; j += kWidth) { const Vec x = load(s + j); top = x > top ? x : top; }
      float high = top[0];
      for (int d = 1; d < kWidth; ++d) high = std::max(high, top[d]);
      Vec total = {};
      for (int j = 0; j < end; j += kWidth) {
        const Vec p = exp_vec((load(s + j) - high) * scale);
        store(s + j, p);
        total += p;
      }
      const float z = sum(total);
      lse[i + r] = high * scale + std::log(z);
      Vec acc[2] = {};
      int j = 0;
      for (; j + 1 < n; j += 2) {
        acc[0] += s[j] * load(v + j * kWidth);
        acc[1] += s[j + 1] * load(v + (j + 1) * kWidth);
      }
      if (j < n) acc[0] += s[j] * load(v + j * kWidth);
      store(out + (i + r) * kWidth, (acc[0] + acc[1]) / z);
    }
  }
}

void backward_head(const float* q, const float* k, const float* out, const float* lse, const float* dout, int t,
                   int padded, Scratch& w, float* dq, float* dk, float* dv) {
  const float scale = 1 / std::sqrt(float(kWidth));
  for (int i = 0; i < t; i += kRows) {
    const int rows = std::min(kRows, t - i), end = round_up(i + rows), n = i + rows;
    products(q + i * kWidth, rows, w.k_t.data(), padded, end, w.s.data());
    products(dout + i * kWidth, rows, w.v_t.data(), padded, end, w.ds.data());
    Vec q_row[kRows] = {}, do_row[kRows] = {}, dq_row[kRows] = {};
    for (int r = 0; r < kRows; ++r) {
      float *s = w.s.data() + r * padded, *ds = w.ds.data() + r * padded;
      if (r >= rows) { std::fill(s, s + end, 0.f); std::fill(ds, ds + end, 0.f); continue; }
      q_row[r] = load(q + (i + r) * kWidth);
      do_row[r] = load(dout + (i + r) * kWidth);
      const float delta = sum(do_row[r] * load(out + (i + r) * kWidth)), z = lse[i + r];
      for (int j = 0; j < end; j += kWidth) {
        const Vec p = exp_vec(load(s + j) * scale - z);
        store(s + j, p);
        store(ds + j, p * (load(ds + j) - delta) * scale);
      }
      std::fill(s + i + r + 1, s + end, 0.f);
      std::fill(ds + i + r + 1, ds + end, 0.f);
    }
    for (int j = 0; j < n; ++j) {
      const Vec key = load(k + j * kWidth);
      Vec a = load(dk + j * kWidth), b = load(dv + j * kWidth);
      for (int r = 0; r < kRows; ++r) {
        const float ds = w.ds[r * padded + j];
        dq_row[r] += ds * key;
        a += ds * q_row[r];
        b += w.s[r * padded + j] * do_row[r];
      }
      store(dk + j * kWidth, a);
      store(dv + j * kWidth, b);
    }
    for (int r = 0; r < rows; ++r) store(dq + (i + r) * kWidth, dq_row[r]);
  }
}

}  // namespace

extern "C" void attention_forward(const float* q, const float* k, const float* v, int b, int h, int g, int t, float* out,
                                  float* lse) {
  const int padded = round_up(t), size = t * kWidth;
#pragma omp parallel for
  for (int bg = 0; bg < b * g; ++bg) {
    Scratch w(padded);
    transpose(k + bg * size, t, padded, w.k_t.data());
    for (int head = bg * (h / g); head < (bg + 1) * (h / g); ++head)
      forward_head(q + head * size, v + bg * size, t, padded, w, out + head * size, lse + head * t);
  }
}

// dk and dv must be zero on entry.
extern "C" void attention_backward(const float* q, const float* k, const float* v, const float* out, const float* lse,
                                   const float* dout, int b, int h, int g, int t, float* dq, float* dk, float* dv) {
  const int padded = round_up(t), size = t * kWidth;
#pragma omp parallel for
  for (int bg = 0; bg < b * g; ++bg) {
    Scratch w(padded);
    transpose(k + bg * size, t, padded, w.k_t.data());
    transpose(v + bg * size, t, padded, w.v_t.data());
    for (int head = bg * (h / g); head < (bg + 1) * (h / g); ++head)
      backward_head(q + head * size, k + bg * size, out + head * size, lse + head * t, dout + head * size, t, padded, w,
                    dq + head * size, dk + bg * size, dv + bg * size);
  }
}
