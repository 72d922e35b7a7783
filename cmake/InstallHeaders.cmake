# Run by cmake --install, so that what a header includes is asked when it is installed, not when the build was configured.
# Given: ATTN_SOURCE, ATTN_GENERATED, ATTN_INCLUDE_DESTINATION (absolute, or relative to the prefix).

cmake_policy(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/PublicHeaders.cmake")
attn_header_closure(_headers ROOTS "${ATTN_SOURCE}" "${ATTN_GENERATED}" HEADERS ${ATTN_PUBLIC_HEADERS})
cmake_path(ABSOLUTE_PATH ATTN_INCLUDE_DESTINATION BASE_DIRECTORY "${CMAKE_INSTALL_PREFIX}")
foreach(_header IN LISTS _headers)
  foreach(_root "${ATTN_SOURCE}" "${ATTN_GENERATED}")
    cmake_path(IS_PREFIX _root "${_header}" _inside)
    if(_inside)
      cmake_path(RELATIVE_PATH _header BASE_DIRECTORY "${_root}" OUTPUT_VARIABLE _name)
      cmake_path(GET _name PARENT_PATH _folder)
      file(INSTALL DESTINATION "${ATTN_INCLUDE_DESTINATION}/attn/${_folder}" TYPE FILE FILES "${_header}")
    endif()
  endforeach()
endforeach()
