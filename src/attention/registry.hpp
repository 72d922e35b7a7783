// Looking a type of a generated list up by its id. Shared by scores and masks.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attention/type_list.hpp"
#include "base/error.hpp"

namespace attn {

/// "unknown mask: lcal (have causal, full, padding)"
inline Error unknown_id(std::string_view kind, std::string_view id, const std::vector<std::string_view>& have) {
  std::string message = "unknown " + std::string(kind) + ": " + std::string(id) + " (have ";
  for (std::size_t n = 0; n < have.size(); ++n) message += (n ? ", " : "") + std::string(have[n]);
  return {ErrorCode::kUnknownId, message + ")"};
}

/// List's type whose kId is id, made from params; throws Error kUnknownId.
template <class List, class Params>
typename List::Variant make_by_id(std::string_view kind, std::string_view id, const Params& params) {
  std::optional<typename List::Variant> made;
  std::vector<std::string_view> have;
  List::for_each([&]<class T>() {
    have.push_back(T::kId);
    if (T::kId == id) made = T::make(params);
  });
  if (!made) throw unknown_id(kind, id, have);
  return *made;
}

}  // namespace attn
