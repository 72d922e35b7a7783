// Mechanisms as JavaScript asks for them. Options come as one JSON text, arrays as typed arrays.
#pragma once

#include <emscripten/val.h>

#include <cstddef>
#include <string>

namespace attn::bindings {

/// options {mechanism, against?, heads, kvHeads, width, valueWidth, offset, head, pattern, measureMilliseconds,
/// traceQueries, traceKeys}, all but `against` given; arrays {q, k, v, segments}.
emscripten::val attend(const std::string& options, const emscripten::val& arrays);
/// options {mechanism, keys, width, seed} -> {milliseconds, work}.
emscripten::val measure(const std::string& options);
/// Scores -> {weights, entropyBits, largest, jacobian, gradientNorm}.
emscripten::val row_probe(const emscripten::val& scores);
/// options {width, keys, scaled, seed} -> the same of the first row and the means of all, {scores, scoreVariance}.
emscripten::val scale_probe(const std::string& options);
/// options as attend's layer, and {ramp, price, steps}; arrays as attend's -> {span, ramp, spans, losses}.
emscripten::val learn_span(const std::string& options, const emscripten::val& arrays);
/// Two outputs, Float32Arrays of rows of `width` -> {maxAbs, query, cosine}.
emscripten::val difference(const emscripten::val& a, const emscripten::val& b, std::size_t width);
/// Float64Arrays -> {exponent}.
emscripten::val fit_exponent(const emscripten::val& sizes, const emscripten::val& values);

}  // namespace attn::bindings
