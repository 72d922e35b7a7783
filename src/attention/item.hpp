// What the items of the registries (scores, biases, masks, positions) have in common: an id, numbers to turn
// (knobs), tensors to be given, and what is known of each.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace attn {

/// A number that an item can be built with. The item says what it counts.
struct Knob {
  std::string_view name;  ///< as specs name it
  double least, usual, most;  ///< usual: what it is when nobody says
};

/// Row-major.
struct NamedTensor {
  std::string name;  ///< as specs name it
  std::vector<std::size_t> shape;  ///< row-major
  std::vector<float> data;  ///< as many as the shape says
};

/// An item by its id, with the knobs and tensors that were given.
struct ItemSpec {
  std::string id;  ///< of the item
  std::vector<std::pair<std::string, double>> knobs = {};  ///< by name
  std::vector<NamedTensor> tensors = {};  ///< by name

  ItemSpec() = default;
  ItemSpec(std::string_view item) : id(item) {}  ///< an id alone is a spec
  ItemSpec(const char* item) : id(item) {}  ///< an id alone
  ItemSpec(std::string_view item, std::vector<std::pair<std::string, double>> numbers,
           std::vector<NamedTensor> given = {})
      : id(item), knobs(std::move(numbers)), tensors(std::move(given)) {}  ///< an id with knobs and tensors
};

/// What a spec of an item is checked against.
struct ItemKey {
  std::string_view kind;  ///< "score", "bias", "mask", "position", "operator", "executor"
  std::string_view id;  ///< as specs name it
  std::span<const Knob> knobs;  ///< numbers it can be given
  std::span<const std::string_view> tensors;  ///< names of those it can be given
};

/// What the registry knows of an item. Kept apart from its key, so that a program that lists nothing, as the
/// WebAssembly module does, holds none of these words.
struct ItemInfo : ItemKey {
  std::string_view name, formula, source;  ///< for people
};

/// A spec's values, checked: what an item's make() reads. Borrows both.
class Parameters {
 public:
  /// Throws Error kUnknownId for a knob or tensor that the item does not have, kBadArgument for a number
  /// outside its knob's range or not finite.
  Parameters(const ItemKey& key, const ItemSpec& spec);

  /// The knob's value; `knob` is one of the item's own.
  [[nodiscard]] double number(std::string_view knob) const;
  /// The same, as a whole number; throws Error kBadArgument where it is none.
  [[nodiscard]] std::size_t count(std::string_view knob) const;
  /// The tensor of that name, or nullptr where it was not given.
  [[nodiscard]] const NamedTensor* tensor(std::string_view name) const;
  /// The same; throws Error kBadArgument where its shape is another. An extent of 0 is free.
  [[nodiscard]] const NamedTensor* tensor(std::string_view name, std::initializer_list<std::size_t> shape) const;

 private:
  const ItemKey& key_;
  const ItemSpec& spec_;
};

}  // namespace attn
