// Operators that need no scores: a state goes along the keys, and each query asks it at its own position.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "attention/contract.hpp"
#include "mechanisms/operator_contract.hpp"
#include "simd/kernels.hpp"

namespace attn {

/// A state. The keys of one key/value head come by one after the other, and between them the queries that read it.
class Recurrence {
 public:
  virtual ~Recurrence() = default;
  /// Forgets everything: another head begins. weights() will be asked for, of so many keys, or not at all: 0.
  virtual void start(std::size_t remembered) = 0;
  /// Key [d] number j and its value [d_v]; they come in order.
  virtual void see(std::size_t j, const float* key, const float* value) = 0;
  /// y [d_v] = what the query [d] reads now.
  virtual void answer(const float* query, float* y) = 0;
  /// weights [keys seen so far]: answer() = sum of weights times values.
  virtual void weights(const float* query, std::span<float> weights) = 0;

  std::uint64_t key_multiply_adds = 0, query_multiply_adds = 0;  ///< of see() and of answer()
  std::size_t state_bytes = 0;                                    ///< what it holds besides what weights() needs
};

/// Checks that result can be had of an operator without stages and steps: only the pattern. Throws Error as attention()
/// does, kUnsupported for observers and for other stages, with the operator's name.
void check_operator(std::string_view name, AttentionProblem& problem, const AttentionResult& result);

/// Runs every head through the state: query i sees the keys up to position i + offset, or with a full mask all of them.
/// A query that sees no key gives zeros. Throws as check_operator, and Error kUnsupported for other masks, for biases
/// and for softcap.
void run_recurrence(std::string_view name, Recurrence& state, AttentionProblem& problem, const OperatorParams& params,
                    const AttentionResult& result);

}  // namespace attn
