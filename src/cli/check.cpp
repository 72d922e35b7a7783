// attn check: does a model still attend as a stored document says? Made for regression tests: exit code 0 is equal,
// 1 is different, 2 is neither, because the check could not be made.
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/number_text.hpp"
#include "base/text.hpp"
#include "cli/attention_document.hpp"
#include "cli/check.hpp"
#include "cli/checkpoint.hpp"
#include "cli/commands.hpp"
#include "cli/visible.hpp"
#include "formats/json.hpp"

namespace attn::cli {
namespace {

constexpr int kEqual = kDone, kDifferent = 1, kNotChecked = 2;
// The same float32 model in another program (WebAssembly, PyTorch, other vector widths) differs by about 1e-6, and a
// weight written with four decimals by 5e-5; what a picture of it shows begins at 1/256.
constexpr float kTolerance = 1e-4F;
constexpr std::size_t kHeadsListed = 20;

struct Cell {
  std::size_t layer = 0, head = 0, query = 0, key = 0;
  float stored = 0, computed = 0;
  double difference = -1;  ///< -1: no cell yet; infinite where what was computed is not finite
};

struct Comparison {
  std::size_t heads = 0;
  Cell largest;
  std::vector<Cell> different;  ///< for each head beyond the tolerance its largest difference
};

/// The largest difference of one head's weights [t, t]; a NaN is the largest there is.
Cell compare_head(std::span<const float> stored, std::span<const float> computed, std::size_t t) {
  Cell largest;
  for (std::size_t n = 0; n < stored.size(); ++n) {
    const double apart = std::abs(double{stored[n]} - double{computed[n]});
    const double difference = std::isfinite(apart) ? apart : std::numeric_limits<double>::infinity();
    if (difference > largest.difference) largest = {0, 0, n / t, n % t, stored[n], computed[n], difference};
  }
  return largest;
}

Comparison compare(const Model& model, const StoredAttention& stored, double tolerance) {
  const auto computed = patterns(model, stored);
  const std::size_t t = stored.tokens.size();
  Comparison result;
  for (const StoredLayer& layer : stored.layers) {
    for (std::size_t n = 0; n < layer.heads.size(); ++n) {
      Cell cell = compare_head(std::span(layer.weights).subspan(n * t * t, t * t),
                               std::span(computed.at(layer.layer)).subspan(layer.heads[n] * t * t, t * t), t);
      cell.layer = layer.layer, cell.head = layer.heads[n];
      ++result.heads;
      if (cell.difference > result.largest.difference) result.largest = cell;
      if (cell.difference > tolerance) result.different.push_back(cell);
    }
  }
  return result;
}

void write_cell(JsonWriter& json, const Cell& cell, const StoredAttention& stored) {
  const auto token = [&](const char* key, std::size_t n) {
    json.key(key).begin_object().key("index").integer(std::uint64_t{n});
    json.key("id").integer(std::int64_t{stored.tokens[n].id}).key("text").string(stored.tokens[n].text).end_object();
  };
  json.begin_object().key("layer").integer(std::uint64_t{cell.layer}).key("head").integer(std::uint64_t{cell.head});
  token("query", cell.query);
  token("key", cell.key);
  json.key("stored").number(cell.stored).key("computed").number(cell.computed);
  json.key("difference").number(cell.difference).end_object();
}

void print_json(const Comparison& result, const StoredAttention& stored, float tolerance) {
  JsonWriter json;
  json.begin_object().key("equal").boolean(result.different.empty()).key("tolerance").number(tolerance);
  json.key("tokens").integer(std::uint64_t{stored.tokens.size()});
  json.key("heads").integer(std::uint64_t{result.heads});
  json.key("largest");
  write_cell(json, result.largest, stored);
  json.key("different").begin_array(JsonWriter::Layout::kLines);
  for (const Cell& cell : result.different) write_cell(json, cell, stored);
  json.end_array().end_object();
  print(json);
}

/// "layer 1, head 2, query 5 " dog" to key 3 " a": 0.25 stored, 0.2500002 now"
std::string cell_text(const Cell& cell, const StoredAttention& stored) {
  return text("layer {}, head {}, query {} {} to key {} {}: {} stored, {} now",
              {cell.layer, cell.head, cell.query, quoted(stored.tokens[cell.query].text), cell.key,
               quoted(stored.tokens[cell.key].text), number_text(double{cell.stored}, 7),
               number_text(double{cell.computed}, 7)});
}

void print_text(const Comparison& result, const StoredAttention& stored, float tolerance) {
  const std::size_t different = result.different.size();
  std::string out = different == 0 ? text("equal: {} heads", {result.heads})
                                   : text("different: {} of {} heads", {different, result.heads});
  out += text(", {} tokens; the largest difference is {} (tolerance {})",
              {stored.tokens.size(), number_text(result.largest.difference, 3), number_text(double{tolerance}, 3)});
  if (result.largest.difference > 0) out += ": " + cell_text(result.largest, stored);
  out += "\n";
  for (std::size_t n = 0; n < std::min(different, kHeadsListed); ++n) {
    const Cell& cell = result.different[n];
    out += "  " + number_text(cell.difference, 3) + " at " + cell_text(cell, stored) + "\n";
  }
  if (different > kHeadsListed) out += text("  and {} heads more; --json lists them all\n", {different - kHeadsListed});
  std::fputs(visible(out).c_str(), stdout);
}

int check(const Args& args) {
  if (args.has("--write")) {
    write_document(args);
    return kEqual;
  }
  for (const char* option : {"--ids", "--texts", "--layers", "--heads"}) {
    if (args.has(option)) args.fail(std::string(option) + " belongs to --write");
  }
  if (args.second().empty()) args.fail("DOCUMENT.json is missing");
  const float tolerance = args.number("--tolerance", kTolerance);
  if (!(tolerance >= 0) || !std::isfinite(tolerance)) args.fail("--tolerance must be 0 or more");
  const StoredAttention stored = read_attention_document(args.second());
  const Model model = load_model(args.operand());
  Comparison result;
  try {
    result = compare(model, stored, double{tolerance});
  } catch (const Error& error) {
    fail(error.code(), "{}: {}", {args.second(), error.what()});
  }
  args.has("--json") ? print_json(result, stored, tolerance) : print_text(result, stored, tolerance);
  return result.different.empty() ? kEqual : kDifferent;
}

}  // namespace

const Command kCheck{
    "check",
    "MODEL",
    "whether a model still attends as a stored document says",
    "MODEL is a Hugging Face folder: config.json and model.safetensors. DOCUMENT.json is attention as a file\n"
    "(docs/attention-json.md); its tokens must have ids. The model runs on these ids, and every stored head is\n"
    "compared with the model's, weight by weight. Prints one line, and one for each head that differs: by how\n"
    "much, and at which query and key. With --write makes the document instead, from --ids or, to renew an older\n"
    "document, from its text, model, tokens and heads; its next and state are left out, as the old model said them.\n"
    "The same model in another program (WebAssembly, PyTorch) differs by about 0.000001, a weight rounded to four\n"
    "decimals by 0.00005, and what a picture shows begins at 0.004: the default tolerance lies between.\n"
    "exit code: 0 equal (or written), 1 different, 2 it could not be checked\n",
    {{"--tolerance", "X", "the largest difference of two weights that counts as equal (default 0.0001)"},
     {"--json", "", "prints the result as JSON: equal, largest, and every head that differs"},
     {"--write", "FILE", "writes the model's attention to FILE"},
     {"--ids", "1,2,3", "with --write: the tokens"},
     {"--texts", "JSON", "with --ids: their texts, [\"Once\", \" upon\"] (default: the ids as texts)"},
     {"--layers", "0,2", "with --write: these layers (default: all)"},
     {"--heads", "L.H,...", "with --write: these heads, such as 0.1,2.3"}},
    check,
    "DOCUMENT.json",
    kNotChecked};

}  // namespace attn::cli
