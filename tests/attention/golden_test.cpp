// Against PyTorch's scaled_dot_product_attention: tests/golden/attention, made by scripts/golden/attention.py.
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "formats/file.hpp"
#include "formats/safetensors.hpp"
#include "problems.hpp"

namespace {

using attn::Executor;
using attn::HeadsView;

/// One case of the file.
class Golden {
 public:
  Golden(const attn::SafetensorsFile& file, std::string name, const std::string& words)
      : file_(file), name_(std::move(name)) {
    q_ = tensor("q"), k_ = tensor("k"), v_ = tensor("v"), y_ = tensor("y");
    attn::AttentionShape& s = problem_.shape;
    s = {q_.shape[0], q_.shape[1], k_.shape[1], q_.shape[2], k_.shape[2], q_.shape[3], v_.shape[3]};
    problem_.q = view<const float>(q_);
    problem_.k = view<const float>(k_);
    problem_.v = view<const float>(v_);
    // "scale=S causal=C"
    const float scale = std::strtof(words.c_str() + 6, nullptr);
    problem_.score = attn::make_score({"scaled_dot", {{"scale", static_cast<double>(scale)}}}, {.d = s.d});
    attn::MaskSet& masks = problem_.masks.emplace_back();
    const auto causal = [&](attn::CausalAlignment alignment) {
      masks.add(attn::make_mask("causal", attn::causal_params(alignment, s.t_q, s.t_k)));
    };
    if (words.ends_with("upper_left")) causal(attn::CausalAlignment::kUpperLeft);
    if (words.ends_with("lower_right")) causal(attn::CausalAlignment::kLowerRight);
    if (file_.find(name_ + ".allowed")) {
      const Tensor allowed = tensor("allowed");
      allowed_.assign(allowed.data.begin(), allowed.data.end());
      masks.add({allowed_.data(), s.t_k, s.t_k});
    }
    if (file_.find(name_ + ".bias")) {
      bias_ = tensor("bias");
      problem_.bias = view<const float>(bias_);
      if (bias_.shape[1] == 1) problem_.bias.head_stride = 0;
    }
  }

  double error(Executor executor) {
    Tensor y{y_.shape, std::vector<float>(y_.data.size(), NAN)};
    problem_.executor = executor;
    attn::attention(problem_, {.y = view<float>(y), .scores = {}});
    return attention_test::worst_error(y.data, {y_.data.begin(), y_.data.end()});
  }

 private:
  struct Tensor {
    std::vector<std::size_t> shape;
    std::vector<float> data;
  };

  Tensor tensor(const std::string& part) const {
    const attn::TensorInfo* info = file_.find(name_ + "." + part);
    REQUIRE(info != nullptr);
    Tensor out;
    std::size_t size = 1;
    for (const std::uint64_t n : info->shape) out.shape.push_back(static_cast<std::size_t>(n));
    for (const std::size_t n : out.shape) size *= n;
    out.data.resize(size);
    file_.read(info->name, out.data);
    return out;
  }

  template <class T, class From>
  static HeadsView<T> view(From& tensor) {
    const std::vector<std::size_t>& s = tensor.shape;
    return {tensor.data.data(), s[1] * s[2] * s[3], s[2] * s[3], s[3]};
  }

  const attn::SafetensorsFile& file_;
  std::string name_;
  Tensor q_, k_, v_, y_, bias_;
  std::vector<std::uint8_t> allowed_;
  attn::AttentionProblem problem_;
};

}  // namespace

TEST_CASE("all executors give what PyTorch's scaled_dot_product_attention gives", "[attention][golden]") {
  const auto file = attn::SafetensorsFile::parse_owned(attn::read_file(ATTN_TEST_DATA "/attention/sdpa.safetensors"));
  std::size_t cases = 0;
  double worst = 0;
  for (const auto& [name, words] : file.metadata()) {
    if (!words.starts_with("scale=")) continue;  // which PyTorch, which seed
    ++cases;
    Golden golden(file, name, words);
    for (const Executor executor : {Executor::kReference, Executor::kFlash, Executor::kSparse}) {
      const double error = golden.error(executor);
      INFO(name << ", executor " << static_cast<int>(executor));
      CHECK(error <= 2e-6);  // inputs of order 1, as in the product space; measured below
      worst = std::max(worst, error);
    }
  }
  std::printf("\nPyTorch goldens: %zu cases, largest error %.1e\n", cases, worst);
  CHECK(cases == 13);
}
