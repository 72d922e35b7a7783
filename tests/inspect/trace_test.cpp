// Traces and interventions.
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <limits>

#include "inspect/trace.hpp"
#include "model/model.hpp"
#include "support/errors.hpp"
#include "support/tiny_models.hpp"
#include "support/worst.hpp"

using namespace attn;
using namespace attn::testing;

namespace {

using Ids = std::vector<std::int32_t>;
const Ids kText = {1, 5, 9, 2, 22, 0, 9};
using Kind = Intervention::Kind;
using Target = InterventionTarget;

Model load(const Checkpoint& checkpoint) { return Model::load(checkpoint.config, checkpoint.weights); }

std::vector<float> run(const Model& model, const Ids& ids, Hooks* hooks = nullptr) {
  KvCache cache = model.make_cache();
  return model.forward(ids, cache, LogitRows::kAll, hooks);
}

std::vector<float> changed(const Model& model, const std::vector<Intervention>& interventions) {
  Inspector inspector({}, interventions, model.config());
  return run(model, kText, &inspector);
}

float largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  REQUIRE(a.size() == b.size());
  float worst = 0;
  for (std::size_t n = 0; n < a.size(); ++n) worst = testing::worse(worst, std::fabs(a[n] - b[n]));
  return worst;
}

/// Logits here are of the order of 1 to 10; two ways to the same sum differ by rounding.
constexpr float kTolerance = 2e-5F;

}  // namespace

TEST_CASE("globs match as written") {
  CHECK(glob_matches("*", ""));
  CHECK(glob_matches("*", "blocks.0.hook_resid_pre"));
  CHECK(glob_matches("blocks.*.attn.hook_pattern", "blocks.10.attn.hook_pattern"));
  CHECK(glob_matches("blocks.?.attn.*", "blocks.1.attn.hook_q"));
  CHECK(glob_matches("*hook_q", "blocks.1.attn.hook_q"));
  CHECK(glob_matches("a*b*c", "aXbYbZc"));
  CHECK(glob_matches("a**c", "ac"));
  CHECK_FALSE(glob_matches("blocks.?.attn.hook_q", "blocks.10.attn.hook_q"));
  CHECK_FALSE(glob_matches("hook_q", "blocks.1.attn.hook_q"));
  CHECK_FALSE(glob_matches("a*b", "acbd"));
  CHECK_FALSE(glob_matches("*aa*aab", "aaab"));  // what one '*' let through, the next must not take back
  CHECK_FALSE(glob_matches("", "a"));
  CHECK(glob_matches("", ""));
  // The classic trap of matchers that try every split: it must end, and at once.
  CHECK_FALSE(glob_matches("a*a*a*a*a*a*a*a*a*a*b", std::string(5000, 'a')));
}

TEST_CASE("a trace holds what its globs name, in order, once") {
  const Model model = load(tiny_llama());
  Inspector inspector({"blocks.*.attn.hook_pattern", "*.hook_pattern", "hook_embed"}, {}, model.config());
  run(model, kText, &inspector);
  const std::vector<TracedTensor>& tensors = inspector.tensors();
  REQUIRE(tensors.size() == 3);
  CHECK(tensors[0].name == "hook_embed");
  CHECK(tensors[1].name == "blocks.0.attn.hook_pattern");
  CHECK(tensors[1].shape == std::vector<std::size_t>{4, 7, 7});
  CHECK(tensors[2].name == "blocks.1.attn.hook_pattern");
  CHECK(inspector.find("hook_embed") == &tensors[0]);
  CHECK(inspector.find("hook_pos_embed") == nullptr);
}

TEST_CASE("tracing everything records exactly the hooks that there are") {
  for (const Checkpoint& checkpoint : {tiny_llama(), tiny_gpt2()}) {
    const Model model = load(checkpoint);
    Inspector inspector({"*"}, {}, model.config());
    run(model, kText, &inspector);
    std::vector<std::string> names;
    for (const TracedTensor& tensor : inspector.tensors()) names.push_back(tensor.name);
    CHECK(names == hook_names(model.config()));
  }
}

TEST_CASE("a trace of a step with a cache has the cached keys in its rows") {
  const Model model = load(tiny_gpt2());
  KvCache cache = model.make_cache();
  model.forward(Ids{1, 5, 9}, cache, LogitRows::kNone);
  Inspector inspector({"blocks.0.attn.hook_pattern"}, {}, model.config());
  model.forward(Ids{2}, cache, LogitRows::kNone, &inspector);
  CHECK(inspector.tensors().at(0).shape == std::vector<std::size_t>{3, 1, 4});
}

TEST_CASE("a glob that matches nothing is an error that names some that would") {
  const ModelConfig config = parse_config(tiny_llama().config);
  for (const char* glob : {"hook_patern", "blocks.2.attn.hook_q", "hook_pos_embed", ""}) {
    ATTN_CHECK_ERROR([&] { Inspector({"hook_embed", glob}, {}, config); }, ErrorCode::kUnknownId, glob,
                     "blocks.0.attn.hook_pattern", "0 to 1");
  }
}

TEST_CASE("muting a head is what zeroing its columns of the output projection is") {
  const Checkpoint plain = tiny_llama();
  for (std::size_t head = 0; head < 4; ++head) {
    Checkpoint edited = plain;
    auto& o_proj = edited.weights.entry("model.layers.1.self_attn.o_proj.weight");  // [c 12, h*d 24]
    for (std::size_t row = 0; row < 12; ++row) {
      for (std::size_t n = 0; n < 6; ++n) o_proj.data[row * 24 + head * 6 + n] = 0;
    }
    const std::vector<float> expected = run(load(edited), kText);
    const Model model = load(plain);
    CHECK(largest_difference(changed(model, {{Kind::kZero, Target::kOutput, 1, head, 0, {}}}), expected) < kTolerance);
    CHECK(largest_difference(run(model, kText), expected) > 1e-3F);
  }
}

TEST_CASE("scaling a head is what scaling its columns of the output projection is") {
  const Checkpoint plain = tiny_gpt2();
  Checkpoint edited = plain;
  auto& c_proj = edited.weights.entry("transformer.h.0.attn.c_proj.weight");  // Conv1D: [h*d 15, c 15]
  for (std::size_t n = 5; n < 10; ++n) {
    for (std::size_t col = 0; col < 15; ++col) c_proj.data[n * 15 + col] *= -2.5F;
  }
  const std::vector<float> actual = changed(load(plain), {{Kind::kScale, Target::kOutput, 0, 1, -2.5F, {}}});
  CHECK(largest_difference(actual, run(load(edited), kText)) < kTolerance);
}

TEST_CASE("a muted pattern mutes the head, and a scaled pattern scales it") {
  const Model model = load(tiny_llama());
  CHECK(largest_difference(changed(model, {{Kind::kZero, Target::kPattern, 0, 2, 0, {}}}),
                           changed(model, {{Kind::kZero, Target::kOutput, 0, 2, 0, {}}})) < kTolerance);
  CHECK(largest_difference(changed(model, {{Kind::kScale, Target::kPattern, 1, 3, 0.5F, {}}}),
                           changed(model, {{Kind::kScale, Target::kOutput, 1, 3, 0.5F, {}}})) < kTolerance);
}

TEST_CASE("a replaced pattern is the one that weighs the values") {
  const Model model = load(tiny_llama());
  const std::size_t t = kText.size(), g = 2, d = 6, head = 3, key_head = 1;
  std::vector<float> even(t * t);
  for (std::size_t i = 0; i < t; ++i) {
    for (std::size_t j = 0; j <= i; ++j) even[i * t + j] = 1 / static_cast<float>(i + 1);
  }
  Inspector inspector({"blocks.0.attn.*"}, {{Kind::kReplace, Target::kPattern, 0, head, 0, even}}, model.config());
  run(model, kText, &inspector);
  const TracedTensor* pattern = inspector.find("blocks.0.attn.hook_pattern");
  const TracedTensor* v = inspector.find("blocks.0.attn.hook_v");
  const TracedTensor* z = inspector.find("blocks.0.attn.hook_z");
  REQUIRE((pattern != nullptr && v != nullptr && z != nullptr));
  CHECK(std::vector<float>(pattern->data.begin() + head * t * t, pattern->data.end()) == even);
  for (std::size_t i = 0; i < t; ++i) {
    for (std::size_t n = 0; n < d; ++n) {
      double mean = 0;
      for (std::size_t j = 0; j <= i; ++j) mean += v->data[(j * g + key_head) * d + n] / static_cast<double>(i + 1);
      CHECK(std::fabs(z->data[(i * 4 + head) * d + n] - mean) < 1e-5);
    }
  }
}

TEST_CASE("interventions come before the trace: a muted head is recorded as zeros") {
  const Model model = load(tiny_gpt2());
  Inspector inspector({"blocks.1.attn.hook_z", "blocks.1.attn.hook_result"},
                      {{Kind::kZero, Target::kOutput, 1, 2, 0, {}}}, model.config());
  run(model, kText, &inspector);
  const TracedTensor& z = *inspector.find("blocks.1.attn.hook_z");            // [t, 3, 5]
  const TracedTensor& result = *inspector.find("blocks.1.attn.hook_result");  // [t, 3, 15]
  for (std::size_t i = 0; i < kText.size(); ++i) {
    CHECK(std::vector<float>(z.data.begin() + static_cast<std::ptrdiff_t>(i * 15 + 10),
                             z.data.begin() + static_cast<std::ptrdiff_t>(i * 15 + 15)) == std::vector<float>(5));
    CHECK(std::vector<float>(result.data.begin() + static_cast<std::ptrdiff_t>(i * 45 + 30),
                             result.data.begin() + static_cast<std::ptrdiff_t>(i * 45 + 45)) == std::vector<float>(15));
    CHECK(std::fabs(z.data[i * 15]) > 0);
  }
}

TEST_CASE("interventions apply in the order given, also during generation") {
  const Model model = load(tiny_llama());
  const std::vector<Intervention> twice = {{Kind::kScale, Target::kOutput, 0, 1, 4, {}},
                                           {Kind::kScale, Target::kOutput, 0, 1, 0.5F, {}}};
  CHECK(changed(model, twice) == changed(model, {{Kind::kScale, Target::kOutput, 0, 1, 2, {}}}));
  Inspector inspector({}, twice, model.config());
  KvCache cache = model.make_cache();
  std::vector<float> logits;
  for (const std::int32_t id : kText) {
    const std::vector<float> row = model.forward({&id, 1}, cache, LogitRows::kLast, &inspector);
    logits.insert(logits.end(), row.begin(), row.end());
  }
  CHECK(largest_difference(logits, changed(model, twice)) < kTolerance);
}

TEST_CASE("interventions that do not fit the model or the run are refused") {
  const Model model = load(tiny_llama());
  const auto refuse = [&](const Intervention& intervention, ErrorCode code, const std::string& a,
                          const std::string& b) {
    ATTN_CHECK_ERROR([&] { changed(model, {intervention}); }, code, a, b);
  };
  const float inf = std::numeric_limits<float>::infinity();
  refuse({Kind::kZero, Target::kOutput, 2, 0, 0, {}}, ErrorCode::kBadArgument, "layer 2", "0 to 1");
  refuse({Kind::kZero, Target::kPattern, 0, 4, 0, {}}, ErrorCode::kBadArgument, "head 4", "0 to 3");
  refuse({Kind::kScale, Target::kOutput, 0, 0, inf, {}}, ErrorCode::kNotFinite, "factor", "inf");
  refuse({Kind::kReplace, Target::kPattern, 0, 0, 0, {1, NAN}}, ErrorCode::kNotFinite, "value 1", "nan");
  refuse({Kind::kReplace, Target::kPattern, 0, 1, 0, std::vector<float>(48)}, ErrorCode::kBadArgument, "48 numbers",
         "7 x 7");
  refuse({Kind::kReplace, Target::kOutput, 1, 1, 0, std::vector<float>(6)}, ErrorCode::kBadArgument, "6 numbers",
         "7 x 6");
}
