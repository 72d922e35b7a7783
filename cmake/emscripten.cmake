# Toolchain file of the wasm presets: finds Emscripten's own and includes it. Looked for in this order: the prefix of
# scripts/setup, an activated emsdk, emcc on PATH.

get_filename_component(_attn_root "${CMAKE_CURRENT_LIST_DIR}/.." ABSOLUTE)
set(_roots "${_attn_root}/.toolchain/usr/share/emscripten")
if(DEFINED ENV{EMSDK})
  list(APPEND _roots "$ENV{EMSDK}/upstream/emscripten")
endif()
find_program(_attn_emcc emcc)
if(_attn_emcc)
  get_filename_component(_attn_emcc_real "${_attn_emcc}" REALPATH)
  get_filename_component(_attn_emcc_dir "${_attn_emcc_real}" DIRECTORY)
  list(APPEND _roots "${_attn_emcc_dir}" "${_attn_emcc_dir}/../libexec")
endif()
foreach(_root IN LISTS _roots)
  if(EXISTS "${_root}/cmake/Modules/Platform/Emscripten.cmake")
    set(_attn_emscripten "${_root}")
    break()
  endif()
endforeach()
if(NOT _attn_emscripten)
  message(FATAL_ERROR "Emscripten was not found. Run scripts/setup, or activate an emsdk (3.1.69 or newer).")
endif()
include("${_attn_emscripten}/cmake/Modules/Platform/Emscripten.cmake")

# Header-only packages (xsimd, RapidJSON) are found outside the sysroot.
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE BOTH)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE BOTH)
