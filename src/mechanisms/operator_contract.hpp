// What an operator is: how y comes of q, k and v. Softmax attention is one; the others have no softmax over all
// keys, but each still says which matrix [t_q, t_k] it stands for, so that it can be drawn beside softmax.
// Each operator is one header in operators/ (and, where it is long, a .cpp beside this file); the build gathers the
// folder.
//
// An operator O is a small value type with
//   static constexpr std::string_view kId, kName, kFormula, kSource;
//   static constexpr Knob kKnobs[] = {...};                 // optional
//   static constexpr std::string_view kTensors[] = {...};   // optional
//   static constexpr bool kKeepsKeys = false;               // optional: a state of one size serves for all tokens so
//   far static O make(const OperatorParams&, const Parameters&);
//   /// Writes result.y and, where result.scores has data, the matrix that y = matrix v. Adds to problem.work, where
//   /// that is not null, what it took. Throws Error kUnsupported for a mask it cannot keep.
//   void run(const AttentionProblem& problem, const OperatorParams& params, const AttentionResult& result) const;
//   (or with AttentionProblem&, where it leaves the problem as it found it.)
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "attention/contract.hpp"

namespace attn {

/// What surrounds an operator.
struct OperatorParams {
  std::size_t d = 0, d_v = 0;
  std::ptrdiff_t offset = 0;  ///< query i stands at position i + offset
  /// The mask, where it is one that recurrences know; kOther has to be asked of problem.masks.
  enum class Mask : std::uint8_t { kFull, kCausal, kOther } mask = Mask::kFull;
  std::span<const std::int32_t> segments = {};  ///< [t_k], or empty: sentence (or document) of each key
};

}  // namespace attn
