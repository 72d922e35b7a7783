// Every golden of tests/golden/mechanisms that is a problem over q, k and v, by every executor that can run it.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <string>

#include "attention/onnx_attention.hpp"
#include "formats/file.hpp"
#include "formats/json.hpp"
#include "formats/nested.hpp"
#include "mechanisms/mechanism.hpp"
#include "mechanisms/read_spec.hpp"
#include "support/worst.hpp"

using namespace attn;

namespace {

OnnxTensor tensor(const JsonValue& json, const char* key) {
  Nested nested = read_nested(json.at(key, "golden"), key, 4, false);
  return {std::move(nested.shape), std::move(nested.numbers)};
}

std::optional<OnnxTensor> tensor_if(const JsonValue& json, const char* key) {
  if (json.find(key) == nullptr) return std::nullopt;
  return tensor(json, key);
}

template <class T>
HeadsView<T> view(T* data, const std::vector<std::size_t>& s) {
  return {data, s[1] * s[2] * s[3], s[2] * s[3], s[3]};
}

struct Output {
  std::vector<float> y, pattern;
};

struct Golden {
  JsonValue root;
  const JsonValue& problem;

  explicit Golden(const std::string& path)
      : root(parse_json(read_text_file(path), path)), problem(root.at("problem", path)) {}

  [[nodiscard]] MechanismSpec spec() const {
    MechanismSpec made = read_mechanism(problem, "problem");
    if (const JsonValue* scale = problem.find("scale")) made.score.knobs = {{"scale", scale->number("scale")}};
    return made;
  }

  [[nodiscard]] Output run(const MechanismSpec& mechanism) const {
    const OnnxTensor q = tensor(problem, "q");
    const OnnxTensor k = join_past(tensor_if(problem, "past_key"), tensor(problem, "k"));
    const OnnxTensor v = join_past(tensor_if(problem, "past_value"), tensor(problem, "v"));
    std::vector<std::int32_t> segments;
    if (const JsonValue* list = problem.find("segments"))
      for (const JsonValue& n : list->array("segments"))
        segments.push_back(static_cast<std::int32_t>(n.integer("segments")));
    const std::size_t h = q.shape[1], t_q = q.shape[2], t_k = k.shape[2], d_v = v.shape[3];
    MechanismInput input;
    input.shape = {q.shape[0], h, k.shape[1], t_q, t_k, q.shape[3], d_v};
    input.q = view(q.data.data(), q.shape), input.k = view(k.data.data(), k.shape),
    input.v = view(v.data.data(), v.shape);
    input.segments = segments;
    const JsonValue* alignment = problem.find("alignment");
    if (alignment != nullptr && alignment->string("alignment") == "lower_right")
      input.offset = static_cast<std::ptrdiff_t>(t_k) - static_cast<std::ptrdiff_t>(t_q);
    Output out{std::vector<float>(q.shape[0] * h * t_q * d_v), std::vector<float>(q.shape[0] * h * t_q * t_k)};
    run_mechanism(mechanism, input, {},
                  {.y = view(out.y.data(), {q.shape[0], h, t_q, d_v}),
                   .scores = view(out.pattern.data(), {q.shape[0], h, t_q, t_k}),
                   .stage = ScoreStage::kPattern});
    return out;
  }

  /// Largest difference from what the file expects; infinite where a size or a NaN differs.
  [[nodiscard]] double worst(const Output& out) const {
    const JsonValue& expect = root.at("expect", "golden");
    double off = apart(out.y, tensor(expect, "y").data);
    if (expect.find("pattern") != nullptr)
      off = testing::worse(off, apart(out.pattern, tensor(expect, "pattern").data));
    return off;
  }

 private:
  static double apart(const std::vector<float>& got, const std::vector<float>& want) {
    if (got.size() != want.size()) return INFINITY;
    double off = 0;
    for (std::size_t n = 0; n < got.size(); ++n) {
      const double here = std::fabs(static_cast<double>(got[n]) - static_cast<double>(want[n]));
      off = testing::worse(off, here);
    }
    return off;
  }
};

std::vector<std::string> problems_over_q_k_v() {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(ATTN_TEST_DATA) + "/mechanisms")) {
    const std::string path = entry.path().string();
    if (path.ends_with(".json") && Golden(path).problem.find("q") != nullptr) paths.push_back(path);
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace

TEST_CASE("every executor gives what PyTorch and transformers give for every mechanism", "[mechanism][golden]") {
  double worst = 0;
  std::size_t runs = 0;
  for (const std::string& path : problems_over_q_k_v()) {
    const Golden golden(path);
    MechanismSpec spec = golden.spec();
    for (const Executor executor : {Executor::kReference, Executor::kFlash, Executor::kSparse}) {
      spec.executor = executor;
      if (spec.op.id != "softmax" && executor != Executor::kReference) continue;
      INFO(path << ", executor " << static_cast<int>(executor));
      const double off = golden.worst(golden.run(spec));
      CHECK(off <= golden.root.at("tolerance", path).number("tolerance"));
      worst = testing::worse(worst, off);
      ++runs;
    }
  }
  std::printf("\nmechanism goldens: %zu runs, largest error %.1e\n", runs, worst);
  CHECK(runs > 200);
}

TEST_CASE("a golden differs when its mechanism does", "[mechanism][golden]") {
  const Golden golden(std::string(ATTN_TEST_DATA) + "/mechanisms/mask-local.json");
  MechanismSpec spec = golden.spec();
  spec.mask.one.knobs = {{"window", 4}};
  CHECK(golden.worst(golden.run(spec)) > 1e-3);
}
