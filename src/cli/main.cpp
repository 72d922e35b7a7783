// attn: the native command-line tool. JSON on standard output; on failure one line on standard error and exit
// code 1 (the input is bad) or 2 (the command line is), unless the command says otherwise.
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "cli/commands.hpp"
#include "cli/visible.hpp"

namespace attn::cli {
namespace {

std::string overview() {
  std::string text =
      "usage: attn COMMAND ...\n\nAttention and small transformers. Results are JSON on standard output.\n\n";
  for (const Command* command : kCommands) {
    std::string name = std::string(command->name) + " " + std::string(command->operand);
    if (!command->second.empty()) name += " " + std::string(command->second);
    text += "  " + name + std::string(28 - name.size(), ' ') + std::string(command->summary) + "\n";
  }
  return text +
         "\n  attn COMMAND --help         its options\n  attn --version              the version\n\n"
         "exit code: 0, or 1 for bad input, or 2 for a bad command line (attn check has its own)\n";
}

bool asks_for_help(std::span<const char* const> words) {
  for (const std::string_view word : words) {
    if (word == "--") return false;
    if (word == "--help" || word == "-h") return true;
  }
  return false;
}

/// Returns the exit code; bad_input becomes what the command chosen ends with where its input cannot be used.
int dispatch(std::span<const char* const> words, int& bad_input) {
  const std::string_view name = words.empty() ? "" : words.front();
  if (name == "--help" || name == "-h" || name == "help") {
    std::fputs(overview().c_str(), stdout);
    return kDone;
  }
  if (name == "--version") {
    std::puts("attn " ATTN_VERSION);
    return kDone;
  }
  std::string known;
  for (const Command* command : kCommands) {
    known += (known.empty() ? "" : ", ") + std::string(command->name);
    if (command->name != name) continue;
    if (asks_for_help(words.subspan(1))) {
      std::fputs(help_text(*command).c_str(), stdout);
      return kDone;
    }
    bad_input = command->bad_input;
    return command->run(Args(*command, words.subspan(1)));
  }
  throw UsageError(name.empty() ? "a command is missing (have " + known + "); see attn --help"
                                : "unknown command: " + std::string(name) + " (have " + known + "); see attn --help");
}

/// Messages may quote their input: whatever that holds, they stay one line.
int report(std::string message, int code) {
  for (char& c : message) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  message = visible(message);
  std::fprintf(stderr, "%s%s\n", message.starts_with("attn ") ? "" : "attn: ", message.c_str());
  return code;
}

int run(std::span<const char* const> words) {
  int code = kDone, bad_input = kBadInput;
  try {
    code = dispatch(words, bad_input);
  } catch (const UsageError& error) {
    return report(error.what(), kBadUsage);
  } catch (const Error& error) {
    return report(error.what(), bad_input);
  } catch (const std::bad_alloc&) {
    return report("out of memory; try a smaller input", bad_input);
  } catch (const std::exception& error) {
    return report(error.what(), bad_input);
  }
  if (std::fflush(stdout) != 0) return report("cannot write to standard output", bad_input);
  return code;
}

}  // namespace
}  // namespace attn::cli

int main(int argc, char** argv) {
  return attn::cli::run({argv + 1, static_cast<std::size_t>(argc > 0 ? argc - 1 : 0)});
}
