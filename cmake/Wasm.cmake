# attn_wasm: the Embind module of src/bindings as attn.mjs, attn.wasm and attn.d.mts, copied to where the page imports it.

file(GLOB binding_sources CONFIGURE_DEPENDS src/bindings/*.cpp)
if(NOT binding_sources)
  return()
endif()

add_executable(attn_wasm ${binding_sources})
set_target_properties(attn_wasm PROPERTIES
  OUTPUT_NAME attn SUFFIX .mjs RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/module")
target_link_libraries(attn_wasm PRIVATE attn::attn attn_flags)
target_compile_options(attn_wasm PRIVATE -Oz $<$<NOT:$<CONFIG:Debug>>:-flto>)
target_link_options(attn_wasm PRIVATE
  -Oz -sMALLOC=emmalloc        # small to download; the kernels stay at -O2 (Library.cmake)
  -Wl,-mllvm,-inline-threshold=0       # across files, only what shrinks by it is inlined
  -sBINARYEN_EXTRA_PASSES=-O3  # after -Oz: its inlining adds 1 KB and takes 0.6 off what gzip makes of it
  -lembind
  -sMODULARIZE -sEXPORT_ES6 -sEXPORT_NAME=createAttn
  -sENVIRONMENT=web,worker,node  # without web, Emscripten imports Node's `module` at the top, and no browser can load it
  -sINCOMING_MODULE_JS_API=locateFile,wasmBinary,printErr
  -sTEXTDECODER=2
  -sDYNAMIC_EXECUTION=0        # a strict content security policy needs no unsafe-eval
  -sALLOW_MEMORY_GROWTH -sMAXIMUM_MEMORY=4GB
  -sSTACK_SIZE=512KB           # Emscripten's default is 64 KB
  -sFILESYSTEM=0
  "SHELL:--emit-tsd attn.d.mts")

# What the registries hold, with names, formulas and sources, goes to the page as a script of its own.
add_executable(attn_registry src/tools/registry.cpp)
target_link_libraries(attn_registry PRIVATE attn::attn attn_flags)
target_link_options(attn_registry PRIVATE -O1 -sENVIRONMENT=node -sEXIT_RUNTIME=1)
add_dependencies(attn_wasm attn_registry)

set(ATTN_WASM_TARGET_DIR "${PROJECT_SOURCE_DIR}/web/src/engine/wasm" CACHE PATH "Where the built module is copied to")
set(_module "${PROJECT_BINARY_DIR}/module")
add_custom_command(TARGET attn_wasm POST_BUILD
  COMMAND "${CMAKE_COMMAND}" -E make_directory "${ATTN_WASM_TARGET_DIR}"
  COMMAND ${CMAKE_CROSSCOMPILING_EMULATOR} "$<TARGET_FILE:attn_registry>" > "${_module}/registry.mjs"
  COMMAND "${CMAKE_COMMAND}" -E copy_if_different
    "${_module}/registry.mjs" "${_module}/attn.mjs" "${_module}/attn.wasm" "${_module}/attn.d.mts" "${ATTN_WASM_TARGET_DIR}"
  VERBATIM)
