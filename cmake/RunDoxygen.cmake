# Run by the target docs: which headers there are is asked now, not when the build was configured.

cmake_policy(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/PublicHeaders.cmake")
attn_header_closure(_headers ROOTS "${PROJECT_SOURCE_DIR}/src" "${ATTN_GENERATED_DIR}" HEADERS ${ATTN_PUBLIC_HEADERS})
# The items that the build gathers are made by their ids (make_score, make_mask, ...), never by their types, and `attn
# mechanisms` lists them; what else the headers need of each other is not for users either.
list(FILTER _headers EXCLUDE REGEX "/generated/|/(scores|masks|biases|positions)/[^/]+$")
list(FILTER _headers EXCLUDE REGEX "/(attention/type_list|base/math|base/random|base/text|nn/rotary|nn/position(_contract)?)\\.hpp$")

set(ATTN_DOCS_HEADERS "${ATTN_DOCS_DIR}.headers")
file(REMOVE_RECURSE "${ATTN_DOCS_DIR}" "${ATTN_DOCS_HEADERS}")
find_program(ATTN_PYTHON python3 REQUIRED)
execute_process(COMMAND "${ATTN_PYTHON}" "${CMAKE_CURRENT_LIST_DIR}/../scripts/lib/doxygen_headers.py"
  "${PROJECT_SOURCE_DIR}/src" "${ATTN_DOCS_HEADERS}" ${_headers} COMMAND_ERROR_IS_FATAL ANY)
file(MAKE_DIRECTORY "${ATTN_DOCS_DIR}")
configure_file("${CMAKE_CURRENT_LIST_DIR}/Doxyfile.in" "${ATTN_DOCS_DIR}/Doxyfile" @ONLY)
execute_process(COMMAND "${ATTN_DOXYGEN}" "${ATTN_DOCS_DIR}/Doxyfile" RESULT_VARIABLE _status)
file(REMOVE "${ATTN_DOCS_DIR}/Doxyfile")
file(REMOVE_RECURSE "${ATTN_DOCS_HEADERS}")
if(_status)
  message(FATAL_ERROR "Doxygen found something to complain about (above)")
endif()
