#include <ctime>
#include <vector>

#include "cli/checkpoint.hpp"
#include "cli/commands.hpp"
#include "formats/file.hpp"
#include "formats/json.hpp"
#include "mechanisms/attend.hpp"
#include "mechanisms/read_spec.hpp"

namespace attn::cli {
namespace {

/// Processor time: what other programs take meanwhile does not count.
double milliseconds_now() { return 1000.0 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// What is measured, size by size.
struct Rows {
  std::vector<double> keys, milliseconds, multiply_adds, peak_bytes;
};

Rows measured_rows(const MechanismSpec& mechanism, std::uint64_t from, std::uint64_t to, std::size_t width) {
  Rows rows;
  for (std::uint64_t keys = from; keys <= to; keys *= 2) {
    const Measured got = measure(mechanism, static_cast<std::size_t>(keys), width, 0, milliseconds_now);
    rows.keys.push_back(static_cast<double>(keys));
    rows.milliseconds.push_back(got.milliseconds);
    rows.multiply_adds.push_back(static_cast<double>(got.work.multiply_adds));
    rows.peak_bytes.push_back(static_cast<double>(got.work.peak_bytes));
  }
  return rows;
}

void write_column(JsonWriter& json, const char* key, const std::vector<double>& numbers) {
  json.key(key).begin_array();
  for (const double number : numbers) json.number(number);
  json.end_array();
}

int growth_command(const Args& args) {
  const JsonValue spec = parse_json(read_text_file(args.operand()), args.operand());
  constexpr std::uint64_t kMostKeys = 1U << 20U;
  const std::uint64_t from = args.whole("--from", 1, kMostKeys, 1024);
  const std::uint64_t to = args.whole("--to", from, kMostKeys, 8192);
  const auto width = static_cast<std::size_t>(args.whole("--width", 1, 4096, 64));
  const Rows rows = measured_rows(read_mechanism_alone(spec, args.operand()), from, to, width);
  JsonWriter json;
  json.begin_object();
  write_column(json, "keys", rows.keys);
  write_column(json, "milliseconds", rows.milliseconds);
  write_column(json, "multiply_adds", rows.multiply_adds);
  write_column(json, "peak_bytes", rows.peak_bytes);
  json.key("exponents").begin_object();
  json.key("milliseconds").number(power_law(rows.keys, rows.milliseconds));
  json.key("multiply_adds").number(power_law(rows.keys, rows.multiply_adds));
  json.key("peak_bytes").number(power_law(rows.keys, rows.peak_bytes));
  json.end_object();
  json.end_object();
  print(json);
  return kDone;
}

}  // namespace

const Command kGrowth{
    "growth",
    "FILE.json",
    "how a mechanism's cost grows",
    "FILE.json names a mechanism by the keys operator, score, bias, softcap, mask, position, kv_heads and\n"
    "executor (see attn mechanisms). It runs on one head of random queries, keys and values, at sizes that\n"
    "double. Prints the median processor time of a call, what the kernels counted, and the exponent p of each as n^p:\n"
    "the slope of the least-squares line through the logarithms.\n",
    {{"--from", "N", "first size, in keys (1024)"},
     {"--to", "N", "last size (8192)"},
     {"--width", "D", "width of the head (64)"}},
    growth_command};

}  // namespace attn::cli
