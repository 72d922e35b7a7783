// Looking a type of a generated list up by its id. Shared by scores, biases, masks and positions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attention/item.hpp"
#include "attention/type_list.hpp"
#include "base/error.hpp"

namespace attn {

/// "unknown mask: lcal (have causal, full, padding)"
Error unknown_id(std::string_view kind, std::string_view id, const std::vector<std::string_view>& have);

/// What type T of the registry `kind` says of itself.
template <class T>
ItemInfo info_of(std::string_view kind) {
  ItemInfo info{kind, T::kId, T::kName, T::kFormula, T::kSource, {}, {}};
  if constexpr (requires { T::kKnobs; }) info.knobs = T::kKnobs;
  if constexpr (requires { T::kTensors; }) info.tensors = T::kTensors;
  return info;
}

/// In order of id.
template <class List>
std::vector<ItemInfo> infos_of(std::string_view kind) {
  std::vector<ItemInfo> infos;
  List::for_each([&]<class T>() { infos.push_back(info_of<T>(kind)); });
  return infos;
}

/// List's type whose kId is the spec's, made in these surroundings; throws Error kUnknownId, or as Parameters does.
template <class List, class Surroundings>
typename List::Variant make_item(std::string_view kind, const ItemSpec& spec, const Surroundings& surroundings) {
  std::optional<typename List::Variant> made;
  List::for_each([&]<class T>() {
    if (T::kId != spec.id) return;
    const ItemInfo info = info_of<T>(kind);
    made.emplace(T::make(surroundings, Parameters(info, spec)));
  });
  if (made) return *std::move(made);
  std::vector<std::string_view> have;
  List::for_each([&]<class T>() { have.push_back(T::kId); });
  throw unknown_id(kind, spec.id, have);
}

}  // namespace attn
