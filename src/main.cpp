// The command line: what was asked for, the settings, and the exit status.
#include <exception>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <CLI/CLI.hpp>

#include "config/settings.h"
#include "service/service.h"

namespace footfall {
namespace {

constexpr int failed = 1;
constexpr int usage = 2;

// A command with its own options; settings are options of every command.
struct Command {
    CLI::App* app = nullptr;
    std::string name;
    std::map<std::string, std::string> options;
    bool password_stdin = false;
};

class CommandLine {
  public:
    CommandLine() {
        app_.require_subcommand(1);
        app_.set_help_flag("-h,--help", "Print this help and exit");
        add("serve", "Serve the dashboard and the API until SIGTERM");
        Command& key = add_below("key", "Keys of clients", "create", "Make a key and print it");
        option(key, "kind", "write: may only send; read: may only read")->required();
        option(key, "workspace", "Its name or id; default: the first one");
        Command& list = add_below("key", "", "list", "List the write and read keys that work");
        option(list, "workspace", "Its name or id; default: the first one");
        Command& revoke = add_below("key", "", "revoke", "End a write or read key at once");
        option(revoke, "key", "Its id, as `key list` has it, or the key itself")->required();
        Command& member =
            add_below("member", "Who may sign in", "add", "Add a member to every workspace");
        option(member, "email", "E-mail to sign in with")->required();
        option(member, "role", "owner, admin or sales_rep")->required();
        option(member, "name", "Their own name; default: the e-mail");
        option(member, "workspace", "Name or id of the one workspace; default: every one");
        password(member)->required();
        Command& grant = add_below("member", "", "grant", "Let a sales rep see Insights");
        option(grant, "email", "E-mail to sign in with")->required();
        option(grant, "insights", "all, none, or targets by name or id: TARGET[,TARGET]")
            ->required();
        option(grant, "workspace", "Its name or id; default: the first one");
        Command& reset =
            add_below("member", "", "reset", "Set a member's password and end their sessions");
        option(reset, "email", "E-mail to sign in with")->required();
        password(reset);
        Command& sample = add("sample", "Load the sample data, in a workspace of its own");
        option(sample, "seed", "Another seed gives other customers; default: 1");
        option(sample, "until", "The last day, YYYY-MM-DD; default: today");
        sample.app->add_flag_callback(
            "--remove", [&] { sample.options["remove"] = "yes"; },
            "Remove the sample workspace and all that is in it");
        add("check", "Recount everything from the journal and compare");
        add("config", "Print every setting, where it came from, its bounds and what it does");
        add("help", "Print this help");
        add("version", "Print the version");
    }

    // The command asked for; or, when there is nothing more to do, the exit status.
    std::variant<Command*, int> parse(int argc, char** argv) {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::ParseError& error) {
            const int status = app_.exit(error, std::cout, std::cerr);
            return status == 0 ? 0 : usage;
        }
        for (const auto& command : commands_) {
            if (command->app->parsed()) return command.get();
        }
        return usage;
    }

    config::Given given() const {
        config::Given result;
        result.flags = flags_;
        result.environment = config::environment();
        if (!file_.empty()) result.file = file_;
        return result;
    }

    std::string help() const { return app_.help(); }

  private:
    Command& add(const std::string& name, const std::string& what) {
        return add_to(app_, name, name, what);
    }

    Command& add_below(const std::string& group, const std::string& group_what,
                       const std::string& name, const std::string& what) {
        CLI::App* parent = groups_[group];
        if (parent == nullptr) {
            parent = groups_[group] = app_.add_subcommand(group, group_what);
            parent->require_subcommand(1);
        }
        return add_to(*parent, group + " " + name, name, what);
    }

    Command& add_to(CLI::App& parent, const std::string& full, const std::string& name,
                    const std::string& what) {
        commands_.push_back(std::make_unique<Command>());
        Command& command = *commands_.back();
        command.name = full;
        command.app = parent.add_subcommand(name, what);
        for (const config::Facts& setting : config::facts()) {
            command.app
                ->add_option_function<std::string>(
                    config::flag_name(setting.name),
                    [this, key = std::string(setting.name)](const std::string& value) {
                        flags_[key] = value;
                    },
                    std::string(setting.help))
                ->group("Settings");
        }
        command.app->add_option("--config", file_, "A file of settings, `name = value` a line")
            ->group("Settings");
        return command;
    }

    static CLI::Option* option(Command& command, const std::string& name, const std::string& what) {
        return command.app->add_option_function<std::string>(
            "--" + name,
            [&command, name](const std::string& value) { command.options[name] = value; }, what);
    }

    static CLI::Option* password(Command& command) {
        return command.app->add_flag("--password-stdin", command.password_stdin,
                                     "Read the password from standard input");
    }

    CLI::App app_{"Footfall: which customers open their link, stall, and order.", "footfall"};
    std::map<std::string, CLI::App*> groups_;
    std::vector<std::unique_ptr<Command>> commands_;
    std::map<std::string, std::string, std::less<>> flags_;
    std::string file_;
};

int report(const Error& error) {
    std::cerr << "footfall: " << error.message;
    if (!error.field.empty()) std::cerr << " (" << error.field << ")";
    std::cerr << '\n';
    const bool wrong_words = error.code == ErrorCode::invalid;
    return wrong_words ? usage : failed;
}

int run(int argc, char** argv) {
    CommandLine line;
    const auto parsed = line.parse(argc, argv);
    if (const int* status = std::get_if<int>(&parsed)) return *status;
    Command& command = *std::get<Command*>(parsed);
    if (command.name == "help") {
        std::cout << line.help();
        return 0;
    }
    if (command.name == "version") {
        std::cout << "footfall " << service::version() << '\n';
        return 0;
    }
    const Result<config::Settings> settings = config::read(line.given());
    if (!settings) return report(settings.error());
    for (const std::string& variable : settings->unknown_variables) {
        std::cerr << "footfall: ignoring " << variable << ": there is no such setting\n";
    }
    if (command.name == "config") {
        std::cout << config::print(*settings);
        return 0;
    }
    if (command.password_stdin) {
        std::string text;
        std::getline(std::cin, text);
        if (text.ends_with('\r')) text.pop_back();
        command.options["password"] = text;
    }
    const auto progress = [](const std::string& text) { std::cerr << text << std::endl; };
    if (command.name == "serve") {
        const Result<> served = service::serve(*settings, std::cout, progress);
        return served ? 0 : report(served.error());
    }
    const Result<command::Outcome> outcome =
        service::run(*settings, {command.name, command.options}, progress);
    if (!outcome) return report(outcome.error());
    std::cout << outcome->output << '\n';
    return outcome->exit_status;
}

}  // namespace
}  // namespace footfall

int main(int argc, char** argv) {
    try {
        return footfall::run(argc, argv);
    } catch (const std::exception& error) {
        std::cerr << "footfall: " << error.what() << '\n';
        return footfall::failed;
    }
}
