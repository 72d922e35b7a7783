// Looking a type of a generated list up by its id. Shared by scores, biases, masks and positions.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attention/item.hpp"
#include "attention/type_list.hpp"
#include "base/error.hpp"

namespace attn {

/// "unknown mask: lcal (have causal, full, padding)"
Error unknown_id(std::string_view kind, std::string_view id, const std::vector<std::string_view>& have);

/// What specs of type T of the registry `kind` are checked against.
template <class T>
constexpr ItemKey key_of(std::string_view kind) {
  ItemKey key{kind, T::kId, {}, {}};
  if constexpr (requires { T::kKnobs; }) key.knobs = T::kKnobs;
  if constexpr (requires { T::kTensors; }) key.tensors = T::kTensors;
  return key;
}

/// In order of id.
template <class List>
std::vector<ItemInfo> infos_of(std::string_view kind) {
  std::vector<ItemInfo> infos;
  List::for_each([&]<class T>() { infos.push_back({key_of<T>(kind), T::kName, T::kFormula, T::kSource}); });
  return infos;
}

/// Where the id stands among the keys; throws Error kUnknownId listing them.
std::size_t find_item(std::span<const ItemKey> keys, std::string_view id);

/// How to make each type of a list: a table of functions, so that looking up and checking is written once for all.
template <class List, class Surroundings>
struct Makers;
template <class... T, class Surroundings>
struct Makers<TypeList<T...>, Surroundings> {
  using Variant = typename TypeList<T...>::Variant;
  using Make = Variant (*)(const Surroundings&, const Parameters&);
  static constexpr Make kMakes[] = {
      [](const Surroundings& around, const Parameters& given) -> Variant { return T::make(around, given); }...};
  static Variant make(std::string_view kind, const ItemSpec& spec, const Surroundings& around) {
    const ItemKey keys[] = {key_of<T>(kind)...};
    const std::size_t n = find_item(keys, spec.id);
    return kMakes[n](around, Parameters(keys[n], spec));
  }
};

/// List's type whose kId is the spec's, made in these surroundings; throws Error kUnknownId, or as Parameters does.
template <class List, class Surroundings>
typename List::Variant make_item(std::string_view kind, const ItemSpec& spec, const Surroundings& surroundings) {
  return Makers<List, Surroundings>::make(kind, spec, surroundings);
}

}  // namespace attn
