#include "mechanisms/operator.hpp"

#include "attention/registry.hpp"

namespace attn {

AnyOperator make_operator(const ItemSpec& spec, const OperatorParams& params) {
  return make_item<AllOperators>("operator", spec, params);
}

void run_operator(const AnyOperator& op, AttentionProblem& problem, const OperatorParams& params,
                  const AttentionResult& result) {
  std::visit([&](const auto& o) { o.run(problem, params, result); }, op);
}

bool keeps_keys(const AnyOperator& op) {
  return std::visit(
      []<class O>(const O&) {
        if constexpr (requires { O::kKeepsKeys; }) return O::kKeepsKeys;
        return true;
      },
      op);
}

std::vector<ItemInfo> operator_infos() { return infos_of<AllOperators>("operator"); }

}  // namespace attn
