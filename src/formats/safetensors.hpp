// The safetensors format (huggingface/safetensors, README "Format"): eight bytes of header length, a JSON
// header, then the tensors' bytes, little-endian and row-major.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/tensor_source.hpp"

namespace attn {

/// A whole safetensors file in memory. Everything that the header claims is checked when it is parsed: what
/// parses can be read. F32, F16 and BF16 can be read; tensors of other types are listed only.
class SafetensorsFile final : public TensorSource {
 public:
  /// The bytes are borrowed, and need no alignment. `name` is how messages call the file. Throws Error kBadFile
  /// naming the tensor and what is wrong with it.
  static SafetensorsFile parse(std::span<const std::byte> file, std::string_view name = "model.safetensors");
  /// The same, keeping the bytes.
  static SafetensorsFile parse_owned(std::vector<std::byte> file, std::string_view name = "model.safetensors");

  SafetensorsFile(SafetensorsFile&&) noexcept = default;  ///< moves
  SafetensorsFile& operator=(SafetensorsFile&&) noexcept = default;  ///< moves

  /// In the order of the header.
  [[nodiscard]] std::vector<TensorInfo> tensors() const override;
  [[nodiscard]] const TensorInfo* find(std::string_view name) const override;
  /// Exact, for subnormals, infinities and NaN too. Throws Error kBadArgument (no such tensor, out of another
  /// size), kUnsupported (a type other than F32, F16, BF16).
  void read(std::string_view name, std::span<float> out) const override;

  /// Bytes of all tensors together.
  [[nodiscard]] std::uint64_t data_bytes() const { return data_.size(); }
  /// The header's "__metadata__".
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& metadata() const { return metadata_; }

 private:
  struct Entry {
    TensorInfo info;
    std::uint64_t begin = 0, end = 0;  ///< bytes of data_
  };
  friend class SafetensorsHeader;

  SafetensorsFile() = default;
  [[nodiscard]] const Entry* entry(std::string_view name) const;

  std::string name_;
  std::vector<std::byte> owned_;
  std::span<const std::byte> data_;  ///< what follows the header
  std::vector<Entry> entries_;       ///< in the order of the header
  std::vector<std::size_t> by_name_;  ///< indices into entries_, sorted by name
  std::vector<std::pair<std::string, std::string>> metadata_;
};

}  // namespace attn
