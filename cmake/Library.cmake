# attn::attn, a static library: one object library for each folder below, so that what a folder may use is said once.

# A folder without sources (yet) is skipped; headers alone need no target.
function(attn_folder folder)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/${folder}/*.cpp")
  if(NOT sources)
    return()
  endif()
  add_library(attn_${folder} OBJECT ${sources})
  target_include_directories(attn_${folder} PRIVATE "${PROJECT_SOURCE_DIR}/src" "${ATTN_GENERATED_DIR}")
  target_link_libraries(attn_${folder} PRIVATE attn_flags ${ARGN})
  if(EMSCRIPTEN)
    # The module is downloaded: only the kernels are built for speed, the rest for size. The kernels are vectors
    # already: more of that, and unrolling, goes to the tails of their loops, for 1.5 KB and no measured gain.
    if(folder STREQUAL "simd")
      target_compile_options(attn_${folder} PRIVATE -O2 -fno-vectorize -fno-slp-vectorize -fno-unroll-loops)
    else()
      target_compile_options(attn_${folder} PRIVATE -Oz)
    endif()
    # Optimised as a whole when linked: 5 KB. Only when compiling: with -flto the linker would also want system
    # libraries built for it, which packaged Emscriptens lack.
    target_compile_options(attn_${folder} PRIVATE $<$<NOT:$<CONFIG:Debug>>:-flto>)
  else()
    set_target_properties(attn_${folder} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  endif()
  target_sources(attn PRIVATE $<TARGET_OBJECTS:attn_${folder}>)
endfunction()

add_library(attn STATIC)
add_library(attn::attn ALIAS attn)
set_target_properties(attn PROPERTIES LINKER_LANGUAGE CXX)
target_compile_features(attn PUBLIC cxx_std_20)

# Headers include each other from the root of src ("simd/kernels.hpp"); others write <attn/simd/kernels.hpp>.
# Both spellings work in the build tree, where the second goes through a link, and once installed.
file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/include")
file(CREATE_LINK "${PROJECT_SOURCE_DIR}/src" "${PROJECT_BINARY_DIR}/include/attn" SYMBOLIC)
target_include_directories(attn PUBLIC
  "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src>"
  "$<BUILD_INTERFACE:${ATTN_GENERATED_DIR}>"
  "$<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>")

# Its exact differences of products must not be fused, as GCC would.
set_source_files_properties("${PROJECT_SOURCE_DIR}/src/base/math.cpp" PROPERTIES COMPILE_OPTIONS -ffp-contract=off)
attn_folder(base)
attn_folder(simd attn_xsimd)
attn_folder(attention)
attn_folder(nn)
attn_folder(formats attn_rapidjson)
attn_folder(model)
attn_folder(inspect)
attn_folder(mechanisms)
attn_folder(train)

if(ATTN_SANITIZE)
  target_link_options(attn PUBLIC $<BUILD_INTERFACE:-fsanitize=address,undefined>)
endif()
if(EMSCRIPTEN)
  target_link_options(attn PUBLIC -fwasm-exceptions)
endif()
