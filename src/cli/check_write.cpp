// attn check --write: the document that a later check compares with.
#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>
#include <numeric>

#include "base/text.hpp"
#include "cli/check.hpp"
#include "cli/checkpoint.hpp"
#include "cli/write_file.hpp"
#include "formats/json.hpp"
#include "inspect/trace.hpp"

namespace attn::cli {

/// The pattern [h, t, t] of every layer named, of one forward pass.
std::map<std::size_t, std::vector<float>> patterns(const Model& model, const StoredAttention& wanted) {
  const ModelConfig& config = model.config();
  std::vector<std::string> names;
  for (const StoredLayer& stored : wanted.layers) {
    if (stored.layer >= config.layers)
      fail(ErrorCode::kBadArgument, "there is no layer {}; the model has {}, from 0", {stored.layer, config.layers});
    for (const std::size_t head : stored.heads) {
      if (head >= config.h)
        fail(ErrorCode::kBadArgument, "layer {} has no head {}; the model has {}, from 0",
             {stored.layer, head, config.h});
    }
    names.push_back(hook_name(HookPoint::kPattern, stored.layer));
  }
  std::vector<std::int32_t> ids;
  ids.reserve(wanted.tokens.size());
  for (const StoredToken& token : wanted.tokens) ids.push_back(token.id);
  Inspector inspector(names, {}, config);
  KvCache cache = model.make_cache();
  model.forward(ids, cache, LogitRows::kNone, &inspector);
  std::map<std::size_t, std::vector<float>> found;
  for (const StoredLayer& stored : wanted.layers)
    found[stored.layer] = inspector.find(hook_name(HookPoint::kPattern, stored.layer))->data;
  return found;
}

namespace {

/// Layer -> its heads, both in ascending order.
using Heads = std::map<std::size_t, std::vector<std::size_t>>;

std::vector<std::size_t> every_head(const ModelConfig& config) {
  std::vector<std::size_t> heads(config.h);
  std::iota(heads.begin(), heads.end(), std::size_t{0});
  return heads;
}

/// "0,2" as layers, or "0.1,2.3" as heads of layers.
Heads chosen_heads(const Args& args, const char* option, bool with_head, const ModelConfig& config) {
  Heads chosen;
  const std::string given = args.text(option) + ",";
  const auto number = [&](const char*& at, char end) {
    std::size_t value = 0;
    const auto read = std::from_chars(at, given.data() + given.size(), value);
    if (read.ec != std::errc() || *read.ptr != end)
      args.fail(std::string(option) + (with_head ? " must be LAYER.HEAD separated by commas, such as 0.1,2.3"
                                                 : " must be layers separated by commas, such as 0,2"));
    at = read.ptr + 1;
    return value;
  };
  for (const char* at = given.data(); at != given.data() + given.size();) {
    std::vector<std::size_t>& heads = chosen[number(at, with_head ? '.' : ',')];
    if (with_head) {
      heads.push_back(number(at, ','));
    } else {
      heads = every_head(config);
    }
  }
  for (auto& [layer, heads] : chosen) {
    std::sort(heads.begin(), heads.end());
    heads.erase(std::unique(heads.begin(), heads.end()), heads.end());
  }
  return chosen;
}

/// Tokens and heads as the options say: those of an older document, or --ids and what they choose.
StoredAttention wanted(const Args& args, const ModelConfig& config) {
  StoredAttention want;
  const bool from_document = !args.second().empty();
  if (from_document == args.has("--ids")) args.fail("--write needs --ids, or a DOCUMENT.json whose tokens are taken");
  if (args.has("--layers") && args.has("--heads")) args.fail("--layers excludes --heads");
  if (from_document) {
    want = read_attention_document(args.second());
    if (args.has("--texts")) args.fail("--texts belongs to --ids; the tokens are the document's");
  } else {
    for (const std::int32_t id : args.ids("--ids")) want.tokens.push_back({id, std::to_string(id)});
  }
  if (args.has("--texts")) {
    const JsonValue texts = parse_json(args.text("--texts"), "--texts");
    const auto& array = texts.array("--texts");
    if (array.size() != want.tokens.size())
      args.fail(text("--texts has {} texts for {} ids", {array.size(), want.tokens.size()}));
    for (std::size_t n = 0; n < array.size(); ++n) want.tokens[n].text = array[n].string(text("--texts[{}]", {n}));
  }
  if (from_document && !args.has("--layers") && !args.has("--heads")) return want;
  Heads heads;
  if (args.has("--heads")) {
    heads = chosen_heads(args, "--heads", true, config);
  } else if (args.has("--layers")) {
    heads = chosen_heads(args, "--layers", false, config);
  } else {
    for (std::size_t layer = 0; layer < config.layers; ++layer) heads[layer] = every_head(config);
  }
  want.layers.clear();
  for (auto& [layer, list] : heads) want.layers.push_back({layer, std::move(list), {}});
  return want;
}

/// The last name of a folder's path: what the model is called.
std::string folder_name(const std::string& folder) {
  const std::filesystem::path path = std::filesystem::path(folder + "/").lexically_normal();
  return path.parent_path().filename().string();
}

}  // namespace

void write_document(const Args& args) {
  for (const char* option : {"--json", "--tolerance"}) {
    if (args.has(option)) args.fail("--write compares nothing, so it excludes " + std::string(option));
  }
  const Model model = load_model(args.operand());
  StoredAttention made = wanted(args, model.config());
  const auto found = patterns(model, made);
  const std::size_t cells = made.tokens.size() * made.tokens.size();
  for (StoredLayer& layer : made.layers) {
    const std::vector<float>& pattern = found.at(layer.layer);
    layer.weights.clear();
    for (const std::size_t head : layer.heads) {
      const auto first = pattern.begin() + static_cast<std::ptrdiff_t>(head * cells);
      layer.weights.insert(layer.weights.end(), first, first + static_cast<std::ptrdiff_t>(cells));
    }
  }
  if (made.model_name.empty()) made.model_name = folder_name(args.operand());
  write_file(args.text("--write"), attention_document_text(made));
}

}  // namespace attn::cli
