# attn_flags: what every translation unit of ours is compiled with. Never exported to consumers.

add_library(attn_flags INTERFACE)

target_compile_options(attn_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Woverloaded-virtual)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 finds overlaps in its own std::string at -O3 (GCC bug 105651).
  target_compile_options(attn_flags INTERFACE -Wno-restrict)
endif()
if(ATTN_WERROR)
  target_compile_options(attn_flags INTERFACE -Werror)
endif()

if(EMSCRIPTEN)
  # Plain simd128, no relaxed SIMD: the same bits in every engine. Engines that have it have bulk memory and
  # saturating conversions as well, which are shorter than their replacements.
  target_compile_options(attn_flags INTERFACE -msimd128 -mbulk-memory -mnontrapping-fptoint -fwasm-exceptions)
  target_link_options(attn_flags INTERFACE -mbulk-memory -mnontrapping-fptoint -fwasm-exceptions)
else()
  set(_arch "")
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$" AND NOT CMAKE_OSX_ARCHITECTURES MATCHES "arm64")
    set(_arch "x86-64-v3")
  endif()
  set(ATTN_ARCH "${_arch}" CACHE STRING
    "Instruction set, as -march= takes it: x86-64-v3 (AVX2 and FMA), x86-64-v2, native, ...; empty: the compiler's default")
  if(ATTN_ARCH)
    target_compile_options(attn_flags INTERFACE "-march=${ATTN_ARCH}")
  endif()
endif()

if(ATTN_SANITIZE)
  target_compile_options(attn_flags INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(attn_flags INTERFACE -fsanitize=address,undefined)
endif()
