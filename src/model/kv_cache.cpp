#include "model/kv_cache.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "model/memory.hpp"

namespace attn {
namespace {

constexpr std::size_t kFirstRoom = 16;

/// Moves heads [g, room, d] into a wider layout, keeping `length` rows of each.
std::vector<float> widened(const std::vector<float>& old, std::size_t g, std::size_t d, std::size_t room,
                           std::size_t new_room, std::size_t length) {
  std::vector<float> wide(g * new_room * d);
  for (std::size_t n = 0; n < g; ++n) {
    std::copy_n(old.data() + n * room * d, length * d, wide.data() + n * new_room * d);
  }
  return wide;
}

}  // namespace

KvCache::KvCache(std::size_t layers, std::size_t g, std::size_t d, std::size_t capacity)
    : g_(g), d_(d), capacity_(capacity), keys_(layers), values_(layers) {}

std::size_t KvCache::bytes() const { return 2 * keys_.size() * g_ * room_ * d_ * sizeof(float); }

void KvCache::truncate(std::size_t length) {
  if (length > length_) {
    fail(ErrorCode::kBadArgument, "cannot keep {} tokens of a cache that holds {}", {length, length_});
  }
  length_ = length;
}

void KvCache::reserve(std::size_t count) {
  if (count > capacity_ - length_) {
    fail(ErrorCode::kContextFull, "the cache has room for {} tokens, holds {}, and cannot take {} more",
         {capacity_, length_, count});
  }
  const std::size_t needed = length_ + count;
  if (needed <= room_) return;
  const std::size_t room = std::min(capacity_, std::max({needed, 2 * room_, kFirstRoom}));
  const double floats_a_layer = static_cast<double>(g_) * static_cast<double>(d_) * static_cast<double>(room);
  const double bytes = 2 * static_cast<double>(keys_.size()) * floats_a_layer * sizeof(float);
  // Where size_t has 32 bits the product may not fit it; an overflow must not become a small buffer.
  if (floats_a_layer > kMostFloats) throw_out_of_memory("the key/value cache", bytes);
  with_memory("the key/value cache", bytes, [&] {
    std::vector<std::vector<float>> keys, values;
    for (std::size_t layer = 0; layer < keys_.size(); ++layer) {
      keys.push_back(widened(keys_[layer], g_, d_, room_, room, length_));
      values.push_back(widened(values_[layer], g_, d_, room_, room, length_));
    }
    keys_.swap(keys);  // only now: a failure above leaves the cache as it was
    values_.swap(values);
  });
  room_ = room;
}

}  // namespace attn
