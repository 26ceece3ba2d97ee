# DuckDB::DuckDB: a system DuckDB of the wanted version or later, else the prebuilt library and its
# header from the packages pinned in duckdb.lock, fetched by npm once for all build folders.
# Their licence is DuckDB's own (MIT).

include(FindPackageHandleStandardArgs)

set(duckdb_wanted "${DuckDB_FIND_VERSION}")
if(NOT duckdb_wanted)
    set(duckdb_wanted 1.5.6)
endif()

# Sets `result` to the version that the library at `location` names, or to nothing.
function(duckdb_version_of location result)
    file(WRITE ${CMAKE_BINARY_DIR}/CMakeFiles/duckdb_version.c [[
#include <stdio.h>
extern const char* duckdb_library_version(void);
int main(void) { return puts(duckdb_library_version()) < 0; }
]])
    get_filename_component(folder ${location} DIRECTORY)
    enable_language(C)
    try_run(ran built ${CMAKE_BINARY_DIR}/CMakeFiles/duckdb_version
        SOURCES ${CMAKE_BINARY_DIR}/CMakeFiles/duckdb_version.c
        LINK_LIBRARIES ${location}
        LINK_OPTIONS -Wl,-rpath,${folder}
        RUN_OUTPUT_VARIABLE output)
    set(version "")
    if(built AND ran EQUAL 0 AND output MATCHES "v?([0-9]+\\.[0-9]+\\.[0-9]+)")
        set(version ${CMAKE_MATCH_1})
    endif()
    set(${result} ${version} PARENT_SCOPE)
endfunction()

# Fetches one package of the lock into `folder`, unless it is there, and checks it before unpacking.
function(duckdb_fetch folder package version member sha512 result)
    get_filename_component(file ${member} NAME)
    set(target ${folder}/${version}/${file})
    set(${result} ${target} PARENT_SCOPE)
    if(EXISTS ${target})
        return()
    endif()

    find_program(NPM_PROGRAM npm)
    if(NOT NPM_PROGRAM)
        message(FATAL_ERROR "No DuckDB of ${duckdb_wanted} or later is installed, and npm, which "
            "would fetch ${package}@${version}, is missing. Install one of the two.")
    endif()
    set(work ${folder}/work)
    file(REMOVE_RECURSE ${work})
    file(MAKE_DIRECTORY ${work})
    message(STATUS "Fetching ${package}@${version}")
    execute_process(COMMAND ${NPM_PROGRAM} pack --silent ${package}@${version}
        WORKING_DIRECTORY ${work} RESULT_VARIABLE failed OUTPUT_QUIET ERROR_VARIABLE trouble)
    file(GLOB tarballs ${work}/*.tgz)
    list(LENGTH tarballs count)
    if(failed OR NOT count EQUAL 1)
        message(FATAL_ERROR "npm could not fetch ${package}@${version}: ${trouble}")
    endif()

    file(SHA512 ${tarballs} found)
    if(NOT found STREQUAL sha512)
        message(FATAL_ERROR "${package}@${version} is not the file pinned in cmake/duckdb.lock:\n"
            "  wanted ${sha512}\n  found  ${found}\nNothing of it was used.")
    endif()
    file(ARCHIVE_EXTRACT INPUT ${tarballs} DESTINATION ${work} PATTERNS ${member})
    file(MAKE_DIRECTORY ${folder}/${version})
    file(RENAME ${work}/${member} ${target})
    file(REMOVE_RECURSE ${work})
endfunction()

find_path(DuckDB_INCLUDE_DIR duckdb.h)
find_library(DuckDB_LIBRARY duckdb)
if(DuckDB_INCLUDE_DIR AND DuckDB_LIBRARY AND NOT DuckDB_VERSION)
    duckdb_version_of(${DuckDB_LIBRARY} duckdb_found)
    set(DuckDB_VERSION "${duckdb_found}" CACHE INTERNAL "version of DuckDB_LIBRARY")
endif()

if(NOT DuckDB_VERSION OR DuckDB_VERSION VERSION_LESS duckdb_wanted)
    set(duckdb_folder ${CMAKE_SOURCE_DIR}/build/deps/duckdb)
    file(MAKE_DIRECTORY ${duckdb_folder})
    file(LOCK ${duckdb_folder}/lock GUARD FILE TIMEOUT 600)
    set(DuckDB_INCLUDE_DIR "" CACHE PATH "folder of duckdb.h" FORCE)
    set(DuckDB_LIBRARY "" CACHE FILEPATH "libduckdb.so" FORCE)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
        ${CMAKE_CURRENT_LIST_DIR}/duckdb.lock)
    file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/duckdb.lock duckdb_lines REGEX "^[^#]")
    foreach(line IN LISTS duckdb_lines)
        separate_arguments(fields UNIX_COMMAND "${line}")
        list(GET fields 0 processor)
        list(SUBLIST fields 1 4 pin)
        if(NOT processor STREQUAL "any" AND NOT processor STREQUAL CMAKE_SYSTEM_PROCESSOR)
            continue()
        endif()
        duckdb_fetch(${duckdb_folder} ${pin} duckdb_file)
        if(duckdb_file MATCHES "\\.h$")
            get_filename_component(duckdb_include ${duckdb_file} DIRECTORY)
            set(DuckDB_INCLUDE_DIR ${duckdb_include} CACHE PATH "folder of duckdb.h" FORCE)
        else()
            set(DuckDB_LIBRARY ${duckdb_file} CACHE FILEPATH "libduckdb.so" FORCE)
        endif()
    endforeach()
    file(LOCK ${duckdb_folder}/lock RELEASE)
    if(NOT DuckDB_LIBRARY)
        message(FATAL_ERROR "cmake/duckdb.lock pins no DuckDB for ${CMAKE_SYSTEM_PROCESSOR}. "
            "Install DuckDB ${duckdb_wanted} or later, or name one by "
            "-DDuckDB_LIBRARY=… -DDuckDB_INCLUDE_DIR=….")
    endif()
    duckdb_version_of(${DuckDB_LIBRARY} duckdb_found)
    set(DuckDB_VERSION "${duckdb_found}" CACHE INTERNAL "version of DuckDB_LIBRARY")
endif()

find_package_handle_standard_args(DuckDB
    REQUIRED_VARS DuckDB_LIBRARY DuckDB_INCLUDE_DIR
    VERSION_VAR DuckDB_VERSION)

if(DuckDB_FOUND AND NOT TARGET DuckDB::DuckDB)
    add_library(DuckDB::DuckDB SHARED IMPORTED)
    set_target_properties(DuckDB::DuckDB PROPERTIES
        IMPORTED_LOCATION ${DuckDB_LIBRARY}
        INTERFACE_INCLUDE_DIRECTORIES ${DuckDB_INCLUDE_DIR})
    # The library is found where it was fetched, and beside the program once installed.
    list(APPEND CMAKE_BUILD_RPATH "$ORIGIN")
    list(APPEND CMAKE_INSTALL_RPATH "$ORIGIN")
endif()
