// Matrix products over odd sizes, at strides wider than the rows, against double precision.
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdio>

#include "simd/kernels.hpp"
#include "support/worst.hpp"
#include "sweep.hpp"

namespace simd = attn::simd;
using reference::Random;

namespace {

constexpr std::uint64_t kSeed = 77;
constexpr float kCanary = 4321.5f;

struct Product {
  std::size_t m, n, k;
  bool b_by_rows;  ///< b is [n, k] (gemm_nt), else [k, n]
  bool accumulate;
};

/// Runs one product and returns the largest error relative to sum |a b| + |c|, an entry's natural size.
double worst_error(const Product& p, Random& random) {
  // Strides differ from every width, so that mixing them up shows.
  const std::size_t a_stride = p.k + 3, b_stride = (p.b_by_rows ? p.k : p.n) + 5, c_stride = p.n + 2;
  const std::size_t b_rows = p.b_by_rows ? p.n : p.k;
  const std::vector<float> a = random.normals(p.m * a_stride + 1), b = random.normals(b_rows * b_stride + 1);
  std::vector<float> c(p.m * c_stride + 1, kCanary);
  for (std::size_t i = 0; i < p.m; ++i)
    for (std::size_t j = 0; j < p.n; ++j) c[1 + i * c_stride + j] = random.normal();
  const std::vector<float> before = c;

  const simd::ConstMatrix am{a.data() + 1, p.m, p.k, a_stride};
  const simd::ConstMatrix bm{b.data() + 1, b_rows, p.b_by_rows ? p.k : p.n, b_stride};
  const simd::Matrix cm{c.data() + 1, p.m, p.n, c_stride};
  if (p.b_by_rows)
    simd::gemm_nt(am, bm, cm);
  else
    (p.accumulate ? simd::gemm_nn_add : simd::gemm_nn)(am, bm, cm);

  double worst = 0;
  REQUIRE(c[0] == kCanary);
  for (std::size_t i = 0; i < p.m; ++i) {
    for (std::size_t j = 0; j < p.n; ++j) {
      const double start = p.accumulate ? static_cast<double>(before[1 + i * c_stride + j]) : 0;
      double want = start, size = std::fabs(start) + 1e-30;
      for (std::size_t q = 0; q < p.k; ++q) {
        const std::size_t at = p.b_by_rows ? j * b_stride + q : q * b_stride + j;
        const double term = static_cast<double>(a[1 + i * a_stride + q]) * static_cast<double>(b[1 + at]);
        want += term;
        size += std::fabs(term);
      }
      worst = attn::testing::worse(worst, std::fabs(static_cast<double>(c[1 + i * c_stride + j]) - want) / size);
    }
    for (std::size_t j = p.n; j < c_stride; ++j) REQUIRE(c[1 + i * c_stride + j] == kCanary);
  }
  return worst;
}

double sweep_sizes(bool b_by_rows, bool accumulate) {
  Random random(kSeed);
  double worst = 0;
  for (const std::size_t m : {0, 1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 25, 65})
    for (const std::size_t n : {0, 1, 3, 8, 15, 16, 17, 31, 33, 64, 129})
      for (const std::size_t k : {0, 1, 3, 7, 16, 33, 64})
        worst = attn::testing::worse(worst, worst_error({m, n, k, b_by_rows, accumulate}, random));
  // Deeper than one block of terms, wider than one block of columns.
  for (const std::size_t k : {255, 256, 257, 600})
    worst = attn::testing::worse(worst, worst_error({70, 140, k, b_by_rows, accumulate}, random));
  return worst;
}

}  // namespace

TEST_CASE("matrix products agree with double precision at every odd size and stride", "[simd]") {
  INFO("seed " << kSeed);
  // An entry adds up to 600 products in float: about sqrt(600) / 2 roundings of 6e-8 of the running sum,
  // which is well below sum |a b|.
  constexpr double kBound = 5e-7;
  std::printf("\nmatrix products, error relative to sum |a b| (bound %.0e)\n", kBound);
  const double nt = sweep_sizes(true, false), nn = sweep_sizes(false, false), nn_add = sweep_sizes(false, true);
  std::printf("  gemm_nt %.1e   gemm_nn %.1e   gemm_nn_add %.1e\n", nt, nn, nn_add);
  CHECK(nt <= kBound);
  CHECK(nn <= kBound);
  CHECK(nn_add <= kBound);
}

TEST_CASE("a matrix times a vector agrees with double precision at every length", "[simd]") {
  Random random(kSeed);
  double worst = 0;
  for (const std::size_t rows : {0, 1, 3, 4, 5, 9, 64})
    sweep::lengths_and_offsets([&](std::size_t n, std::size_t offset) {
      sweep::Guarded w(rows * n, offset), x(n, 1), y(rows, offset);
      sweep::fill(w.span(), random, -1, 1);
      sweep::fill(x.span(), random, -1, 1);
      simd::matvec(w.span(), x.span(), y.span());
      REQUIRE(y.intact());
      for (std::size_t r = 0; r < rows; ++r) {
        double want = 0, size = 1e-30;
        for (std::size_t p = 0; p < n; ++p) {
          const double term = static_cast<double>(w.span()[r * n + p]) * static_cast<double>(x.span()[p]);
          want += term;
          size += std::fabs(term);
        }
        worst = attn::testing::worse(worst, std::fabs(static_cast<double>(y.span()[r]) - want) / size);
      }
    });
  std::printf("  matvec %.1e\n", worst);
  INFO("seed " << kSeed);
  CHECK(worst <= 5e-7);
}

TEST_CASE("a NaN in one row or column of a product stays in that row or column", "[simd]") {
  for (const std::size_t m : {1, 3, 9, 20}) {
    const std::size_t n = 19, k = 10;
    Random random(kSeed);
    std::vector<float> a = random.normals(m * k), b = random.normals(k * n), c(m * n);
    a[(m - 1) * k + 4] = NAN;
    b[2 * n + 7] = NAN;
    simd::gemm_nn({a.data(), m, k, k}, {b.data(), k, n, n}, {c.data(), m, n, n});
    for (std::size_t i = 0; i < m; ++i)
      for (std::size_t j = 0; j < n; ++j) CHECK(std::isnan(c[i * n + j]) == (i == m - 1 || j == 7));
  }
}
