# Before project(): the prefix that scripts/setup made, and ccache, are used where they are found.

set(ATTN_PREFIX "${CMAKE_CURRENT_SOURCE_DIR}/.toolchain" CACHE PATH "Private prefix of scripts/setup")
if(EXISTS "${ATTN_PREFIX}/usr")
  list(APPEND CMAKE_PREFIX_PATH "${ATTN_PREFIX}/usr")
endif()

if(PROJECT_IS_TOP_LEVEL OR NOT DEFINED PROJECT_NAME)
  find_program(ATTN_CCACHE ccache)
  if(ATTN_CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${ATTN_CCACHE}")
  endif()
endif()
