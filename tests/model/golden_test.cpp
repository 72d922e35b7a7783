// Both families against transformers: tests/golden/models, made by scripts/golden/models.py.
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <iostream>
#include <map>

#include "inspect/trace.hpp"
#include "support/folders.hpp"
#include "support/worst.hpp"

using namespace attn;
using namespace attn::testing;

namespace {

const std::string kFolder = std::string(ATTN_TEST_DATA) + "/models/";
const char* const kModels[] = {"llama-gqa-tied-f32",  "llama-mha-untied-f16", "llama-mqa-untied-bf16",
                               "llama-bias-tied-f32", "gpt2-tied-f32",        "gpt2-untied-f16"};

/// Both sides work in float32, in another order: about 1e-6 was achieved, 1e-4 is what is promised.
constexpr double kTolerance = 1e-4;

std::vector<float> read_tensor(const SafetensorsFile& file, const std::string& name) {
  const TensorInfo* info = file.find(name);
  REQUIRE(info != nullptr);
  std::uint64_t count = 1;
  for (const std::uint64_t n : info->shape) count *= n;
  std::vector<float> values(static_cast<std::size_t>(count));
  file.read(name, values);
  return values;
}

/// Largest difference over the largest expected magnitude; infinity where one side alone is not finite.
double relative_error(const std::vector<float>& actual, const std::vector<float>& expected) {
  double worst = 0, magnitude = 0;
  for (std::size_t n = 0; n < expected.size(); ++n) {
    if (std::isinf(expected[n]) || !std::isfinite(actual[n])) {
      if (actual[n] != expected[n]) return INFINITY;
      continue;
    }
    worst = testing::worse(worst, std::fabs(double{actual[n]} - expected[n]));
    magnitude = std::max(magnitude, std::fabs(double{expected[n]}));
  }
  return magnitude > 0 ? worst / magnitude : worst;
}

struct Golden {
  Model model;
  SafetensorsFile file;
  std::vector<std::int32_t> ids;

  explicit Golden(const std::string& name)
      : model(load_folder(kFolder + name)),
        file(SafetensorsFile::parse_owned(read_file(kFolder + name + "/golden.safetensors"))) {
    for (const float id : read_tensor(file, "input_ids")) ids.push_back(static_cast<std::int32_t>(id));
  }
};

/// "blocks.1.attn.hook_q" -> "attn.hook_q", so that both layers report as one point.
std::string point_of(const std::string& name) {
  return name.starts_with("blocks.") ? name.substr(name.find('.', 7) + 1) : name;
}

}  // namespace

TEST_CASE("logits and every intermediate agree with transformers") {
  std::map<std::string, double> achieved;
  for (const char* name : kModels) {
    INFO(name);
    const Golden golden(name);
    Inspector inspector({"*"}, {}, golden.model.config());
    KvCache cache = golden.model.make_cache();
    const std::vector<float> logits = golden.model.forward(golden.ids, cache, LogitRows::kAll, &inspector);
    const double logits_error = relative_error(logits, read_tensor(golden.file, "logits"));
    CHECK(logits_error < kTolerance);
    achieved["logits"] = std::max(achieved["logits"], logits_error);

    // Everything that transformers computed is compared, and everything that we record was compared.
    CHECK(inspector.tensors().size() + 2 == golden.file.tensors().size());
    for (const TracedTensor& traced : inspector.tensors()) {
      INFO(traced.name);
      const TensorInfo* expected = golden.file.find(traced.name);
      REQUIRE(expected != nullptr);
      REQUIRE(std::equal(traced.shape.begin(), traced.shape.end(), expected->shape.begin(), expected->shape.end()));
      const double error = relative_error(traced.data, read_tensor(golden.file, traced.name));
      CHECK(error < kTolerance);
      double& worst = achieved[point_of(traced.name)];
      worst = testing::worse(worst, error);
    }
  }
  std::cout << "largest error against transformers, relative to the largest value:\n";
  for (const auto& [point, error] : achieved) std::cout << "  " << point << ": " << error << "\n";
}

TEST_CASE("logits agree with transformers when nobody watches, and token by token") {
  for (const char* name : kModels) {
    INFO(name);
    const Golden golden(name);
    const std::vector<float> expected = read_tensor(golden.file, "logits");
    KvCache whole = golden.model.make_cache();
    CHECK(relative_error(golden.model.forward(golden.ids, whole, LogitRows::kAll), expected) < kTolerance);

    KvCache stepwise = golden.model.make_cache();
    std::vector<float> logits;
    for (const std::int32_t id : golden.ids) {
      const std::vector<float> row = golden.model.forward({&id, 1}, stepwise, LogitRows::kLast);
      logits.insert(logits.end(), row.begin(), row.end());
    }
    CHECK(relative_error(logits, expected) < kTolerance);
  }
}

TEST_CASE("a file's dtype is what its name says, so that every widening is exercised") {
  for (const auto& [name, dtype] : {std::pair{"llama-gqa-tied-f32", "F32"}, std::pair{"llama-mha-untied-f16", "F16"},
                                    std::pair{"llama-mqa-untied-bf16", "BF16"}}) {
    const auto file = SafetensorsFile::parse_owned(read_file(kFolder + name + "/model.safetensors"));
    for (const TensorInfo& info : file.tensors()) CHECK(info.dtype == dtype);
  }
}
