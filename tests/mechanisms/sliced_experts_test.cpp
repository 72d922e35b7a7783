// A model's feed-forward cut into experts, against its file's own weights in double.
#include "mechanisms/sliced_experts.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "inspect/trace.hpp"
#include "support/errors.hpp"
#include "support/tiny_models.hpp"
#include "support/worst.hpp"

using namespace attn;

namespace {

const std::vector<std::int32_t> kIds = {3, 1, 17, 9, 5, 5, 11};

/// A tiny model, its second layer's down projection as the file has it, and the activations that a trace shows.
struct Subject {
  testing::Checkpoint checkpoint;
  Model model;
  std::size_t c, m;
  std::vector<double> weight;  ///< [c, m]
  std::vector<double> bias;    ///< [c]
  std::vector<float> post;     ///< [t, m]

  explicit Subject(bool llama)
      : checkpoint(llama ? testing::tiny_llama() : testing::tiny_gpt2()),
        model(Model::load(checkpoint.config, checkpoint.weights)),
        c(model.config().c),
        m(model.config().m),
        weight(c * m),
        bias(c) {
    const std::string name = llama ? "model.layers.1.mlp.down_proj.weight" : "transformer.h.1.mlp.c_proj.weight";
    const std::vector<float>& file = checkpoint.weights.entry(name).data;
    for (std::size_t out = 0; out < c; ++out)
      for (std::size_t n = 0; n < m; ++n) weight[out * m + n] = double{llama ? file[out * m + n] : file[n * c + out]};
    if (!llama)
      for (std::size_t out = 0; out < c; ++out)
        bias[out] = double{checkpoint.weights.entry("transformer.h.1.mlp.c_proj.bias").data[out]};
    Inspector inspector({"blocks.1.mlp.hook_post"}, {}, model.config());
    KvCache cache = model.make_cache();
    (void)model.forward(kIds, cache, LogitRows::kNone, &inspector);
    post = inspector.find("blocks.1.mlp.hook_post")->data;
  }

  /// What hidden units [first, last) add to output `out` of token i.
  [[nodiscard]] double part(std::size_t i, std::size_t out, std::size_t first, std::size_t last) const {
    double sum = 0;
    for (std::size_t n = first; n < last; ++n) sum += weight[out * m + n] * double{post[i * m + n]};
    return sum;
  }
};

constexpr double kTolerance = 2e-5;  // sums of 60 products; the activations reach 10

}  // namespace

TEST_CASE("each expert adds its slice's part, and the kept ones with the bias are the output") {
  for (const bool llama : {true, false})
    for (const std::size_t experts : {1U, 3U, 4U, 15U}) {
      const Subject subject(llama);
      const std::size_t top_k = (experts + 1) / 2, c = subject.c, t = kIds.size();
      INFO(subject.model.config().family << ", " << top_k << " of " << experts);
      const SlicedExperts got = slice_experts(subject.model, kIds, 1, experts, top_k);
      REQUIRE(got.first_unit.front() == 0);
      REQUIRE(got.first_unit.back() == subject.m);
      double worst = 0, off = 0, whole2 = 0, kept2 = 0, both = 0;
      for (std::size_t i = 0; i < t; ++i) {
        std::vector<double> kept = subject.bias, whole = subject.bias;
        for (std::size_t e = 0; e < experts; ++e) {
          const std::size_t first = got.first_unit[e], last = got.first_unit[e + 1];
          CHECK(last - first - subject.m / experts <= 1);
          double squares = 0;
          for (std::size_t n = first; n < last; ++n)
            squares += double{subject.post[i * subject.m + n]} * double{subject.post[i * subject.m + n]};
          CHECK(std::fabs(squares - double{got.router[i * experts + e]}) < 1e-5 * std::fmax(1, squares));
          std::size_t rank = top_k;
          for (std::size_t n = 0; n < top_k; ++n)
            if (got.chosen[i * top_k + n] == e) rank = n;
          std::size_t ahead = 0;
          for (std::size_t f = 0; f < experts; ++f) ahead += got.router[i * experts + f] > got.router[i * experts + e];
          CHECK((ahead < top_k ? ahead : top_k) == rank);
          for (std::size_t out = 0; out < c; ++out) {
            const double part = subject.part(i, out, first, last);
            worst = testing::worse(worst, std::fabs(part - double{got.contribution[(i * experts + e) * c + out]}));
            whole[out] += part;
            if (rank < top_k) kept[out] += part;
          }
        }
        double token_off = 0, token_whole2 = 0, token_kept2 = 0, token_both = 0;
        for (std::size_t out = 0; out < c; ++out) {
          worst = testing::worse(worst, std::fabs(kept[out] - double{got.output[i * c + out]}));
          worst = testing::worse(worst, std::fabs(whole[out] - double{got.whole[i * c + out]}));
          token_off += (kept[out] - whole[out]) * (kept[out] - whole[out]);
          token_whole2 += whole[out] * whole[out], token_kept2 += kept[out] * kept[out];
          token_both += kept[out] * whole[out];
        }
        CHECK(std::fabs(got.difference[i] - std::sqrt(token_off / token_whole2)) < kTolerance);
        CHECK(std::fabs(got.cosine[i] - token_both / std::sqrt(token_whole2 * token_kept2)) < kTolerance);
        off += token_off, whole2 += token_whole2, kept2 += token_kept2, both += token_both;
      }
      CHECK(worst < kTolerance);
      CHECK(std::fabs(got.overall_difference - std::sqrt(off / whole2)) < kTolerance);
      CHECK(std::fabs(got.overall_cosine - both / std::sqrt(whole2 * kept2)) < kTolerance);
    }
}

TEST_CASE("load counts the tokens of each expert, and the kept work follows the widths of the kept slices") {
  const Subject subject(true);
  const SlicedExperts got = slice_experts(subject.model, kIds, 1, 4, 2);  // 15 units: 4, 4, 4, 3
  std::vector<std::uint32_t> load(4);
  std::uint64_t units = 0;
  for (const std::uint32_t e : got.chosen) ++load[e], units += e < 3 ? 4 : 3;
  CHECK(got.load == load);
  CHECK(got.kept_multiply_adds == units * 3 * 12);
  CHECK(got.whole_multiply_adds == kIds.size() * 15 * 3 * 12);
  CHECK(slice_experts(Subject(false).model, kIds, 0, 4, 4).whole_multiply_adds == kIds.size() * 60 * 2 * 15);
}

TEST_CASE("with all experts kept the output is the whole layer's, and fewer are further from it") {
  for (const bool llama : {true, false}) {
    const Subject subject(llama);
    double before = -1;
    for (const std::size_t top_k : {15U, 9U, 2U}) {
      const SlicedExperts got = slice_experts(subject.model, kIds, 1, 15, top_k);
      if (top_k == 15) CHECK(got.overall_difference < 1e-6);
      if (top_k == 15) CHECK(got.kept_multiply_adds == got.whole_multiply_adds);
      CHECK(got.overall_difference > before);
      before = got.overall_difference;
    }
  }
}

TEST_CASE("experts that cannot be cut are an error that names the numbers") {
  const Subject subject(true);
  const auto slice = [&](std::size_t layer, std::size_t experts, std::size_t top_k) {
    return [&subject, layer, experts, top_k] { slice_experts(subject.model, kIds, layer, experts, top_k); };
  };
  ATTN_CHECK_ERROR(slice(2, 3, 1), ErrorCode::kBadArgument, "layer 2", "0 to 1");
  ATTN_CHECK_ERROR(slice(1, 0, 1), ErrorCode::kBadArgument, "0 experts", "1 to 15");
  ATTN_CHECK_ERROR(slice(1, 16, 1), ErrorCode::kBadArgument, "16 experts", "15 hidden units");
  ATTN_CHECK_ERROR(slice(1, 3, 0), ErrorCode::kBadArgument, "keep 0 of 3");
  ATTN_CHECK_ERROR(slice(1, 3, 4), ErrorCode::kBadArgument, "keep 4 of 3");
}
