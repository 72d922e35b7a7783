// libFuzzer harness: cmake --preset dev -B build/fuzz -DCMAKE_CXX_COMPILER=clang++-19 -DATTN_FUZZ=ON
#include <cstdint>

#include "fuzz/targets.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  attn::fuzz::safetensors(std::as_bytes(std::span(data, size)));
  return 0;
}
