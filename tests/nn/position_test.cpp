// Positions against the papers' formulas in double: rotary as complex numbers, sinusoids as they are written.
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <complex>
#include <limits>
#include <string>
#include <vector>

#include "nn/position.hpp"
#include "reference/random.hpp"
#include "support/errors.hpp"
#include "support/worst.hpp"

using namespace attn;

namespace {

constexpr std::size_t kPositions = 2000;

struct Rows {
  std::size_t t, width, stride;
  std::vector<float> data;

  Rows(std::size_t t_, std::size_t width_, std::uint64_t seed, std::size_t gap = 0)
      : t(t_), width(width_), stride(width_ + gap), data(reference::Random(seed).normals(t_ * (width_ + gap))) {}
  simd::Matrix matrix() { return {data.data(), t, width, stride}; }
  float& at(std::size_t i, std::size_t n) { return data[i * stride + n]; }
};

void apply(const ItemSpec& spec, Rows& rows, std::size_t first = 0) {
  apply_position(make_position(spec, {rows.width, kPositions}), rows.matrix(), first);
}

double dot(const Rows& a, std::size_t i, const Rows& b, std::size_t j) {
  double sum = 0;
  for (std::size_t n = 0; n < a.width; ++n) sum += double{a.data[i * a.stride + n]} * double{b.data[j * b.stride + n]};
  return sum;
}

/// One number of a turned row. Pair n is (n, n + d/2) or (2n, 2n + 1).
std::vector<double> turned(const Rows& rows, std::size_t i, double position, double base, bool halves) {
  const std::size_t d = rows.width;
  std::vector<double> out(d);
  for (std::size_t n = 0; n < d / 2; ++n) {
    const std::size_t re = halves ? n : 2 * n, im = halves ? n + d / 2 : 2 * n + 1;
    const double angle = position / std::pow(base, 2.0 * static_cast<double>(n) / static_cast<double>(d));
    const std::complex<double> z =
        std::complex<double>(rows.data[i * rows.stride + re], rows.data[i * rows.stride + im]) * std::polar(1.0, angle);
    out[re] = z.real(), out[im] = z.imag();
  }
  return out;
}

struct Rotary2 {
  const char* id;
  bool halves;
};
const Rotary2 kRotaries[] = {{"rotary_half", true}, {"rotary_interleaved", false}};

// Two roundings of products of size 4, and the rounding of cosine and sine.
constexpr double kTolerance = 2e-6;

}  // namespace

TEST_CASE("rotary positions multiply pairs, as complex numbers, by e^(i angle)", "[rotary_half][rotary_interleaved]") {
  for (const Rotary2& rotary : kRotaries)
    for (const std::size_t width : {2U, 4U, 6U, 8U, 10U, 14U, 16U, 18U, 30U, 32U, 34U, 66U})
      for (const std::size_t first : {0U, 1U, 1500U}) {
        INFO(rotary.id << ", width " << width << ", first " << first);
        const Rows before(3, width, width, 5);
        Rows rows = before;
        apply(rotary.id, rows, first);
        double worst = 0;
        for (std::size_t i = 0; i < rows.t; ++i) {
          const std::vector<double> want = turned(before, i, static_cast<double>(first + i), 10000, rotary.halves);
          for (std::size_t n = 0; n < width; ++n)
            worst = testing::worse(worst, std::fabs(double{rows.at(i, n)} - want[n]));
          for (std::size_t n = width; n < rows.stride; ++n)
            CHECK(rows.at(i, n) == before.data[i * rows.stride + n]);  // between the rows nothing is written
        }
        CHECK(worst < kTolerance);
      }
}

TEST_CASE("linear divides the position, ntk multiplies the base by ntk^(d/(d-2))",
          "[rotary_half][rotary_interleaved]") {
  for (const Rotary2& rotary : kRotaries)
    for (const std::size_t width : {2U, 6U, 16U}) {
      INFO(rotary.id << ", width " << width);
      const Rows before(4, width, 7);
      const auto worst_against = [&](const ItemSpec& spec, double scale, double base) {
        Rows rows = before;
        apply(spec, rows, 100);
        double worst = 0;
        for (std::size_t i = 0; i < rows.t; ++i) {
          const auto want = turned(before, i, (100.0 + static_cast<double>(i)) * scale, base, rotary.halves);
          for (std::size_t n = 0; n < width; ++n)
            worst = testing::worse(worst, std::fabs(double{rows.at(i, n)} - want[n]));
        }
        return worst;
      };
      const double d = static_cast<double>(width), grown = width == 2 ? 500 : 500 * std::pow(3, d / (d - 2));
      CHECK(worst_against({rotary.id, {{"base", 500}}}, 1, 500) < kTolerance);
      CHECK(worst_against({rotary.id, {{"base", 500}, {"linear", 4}}}, 0.25, 500) < kTolerance);
      CHECK(worst_against({rotary.id, {{"base", 500}, {"ntk", 3}}}, 1, grown) < kTolerance);
    }
}

TEST_CASE("with ntk the slowest pair turns 1/ntk as fast, as position interpolation would, and the fastest as ever") {
  const std::size_t width = 8;
  Rows plain(1, width, 3), linear = plain, ntk = plain;
  apply("rotary_half", plain, 900);
  apply({"rotary_half", {{"linear", 5}}}, linear, 900);
  apply({"rotary_half", {{"ntk", 5}}}, ntk, 900);
  CHECK(std::fabs(ntk.at(0, 0) - plain.at(0, 0)) < 1e-6F);
  CHECK(std::fabs(ntk.at(0, width / 2 - 1) - linear.at(0, width / 2 - 1)) < 1e-6F);
  CHECK(std::fabs(ntk.at(0, 1) - plain.at(0, 1)) > 1e-2F);
}

TEST_CASE("rotary positions keep the length of every row", "[rotary_half][rotary_interleaved]") {
  for (const Rotary2& rotary : kRotaries)
    for (const std::size_t width : {2U, 6U, 18U, 64U}) {
      const Rows before(5, width, 21);
      Rows rows = before;
      apply(rotary.id, rows, 333);
      for (std::size_t i = 0; i < rows.t; ++i)
        CHECK(std::fabs(dot(rows, i, rows, i) / dot(before, i, before, i) - 1) < 1e-6);
    }
}

TEST_CASE("rotary scores depend on the distance only", "[rotary_half][rotary_interleaved]") {
  for (const Rotary2& rotary : kRotaries)
    for (const std::size_t width : {2U, 10U, 32U}) {
      const Rows query(1, width, 31), key(1, width, 32);
      const auto score = [&](std::size_t p, std::size_t j) {
        Rows q = query, k = key;
        apply(rotary.id, q, p);
        apply(rotary.id, k, j);
        return dot(q, 0, k, 0);
      };
      INFO(rotary.id << ", width " << width);
      CHECK(std::fabs(score(9, 4) - score(1005, 1000)) < 1e-5);
      CHECK(std::fabs(score(0, 7) - score(700, 707)) < 1e-5);
      CHECK(std::fabs(score(9, 4) - score(9, 5)) > 1e-3);
    }
}

TEST_CASE("halves and neighbours are the same rotation of numbers in another order") {
  for (const std::size_t width : {2U, 6U, 16U, 18U, 34U}) {
    Rows neighbours(3, width, 41), halves = neighbours;
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t n = 0; n < width / 2; ++n) {
        halves.at(i, n) = neighbours.at(i, 2 * n);
        halves.at(i, n + width / 2) = neighbours.at(i, 2 * n + 1);
      }
    apply("rotary_interleaved", neighbours, 11);
    apply("rotary_half", halves, 11);
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t n = 0; n < width / 2; ++n) {  // the one kernel may fuse what the other does not
        CHECK(std::fabs(halves.at(i, n) - neighbours.at(i, 2 * n)) < 1e-6F);
        CHECK(std::fabs(halves.at(i, n + width / 2) - neighbours.at(i, 2 * n + 1)) < 1e-6F);
      }
  }
}

TEST_CASE("rotary positions on an odd width are an error that names it", "[rotary_half][rotary_interleaved]") {
  for (const Rotary2& rotary : kRotaries)
    ATTN_CHECK_ERROR([&] { make_position(rotary.id, {7, 10}); }, ErrorCode::kBadArgument, "width of 7 is odd",
                     "use an even one");
}

TEST_CASE("sinusoidal positions add sine and cosine in turn, whatever the width", "[sinusoidal]") {
  for (const double base : {10000.0, 50.0})
    for (const std::size_t width : {1U, 2U, 3U, 7U, 8U, 15U, 16U, 17U, 33U})
      for (const std::size_t first : {0U, 1200U}) {
        const Rows before(4, width, width, 3);
        Rows rows = before;
        apply({"sinusoidal", {{"base", base}}}, rows, first);
        double worst = 0;
        for (std::size_t i = 0; i < rows.t; ++i)
          for (std::size_t n = 0; n < width; ++n) {
            const double pair = std::floor(static_cast<double>(n) / 2);
            const double angle = static_cast<double>(first + i) / std::pow(base, 2 * pair / static_cast<double>(width));
            const double wave = n % 2 == 1 ? std::cos(angle) : std::sin(angle);
            const double want = double{before.data[i * before.stride + n]} + wave;
            worst = testing::worse(worst, std::fabs(double{rows.at(i, n)} - want));
          }
        INFO("width " << width << ", first " << first << ", base " << base);
        CHECK(worst < 1e-6);
      }
}

TEST_CASE("learned positions add the row of their table", "[learned]") {
  for (const std::size_t width : {1U, 5U, 8U, 17U}) {
    const std::vector<float> table = reference::Random(51).normals(9 * width);
    const Rows before(4, width, 52, 2);
    Rows rows = before;
    const ItemSpec spec{"learned", {}, {{"table", {9, width}, table}}};
    apply_position(make_position(spec, {width, 9}), rows.matrix(), 5);
    for (std::size_t i = 0; i < 4; ++i)
      for (std::size_t n = 0; n < width; ++n)
        CHECK(rows.at(i, n) == before.data[i * before.stride + n] + table[(5 + i) * width + n]);
  }
}

TEST_CASE("a learned table that does not fit is an error that names its shape or its rows", "[learned]") {
  const auto with_table = [](std::size_t rows, std::size_t width) {
    return ItemSpec{"learned", {}, {{"table", {rows, width}, std::vector<float>(rows * width)}}};
  };
  ATTN_CHECK_ERROR([&] { make_position(with_table(4, 6), {6, 5}); }, ErrorCode::kBadArgument, "has 4 rows",
                   "5 positions");
  ATTN_CHECK_ERROR([&] { make_position(with_table(4, 5), {6, 4}); }, ErrorCode::kBadArgument, "[4, 5]", "[any, 6]");
}

TEST_CASE("without a table, learned positions are seeded noise of the spread asked for", "[learned]") {
  const std::size_t width = 16;
  const auto table_of = [&](double seed, double spread, std::size_t positions) {
    Rows rows(positions, width, 0);
    std::fill(rows.data.begin(), rows.data.end(), 0.0F);
    apply_position(make_position({"learned", {{"seed", seed}, {"spread", spread}}}, {width, positions}), rows.matrix(),
                   0);
    return rows.data;
  };
  const std::vector<float> table = table_of(1, 0.5, 200);
  CHECK(table == table_of(1, 0.5, 200));
  CHECK(table != table_of(2, 0.5, 200));
  const std::vector<float> shorter = table_of(1, 0.5, 3);
  CHECK(std::equal(shorter.begin(), shorter.end(), table.begin()));  // a position's row is the same in a longer text
  double sum = 0, squares = 0;
  for (const float x : table) sum += double{x}, squares += double{x} * double{x};
  const auto count = static_cast<double>(table.size());
  CHECK(std::fabs(sum / count) < 0.04);                        // 4.5 standard errors: 0.5 / sqrt(3200)
  CHECK(std::fabs(std::sqrt(squares / count) - 0.5) < 0.03);  // about as many
}

TEST_CASE("a NaN or infinity stays in its row under every position") {
  for (const ItemInfo& info : position_infos())
    for (const float poison : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
      Rows clean(3, 8, 61), poisoned = clean;
      poisoned.at(1, 4) = poison;
      apply(ItemSpec(info.id), clean, 2);
      apply(ItemSpec(info.id), poisoned, 2);
      INFO(info.id);
      CHECK(!std::isfinite(poisoned.at(1, 4)));
      for (const std::size_t i : {0U, 2U})
        for (std::size_t n = 0; n < 8; ++n) CHECK(poisoned.at(i, n) == clean.at(i, n));
    }
}

TEST_CASE("an unknown position is an error that lists those there are") {
  ATTN_CHECK_ERROR([] { make_position("rotary", {8, 1}); }, ErrorCode::kUnknownId, "unknown position: rotary",
                   "learned", "rotary_half", "rotary_interleaved", "sinusoidal");
  ATTN_CHECK_ERROR([] { make_position({"sinusoidal", {{"base", 0.5}}}, {8, 1}); }, ErrorCode::kBadArgument, "base",
                   "0.5", "from 1");
}
