// A point in the space of mechanisms, by ids: what JSON, the command line and the page name it by.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "attention/contract.hpp"
#include "attention/item.hpp"

namespace attn {

/// One mask, or several joined.
struct MaskSpec {
  enum class Kind : std::uint8_t { kOne, kAll, kAny } kind = Kind::kOne;
  ItemSpec one{"full"};         ///< kOne
  std::vector<MaskSpec> parts;  ///< kAll, kAny
};
/// A mechanism by the ids of its parts.
struct MechanismSpec {
  ItemSpec op{"softmax"};  ///< the operator: what is done with the scores
  ItemSpec score{"scaled_dot"};  ///< how well a query and a key match
  std::vector<ItemSpec> biases;      ///< added up
  float softcap = 0;                 ///< 0: none
  MaskSpec mask;  ///< which keys a query sees; full unless given
  std::optional<ItemSpec> position;  ///< applied to q and k; none: they are taken as they are
  std::size_t kv_heads = 0;          ///< key/value heads are pooled to so many by their mean; 0: as given
  Executor executor = Executor::kReference;  ///< how softmax is computed
};

}  // namespace attn
