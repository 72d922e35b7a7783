// What is fuzzed: whatever the bytes are, each target either works or throws Error. Shared by the libFuzzer
// harnesses of this folder and by the mutation test in tests/formats.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "formats/json.hpp"
#include "formats/safetensors.hpp"
#include "model/config.hpp"

namespace attn::fuzz {

/// Parses the file and reads every tensor that can be read. What parsed must be readable. True if it was accepted.
inline bool safetensors(std::span<const std::byte> bytes) {
  try {
    const SafetensorsFile file = SafetensorsFile::parse(bytes);
    for (const TensorInfo& info : file.tensors()) {
      if (info.dtype != "F32" && info.dtype != "F16" && info.dtype != "BF16") continue;
      std::size_t count = 1;
      for (const std::uint64_t n : info.shape) count *= static_cast<std::size_t>(n);
      std::vector<float> values(count);
      file.read(info.name, values);
    }
    return true;
  } catch (const Error& error) {
    // Only these may come from a file: any other code is a defect.
    if (error.code() != ErrorCode::kBadFile && error.code() != ErrorCode::kOutOfMemory) std::abort();
    return false;
  }
}

/// Reads the text as JSON and as a model's configuration.
inline bool config(std::span<const std::byte> bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  try {
    static_cast<void>(parse_config(text));
    return true;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace attn::fuzz
