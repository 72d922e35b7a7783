// A cell taken apart: each step follows from the one before, and all from the forward pass.
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <numeric>

#include "inspect/explain.hpp"
#include "inspect/trace.hpp"
#include "support/errors.hpp"
#include "support/tiny_models.hpp"

using namespace attn;
using namespace attn::testing;

namespace {

using Ids = std::vector<std::int32_t>;
const Ids kText = {1, 5, 9, 2, 22, 0, 9};

/// Steps are redone here in float or double; numbers are of the order of 1 to 10.
bool near(double a, double b) { return std::fabs(a - b) < 2e-5 * (1 + std::fabs(b)); }

void check_arithmetic(const CellExplanation& cell, std::size_t d) {
  REQUIRE(cell.products.size() == d);
  for (std::size_t n = 0; n < d; ++n) CHECK(cell.products[n] == cell.q[n] * cell.k[n]);
  CHECK(near(cell.dot, std::accumulate(cell.products.begin(), cell.products.end(), 0.0)));
  CHECK(near(cell.scale, 1 / std::sqrt(static_cast<double>(d))));
  CHECK(near(cell.scaled, double{cell.dot} * cell.scale));
  CHECK(cell.masked == (cell.j > cell.i));
  for (std::size_t j = 0; j < kText.size(); ++j) {
    CHECK(std::isinf(cell.scores[j]) == (j > cell.i));
    CHECK(near(cell.exps[j], std::exp(double{cell.scores[j]} - cell.row_max)));
    CHECK(near(cell.pattern[j], double{cell.exps[j]} / cell.denominator));
  }
  if (!cell.masked) CHECK(near(cell.scores[cell.j], cell.scaled));
  for (std::size_t n = 0; n < d; ++n) {
    CHECK(near(cell.weighted[n], double{cell.pattern[cell.j]} * cell.v[n]));
    CHECK(near(cell.z[n], cell.sum[n]));
  }
}

}  // namespace

TEST_CASE("every cell of every head is its own arithmetic") {
  for (const Checkpoint& checkpoint : {tiny_llama(), tiny_gpt2()}) {
    const Model model = Model::load(checkpoint.config, checkpoint.weights);
    const ModelConfig& config = model.config();
    for (std::size_t head = 0; head < config.h; ++head) {
      for (std::size_t j = 0; j < kText.size(); ++j) {
        const CellExplanation cell = explain_cell(model, kText, 1, head, 4, j);
        CHECK(cell.kv_head == head * config.g / config.h);
        check_arithmetic(cell, config.d);
      }
    }
  }
}

TEST_CASE("the explained numbers are those of a trace") {
  const Checkpoint checkpoint = tiny_llama();
  const Model model = Model::load(checkpoint.config, checkpoint.weights);
  Inspector inspector({"*"}, {}, model.config());
  KvCache cache = model.make_cache();
  model.forward(kText, cache, LogitRows::kNone, &inspector);
  const std::size_t t = kText.size(), layer = 1, head = 3, kv_head = 1, i = 5, j = 2;
  const CellExplanation cell = explain_cell(model, kText, layer, head, i, j);
  const auto part = [&](const char* name, std::size_t first, std::size_t count) {
    const std::vector<float>& data = inspector.find(std::string("blocks.1.") + name)->data;
    const auto from = data.begin() + static_cast<std::ptrdiff_t>(first);
    return std::vector<float>(from, from + static_cast<std::ptrdiff_t>(count));
  };
  CHECK(cell.q == part("attn.hook_rot_q", (i * 4 + head) * 6, 6));
  CHECK(cell.k == part("attn.hook_rot_k", (j * 2 + kv_head) * 6, 6));
  CHECK(cell.v == part("attn.hook_v", (j * 2 + kv_head) * 6, 6));
  CHECK(cell.scores == part("attn.hook_attn_scores", (head * t + i) * t, t));
  CHECK(cell.pattern == part("attn.hook_pattern", (head * t + i) * t, t));
  CHECK(cell.z == part("attn.hook_z", (i * 4 + head) * 6, 6));
}

TEST_CASE("a muted head keeps its sum, and hands on zeros") {
  const Checkpoint checkpoint = tiny_gpt2();
  const Model model = Model::load(checkpoint.config, checkpoint.weights);
  const Intervention mute{Intervention::Kind::kZero, InterventionTarget::kOutput, 0, 1, 0, {}};
  const CellExplanation plain = explain_cell(model, kText, 0, 1, 3, 2);
  const CellExplanation muted = explain_cell(model, kText, 0, 1, 3, 2, {mute});
  CHECK(muted.sum == plain.sum);
  CHECK(muted.z == std::vector<float>(5));
  const CellExplanation later = explain_cell(model, kText, 1, 0, 3, 2, {mute});
  CHECK(later.q != explain_cell(model, kText, 1, 0, 3, 2).q);
}

TEST_CASE("a cell that is not there is refused, with the range") {
  const Checkpoint checkpoint = tiny_llama();
  const Model model = Model::load(checkpoint.config, checkpoint.weights);
  const auto refuse = [&](std::size_t layer, std::size_t head, std::size_t i, std::size_t j, const char* message) {
    ATTN_CHECK_ERROR([&] { explain_cell(model, kText, layer, head, i, j); }, ErrorCode::kBadArgument, message);
  };
  refuse(2, 0, 0, 0, "layer is 2; it must be 0 to 1");
  refuse(0, 4, 0, 0, "head is 4; it must be 0 to 3");
  refuse(0, 0, 7, 0, "i is 7; it must be 0 to 6");
  refuse(0, 0, 0, 9, "j is 9; it must be 0 to 6");
  ATTN_CHECK_ERROR([&] { explain_cell(model, Ids{}, 0, 0, 0, 0); }, ErrorCode::kBadArgument, "no token");
}
