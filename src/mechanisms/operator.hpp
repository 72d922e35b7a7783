// Operators by id. The build gathers operators/ into mechanisms/generated/operators.hpp (AllOperators).
#pragma once

#include <vector>

#include "mechanisms/generated/operators.hpp"
#include "mechanisms/operator_contract.hpp"

namespace attn {

using AnyOperator = AllOperators::Variant;

/// The operator with this id; throws Error kUnknownId listing those there are, or as Parameters does.
AnyOperator make_operator(const ItemSpec& spec, const OperatorParams& params);
/// See the contract.
void run_operator(const AnyOperator& op, AttentionProblem& problem, const OperatorParams& params,
                  const AttentionResult& result);

/// Whether generating needs the keys and values of all tokens so far; otherwise a state of one size is kept.
bool keeps_keys(const AnyOperator& op);

std::vector<ItemInfo> operator_infos();

}  // namespace attn
