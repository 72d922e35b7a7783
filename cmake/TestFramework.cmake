# Catch2::Catch2WithMain: from the sources in the prefix of scripts/setup where there are any (they serve natively,
# under sanitizers and as wasm alike), else by find_package.

if(TARGET Catch2::Catch2WithMain)
  return()
endif()

set(_catch2 "${ATTN_PREFIX}/src/catch2")
if(NOT EXISTS "${_catch2}/extras/catch_amalgamated.cpp")
  find_package(Catch2 3 CONFIG QUIET)
  if(NOT Catch2_FOUND)
    message(FATAL_ERROR
      "Catch2 >= 3 was not found. Run scripts/setup, or: brew install catch2; vcpkg install catch2; "
      "or build without tests: -DATTN_TESTS=OFF.")
  endif()
  return()
endif()

# The amalgamated source saves compiling a hundred files; the ordinary headers keep test files quick to compile.
set(CATCH_CONFIG_DEFAULT_REPORTER console)
set(CATCH_CONFIG_CONSOLE_WIDTH 100)
configure_file("${_catch2}/src/catch2/catch_user_config.hpp.in"
  "${PROJECT_BINARY_DIR}/catch2/catch2/catch_user_config.hpp")
add_library(attn_catch2 STATIC EXCLUDE_FROM_ALL "${_catch2}/extras/catch_amalgamated.cpp")
target_include_directories(attn_catch2 SYSTEM
  PUBLIC "${PROJECT_BINARY_DIR}/catch2" "${_catch2}/src"
  PRIVATE "${_catch2}/extras")
target_compile_options(attn_catch2 PRIVATE -w -O1)
if(EMSCRIPTEN)
  target_compile_options(attn_catch2 PRIVATE -fwasm-exceptions)
endif()
add_library(Catch2::Catch2WithMain ALIAS attn_catch2)
