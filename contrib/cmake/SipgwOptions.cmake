# SPDX-License-Identifier: AGPL-3.0-or-later
# Language level, warnings, sanitizers: one interface target that every target of ours links.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS ON) # libosmocore's headers want gnu++20
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

option(SIPGW_TESTS "Build the tests" ON)
option(SIPGW_E2E "Build the laboratory of tests/e2e (needs libosmo-sigtran and libsctp)" OFF)
option(SIPGW_FUZZ "Build the libFuzzer targets (clang only)" OFF)
option(SIPGW_WERROR "Treat warnings as errors" OFF)
set(SIPGW_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize takes them: address,undefined or thread")

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type" FORCE)
endif()

add_library(sipgw_options INTERFACE)
target_compile_options(sipgw_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough -Wno-missing-field-initializers
  $<$<BOOL:${SIPGW_WERROR}>:-Werror>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  if(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # g++ 12 at -O2 and above: sees an overlap in every "literal" + std::string&& (GCC bug 105651), and an uninitialised
    # read in assignments of short literals to a std::string. clang builds the same files with its own such warnings.
    target_compile_options(sipgw_options INTERFACE -Wno-restrict -Wno-maybe-uninitialized)
  endif()
  if(SIPGW_SANITIZE MATCHES thread)
    # Asio's fences are not seen by g++'s ThreadSanitizer; what is posted is ordered by Asio's mutex all the same.
    target_compile_options(sipgw_options INTERFACE -Wno-tsan)
  endif()
endif()
if(SIPGW_SANITIZE)
  target_compile_options(sipgw_options INTERFACE
    -fsanitize=${SIPGW_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(sipgw_options INTERFACE -fsanitize=${SIPGW_SANITIZE})
endif()
if(SIPGW_FUZZ)
  target_compile_options(sipgw_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
