# ATTN_VERSION_TEXT, the version of everything, from web/package.json, the one place where it is written ("0.2.0-rc.1"),
# and ATTN_VERSION_NUMBERS, what of it project() takes ("0.2.0"). Before project().

set(_package "${CMAKE_CURRENT_SOURCE_DIR}/web/package.json")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${_package}")
file(READ "${_package}" _json)
string(JSON ATTN_VERSION_TEXT ERROR_VARIABLE _error GET "${_json}" version)
if(_error OR NOT ATTN_VERSION_TEXT MATCHES "^([0-9]+\\.[0-9]+\\.[0-9]+)(-[0-9A-Za-z.-]+)?$")
  message(FATAL_ERROR "${_package}: version is \"${ATTN_VERSION_TEXT}\"; expected three numbers, such as 0.2.0 or 0.2.0-rc.1")
endif()
set(ATTN_VERSION_NUMBERS "${CMAKE_MATCH_1}")
