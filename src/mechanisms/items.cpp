#include "mechanisms/items.hpp"

#include "attention/contract.hpp"
#include "mechanisms/operator.hpp"
#include "nn/position.hpp"

namespace attn {

std::vector<ItemInfo> item_infos() {
  std::vector<ItemInfo> all;
  for (const auto& list :
       {operator_infos(), score_infos(), bias_infos(), mask_infos(), position_infos(), executor_infos()})
    all.insert(all.end(), list.begin(), list.end());
  return all;
}

}  // namespace attn
