# A room is a folder of src/: its sources make one library, its *_test.cpp one test program, each of
# its *_bench.cpp a program.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

set(FOOTFALL_SANITIZE "" CACHE STRING "sanitizers for our own code: address,undefined or thread")
option(FOOTFALL_FUZZ "build the fuzz targets of clang's libFuzzer, and nothing else")

add_library(footfall_flags INTERFACE)
# For quoted includes alone: src/assert.h would hide the system's <assert.h> from libraries.
target_compile_options(footfall_flags INTERFACE "SHELL:-iquote ${CMAKE_SOURCE_DIR}/src")
target_compile_options(footfall_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
    # libstdc++ 12's stable_sort uses what it deprecates itself; g++ knows that.
    $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>
    -fstack-protector-strong)
target_compile_definitions(footfall_flags INTERFACE _GLIBCXX_ASSERTIONS
    $<$<NOT:$<CONFIG:Debug>>:_FORTIFY_SOURCE=2>)
target_link_options(footfall_flags INTERFACE -Wl,-z,relro,-z,now)
if(FOOTFALL_SANITIZE)
    target_compile_options(footfall_flags INTERFACE
        -fsanitize=${FOOTFALL_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all
        # SOCI's library hides the type information that this check needs.
        -fno-sanitize=vptr)
    target_link_options(footfall_flags INTERFACE -fsanitize=${FOOTFALL_SANITIZE})
endif()

# What most sources read is compiled once under the sanitizers, which build longest. The release build
# does without, so that each source still includes what it uses.
if(FOOTFALL_SANITIZE AND NOT FOOTFALL_FUZZ)
    # One way for libraries and programs, so that they can share it.
    set(CMAKE_POSITION_INDEPENDENT_CODE OFF)
    set(often_read <algorithm> <array> <atomic> <charconv> <chrono> <filesystem> <functional> <map>
        <memory> <mutex> <optional> <set> <span> <sstream> <string> <string_view> <thread>
        <unordered_map> <utility> <variant> <vector>)
    file(WRITE ${CMAKE_BINARY_DIR}/often_read.cpp "")
    add_library(often_read STATIC ${CMAKE_BINARY_DIR}/often_read.cpp)
    target_link_libraries(often_read PRIVATE footfall_flags)
    target_precompile_headers(often_read PRIVATE ${often_read})
    add_library(often_read_by_tests STATIC ${CMAKE_BINARY_DIR}/often_read.cpp)
    target_link_libraries(often_read_by_tests PRIVATE footfall_flags GTest::gmock)
    target_compile_options(often_read_by_tests PRIVATE -O0 -U_FORTIFY_SOURCE)
    target_precompile_headers(often_read_by_tests PRIVATE ${often_read} <gmock/gmock.h>
        <gtest/gtest.h>)
endif()

# footfall_room(path [NAME name] [USES rooms and libraries …])
function(footfall_room path)
    cmake_parse_arguments(ROOM "" "NAME" "USES" ${ARGN})
    if(NOT ROOM_NAME)
        set(ROOM_NAME ${path})
    endif()
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${path}/*.cpp)
    set(tests ${sources})
    list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
    set(benches ${sources})
    list(FILTER benches INCLUDE REGEX "_bench\\.cpp$")
    list(FILTER sources EXCLUDE REGEX "_(test|fuzz|bench)\\.cpp$")
    if(sources)
        add_library(${ROOM_NAME} STATIC ${sources})
        target_link_libraries(${ROOM_NAME} PUBLIC footfall_flags ${ROOM_USES} Threads::Threads)
        if(TARGET often_read)
            target_precompile_headers(${ROOM_NAME} REUSE_FROM often_read)
        endif()
    else()
        add_library(${ROOM_NAME} INTERFACE)
        target_link_libraries(${ROOM_NAME} INTERFACE footfall_flags ${ROOM_USES} Threads::Threads)
    endif()
    if(tests)
        add_executable(${ROOM_NAME}_test ${tests})
        target_link_libraries(${ROOM_NAME}_test PRIVATE ${ROOM_NAME} GTest::gmock_main rapidcheck)
        footfall_test(${ROOM_NAME} ${ROOM_NAME}_test)
    endif()
    # Each a program of its own, built when asked for.
    find_package(benchmark QUIET)
    foreach(bench ${benches})
        cmake_path(GET bench STEM name)
        add_executable(${name} EXCLUDE_FROM_ALL ${bench})
        target_link_libraries(${name} PRIVATE ${ROOM_NAME} workload
            $<TARGET_NAME_IF_EXISTS:benchmark::benchmark_main>)
    endforeach()
endfunction()

# Each case of a GoogleTest program is a test of its own, labelled with the program's name. The
# target `tests` is all of these programs and no other: what is built under sanitizers.
# footfall_test(name program [TIMEOUT seconds])
include(GoogleTest)
add_custom_target(tests)
function(footfall_test name program)
    add_dependencies(tests ${program})
    if(FOOTFALL_SANITIZE)
        # Cases are many small functions: to optimize them too would double the build.
        get_target_property(sources ${program} SOURCES)
        set(others ${sources})
        list(FILTER sources INCLUDE REGEX "_test\\.cpp$")
        set_source_files_properties(${sources} PROPERTIES
            COMPILE_OPTIONS "-O0;-U_FORTIFY_SOURCE")
        list(FILTER others EXCLUDE REGEX "_test\\.cpp$")
        set_source_files_properties(${others} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
        target_precompile_headers(${program} REUSE_FROM often_read_by_tests)
    endif()
    cmake_parse_arguments(TEST "" "TIMEOUT" "" ${ARGN})
    if(NOT TEST_TIMEOUT)
        set(TEST_TIMEOUT 300)
    endif()
    gtest_discover_tests(${program} TEST_PREFIX ${name}: DISCOVERY_MODE PRE_TEST
        PROPERTIES TIMEOUT ${TEST_TIMEOUT} LABELS ${name})
endfunction()
