# Third-party headers. Each is used by few folders and never shows in an installed header.
#   attn_xsimd      only src/simd
#   attn_rapidjson  only src/formats and the command-line tool

# xsimd's own CMake package refuses other majors and 32-bit targets, wasm among them; it is headers only, so the
# headers are found and their version read.
find_path(ATTN_XSIMD_INCLUDE xsimd/xsimd.hpp)
set(_version 0)
if(ATTN_XSIMD_INCLUDE)
  file(STRINGS "${ATTN_XSIMD_INCLUDE}/xsimd/config/xsimd_config.hpp" _line REGEX "define XSIMD_VERSION_MAJOR")
  string(REGEX MATCH "[0-9]+" _version "${_line}")
endif()
if(_version LESS 13)
  message(FATAL_ERROR
    "xsimd >= 13 was not found (have: ${_version}). Run scripts/setup (Debian 12), or: brew install xsimd; "
    "vcpkg install xsimd; or unpack https://github.com/xtensor-stack/xsimd and pass -DATTN_XSIMD_INCLUDE=<its include>.")
endif()
add_library(attn_xsimd INTERFACE)
target_include_directories(attn_xsimd SYSTEM INTERFACE "${ATTN_XSIMD_INCLUDE}")

find_path(ATTN_RAPIDJSON_INCLUDE rapidjson/reader.h)
if(NOT ATTN_RAPIDJSON_INCLUDE)
  message(FATAL_ERROR
    "RapidJSON was not found. Run scripts/setup, or: apt-get install rapidjson-dev; brew install rapidjson; "
    "vcpkg install rapidjson.")
endif()
add_library(attn_rapidjson INTERFACE)
# Emscripten must never see /usr/include as a whole; there the path is the private prefix.
target_include_directories(attn_rapidjson SYSTEM INTERFACE "${ATTN_RAPIDJSON_INCLUDE}")
# RapidJSON's std::iterator use is deprecated in C++17.
target_compile_definitions(attn_rapidjson INTERFACE RAPIDJSON_NOMEMBERITERATORCLASS)
