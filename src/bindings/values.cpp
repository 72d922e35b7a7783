#include "bindings/values.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <new>
#include <stdexcept>

#include "base/text.hpp"

namespace attn::bindings {
namespace {

constexpr double kLargestWhole = 9007199254740992.0;  // 2^53: beyond, a double skips whole numbers

float real_number(const val& object, const char* key) { return static_cast<float>(get(object, key).as<double>()); }

Intervention::Kind read_kind(const std::string& kind) {
  if (kind == "zero") return Intervention::Kind::kZero;
  if (kind == "scale") return Intervention::Kind::kScale;
  if (kind == "replace") return Intervention::Kind::kReplace;
  fail(ErrorCode::kUnknownId, "unknown kind of intervention: {} (have zero, scale, replace)", {kind});
}

InterventionTarget read_target(const std::string& target) {
  if (target == "output") return InterventionTarget::kOutput;
  if (target == "pattern") return InterventionTarget::kPattern;
  fail(ErrorCode::kUnknownId, "unknown target of an intervention: {} (have output, pattern)", {target});
}

}  // namespace

[[gnu::noinline]] val guarded(val (*f)(const void* context), const void* context) {
  constexpr const char* kNoMemory = "out of memory; try a shorter text, fewer captures or a smaller model";
  try {
    return f(context);
  } catch (const Error& error) {
    return failure(error_code_name(error.code()), error.what());
  } catch (const std::bad_alloc&) {
    return failure("out-of-memory", kNoMemory);
  } catch (const std::length_error&) {  // a std::vector asked for more than size_t can count
    return failure("out-of-memory", kNoMemory);
  } catch (const std::exception& error) {
    return failure("internal", error.what());
  }
}

[[gnu::noinline]] void put(val& object, const char* key, const val& value) { object.set(key, value); }

[[gnu::noinline]] void put_number(val& object, const char* key, double value) { put(object, key, val(value)); }

[[gnu::noinline]] void put_text(val& object, const char* key, std::string_view value) {
  put(object, key, val(std::string(value)));
}

template <class T>
[[gnu::noinline]] void put_array(val& object, const char* key, const std::vector<T>& values) {
  put(object, key, val(emscripten::typed_memory_view(values.size(), values.data())).template call<val>("slice"));
}
template void put_array(val&, const char*, const std::vector<float>&);
template void put_array(val&, const char*, const std::vector<double>&);
template void put_array(val&, const char*, const std::vector<std::int32_t>&);
template void put_array(val&, const char*, const std::vector<std::uint32_t>&);

[[gnu::noinline]] void push(val& array, const val& value) { array.call<void>("push", value); }

[[gnu::noinline]] void push_text(val& array, std::string_view value) { push(array, val(std::string(value))); }

[[gnu::noinline]] val get(const val& object, const char* key) { return object[key]; }

bool get_flag(const val& object, const char* key) { return get(object, key).as<bool>(); }

[[gnu::noinline]] std::string get_text(const val& object, const char* key) {
  return get(object, key).as<std::string>();
}

val failure(const char* code, const char* message) {
  val error = val::object();
  put_text(error, "code", code);
  put_text(error, "message", message);
  val result = val::object();
  put(result, "error", error);
  return result;
}

std::uint64_t whole_number(const val& object, const char* key) {
  const val given = get(object, key);
  const double value = given.isNumber() ? given.as<double>() : std::numeric_limits<double>::quiet_NaN();
  if (!(value >= 0 && value <= kLargestWhole && std::floor(value) == value)) {
    fail(ErrorCode::kBadArgument, "{} is {}; it must be a whole number from 0",
         {key, val::global("String")(given).as<std::string>()});
  }
  return static_cast<std::uint64_t>(value);
}

std::size_t index_number(const val& object, const char* key) {
  return static_cast<std::size_t>(
      std::min<std::uint64_t>(whole_number(object, key), std::numeric_limits<std::size_t>::max()));
}

std::vector<std::int32_t> read_ids(const val& ids) {
  return emscripten::convertJSArrayToNumberVector<std::int32_t>(ids);
}

std::vector<std::string> read_strings(const val& strings) { return emscripten::vecFromJSArray<std::string>(strings); }

SamplingOptions read_sampling(const val& options) {
  SamplingOptions sampling;
  sampling.greedy = get_flag(options, "greedy");
  sampling.temperature = real_number(options, "temperature");
  sampling.top_k = static_cast<std::uint32_t>(index_number(options, "topK"));
  sampling.top_p = real_number(options, "topP");
  sampling.min_p = real_number(options, "minP");
  sampling.repetition_penalty = real_number(options, "repetitionPenalty");
  sampling.seed = whole_number(options, "seed");
  return sampling;
}

std::vector<Intervention> read_interventions(const val& interventions) {
  std::vector<Intervention> result;
  for (const val& given : emscripten::vecFromJSArray<val>(interventions)) {
    Intervention intervention;
    intervention.kind = read_kind(get_text(given, "kind"));
    intervention.target = read_target(get_text(given, "target"));
    intervention.layer = index_number(given, "layer");
    intervention.head = index_number(given, "head");
    if (intervention.kind == Intervention::Kind::kScale) intervention.factor = real_number(given, "factor");
    if (intervention.kind == Intervention::Kind::kReplace) {
      intervention.values = emscripten::convertJSArrayToNumberVector<float>(get(given, "values"));
    }
    result.push_back(std::move(intervention));
  }
  return result;
}

val tensors_out(const std::vector<TracedTensor>& tensors) {
  val result = val::array();
  for (const TracedTensor& tensor : tensors) {
    val item = val::object();
    put_text(item, "name", tensor.name);
    put(item, "shape", val::array(tensor.shape));
    put_array(item, "data", tensor.data);
    push(result, item);
  }
  return result;
}

val candidates_out(std::span<const Candidate> candidates, std::size_t top) {
  const std::size_t count = std::min(top, candidates.size());
  std::vector<std::int32_t> ids(count);
  std::vector<float> logits(count), probabilities(count), chances(count);
  for (std::size_t n = 0; n < count; ++n) {
    ids[n] = candidates[n].id;
    logits[n] = candidates[n].logit;
    probabilities[n] = candidates[n].probability;
    chances[n] = candidates[n].chance;
  }
  val result = val::object();
  put_array(result, "ids", ids);
  put_array(result, "logits", logits);
  put_array(result, "probabilities", probabilities);
  put_array(result, "chances", chances);
  return result;
}

}  // namespace attn::bindings
