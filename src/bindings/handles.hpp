// Objects that JavaScript keeps by number. Embind's classes would add a quarter to the glue; a number and a table do.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "base/text.hpp"

namespace attn::bindings {

template <class T>
class Handles {
 public:
  /// The number of a fresh T; the caller gives it back to remove().
  std::size_t add() {
    for (std::size_t n = 0; n < held_.size(); ++n) {
      if (held_[n] != nullptr) continue;
      held_[n] = std::make_unique<T>();
      return n;
    }
    held_.push_back(std::make_unique<T>());
    return held_.size() - 1;
  }
  void remove(std::size_t n) {
    if (n < held_.size()) held_[n].reset();
  }
  /// Throws Error kBadArgument for a number that was given back.
  [[nodiscard]] T& at(std::size_t n) const {
    if (n >= held_.size() || held_[n] == nullptr)
      fail(ErrorCode::kBadArgument, "object {} was disposed of; make another", {n});
    return *held_[n];
  }

 private:
  std::vector<std::unique_ptr<T>> held_;
};

}  // namespace attn::bindings
