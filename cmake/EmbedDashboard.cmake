# The built dashboard, web/dist, becomes a part of the program: one object that includes the files.
# Without web/dist the list is empty, and the server says how to build it.

file(GLOB_RECURSE files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/dist/*)
list(SORT files)

set(body "")
set(table "")
set(number 0)
foreach(file ${files})
    file(RELATIVE_PATH path ${CMAKE_SOURCE_DIR}/web/dist ${file})
    string(APPEND body
        "asm(\".section .rodata\\n\"\n"
        "    \"footfall_file_${number}: .incbin \\\"${file}\\\"\\n\"\n"
        "    \"footfall_file_${number}_end: .byte 0\\n\"\n"
        "    \".previous\\n\");\n"
        "extern \"C\" const char footfall_file_${number}[];\n"
        "extern \"C\" const char footfall_file_${number}_end[];\n\n")
    string(APPEND table
        "    result.push_back({\"/${path}\", {footfall_file_${number},\n"
        "        static_cast<std::size_t>(footfall_file_${number}_end - footfall_file_${number})}});\n")
    math(EXPR number "${number} + 1")
endforeach()

file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/dashboard_files.cpp @ONLY CONTENT
"#include \"dashboard/files.h\"

${body}namespace footfall::dashboard {

std::vector<File> built_files() {
    std::vector<File> result;
${table}    return result;
}

}  // namespace footfall::dashboard
")
set_source_files_properties(${CMAKE_BINARY_DIR}/dashboard_files.cpp PROPERTIES
    OBJECT_DEPENDS "${files}")
target_sources(dashboard PRIVATE ${CMAKE_BINARY_DIR}/dashboard_files.cpp)
