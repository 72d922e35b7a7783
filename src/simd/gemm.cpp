// Matrix products. A block of C stays in registers while a panel of B, packed so that one row of the
// panel is two vectors, streams past (Goto & van de Geijn 2008, with A left where it is: it is read one
// float at a time). A handful of rows of A does not repay packing: then rows meet rows as dot products.
#include <algorithm>
#include <cassert>

#include "simd/kernels.hpp"
#include "simd/vector.hpp"

namespace attn::simd {

namespace {

// Rows of C in a block: two accumulators for each, two vectors of B, a broadcast and a product must fit
// the registers (32 with AVX-512 and 64-bit Arm, else 16). wasm has no fused multiply-add, and an engine's
// register allocator is simpler than a compiler's.
#if defined(__AVX512F__) || defined(__aarch64__)
constexpr std::size_t kRows = 12;
#elif defined(__wasm__)
constexpr std::size_t kRows = 4;
#else
constexpr std::size_t kRows = 6;
#endif
constexpr std::size_t kPanel = 2 * kLanes;  ///< columns of a block
constexpr std::size_t kDepth = 256;         ///< terms of the product taken at a time: a panel stays in L1
constexpr std::size_t kWidth = 128;         ///< columns of B packed at a time: 128 KiB, in L2 or near it
constexpr std::size_t kTall = 64;  ///< rows of A taken at a time, so that they are still in cache for each panel
static_assert(kWidth % kPanel == 0);

/// Fewer rows of A than this meet B where it lies.
constexpr std::size_t kPackFromRows = 4;

thread_local float packed[kDepth * kWidth];

/// C [R, 2 vectors] (+)= A [R, depth] times a panel whose rows are panel_stride floats apart.
template <std::size_t R>
void block(const float* a, std::size_t a_stride, const float* panel, std::size_t panel_stride, std::size_t depth,
           float* c, std::size_t c_stride, bool accumulate) {
  Vec acc[R][2];
  unrolled<R>([&](auto r) {
    acc[r][0] = accumulate ? load(c + r * c_stride) : Vec(0.0f);
    acc[r][1] = accumulate ? load(c + r * c_stride + kLanes) : Vec(0.0f);
  });
  for (std::size_t p = 0; p < depth; ++p) {
    const Vec b0 = load(panel + p * panel_stride);
    const Vec b1 = load(panel + p * panel_stride + kLanes);
    unrolled<R>([&](auto r) {
      const Vec x(a[r * a_stride + p]);
      acc[r][0] = xsimd::fma(x, b0, acc[r][0]);
      acc[r][1] = xsimd::fma(x, b1, acc[r][1]);
    });
  }
  unrolled<R>([&](auto r) {
    store(c + r * c_stride, acc[r][0]);
    store(c + r * c_stride + kLanes, acc[r][1]);
  });
}

/// block<rows>, rows <= kRows. Narrower than a panel, it works on a copy of C.
template <std::size_t R = kRows>
void block_of(std::size_t rows, std::size_t cols, const float* a, std::size_t a_stride, const float* panel,
              std::size_t panel_stride, std::size_t depth, float* c, std::size_t c_stride, bool accumulate) {
  if constexpr (R > 1) {
    if (rows < R) return block_of<R - 1>(rows, cols, a, a_stride, panel, panel_stride, depth, c, c_stride, accumulate);
  }
  if (cols == kPanel) return block<R>(a, a_stride, panel, panel_stride, depth, c, c_stride, accumulate);
  float edge[R * kPanel] = {};
  for (std::size_t r = 0; accumulate && r < R; ++r) std::copy_n(c + r * c_stride, cols, edge + r * kPanel);
  block<R>(a, a_stride, panel, panel_stride, depth, edge, kPanel, accumulate);
  for (std::size_t r = 0; r < R; ++r) std::copy_n(edge + r * kPanel, cols, c + r * c_stride);
}

/// Which way B lies: [n, k] (rows are columns of the product) or [k, n].
enum class Layout { kTransposed, kPlain };

/// Packs columns [j, j + cols) and terms [p, p + depth) of B as [depth, kPanel], zeros to the right.
void pack_panel(Layout layout, ConstMatrix b, std::size_t j, std::size_t cols, std::size_t p, std::size_t depth,
                float* out) {
  if (layout == Layout::kPlain) {
    for (std::size_t q = 0; q < depth; ++q, out += kPanel) {
      const float* row = b.data + (p + q) * b.stride + j;
      if (cols == kPanel) {
        store(out, load(row));
        store(out + kLanes, load(row + kLanes));
      } else {
        std::fill(std::copy_n(row, cols, out), out + kPanel, 0.0f);
      }
    }
    return;
  }
  for (std::size_t half = 0; half < kPanel; half += kLanes) {
    const float* rows = b.data + (j + half) * b.stride + p;
    std::size_t q = 0;
    for (; half + kLanes <= cols && q + kLanes <= depth; q += kLanes) {
      Vec tile[kLanes];
      unrolled<kLanes>([&](auto r) { tile[r] = load(rows + r * b.stride + q); });
      xsimd::transpose(tile, tile + kLanes);
      unrolled<kLanes>([&](auto r) { store(out + (q + r) * kPanel + half, tile[r]); });
    }
    for (; q < depth; ++q)
      for (std::size_t col = 0; col < kLanes; ++col)
        out[q * kPanel + half + col] = half + col < cols ? rows[col * b.stride + q] : 0;
  }
}

void gemm_packed(Layout layout, ConstMatrix a, ConstMatrix b, Matrix c, bool accumulate) {
  const std::size_t k = a.cols;
  for (std::size_t p = 0; p < k; p += kDepth) {
    const std::size_t depth = std::min(kDepth, k - p);
    const bool add = accumulate || p > 0;
    for (std::size_t j = 0; j < c.cols; j += kWidth) {
      const std::size_t width = std::min(kWidth, c.cols - j);
      for (std::size_t w = 0; w < width; w += kPanel)
        pack_panel(layout, b, j + w, std::min(kPanel, width - w), p, depth, packed + w * depth);
      for (std::size_t top = 0; top < c.rows; top += kTall) {
        const std::size_t bottom = std::min(top + kTall, c.rows);
        for (std::size_t w = 0; w < width; w += kPanel)
          for (std::size_t i = top; i < bottom; i += kRows)
            block_of(std::min(kRows, bottom - i), std::min(kPanel, width - w), a.data + i * a.stride + p, a.stride,
                     packed + w * depth, kPanel, depth, c.data + i * c.stride + j + w, c.stride, add);
      }
    }
  }
}

/// One row x [k] against every row of w [n, k], four at a time so that x is loaded once for four.
void row_times_rows(const float* x, ConstMatrix w, float* y) {
  const std::size_t k = w.cols;
  std::size_t j = 0;
  for (; j + 4 <= w.rows; j += 4) {
    const float* row = w.data + j * w.stride;
    Vec acc[4] = {Vec(0.0f), Vec(0.0f), Vec(0.0f), Vec(0.0f)};
    std::size_t p = 0;
    for (; p + kLanes <= k; p += kLanes) {
      const Vec v = load(x + p);
      unrolled<4>([&](auto u) { acc[u] = xsimd::fma(v, load(row + u * w.stride + p), acc[u]); });
    }
    unrolled<4>([&](auto u) {
      float total = xsimd::reduce_add(acc[u]);
      for (std::size_t q = p; q < k; ++q) total += x[q] * row[u * w.stride + q];
      y[j + u] = total;
    });
  }
  for (; j < w.rows; ++j) y[j] = dot({x, k}, {w.data + j * w.stride, k});
}

/// c [m, n] (+)= a b with B read where it lies: a few rows of A.
void gemm_nn_short(ConstMatrix a, ConstMatrix b, Matrix c, bool accumulate) {
  const std::size_t whole = c.cols - c.cols % kPanel;
  for (std::size_t j = 0; j < whole; j += kPanel)
    for (std::size_t i = 0; i < c.rows; i += kRows)
      block_of(std::min(kRows, c.rows - i), kPanel, a.data + i * a.stride, a.stride, b.data + j, b.stride, a.cols,
               c.data + i * c.stride + j, c.stride, accumulate);
  if (whole == c.cols) return;
  const std::size_t rest = c.cols - whole;
  for (std::size_t i = 0; i < c.rows; ++i) {
    const std::span<float> out{c.data + i * c.stride + whole, rest};
    if (!accumulate) std::fill(out.begin(), out.end(), 0.0f);
    for (std::size_t p = 0; p < a.cols; ++p) axpy(a.data[i * a.stride + p], {b.data + p * b.stride + whole, rest}, out);
  }
}

void gemm_plain(ConstMatrix a, ConstMatrix b, Matrix c, bool accumulate) {
  assert(a.cols == b.rows && a.rows == c.rows && b.cols == c.cols);
  if (a.cols == 0) {
    for (std::size_t i = 0; i < c.rows && !accumulate; ++i) std::fill_n(c.data + i * c.stride, c.cols, 0.0f);
  } else if (c.rows < kPackFromRows) {
    gemm_nn_short(a, b, c, accumulate);
  } else {
    gemm_packed(Layout::kPlain, a, b, c, accumulate);
  }
}

}  // namespace

void matvec(std::span<const float> w, std::span<const float> x, std::span<float> y) {
  assert(w.size() == x.size() * y.size());
  row_times_rows(x.data(), {w.data(), y.size(), x.size(), x.size()}, y.data());
}

void gemm_nt(ConstMatrix a, ConstMatrix b, Matrix c) {
  assert(a.cols == b.cols && a.rows == c.rows && b.rows == c.cols);
  if (a.rows < kPackFromRows || a.cols == 0) {
    for (std::size_t i = 0; i < c.rows; ++i) row_times_rows(a.data + i * a.stride, b, c.data + i * c.stride);
  } else {
    gemm_packed(Layout::kTransposed, a, b, c, false);
  }
}

void gemm_nn(ConstMatrix a, ConstMatrix b, Matrix c) { gemm_plain(a, b, c, false); }
void gemm_nn_add(ConstMatrix a, ConstMatrix b, Matrix c) { gemm_plain(a, b, c, true); }

}  // namespace attn::simd
