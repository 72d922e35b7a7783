// Mechanisms as JavaScript asks for them: options as JSON, arrays as typed arrays.
#include "bindings/mechanisms.hpp"

#include <emscripten/emscripten.h>

#include "base/text.hpp"
#include "bindings/values.hpp"
#include "formats/json.hpp"
#include "mechanisms/adaptive_span.hpp"
#include "mechanisms/attend.hpp"
#include "mechanisms/items.hpp"
#include "mechanisms/read_spec.hpp"
#include "mechanisms/softmax_probe.hpp"

namespace attn::bindings {
namespace {

std::vector<float> floats(const val& array) { return emscripten::convertJSArrayToNumberVector<float>(array); }

std::size_t size_at(const JsonValue& json, const char* key) {
  return static_cast<std::size_t>(json.at(key, "options").unsigned_integer(key, UINT32_MAX));
}

/// One layer's q, k and v, token by token, and what is said of them.
struct LayerInput {
  std::vector<float> q, k, v;
  std::vector<std::int32_t> segments;
  MechanismInput input;

  LayerInput(const JsonValue& json, const val& arrays)
      : q(floats(get(arrays, "q"))),
        k(floats(get(arrays, "k"))),
        v(floats(get(arrays, "v"))),
        segments(read_ids(get(arrays, "segments"))) {
    AttentionShape& s = input.shape;
    s.h = size_at(json, "heads"), s.g = size_at(json, "kvHeads");
    s.d = size_at(json, "width"), s.d_v = size_at(json, "valueWidth");
    s.t_q = rows_of("q", q, s.h * s.d), s.t_k = rows_of("k", k, s.g * s.d);
    if (rows_of("v", v, s.g * s.d_v) != s.t_k)
      fail(ErrorCode::kBadArgument, "{} keys, but {} values: give one of each for a token",
           {s.t_k, v.size() / (s.g * s.d_v)});
    input.q = {q.data(), 0, s.d, s.h * s.d};
    input.k = {k.data(), 0, s.d, s.g * s.d};
    input.v = {v.data(), 0, s.d_v, s.g * s.d_v};
    input.offset = static_cast<std::ptrdiff_t>(json.at("offset", "options").integer("offset", INT32_MIN, INT32_MAX));
    input.segments = segments;
    input.head = size_at(json, "head");
  }

 private:
  static std::size_t rows_of(const char* name, const std::vector<float>& numbers, std::size_t row) {
    if (row == 0 || numbers.size() % row != 0)
      fail(ErrorCode::kBadArgument, "{} has {} numbers; that is no whole number of tokens of {}",
           {name, numbers.size(), row});
    return numbers.size() / row;
  }
};

val work_out(const Work& work) {
  val out = val::object();
  put_number(out, "pairs", static_cast<double>(work.pairs));
  put_number(out, "scores", static_cast<double>(work.scores));
  put_number(out, "multiplyAdds", static_cast<double>(work.multiply_adds));
  put_number(out, "bytesMoved", static_cast<double>(work.bytes_moved));
  put_number(out, "peakBytes", static_cast<double>(work.peak_bytes));
  return out;
}

/// Columns: i0, i1, j0, j1, cover of each step; m, l, y of all, one after the other.
val trace_out(const FlashRecorder& trace) {
  std::vector<std::int32_t> tiles;
  for (const FlashRecorder::Step& step : trace.steps)
    for (const std::size_t n :
         {step.tile.i0, step.tile.i1, step.tile.j0, step.tile.j1, static_cast<std::size_t>(step.cover)})
      tiles.push_back(static_cast<std::int32_t>(n));
  val out = val::object();
  put_array(out, "tiles", tiles);
  put_array(out, "m", trace.m);
  put_array(out, "l", trace.l);
  put_array(out, "y", trace.y);
  return out;
}

val difference_out(const Difference& apart) {
  val out = val::object();
  put_number(out, "maxAbs", apart.max_abs);
  put_number(out, "query", static_cast<double>(apart.row));
  put_number(out, "cosine", apart.cosine);
  return out;
}

val probe_out(const SoftmaxProbe& probe) {
  val out = val::object();
  put_array(out, "weights", probe.weights);
  put_array(out, "jacobian", probe.jacobian);
  put_number(out, "entropyBits", probe.entropy_bits);
  put_number(out, "largest", probe.largest);
  put_number(out, "gradientNorm", probe.jacobian_norm);
  return out;
}

}  // namespace

val row_probe(const val& scores) {
  return guarded([&] { return probe_out(probe_softmax(floats(scores))); });
}

val scale_probe(const std::string& options) {
  return guarded([&] {
    const JsonValue json = parse_json(options, "options");
    const ScaleProbe probe =
        attn::scale_probe(size_at(json, "width"), size_at(json, "keys"), json.at("scaled", "options").boolean("scaled"),
                          json.at("seed", "options").unsigned_integer("seed"));
    val out = probe_out(probe.first);
    put_array(out, "scores", probe.scores);
    put_number(out, "scoreVariance", probe.variance);
    put_number(out, "meanEntropyBits", probe.entropy_bits);
    put_number(out, "meanLargest", probe.largest);
    put_number(out, "meanGradientNorm", probe.jacobian_norm);
    return out;
  });
}

val learn_span(const std::string& options, const val& arrays) {
  return guarded([&] {
    const JsonValue json = parse_json(options, "options");
    const LayerInput layer(json, arrays);
    AttendOptions full;
    full.mechanism.mask.one = ItemSpec("causal");
    const Attended head = attn::attend(full, layer.input, emscripten_get_now);
    const AttentionShape& s = layer.input.shape;
    const std::size_t shared = *layer.input.head / (s.h / s.g);
    SpanProblem problem{.pattern = {head.pattern.data(), s.t_q, s.t_k, s.t_k},
                        .v = {layer.input.v.row(0, shared, 0), s.t_k, s.d_v, layer.input.v.row_stride},
                        .offset = layer.input.offset,
                        .ramp = json.at("ramp", "options").number("ramp"),
                        .price = json.at("price", "options").number("price")};
    std::vector<double> spans, losses;
    for (const SpanPoint& point : attn::learn_span(problem, {.steps = size_at(json, "steps")})) {
      spans.push_back(point.z);
      losses.push_back(point.loss);
    }
    val out = val::object();
    put_number(out, "span", spans.back());
    put_number(out, "ramp", problem.ramp);
    put_array(out, "spans", spans);
    put_array(out, "losses", losses);
    return out;
  });
}

val attend(const std::string& options, const val& arrays) {
  return guarded([&] {
    const JsonValue json = parse_json(options, "options");
    const LayerInput layer(json, arrays);
    AttendOptions asked;
    asked.mechanism = read_mechanism_alone(json.at("mechanism", "options"), "mechanism");
    if (const JsonValue* against = json.find("against")) asked.against = read_mechanism_alone(*against, "against");
    asked.pattern = json.at("pattern", "options").boolean("pattern");
    asked.measure_milliseconds = json.at("measureMilliseconds", "options").number("measureMilliseconds");
    asked.trace_queries = size_at(json, "traceQueries");
    asked.trace_keys = size_at(json, "traceKeys");
    const Attended got = attn::attend(asked, layer.input, emscripten_get_now);
    val out = val::object();
    put_number(out, "queries", static_cast<double>(layer.input.shape.t_q));
    put_number(out, "keys", static_cast<double>(layer.input.shape.t_k));
    put_array(out, "y", got.y);
    if (asked.pattern) put_array(out, "pattern", got.pattern);
    put(out, "work", work_out(got.work));
    put_number(out, "cacheBytesPerToken", static_cast<double>(got.cache_bytes_per_token));
    if (got.apart) {
      put(out, "difference", difference_out(*got.apart));
    }
    put_number(out, "milliseconds", got.milliseconds);
    if (asked.trace_keys > 0) put(out, "trace", trace_out(got.trace));
    return out;
  });
}

val measure(const std::string& options) {
  return guarded([&] {
    const JsonValue json = parse_json(options, "options");
    const Measured got =
        attn::measure(read_mechanism_alone(json.at("mechanism", "options"), "mechanism"), size_at(json, "keys"),
                      size_at(json, "width"), json.at("seed", "options").unsigned_integer("seed"), emscripten_get_now);
    val out = val::object();
    put_number(out, "milliseconds", got.milliseconds);
    put(out, "work", work_out(got.work));
    return out;
  });
}

val difference(const val& a, const val& b, std::size_t width) {
  return guarded([&] {
    const std::vector<float> one = floats(a), other = floats(b);
    if (one.size() != other.size() || width == 0)
      fail(ErrorCode::kBadArgument, "outputs of {} and {} numbers in rows of {}: give two of one shape",
           {one.size(), other.size(), width});
    return difference_out(attn::difference(one, other, width));
  });
}

val fit_exponent(const val& sizes, const val& values) {
  return guarded([&] {
    const auto x = emscripten::convertJSArrayToNumberVector<double>(sizes);
    const auto y = emscripten::convertJSArrayToNumberVector<double>(values);
    val out = val::object();
    put_number(out, "exponent", power_law(x, y));
    return out;
  });
}

}  // namespace attn::bindings
