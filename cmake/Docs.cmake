# cmake --build --preset release --target docs: the reference of the C++ library into build/docs/cpp, by Doxygen.
# A public name without documentation is an error.

find_program(ATTN_DOXYGEN doxygen)
if(ATTN_DOXYGEN AND PROJECT_IS_TOP_LEVEL)
  set(ATTN_DOCS_DIR "${PROJECT_SOURCE_DIR}/build/docs/cpp" CACHE PATH "Where the target docs writes the reference")
  add_custom_target(docs
    COMMAND "${CMAKE_COMMAND}" "-DATTN_DOXYGEN=${ATTN_DOXYGEN}" "-DPROJECT_SOURCE_DIR=${PROJECT_SOURCE_DIR}"
      "-DATTN_GENERATED_DIR=${ATTN_GENERATED_DIR}" "-DATTN_DOCS_DIR=${ATTN_DOCS_DIR}"
      "-DATTN_VERSION_TEXT=${ATTN_VERSION_TEXT}" "-DPROJECT_DESCRIPTION=${PROJECT_DESCRIPTION}"
      -P "${PROJECT_SOURCE_DIR}/cmake/RunDoxygen.cmake"
    COMMENT "The reference of the C++ library: ${ATTN_DOCS_DIR}/index.html" VERBATIM)
endif()
