// Keys (after rotary) and values of the tokens so far, one pair of buffers a layer.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace attn {
/// The memory of a text: what a later token has to see of the earlier ones.
class KvCache {
 public:
  /// Room for `capacity` tokens; grows geometrically up to it, so that a short text costs little.
  /// Copying a cache forks a text: both go on from the same prefix.
  KvCache(std::size_t layers, std::size_t g, std::size_t d, std::size_t capacity);

  [[nodiscard]] std::size_t length() const { return length_; }  ///< tokens it holds
  [[nodiscard]] std::size_t capacity() const { return capacity_; }  ///< tokens it can hold
  [[nodiscard]] std::size_t bytes() const;  ///< of memory it has taken
  [[nodiscard]] bool fits(std::size_t layers, std::size_t g, std::size_t d) const {
    return layers == keys_.size() && g == g_ && d == d_;
  }  ///< made for these sizes?
  /// Forgets every token from `length` on: typing in the middle of a text reuses the prefix.
  /// Throws Error kBadArgument when there are fewer.
  void truncate(std::size_t length);

  /// Makes room for `count` more tokens in every layer, without changing length(). Throws Error
  /// kContextFull past the capacity, kOutOfMemory; the cache then holds what it held.
  void reserve(std::size_t count);
  /// Counts `count` tokens, written to every layer, as present.
  void advance(std::size_t count) { length_ += count; }

  /// One layer's keys or values as [g, room, d] row-major; head n begins at data + n * head_stride().
  float* keys(std::size_t layer) { return keys_[layer].data(); }
  float* values(std::size_t layer) { return values_[layer].data(); }  ///< as keys()
  [[nodiscard]] std::size_t head_stride() const { return room_ * d_; }  ///< in floats

 private:
  std::size_t g_, d_, capacity_, room_ = 0, length_ = 0;
  std::vector<std::vector<float>> keys_, values_;
};

}  // namespace attn
