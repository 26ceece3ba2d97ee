# The fuzz targets: each *_fuzz.cpp of src/ is a program of libFuzzer, linked with the sources below.
# They are what strangers' bytes reach, by file and not by room, so that neither Asio nor DuckDB nor
# SOCI is built along.

set(fuzzed
    api/activity_question.cpp api/credentials.cpp api/parameters.cpp api/target_rules.cpp
    calendar/date.cpp calendar/day_table.cpp calendar/range.cpp calendar/zone.cpp
    config/values.cpp
    disk/simulated_disk.cpp
    event/codec.cpp event/entry.cpp event/ids.cpp
    export/csv.cpp
    gate/form.cpp gate/id.cpp gate/path.cpp gate/portal.cpp gate/visit.cpp
    http/cookie.cpp http/head.cpp http/message.cpp http/request_reader.cpp http/target.cpp http/utf8.cpp
    index/traits.cpp
    intake/admission.cpp intake/body.cpp intake/decode_customers.cpp intake/decode_events.cpp
    intake/decode_segment.cpp
    intake/json.cpp intake/lift.cpp intake/names.cpp intake/split.cpp intake/time.cpp
    journal/appender.cpp journal/crc32c.cpp journal/decoded_group.cpp journal/frame.cpp
    journal/packed_segment.cpp journal/reader.cpp journal/recovery.cpp journal/segment_file.cpp
    journal/segment_scan.cpp journal/sha256.cpp journal/sidecar.cpp
    question/fold.cpp question/question.cpp question/target.cpp
    timeline/record.cpp
    workspace/common_passwords.cpp workspace/ids.cpp workspace/password.cpp workspace/text.cpp
    workspace/token.cpp)
list(TRANSFORM fuzzed PREPEND ${CMAKE_SOURCE_DIR}/src/)

# One way for the library and the programs, so that they can share what is compiled once.
set(CMAKE_POSITION_INDEPENDENT_CODE OFF)
add_library(fuzzed STATIC ${fuzzed})
target_link_libraries(fuzzed PUBLIC footfall_flags Boost::json Boost::url simdjson::simdjson ZLIB::ZLIB
    OpenSSL::Crypto PkgConfig::sodium PkgConfig::utf8proc PkgConfig::zstd ${CCTZ_LIBRARY} ${CSV_LIBRARY}
    Threads::Threads)
target_precompile_headers(fuzzed PRIVATE <algorithm> <chrono> <filesystem> <functional> <map> <memory>
    <optional> <span> <sstream> <string> <variant> <vector>)

file(GLOB_RECURSE targets CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/*_fuzz.cpp)
foreach(target ${targets})
    cmake_path(GET target STEM name)
    add_executable(${name} ${target})
    target_link_libraries(${name} PRIVATE fuzzed)
    target_precompile_headers(${name} REUSE_FROM fuzzed)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
endforeach()
