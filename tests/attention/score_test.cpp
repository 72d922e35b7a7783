// Each score and bias against its formula in double precision, at its edges, and with what it refuses.
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <functional>
#include <limits>

#include "attention/bias.hpp"
#include "attention/score.hpp"
#include "base/error.hpp"
#include "reference/items.hpp"
#include "reference/random.hpp"

using attn::ItemSpec;
using reference::Floats;

namespace {

/// src's scores of q [rows, d] and k [cols, d], laid out with gaps as heads of a projection are.
std::vector<float> scores_of(const ItemSpec& spec, const std::vector<float>& q, const std::vector<float>& k,
                             std::size_t d) {
  const std::size_t rows = q.size() / d, cols = k.size() / d;
  const auto spaced = [d](const std::vector<float>& x) {
    std::vector<float> wide(x.size() / d * (d + 3), NAN);
    for (std::size_t n = 0; n < x.size(); ++n) wide[n / d * (d + 3) + n % d] = x[n];
    return wide;
  };
  const std::vector<float> from = spaced(q), to = spaced(k);
  std::vector<float> out(rows * (cols + 2), 777.0F), dense;
  attn::score_tile(attn::make_score(spec, {d}), {from.data(), rows, d, d + 3}, {to.data(), cols, d, d + 3},
                   {out.data(), rows, cols, cols + 2});
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < cols; ++j) dense.push_back(out[i * (cols + 2) + j]);
    REQUIRE(out[i * (cols + 2) + cols] == 777.0F);  // nothing past the row
  }
  return dense;
}

void check_score(const ItemSpec& spec, std::size_t d, double tolerance, std::uint64_t seed,
                 const std::function<double(Floats, Floats)>& formula) {
  reference::Random random(seed);
  for (const std::size_t rows : {1, 2, 7, 16})
    for (const std::size_t cols : {1, 3, 8, 17}) {
      const std::vector<float> q = random.normals(rows * d), k = random.normals(cols * d);
      const std::vector<float> got = scores_of(spec, q, k, d);
      for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < cols; ++j) {
          const double want = formula(Floats(q).subspan(i * d, d), Floats(k).subspan(j * d, d));
          INFO(spec.id << ", d " << d << ", pair " << i << ", " << j << ", seed " << seed);
          REQUIRE(std::fabs(static_cast<double>(got[i * cols + j]) - want) <= tolerance);
        }
    }
}

std::string failure_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const attn::Error& error) {
    return std::string(attn::error_code_name(error.code())) + ": " + error.what();
  }
  return "none";
}

constexpr std::size_t kWidths[] = {1, 3, 4, 5, 8, 9, 16, 17, 33};

}  // namespace

// Sums of d products of numbers of order 1 in float: their rounding grows as d does, 33 at most.
TEST_CASE("each score is its formula, whatever the width", "[score]") {
  std::uint64_t seed = 500;
  for (const std::size_t d : kWidths) {
    const double tolerance = 1e-6 * static_cast<double>(d + 4);
    reference::Random random(++seed);
    check_score("dot", d, tolerance, seed, reference::dot);
    check_score("scaled_dot", d, tolerance, seed,
                [&](Floats q, Floats k) { return reference::dot(q, k) / std::sqrt(static_cast<double>(d)); });
    check_score({"scaled_dot", {{"scale", -0.25}}}, d, tolerance, seed,
                [](Floats q, Floats k) { return reference::dot(q, k) * -0.25; });
    check_score("cosine", d, 1e-6, seed, reference::cosine);
    check_score({"cosine", {{"scale", 10}}}, d, 1e-5, seed,
                [](Floats q, Floats k) { return 10 * reference::cosine(q, k); });
    check_score("general", d, tolerance, seed, reference::dot);
    const std::vector<float> square = random.normals(d * d);
    check_score({"general", {}, {{"w", {d, d}, square}}}, d, tolerance * static_cast<double>(d), seed,
                [&](Floats q, Floats k) { return reference::general(q, k, square); });
    std::vector<float> identity(d * d);
    for (std::size_t n = 0; n < d; ++n) identity[n * d + n] = 1;
    check_score("additive", d, tolerance, seed, [&](Floats q, Floats k) {
      return reference::additive(q, k, identity, identity, std::vector<float>(d, 1.0F));
    });
    for (const std::size_t a : {1, 5, 8, 19}) {
      const std::vector<float> w = random.normals(a * d), u = random.normals(a * d), v = random.normals(a);
      check_score({"additive", {}, {{"w", {a, d}, w}, {"u", {a, d}, u}, {"v", {a}, v}}}, d,
                  tolerance * static_cast<double>(a), seed,
                  [&](Floats q, Floats k) { return reference::additive(q, k, w, u, v); });
    }
  }
}

TEST_CASE("the cosine of a zero vector is 0, and of a very long or short one is what it is", "[score][cosine]") {
  const std::vector<float> q = {0, 0, 3, 4, 3e30F, 4e30F, 3e-40F, 4e-40F, 3e-25F, 4e-25F};
  const std::vector<float> k = {0, 0, 4, 3, -1e38F, 0};
  const std::vector<float> got = scores_of("cosine", q, k, 2);
  for (const std::size_t j : {0, 1, 2}) CHECK(got[j] == 0);
  for (const std::size_t i : {1, 2, 3, 4}) {
    CHECK(got[i * 3] == 0);
    CHECK(std::fabs(got[i * 3 + 1] - 0.96F) < 1e-4F);  // a denormal has few digits
    CHECK(std::fabs(got[i * 3 + 2] + 0.6F) < 1e-4F);
  }
}

TEST_CASE("additive wants all of its tensors or none, and of one size", "[score][additive]") {
  const attn::NamedTensor w{"w", {2, 3}, std::vector<float>(6)}, u{"u", {2, 3}, std::vector<float>(6)},
      v{"v", {2}, std::vector<float>(2)}, longer{"v", {3}, std::vector<float>(3)};
  const auto with = [](std::vector<attn::NamedTensor> tensors) {
    return failure_of([&] { attn::make_score({"additive", {}, tensors}, {3}); });
  };
  CHECK(with({}) == "none");
  CHECK(with({w, u, v}) == "none");
  for (const auto& some : {std::vector{w}, {u}, {v}, {w, u}, {w, v}, {u, v}})
    CHECK(with(some) == "bad-argument: score additive has only some of its tensors: give w, u and v, or none of them");
  CHECK(with({w, u, longer}) ==
        "bad-argument: score additive: w has 2 rows, u has 2 and v has 3 numbers: make them the same");
  CHECK(failure_of([&] { attn::make_score({"additive", {}, {w, u, v}}, {4}); }) ==
        "bad-argument: tensor w of score additive has shape [2, 3]: it must be [any, 4]");
  CHECK(failure_of([&] { attn::make_score({"general", {}, {w}}, {3}); }) ==
        "bad-argument: tensor w of score general has shape [2, 3]: it must be [3, 3]");
}

namespace {

double bias_at(const ItemSpec& spec, std::size_t h, std::size_t head, std::ptrdiff_t offset, std::size_t i,
               std::size_t j) {
  float out[3] = {1, 1, 1};  // added to what is there, and to no more
  attn::make_bias(spec, {h, offset}).add_row(head, i, j, {out + 1, 1});
  REQUIRE((out[0] == 1 && out[2] == 1));
  return static_cast<double>(out[1]) - 1;
}

}  // namespace

TEST_CASE("ALiBi falls by the paper's slopes, or by those given", "[bias][alibi]") {
  // Press et al. 2022: 8 heads have 1/2, 1/4, ... 1/256.
  for (std::size_t n = 0; n < 8; ++n)
    CHECK(bias_at("alibi", 8, n, 0, 1, 0) == -std::pow(2.0, -static_cast<double>(n + 1)));
  for (const std::size_t h : {1, 2, 3, 6, 12, 16, 20})
    for (std::size_t n = 0; n < h; ++n)
      CHECK(std::fabs(bias_at("alibi", h, n, 3, 2, 1) + 4 * reference::alibi_slope(n, h)) < 1e-6);
  CHECK(bias_at("alibi", 2, 0, -1, 0, 2) == -3 * 0.0625);  // distance, whichever is first
  CHECK(bias_at({"alibi", {}, {{"slopes", {2}, {0.5F, 0.25F}}}}, 2, 1, 4, 0, 2) == -0.5);
  CHECK(failure_of([] { attn::make_bias({"alibi", {}, {{"slopes", {2}, {1, 1}}}}, {3, 0}); }) ==
        "bad-argument: tensor slopes of bias alibi has shape [2]: it must be [3]");
}

TEST_CASE("T5's buckets are exact near by and logarithmic far off, one or both ways", "[bias][t5_relative]") {
  // With slope -1 and no table the bias is the bucket's number.
  for (const double buckets : {4.0, 5.0, 8.0, 32.0, 33.0})
    for (const double most : {9.0, 10.0, 11.0, 128.0, 200.0})
      for (const double both : {0.0, 1.0}) {
        if (most <= buckets / (both + 1) / 2) continue;
        const ItemSpec spec{"t5_relative",
                            {{"buckets", buckets}, {"max_distance", most}, {"bidirectional", both}, {"slope", -1}}};
        const attn::AnyBias bias = attn::make_bias(spec, {1, 0});
        for (std::int64_t back = -300; back <= 300; ++back) {
          float got = 0;
          bias.add_row(0, 300, static_cast<std::size_t>(300 - back), {&got, 1});
          INFO("buckets " << buckets << ", max_distance " << most << ", both " << both << ", distance " << back);
          REQUIRE(got == static_cast<float>(reference::t5_bucket(back, static_cast<std::size_t>(buckets),
                                                                 static_cast<std::size_t>(most), both == 1)));
        }
      }
}

TEST_CASE("T5's table is read by bucket and head", "[bias][t5_relative]") {
  const ItemSpec spec{
      "t5_relative", {{"buckets", 4}, {"max_distance", 4}}, {{"table", {4, 2}, {0, 10, 1, 11, 2, 12, 3, 13}}}};
  CHECK(bias_at(spec, 2, 0, 0, 5, 5) == 0);
  CHECK(bias_at(spec, 2, 1, 0, 5, 5) == 10);
  CHECK(bias_at(spec, 2, 1, 0, 5, 4) == 11);
  CHECK(bias_at(spec, 2, 0, 0, 5, 3) == 2);
  CHECK(bias_at(spec, 2, 1, 2, 5, 0) == 13);
  CHECK(bias_at(spec, 2, 1, 0, 5, 9) == 10);  // one way: later keys share the token's own bucket
  CHECK(failure_of([&] { attn::make_bias(spec, {3, 0}); }) ==
        "bad-argument: tensor table of bias t5_relative has shape [4, 2]: it must be [4, 3]");
  CHECK(
      failure_of([] { attn::make_bias({"t5_relative", {{"max_distance", 16}}}, {1, 0}); }) ==
      "bad-argument: max_distance of bias t5_relative is 16, but its first 16 buckets hold one distance each: make it "
      "larger");
  CHECK(bias_at("t5_relative", 2, 1, 0, 5, 2) == -1.5);  // untrained: -slope b
}

TEST_CASE("an adaptive span is 1 up to its length, falls over the ramp, and is 0 from there", "[bias][adaptive_span]") {
  const ItemSpec spec{"adaptive_span", {{"span", 2.5}, {"ramp", 3}}};
  for (std::int64_t back = -4; back < 12; ++back) {
    const double factor = reference::adaptive_span_factor(back, 2.5, 3);
    const double got = bias_at(spec, 1, 0, 0, 20, static_cast<std::size_t>(20 - back));
    INFO("distance " << back);
    CHECK(std::fabs(std::exp(got) - factor) < 1e-6);
    CHECK((std::isinf(got) && got < 0) == (back >= 6));
    CHECK((got == 0) == (back <= 2));
  }
  const double own = bias_at({"adaptive_span", {{"span", 0}, {"ramp", 1}}}, 1, 0, 0, 3, 3);
  CHECK(own == 0);  // the token itself is always seen
  CHECK(std::isinf(bias_at({"adaptive_span", {{"span", 0}, {"ramp", 1}}}, 1, 0, 0, 3, 2)));
}

TEST_CASE("the registry says of each score and bias what it is and where it comes from", "[score][bias]") {
  for (const auto& infos : {attn::score_infos(), attn::bias_infos()})
    for (const attn::ItemInfo& info : infos) {
      INFO(info.id);
      CHECK_FALSE(info.name.empty());
      CHECK_FALSE(info.formula.empty());
      CHECK_FALSE(info.source.empty());
    }
  CHECK(attn::score_infos().size() >= 5);
  CHECK(attn::bias_infos().size() >= 3);
}
