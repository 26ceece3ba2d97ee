// What an operator can do from the command line, in a running server or directly.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "result.h"

namespace footfall::command {

// A command's name (`key create`) and its options by name (`kind`), as the command line gave them.
struct Request {
    std::string name;
    std::map<std::string, std::string> options;
};

// What goes to stdout, and the exit status: 0, or 1 for a check that found a difference.
struct Outcome {
    std::string output;
    int exit_status = 0;
};

// Takes lines for stderr while a long command runs.
using Progress = std::function<void(const std::string& line)>;

}  // namespace footfall::command
