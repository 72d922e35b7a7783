// Between JavaScript values and ours: errors as values, options checked on the way in, numbers copied on
// the way out (the heap may grow or be freed, so JavaScript never keeps a view of it).
#pragma once

#include <emscripten/val.h>

#include <cmath>
#include <cstdint>
#include <new>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "inspect/intervention.hpp"
#include "inspect/trace.hpp"
#include "model/sampling.hpp"

namespace attn::bindings {

using emscripten::val;

/// {error: {code, message}}, which every entry may return in place of its result.
val failure(const char* code, const std::string& message);

/// Calls f, and turns any C++ exception into failure(): none ever reaches JavaScript.
template <class F>
val guarded(F&& f) {
  try {
    return f();
  } catch (const Error& error) {
    return failure(error_code_name(error.code()), error.what());
  } catch (const std::bad_alloc&) {
    return failure("out-of-memory", "out of memory; try a shorter text, fewer captures or a smaller model");
  } catch (const std::length_error&) {  // a std::vector asked for more than size_t can count
    return failure("out-of-memory", "out of memory; try a shorter text, fewer captures or a smaller model");
  } catch (const std::exception& error) {
    return failure("internal", error.what());
  }
}

/// A copy in JavaScript's own memory: Float32Array, Float64Array or Int32Array.
template <class T>
val copy_out(std::span<const T> numbers) {
  return val(emscripten::typed_memory_view(numbers.size(), numbers.data())).template call<val>("slice");
}

/// object[key] = value. One function a kind, not inlined: the module is downloaded, and these are called often.
void put(val& object, const char* key, const val& value);
void put_number(val& object, const char* key, double value);
void put_text(val& object, const char* key, std::string_view value);
void put_floats(val& object, const char* key, std::span<const float> values);

/// object[key] as a whole number in [0, 2^53]; throws Error kBadArgument naming the key.
std::uint64_t whole_number(const val& object, const char* key);
/// The same, saturated at the largest std::size_t (32 bits here): a huge index must not wrap around to a small one.
std::size_t index_number(const val& object, const char* key);

std::vector<std::int32_t> read_ids(const val& ids);
std::vector<std::string> read_strings(const val& strings);
/// {greedy, temperature, topK, topP, minP, repetitionPenalty, seed}, all given.
SamplingOptions read_sampling(const val& options);
/// [{kind, target, layer, head, factor, values}].
std::vector<Intervention> read_interventions(const val& interventions);

/// [{name, shape, data}].
val tensors_out(const std::vector<TracedTensor>& tensors);
/// The first `top` candidates, a column a member: {ids, logits, probabilities, chances}.
val candidates_out(std::span<const Candidate> candidates, std::size_t top);

}  // namespace attn::bindings
