# cmake --install: headers, the static library, the command-line tool, and what find_package(attn CONFIG) reads.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

install(TARGETS attn EXPORT attn_targets ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(DIRECTORY src/ DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/attn" FILES_MATCHING
  PATTERN "*.hpp" PATTERN "cli" EXCLUDE PATTERN "bindings" EXCLUDE)
install(DIRECTORY "${ATTN_GENERATED_DIR}/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/attn" PATTERN "cli" EXCLUDE)
if(TARGET attn_cli)
  install(TARGETS attn_cli RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()

set(_config_dir "${CMAKE_INSTALL_LIBDIR}/cmake/attn")
install(EXPORT attn_targets NAMESPACE attn:: FILE attnTargets.cmake DESTINATION "${_config_dir}")
configure_package_config_file(cmake/attnConfig.cmake.in "${PROJECT_BINARY_DIR}/attnConfig.cmake"
  INSTALL_DESTINATION "${_config_dir}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/attnConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/attnConfig.cmake" "${PROJECT_BINARY_DIR}/attnConfigVersion.cmake"
  DESTINATION "${_config_dir}")
