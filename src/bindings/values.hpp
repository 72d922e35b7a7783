// Between JavaScript values and ours: errors as values, options checked on the way in, numbers copied on
// the way out (the heap may grow or be freed, so JavaScript never keeps a view of it).
#pragma once

#include <emscripten/val.h>

#include <cstdint>
#include <span>
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
val failure(const char* code, const char* message);

/// Calls f(context), and turns any C++ exception into failure(): none ever reaches JavaScript.
val guarded(val (*f)(const void* context), const void* context);

/// The same for a function object.
template <class F>
val guarded(const F& f) {
  return guarded([](const void* context) { return (*static_cast<const F*>(context))(); }, &f);
}

/// object[key] = value. One function a kind, not inlined: the module is downloaded, and these are called often.
void put(val& object, const char* key, const val& value);
void put_number(val& object, const char* key, double value);
void put_text(val& object, const char* key, std::string_view value);
/// A copy in JavaScript's own memory: Float32Array, Float64Array, Int32Array or Uint32Array.
template <class T>
void put_array(val& object, const char* key, const std::vector<T>& values);

void push(val& array, const val& value);
void push_text(val& array, std::string_view value);

/// object[key], as what it has to be.
val get(const val& object, const char* key);
bool get_flag(const val& object, const char* key);
std::string get_text(const val& object, const char* key);
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
