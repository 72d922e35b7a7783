#include "attention/registry.hpp"

namespace attn {

Error unknown_id(std::string_view kind, std::string_view id, const std::vector<std::string_view>& have) {
  std::string message = "unknown ";
  message.append(kind).append(": ").append(id).append(" (have ");
  for (std::size_t n = 0; n < have.size(); ++n) message.append(n ? ", " : "").append(have[n]);
  if (have.empty()) message += "none";
  return {ErrorCode::kUnknownId, message + ")"};
}

std::size_t find_item(std::span<const ItemKey> keys, std::string_view id) {
  std::vector<std::string_view> have;
  for (std::size_t n = 0; n < keys.size(); ++n) {
    if (keys[n].id == id) return n;
    have.push_back(keys[n].id);
  }
  throw unknown_id(keys[0].kind, id, have);
}

}  // namespace attn
