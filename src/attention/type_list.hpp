// A list of types, and the variant over it: how generated headers hand over what a folder holds.
#pragma once

#include <variant>

namespace attn {

template <class... T>
struct TypeList {
  using Variant = std::variant<T...>;
  /// Calls f.template operator()<U>() once for each type, in order.
  template <class F>
  static constexpr void for_each(F&& f) {
    (f.template operator()<T>(), ...);
  }
};

}  // namespace attn
