// Mechanisms as JavaScript asks for them. Options come as one JSON text, arrays as typed arrays.
#pragma once

#include <emscripten/val.h>

#include <string>

namespace attn::bindings {

/// options {mechanism, against?, heads, kvHeads, width, valueWidth, offset, head, pattern, measureMilliseconds,
/// traceQueries, traceKeys}, all but `against` given; arrays {q, k, v, segments}.
emscripten::val attend(const std::string& options, const emscripten::val& arrays);
/// options {mechanism, keys, width, seed} -> {milliseconds, work}.
emscripten::val measure(const std::string& options);
/// Float64Arrays -> {exponent}.
emscripten::val fit_exponent(const emscripten::val& sizes, const emscripten::val& values);

}  // namespace attn::bindings
