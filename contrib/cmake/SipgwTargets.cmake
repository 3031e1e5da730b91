# SPDX-License-Identifier: AGPL-3.0-or-later

# sipgw_library(NAME SOURCES a.cpp ... [DEPENDS target ...]): one static library per folder.
function(sipgw_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${ARG_DEPENDS} PRIVATE sipgw_options)
endfunction()

# sipgw_unit_test(NAME SOURCES a_test.cpp ... [DEPENDS target ...]): a GoogleTest program, each case a ctest test.
function(sipgw_unit_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} GTest::gmock_main sipgw_options)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES LABELS unit TIMEOUT 120)
endfunction()

# sipgw_fuzz_target(NAME SOURCES a.cpp [DEPENDS target ...]): built only with SIPGW_FUZZ.
function(sipgw_fuzz_target name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  if(SIPGW_FUZZ)
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} sipgw_options)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  endif()
endfunction()
