#include <algorithm>
#include <limits>

#include "cli/checkpoint.hpp"
#include "cli/commands.hpp"
#include "model/sampling.hpp"

namespace attn::cli {
namespace {

SamplingOptions sampling_options(const Args& args) {
  SamplingOptions options;
  options.greedy = args.has("--greedy");
  // A seed does no harm, and scripts like to give one always.
  for (const char* drawn : {"--temperature", "--top-k", "--top-p", "--min-p"}) {
    if (options.greedy && args.has(drawn)) args.fail(std::string("--greedy draws nothing, so it excludes ") + drawn);
  }
  options.temperature = args.number("--temperature", options.temperature);
  options.top_k = static_cast<std::uint32_t>(args.whole("--top-k", 0, std::numeric_limits<std::uint32_t>::max(), 0));
  options.top_p = args.number("--top-p", options.top_p);
  options.min_p = args.number("--min-p", options.min_p);
  options.repetition_penalty = args.number("--repetition-penalty", options.repetition_penalty);
  options.seed = args.whole("--seed", 0, std::numeric_limits<std::uint64_t>::max(), 0);
  return options;
}

void write_ids(JsonWriter& json, const char* key, std::span<const std::int32_t> ids) {
  json.key(key).begin_array();
  for (const std::int32_t id : ids) json.integer(std::int64_t{id});
  json.end_array();
}

/// Appends up to `count` tokens to ids, and says why it stopped: "length", "eos" or "context".
const char* extend(const Model& model, Sampler& sampler, std::vector<std::int32_t>& ids, std::size_t count,
                   bool ignore_eos) {
  const auto& eos = model.config().eos_ids;
  KvCache cache = model.make_cache();
  if (count == 0) return "length";
  std::vector<float> logits = model.forward(ids, cache, LogitRows::kLast);
  for (std::size_t n = 1;; ++n) {
    ids.push_back(sampler.next(logits, ids));
    if (!ignore_eos && std::find(eos.begin(), eos.end(), ids.back()) != eos.end()) return "eos";
    if (n == count) return "length";
    if (cache.length() == model.config().max_positions) return "context";
    logits = model.forward(std::span(ids).last(1), cache, LogitRows::kLast);
  }
}

int generate(const Args& args) {
  auto ids = args.ids("--ids");
  const std::size_t prompt = ids.size();
  const auto count = static_cast<std::size_t>(args.whole("-n", 0, 1U << 24U));
  Sampler sampler(sampling_options(args));
  const Model model = load_model(args.operand());
  const std::string stopped = extend(model, sampler, ids, count, args.has("--ignore-eos"));

  JsonWriter json;
  json.begin_object();
  write_ids(json, "ids", ids);
  write_ids(json, "prompt_ids", std::span(ids).first(prompt));
  write_ids(json, "new_ids", std::span(ids).subspan(prompt));
  json.key("stopped").string(stopped).end_object();
  print(json);
  return kDone;
}

}  // namespace

const Command kGenerate{
    "generate",
    "DIR",
    "continues a text",
    "DIR is a Hugging Face folder: config.json and model.safetensors.\n"
    "Prints ids (the prompt and what follows it), prompt_ids, new_ids, and stopped: \"length\" (after N\n"
    "tokens), \"eos\" (an end-of-text token, which is kept; see --ignore-eos) or \"context\" (the model has\n"
    "no more positions). Options apply in this order: repetition penalty, temperature, top-k, top-p, min-p.\n",
    {{"--ids", "1,2,3", "the tokens to start from (required)"},
     {"-n", "N", "how many tokens to add at most (required)"},
     {"--greedy", "", "always take the most probable token"},
     {"--temperature", "T", "above 0; below 1 sharpens the distribution (default 1)"},
     {"--top-k", "K", "draw among the K most probable; 0 is all (default)"},
     {"--top-p", "P", "draw among the fewest tokens that together reach P (default 1)"},
     {"--min-p", "P", "drop tokens less than P times as probable as the first (default 0)"},
     {"--repetition-penalty", "R", "above 0; makes tokens that were there less likely (default 1)"},
     {"--seed", "S", "the same seed draws the same tokens (default 0)"},
     {"--ignore-eos", "", "go on after an end-of-text token"}},
    generate};

}  // namespace attn::cli
