// Every error of the contract: its code, and a message that names the value and the remedy.
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <string>

#include "attention/cost.hpp"
#include "base/error.hpp"
#include "problems.hpp"

using namespace attention_test;
using attn::ErrorCode;
using attn::Executor;

namespace {

struct Failure {
  std::string code, message;
};

Failure failure_of(auto&& act) {
  try {
    act();
  } catch (const attn::Error& error) {
    return {attn::error_code_name(error.code()), error.what()};
  }
  return {"none", ""};
}

/// Runs a small valid problem after `change` has spoiled it.
Failure spoiled(auto&& change) {
  Twin twin({.h = 4, .g = 2, .t_q = 3, .t_k = 5}, 1);
  std::vector<float> y(4 * 3 * 8), scores(4 * 3 * 5);
  twin.run(Executor::kReference);  // sets the views
  attn::AttentionResult result{.y = {y.data(), 96, 24, 8}, .scores = {}};
  change(twin.problem, result, scores);
  return failure_of([&] { attn::attention(twin.problem, result); });
}

using Problem = attn::AttentionProblem;
using Result = attn::AttentionResult;
using Floats = std::vector<float>;

}  // namespace

TEST_CASE("a valid problem does not fail, so that what follows fails for its own reason", "[attention]") {
  CHECK(spoiled([](Problem&, Result&, Floats&) {}).code == "none");
}

TEST_CASE("unknown ids are named, with those that exist", "[attention]") {
  const Failure mask = failure_of([] { attn::make_mask("lcal", {}); });
  CHECK(mask.code == "unknown-id");
  CHECK(mask.message.starts_with("unknown mask: lcal (have "));
  CHECK(mask.message.find(" causal, ") != std::string::npos);
  const Failure score = failure_of([] { attn::make_score("dt", {}); });
  CHECK(score.code == "unknown-id");
  CHECK(score.message.starts_with("unknown score: dt (have "));
  CHECK(score.message.find("scaled_dot") != std::string::npos);
  const Failure executor = failure_of([] { attn::executor_from_id("flesh"); });
  CHECK(executor.code == "unknown-id");
  CHECK(executor.message == "unknown executor: flesh (have reference, flash, sparse)");
  CHECK(attn::executor_from_id("reference") == Executor::kReference);
  CHECK(attn::executor_from_id("flash") == Executor::kFlash);
}

TEST_CASE("shapes that make no sense are refused", "[attention]") {
  Failure f = spoiled([](Problem& p, Result&, Floats&) { p.shape.g = 3; });
  CHECK(f.code == "bad-argument");
  CHECK(f.message == "h = 4 query heads cannot share g = 3 key/value heads evenly: make h a multiple of g");
  f = spoiled([](Problem& p, Result&, Floats&) { p.shape.g = 0; });
  CHECK(f.message == "h = 4 query heads and g = 0 key/value heads: both must be at least 1");
  f = spoiled([](Problem& p, Result&, Floats&) { p.shape.h = 0; });
  CHECK(f.message == "h = 0 query heads and g = 2 key/value heads: both must be at least 1");
  f = spoiled([](Problem& p, Result&, Floats&) { p.shape.d = 0; });
  CHECK(f.message == "widths d = 0 and d_v = 8: give at least 1 key and value, of at least 1 number");
  f = spoiled([](Problem& p, Result&, Floats&) { p.executor = static_cast<Executor>(9); });
  CHECK(f.message == "executor number 9 does not exist: use one that executor_from_id gives");
}

TEST_CASE("views without data or with overlapping rows are refused", "[attention]") {
  Failure f = spoiled([](Problem& p, Result&, Floats&) { p.q = {}; });
  CHECK(f.message == "q has no data, but there are 3 queries");
  CHECK(f.code == "bad-argument");
  f = spoiled([](Problem& p, Result&, Floats&) { p.k = {}; });
  CHECK(f.message == "k has no data, but there are 5 keys");
  f = spoiled([](Problem& p, Result&, Floats&) { p.v = {}; });
  CHECK(f.message == "v has no data, but there are 5 keys");
  f = spoiled([](Problem&, Result& r, Floats&) { r.y = {}; });
  CHECK(f.message == "y has no data: it needs room for batch x h x t_q x d_v floats");
  f = spoiled([](Problem&, Result& r, Floats&) { r.y.row_stride = 7; });
  CHECK(f.message == "y's rows overlap: its row stride is 7, its rows are d_v = 8 long");
  f = spoiled([](Problem&, Result& r, Floats& scores) { r.scores = {scores.data(), 60, 15, 4}; });
  CHECK(f.message == "the score rows overlap: their stride is 4, they are t_k = 5 long");
  f = failure_of([] { attn::MaskSet().add({nullptr, 5, 5}); });
  CHECK(f.code == "bad-argument");
  CHECK(f.message == "a bitmap mask over 5 keys has no data: point it at its bytes");
}

TEST_CASE("masks must be one for all or one for each", "[attention]") {
  const Failure f = spoiled([](Problem& p, Result&, Floats&) { p.masks.resize(3); });
  CHECK(f.code == "bad-argument");
  CHECK(f.message == "3 mask sets for 1 batch items: give one per item, or one for all");
}

TEST_CASE("a knob that counts takes whole numbers only", "[attention]") {
  const Failure f = failure_of([] { attn::make_mask({"local", {{"window", 2.5}}}, {.t_q = 4, .t_k = 4}); });
  CHECK(f.code == "bad-argument");
  CHECK(f.message == "window of mask local is 2.5: use a whole number");
  CHECK(failure_of([] { attn::make_bias({"t5_relative", {{"buckets", 8.25}}}, {}); }).message ==
        "buckets of bias t5_relative is 8.25: use a whole number");
  CHECK(failure_of([] { attn::make_bias({"adaptive_span", {{"span", 2.5}}}, {}); }).code == "none");  // a length
}

TEST_CASE("a number outside of its knob's range and the range are written alike", "[attention]") {
  CHECK(failure_of([] { attn::make_mask({"local", {{"window", 1048577}}}, {.t_q = 4, .t_k = 4}); }).message ==
        "window of mask local is 1048577: use a number from 1 to 1048576");
}

TEST_CASE("a score or a bias that was made for other sizes is refused before anything is read", "[attention]") {
  for (const char* id : {"additive", "general"}) {
    const Failure f = spoiled([id](Problem& p, Result&, Floats&) { p.score = attn::make_score(id, {.d = 64}); });
    CHECK(f.code == "bad-argument");
    CHECK(f.message == "a score made for d = 64 meets 8: make it for that");
  }
  for (const char* id : {"alibi", "t5_relative"}) {
    const Failure f = spoiled([id](Problem& p, Result&, Floats&) { p.biases = {attn::make_bias(id, {.h = 3})}; });
    CHECK(f.code == "bad-argument");
    CHECK(f.message == "a bias made for h = 3 meets 4: make it for that");
    const auto shifted = [id](std::size_t first) {
      return spoiled([=](Problem& p, Result&, Floats&) {
        p.biases = {attn::make_bias(id, {.h = 6})};
        p.first_head = first;
      });
    };
    CHECK(shifted(2).code == "none");
    CHECK(shifted(3).message == "a bias made for h = 6 meets 7: make it for that");
  }
  // Those that keep no sizes fit all.
  for (const char* id : {"dot", "scaled_dot", "cosine"})
    CHECK(spoiled([id](Problem& p, Result&, Floats&) { p.score = attn::make_score(id, {.d = 64}); }).code == "none");
  CHECK(spoiled([](Problem& p, Result&, Floats&) { p.biases = {attn::make_bias("adaptive_span", {})}; }).code ==
        "none");
}

TEST_CASE("work is predicted of valid problems only", "[attention][cost]") {
  const auto predicted = [](auto&& change) {
    Twin twin({.h = 4, .g = 2, .t_q = 3, .t_k = 5}, 1);
    twin.problem.executor = Executor::kFlash;
    change(twin.problem);
    return failure_of([&] { attn::predicted_work(twin.problem); });
  };
  CHECK(predicted([](Problem&) {}).code == "none");
  CHECK(predicted([](Problem& p) { p.tile_keys = 0; }).message == "tiles of 64 queries by 0 keys: use 1 to 64 of each");
  CHECK(predicted([](Problem& p) { p.tile_queries = 0; }).code == "bad-argument");
  CHECK(predicted([](Problem& p) { p.shape.g = 3; }).code == "bad-argument");
  CHECK(predicted([](Problem& p) { p.masks.resize(3); }).code == "bad-argument");
  CHECK(predicted([](Problem& p) { p.score = attn::make_score("general", {.d = 64}); }).code == "bad-argument");
  CHECK(predicted([](Problem& p) { p.biases = {attn::make_bias("alibi", {})}; }).code == "bad-argument");
}

TEST_CASE("a soft cap must be positive and finite", "[attention]") {
  CHECK(spoiled([](Problem& p, Result&, Floats&) { p.softcap = -1; }).message ==
        "softcap = -1: use a positive number, or 0 for none");
  CHECK(spoiled([](Problem& p, Result&, Floats&) { p.softcap = NAN; }).code == "bad-argument");
  CHECK(spoiled([](Problem& p, Result&, Floats&) { p.softcap = INFINITY; }).code == "bad-argument");
}

TEST_CASE("what flash cannot show it refuses, naming the executor that can", "[attention]") {
  Failure f = spoiled([](Problem& p, Result& r, Floats& scores) {
    p.executor = Executor::kFlash;
    r.scores = {scores.data(), 60, 15, 5};
  });
  CHECK(f.code == "unsupported");
  CHECK(f.message ==
        "the flash executor never holds a whole matrix of scores, so they cannot be returned: use the reference "
        "executor");
  class Idle : public attn::ScoreObserver {
    void on_scores(std::size_t, std::size_t, std::span<float>) override {}
    void on_pattern(std::size_t, std::size_t, std::span<float>) override {}
  } idle;
  f = spoiled([&](Problem& p, Result&, Floats&) {
    p.executor = Executor::kFlash;
    p.observer = &idle;
  });
  CHECK(f.code == "unsupported");
  CHECK(f.message.find("observed") != std::string::npos);
}

TEST_CASE("tiles have 1 to 64 queries and keys", "[attention]") {
  for (const auto& [queries, keys] : {std::pair<std::size_t, std::size_t>{0, 64}, {64, 0}, {65, 64}, {1, 65}}) {
    const Failure f = spoiled([q = queries, k = keys](Problem& p, Result&, Floats&) {
      p.executor = Executor::kFlash;
      p.tile_queries = q, p.tile_keys = k;
    });
    CHECK(f.code == "bad-argument");
    CHECK(f.message ==
          "tiles of " + std::to_string(queries) + " queries by " + std::to_string(keys) + " keys: use 1 to 64 of each");
  }
}

TEST_CASE("scores that cannot fit in memory are refused before anything is touched", "[attention]") {
  const Failure f = spoiled([](Problem& p, Result& r, Floats&) {
    p.shape.t_q = p.shape.t_k = std::numeric_limits<std::size_t>::max() / 2;
    r.y.row_stride = 8;
  });
  CHECK(f.code == "out-of-memory");
  CHECK(f.message.find("use the flash executor") != std::string::npos);
}
