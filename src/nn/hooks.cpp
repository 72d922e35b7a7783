#include "nn/hooks.hpp"

#include <array>
#include <cassert>
#include <cstring>
#include <string_view>
#include <vector>

#include "base/text.hpp"

namespace attn {
namespace {

/// In order of HookPoint; a leading '.' marks a point inside "blocks.L".
constexpr std::array<std::string_view, static_cast<std::size_t>(HookPoint::kCount)> kNames = {
    "hook_embed",
    "hook_pos_embed",
    ".hook_resid_pre",
    ".ln1.hook_scale",
    ".ln1.hook_normalized",
    ".attn.hook_q",
    ".attn.hook_k",
    ".attn.hook_v",
    ".attn.hook_rot_q",
    ".attn.hook_rot_k",
    ".attn.hook_attn_scores",
    ".attn.hook_pattern",
    ".attn.hook_z",
    ".attn.hook_result",
    ".hook_attn_out",
    ".hook_resid_mid",
    ".ln2.hook_scale",
    ".ln2.hook_normalized",
    ".mlp.hook_pre",
    ".mlp.hook_pre_linear",
    ".mlp.hook_post",
    ".hook_mlp_out",
    ".hook_resid_post",
    "ln_final.hook_scale",
    "ln_final.hook_normalized",
};

}  // namespace

bool hook_in_block(HookPoint point) { return kNames[static_cast<std::size_t>(point)].front() == '.'; }

std::string hook_name(HookPoint point, std::size_t block) {
  assert(point < HookPoint::kCount);
  const std::string_view name = kNames[static_cast<std::size_t>(point)];
  if (!hook_in_block(point)) return std::string(name);
  return text("blocks.{}{}", {block, name});
}

bool fire_and_compare(Hooks& hooks, HookPoint point, std::size_t block, std::initializer_list<std::size_t> shape,
                      std::span<float> data) {
  const std::vector<float> before(data.begin(), data.end());
  hooks.at(point, block, shape, data);
  // By bits: a NaN put in is a change, a NaN left alone is none.
  return std::memcmp(before.data(), data.data(), data.size_bytes()) != 0;
}

}  // namespace attn
