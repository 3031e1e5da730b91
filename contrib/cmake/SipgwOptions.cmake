# SPDX-License-Identifier: AGPL-3.0-or-later
# Language level, warnings, sanitizers: one interface target that every target of ours links.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS ON) # libosmocore's headers want gnu++20
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

option(SIPGW_TESTS "Build the tests" ON)
option(SIPGW_FUZZ "Build the libFuzzer targets (clang only)" OFF)
option(SIPGW_WERROR "Treat warnings as errors" OFF)
set(SIPGW_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize takes them: address,undefined or thread")

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type" FORCE)
endif()

add_library(sipgw_options INTERFACE)
target_compile_options(sipgw_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough -Wno-missing-field-initializers
  $<$<BOOL:${SIPGW_WERROR}>:-Werror>
  # g++ 12 sees an overlap in every "literal" + std::string&& at -O2 and above (GCC bug 105651).
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>)
if(SIPGW_SANITIZE)
  target_compile_options(sipgw_options INTERFACE
    -fsanitize=${SIPGW_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(sipgw_options INTERFACE -fsanitize=${SIPGW_SANITIZE})
endif()
if(SIPGW_FUZZ)
  target_compile_options(sipgw_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
