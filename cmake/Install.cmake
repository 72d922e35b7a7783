# cmake --install: the public headers, the static library, the command-line tool, the licence, and what
# find_package(attn CONFIG) and pkg-config read. All of it may be moved as a whole.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

install(TARGETS attn EXPORT attn_targets ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" "${CMAKE_INSTALL_INCLUDEDIR}/attn")
install(CODE "
  set(ATTN_SOURCE \"${PROJECT_SOURCE_DIR}/src\")
  set(ATTN_GENERATED \"${ATTN_GENERATED_DIR}\")
  set(ATTN_INCLUDE_DESTINATION \"${CMAKE_INSTALL_INCLUDEDIR}\")")
install(SCRIPT cmake/InstallHeaders.cmake)
if(TARGET attn_cli)
  install(TARGETS attn_cli RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()

# Our licence, and those of the headers that are compiled into the library, which ask to go with binaries. Where these
# lie is up to who packaged the headers: Debian, vcpkg or the sources themselves.
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DATADIR}/licenses/attn")
foreach(_part xsimd rapidjson)
  string(TOUPPER "ATTN_${_part}" _name)
  find_file(${_name}_LICENCE NAMES copyright LICENSE license.txt NO_DEFAULT_PATH PATHS
    "${${_name}_INCLUDE}/../share/doc/lib${_part}-dev" "${${_name}_INCLUDE}/../share/doc/${_part}-dev"
    "${${_name}_INCLUDE}/../share/${_part}" "${${_name}_INCLUDE}/..")
  if(${_name}_LICENCE)
    install(FILES "${${_name}_LICENCE}" DESTINATION "${CMAKE_INSTALL_DATADIR}/licenses/attn" RENAME "${_part}.txt")
  else()
    message(STATUS "The licence of ${_part} was not found beside ${${_name}_INCLUDE}; it will not be installed "
      "(-D${_name}_LICENCE=<file>)")
  endif()
endforeach()

set(_config_dir "${CMAKE_INSTALL_LIBDIR}/cmake/attn")
install(EXPORT attn_targets NAMESPACE attn:: FILE attnTargets.cmake DESTINATION "${_config_dir}")
configure_package_config_file(cmake/attnConfig.cmake.in "${PROJECT_BINARY_DIR}/attnConfig.cmake"
  INSTALL_DESTINATION "${_config_dir}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/attnConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/attnConfig.cmake" "${PROJECT_BINARY_DIR}/attnConfigVersion.cmake"
  DESTINATION "${_config_dir}")

# attn.pc says every path from its own folder.
set(_pc_dir "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig")
file(RELATIVE_PATH ATTN_PC_PREFIX "${_pc_dir}" "${CMAKE_INSTALL_PREFIX}")
file(RELATIVE_PATH ATTN_PC_INCLUDE "${CMAKE_INSTALL_PREFIX}" "${CMAKE_INSTALL_FULL_INCLUDEDIR}")
file(RELATIVE_PATH ATTN_PC_LIB "${CMAKE_INSTALL_PREFIX}" "${CMAKE_INSTALL_FULL_LIBDIR}")
string(REGEX REPLACE "/$" "" ATTN_PC_PREFIX "${ATTN_PC_PREFIX}")
configure_file(cmake/attn.pc.in "${PROJECT_BINARY_DIR}/attn.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/attn.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
