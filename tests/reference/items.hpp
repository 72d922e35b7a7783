// Scores, biases and masks in double precision, each from the words of its paper, one pair at a time. They share
// nothing with src.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace reference {

using Floats = std::span<const float>;

// ---- scores of a query and a key, both [d] --------------------------------------------------------
double dot(Floats q, Floats k);
/// w [d, d]
double general(Floats q, Floats k, const std::vector<float>& w);
/// w, u [a, d], v [a]
double additive(Floats q, Floats k, const std::vector<float>& w, const std::vector<float>& u,
                const std::vector<float>& v);
/// Times 1; 0 where either is all zeros.
double cosine(Floats q, Floats k);

// ---- biases, p: the query's position ---------------------------------------------------------------
/// The paper's slope of head n among h.
double alibi_slope(std::size_t n, std::size_t h);
/// The bucket of a key at distance back = p - j, by comparing powers of whole numbers: no logarithm.
std::size_t t5_bucket(std::int64_t back, std::size_t buckets, std::size_t max_distance, bool bidirectional);
/// What weights are multiplied by.
double adaptive_span_factor(std::int64_t back, double span, double ramp);

}  // namespace reference
