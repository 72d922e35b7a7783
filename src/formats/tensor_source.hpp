// Where weights come from: named tensors that widen to float32 on reading.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace attn {
/// One tensor of a file.
struct TensorInfo {
  std::string name;  ///< unique in its file
  std::string dtype;  ///< as the file spells it: "F32", "F16", "BF16"
  std::vector<std::uint64_t> shape;  ///< row-major
};
/// A file of tensors, in whatever format.
class TensorSource {
 public:
  virtual ~TensorSource() = default;
  [[nodiscard]] virtual std::vector<TensorInfo> tensors() const = 0;  ///< all there are
  /// nullptr where there is none of that name.
  [[nodiscard]] virtual const TensorInfo* find(std::string_view name) const = 0;
  /// Widens a tensor into out, whose size is its element count.
  virtual void read(std::string_view name, std::span<float> out) const = 0;
};

}  // namespace attn
