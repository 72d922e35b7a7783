#include <algorithm>
#include <charconv>

#include "cli/checkpoint.hpp"
#include "cli/commands.hpp"
#include "inspect/trace.hpp"
#include "model/sampling.hpp"

namespace attn::cli {
namespace {

/// "3.1": layer 3, head 1.
Intervention zero_head(const Args& args, const std::string& text) {
  Intervention zero;
  const char* const end = text.data() + text.size();
  const auto layer = std::from_chars(text.data(), end, zero.layer);
  if (layer.ec == std::errc() && layer.ptr != end && *layer.ptr == '.') {
    const auto head = std::from_chars(layer.ptr + 1, end, zero.head);
    if (head.ec == std::errc() && head.ptr == end) return zero;
  }
  args.fail("--zero-head must be LAYER.HEAD, such as 3.1, not \"" + text + "\"");
}

void write_next(JsonWriter& json, std::span<const float> logits, std::size_t top) {
  const std::vector<Candidate> candidates = distribution(logits, {}, {});
  json.key("next").begin_array(JsonWriter::Layout::kLines);
  for (std::size_t n = 0; n < std::min(top, candidates.size()); ++n) {
    const Candidate& candidate = candidates[n];
    json.begin_object().key("id").integer(std::int64_t{candidate.id});
    json.key("probability").number(candidate.probability).key("logit").number(candidate.logit).end_object();
  }
  json.end_array();
}

void write_tensors(JsonWriter& json, const std::vector<TracedTensor>& tensors) {
  json.key("tensors").begin_object();
  for (const TracedTensor& tensor : tensors) {
    json.key(tensor.name).begin_object().key("shape").begin_array();
    for (const std::size_t n : tensor.shape) json.integer(std::uint64_t{n});
    json.end_array().key("data").tensor(tensor.shape, tensor.data).end_object();
  }
  json.end_object();
}

int run(const Args& args) {
  const auto ids = args.ids("--ids");
  const std::string rows = args.text("--logits", "last");
  if (rows != "last" && rows != "all") args.fail("--logits must be all or last, not \"" + rows + "\"");
  const auto top = static_cast<std::size_t>(args.whole("--top", 0, 1U << 30U, 10));
  std::vector<Intervention> interventions;
  for (const std::string& text : args.values("--zero-head")) interventions.push_back(zero_head(args, text));

  const Model model = load_model(args.operand());
  Inspector inspector(args.values("--capture"), std::move(interventions), model.config());
  KvCache cache = model.make_cache();
  const auto logits = model.forward(ids, cache, rows == "all" ? LogitRows::kAll : LogitRows::kLast, &inspector);

  const std::size_t vocab = model.config().vocab;
  JsonWriter json;
  json.begin_object().key("ids").begin_array();
  for (const std::int32_t id : ids) json.integer(std::int64_t{id});
  json.end_array();
  write_next(json, std::span(logits).last(vocab), top);
  const std::size_t shape[] = {logits.size() / vocab, vocab};
  json.key("logits").tensor(shape, logits);
  write_tensors(json, inspector.tensors());
  json.end_object();
  print(json);
  return kDone;
}

}  // namespace

const Command kRun{
    "run",
    "DIR",
    "one forward pass, with whatever you want to see of it",
    "DIR is a Hugging Face folder: config.json and model.safetensors.\n"
    "Prints ids, next (the most probable next tokens), logits ([rows, vocabulary]), and tensors: for\n"
    "each captured name its shape and its numbers as nested arrays. Names are TransformerLens's:\n"
    "hook_embed, blocks.0.attn.hook_pattern, blocks.0.hook_resid_post, ln_final.hook_normalized ...\n",
    {{"--ids", "1,2,3", "the tokens (required)"},
     {"--capture", "GLOB", "record what matches: * any characters, ? one; may be repeated", true},
     {"--zero-head", "L.H", "run without the output of head H of layer L, from 0; may be repeated", true},
     {"--logits", "all|last", "logits of every token, or of the last (default)"},
     {"--top", "N", "how many next tokens to print (default 10)"}},
    run};

}  // namespace attn::cli
