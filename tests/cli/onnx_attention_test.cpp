// What the goldens do not show: hand-drawn masks, values that must not be read, and inputs that do not fit.
#include "attention/onnx_attention.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "support/errors.hpp"

using namespace attn;
using namespace attn::testing;

namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInf = std::numeric_limits<float>::infinity();

OnnxTensor filled(std::vector<std::size_t> shape, float value = 0.5F) {
  std::size_t count = 1;
  for (const std::size_t n : shape) count *= n;
  return {std::move(shape), std::vector<float>(count, value)};
}

/// batch x 1 head, t_q queries and t_k keys, width 2, all scores equal: the pattern shows the mask alone.
OnnxAttentionInputs even(std::size_t batch, std::size_t t_q, std::size_t t_k) {
  OnnxAttentionInputs in;
  in.q = filled({batch, 1, t_q, 2});
  in.k = filled({batch, 1, t_k, 2});
  in.v = filled({batch, 1, t_k, 2});
  in.score_stage = ScoreStage::kPattern;
  return in;
}

/// '#' where a weight is above zero; one line a query, a blank line between batch items.
std::string picture(const OnnxTensor& pattern) {
  std::string text;
  for (std::size_t n = 0; n < pattern.data.size(); ++n) {
    const std::size_t t_q = pattern.shape[2], t_k = pattern.shape[3];
    if (n > 0 && n % (t_q * t_k) == 0)
      text += "|";
    else if (n > 0 && n % t_k == 0)
      text += " ";
    text += pattern.data[n] > 0 ? '#' : '.';
  }
  return text;
}

std::string seen(const OnnxAttentionInputs& in) { return picture(*onnx_attention(in).scores); }

void check_refused(const OnnxAttentionInputs& in, const std::vector<std::string>& says) {
  const auto thrown = error_of([&] { static_cast<void>(onnx_attention(in)); });
  REQUIRE(thrown.has_value());
  INFO(thrown->what());
  CHECK(thrown->code() == ErrorCode::kBadArgument);
  for (const std::string& part : says) {
    INFO("expected in the message: " << part);
    CHECK(contains(thrown->what(), part));
  }
}

}  // namespace

TEST_CASE("the causal diagonal starts at the first key, after a past, or so that it ends at the last filled key") {
  OnnxAttentionInputs in = even(1, 3, 5);
  in.causal = true;
  CHECK(seen(in) == "#.... ##... ###..");
  in = even(1, 2, 2);
  in.causal = true;
  in.past_key = in.past_value = filled({1, 1, 3, 2});
  CHECK(seen(in) == "####. #####");
  in = even(4, 3, 5);
  in.causal = true;
  in.nonpad_kv_seqlen = {5, 3, 2, 0};
  CHECK(seen(in) == "###.. ####. #####|#.... ##... ###..|..... #.... ##...|..... ..... .....");
  in.causal = false;
  CHECK(seen(in) == "##### ##### #####|###.. ###.. ###..|##... ##... ##...|..... ..... .....");
}

TEST_CASE("masks broadcast, and one shorter than the keys masks the rest") {
  OnnxAttentionInputs in = even(2, 2, 3);
  in.mask = OnnxMask{{3}, {}, {1, 0, 1}, true};
  CHECK(seen(in) == "#.# #.#|#.# #.#");
  in.mask = OnnxMask{{2, 3}, {0, 0, -kInf, -kInf, 0, 0}, {}, false};
  CHECK(seen(in) == "##. .##|##. .##");
  in.mask = OnnxMask{{2, 1, 1, 2}, {}, {1, 1, 0, 1}, true};
  CHECK(seen(in) == "##. ##.|.#. .#.");
  in.mask = OnnxMask{{2, 1}, {}, {1, 0}, true};
  CHECK(seen(in) == "#.. ...|#.. ...");
  in.mask = OnnxMask{{2, 0}, {}, {}, true};
  CHECK(seen(in) == "... ...|... ...");
}

TEST_CASE("a query that sees no key gives zeros, whatever the masked keys and values hold") {
  for (const Executor executor : {Executor::kReference, Executor::kFlash}) {
    for (const float poison : {kNan, kInf, -kInf}) {
      INFO("poison " << poison);
      OnnxAttentionInputs in = even(1, 2, 3);
      in.executor = executor;
      if (executor != Executor::kReference) in.score_stage.reset();
      for (const std::size_t n : {4, 5}) in.k.data[n] = in.v.data[n] = poison;
      in.mask = OnnxMask{{2, 3}, {}, {1, 1, 0, 0, 0, 0}, true};
      const auto y = onnx_attention(in).y.data;
      CHECK(y == std::vector<float>{0.5F, 0.5F, 0, 0});
    }
  }
}

TEST_CASE("a scale of zero is a scale, and a softcap bounds the scores") {
  OnnxAttentionInputs in = even(1, 1, 2);
  in.k.data = {1, 2, 300, 400};
  in.score_stage = ScoreStage::kScaled;
  in.scale = 0;
  CHECK(onnx_attention(in).scores->data == std::vector<float>{0, 0});
  in.scale = 1;
  in.softcap = 2;
  CHECK(onnx_attention(in).scores->data == std::vector<float>{1.5F, 350});
  in.score_stage = ScoreStage::kSoftcapped;
  CHECK(onnx_attention(in).scores->data[1] == 2);
}

TEST_CASE("nothing to look at gives zeros, and no queries give nothing") {
  OnnxAttentionInputs in = even(2, 3, 0);
  CHECK(onnx_attention(in).y.data == std::vector<float>(12, 0.0F));
  in = even(1, 0, 3);
  CHECK(onnx_attention(in).y.data.empty());
  CHECK(onnx_attention(even(0, 2, 3)).y.data.empty());
}

TEST_CASE("inputs that do not fit are refused with their shapes") {
  const auto refused = [](auto&& change, std::vector<std::string> says) {
    OnnxAttentionInputs in;
    in.q = filled({2, 4, 3, 5});
    in.k = filled({2, 2, 6, 5});
    in.v = filled({2, 2, 6, 7});
    static_cast<void>(onnx_attention(in));
    change(in);
    check_refused(in, says);
  };
  using In = OnnxAttentionInputs;
  refused([](In& in) { in.q = filled({4, 3, 5}); }, {"q has shape [4, 3, 5]", "four axes"});
  refused([](In& in) { in.q.data.pop_back(); }, {"q [2, 4, 3, 5] needs 120 numbers, but has 119"});
  refused([](In& in) { in.q = filled({1, 4, 3, 5}); }, {"q [1, 4, 3, 5] and k [2, 2, 6, 5]", "same batch"});
  refused([](In& in) { in.q = filled({2, 4, 3, 6}); }, {"q [2, 4, 3, 6] and k [2, 2, 6, 5]", "same width"});
  refused([](In& in) { in.q = filled({2, 3, 3, 5}); }, {"3 heads", "no multiple of the 2"});
  refused([](In& in) { in.v = filled({2, 1, 6, 7}); }, {"k [2, 2, 6, 5] and v [2, 1, 6, 7]", "same heads"});
  refused([](In& in) { in.v = filled({2, 2, 5, 7}); }, {"v [2, 2, 5, 7]", "same tokens"});
  refused([](In& in) { in.past_key = filled({2, 2, 1, 5}); }, {"past_value is missing"});
  refused([](In& in) { in.past_value = filled({2, 2, 1, 7}); }, {"past_key is missing"});
  refused([](In& in) { in.past_key = filled({2, 2, 1, 4}), in.past_value = filled({2, 2, 1, 7}); },
          {"past_key [2, 2, 1, 4] and k [2, 2, 6, 5]", "same width"});
  refused([](In& in) { in.past_key = filled({2, 2, 1, 5}), in.past_value = filled({2, 2, 2, 7}); },
          {"past_key [2, 2, 1, 5] and past_value [2, 2, 2, 7]", "same tokens"});
  refused([](In& in) { in.mask = OnnxMask{{3, 7}, std::vector<float>(21), {}, false}; },
          {"attn_mask [3, 7] does not broadcast", "[2, 4, 3, 6]"});
  refused([](In& in) { in.mask = OnnxMask{{2, 6}, std::vector<float>(12), {}, false}; }, {"attn_mask [2, 6]"});
  refused([](In& in) { in.mask = OnnxMask{{2, 3, 6}, std::vector<float>(36), {}, false}; }, {"attn_mask [2, 3, 6]"});
  refused([](In& in) { in.mask = OnnxMask{{3, 6}, std::vector<float>(17), {}, false}; },
          {"needs 18 elements, but has 17"});
  refused([](In& in) { in.nonpad_kv_seqlen = {6}; }, {"1 entries", "batch of 2"});
  refused([](In& in) { in.nonpad_kv_seqlen = {6, 7}; }, {"holds 7, but there are only 6 keys"});
  refused(
      [](In& in) {
        in.nonpad_kv_seqlen = {6, 6};
        in.past_key = filled({2, 2, 1, 5});
        in.past_value = filled({2, 2, 1, 7});
      },
      {"nonpad_kv_seqlen", "cannot be combined with past_key"});
  refused([](In& in) { in.softcap = -1; }, {"softcap"});
  refused([](In& in) { in.scale = kInf; }, {"scale must be a finite number"});
}

TEST_CASE("scores that no memory can hold are refused with a way out") {
  OnnxAttentionInputs in;
  // Without width there is nothing to store, but there would be 2^62 scores.
  in.q = in.k = in.v = {{1, 1, std::size_t{1} << 31U, 0}, {}};
  in.score_stage = ScoreStage::kScaled;
  ATTN_CHECK_ERROR([&] { static_cast<void>(onnx_attention(in)); }, ErrorCode::kOutOfMemory,
                   "qk_matmul_output [1, 1, 2147483648, 2147483648]", "flash");
}

TEST_CASE("flash shows no scores, and says what does") {
  OnnxAttentionInputs in = even(1, 2, 2);
  in.executor = Executor::kFlash;
  ATTN_CHECK_ERROR([&] { static_cast<void>(onnx_attention(in)); }, ErrorCode::kUnsupported, "reference executor");
}
