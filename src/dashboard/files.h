// The files of the built dashboard as they lie in the program.
#pragma once

#include <string_view>
#include <vector>

namespace footfall::dashboard {

struct File {
    std::string_view path;   // below web/dist, begins with '/'
    std::string_view bytes;  // for the program's life
};

// Written by cmake/EmbedDashboard.cmake. Empty if the dashboard was not built.
std::vector<File> built_files();

}  // namespace footfall::dashboard
