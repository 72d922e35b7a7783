// What the tool's commands accept, said once: parsing, messages and help follow from the table.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace attn::cli {

/// Thrown for a command line that makes no sense; the tool then ends with exit code 2.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Option {
  std::string_view name;   ///< "--ids"
  std::string_view value;  ///< what stands for its value in help; empty for a flag
  std::string_view help;
  bool repeats = false;
};

class Args;

/// Exit codes. A command may end with others of its own meaning, which its help states.
inline constexpr int kDone = 0, kBadInput = 1, kBadUsage = 2;

struct Command {
  std::string_view name;
  std::string_view operand;  ///< its one operand: "DIR"; empty: it takes none
  std::string_view summary;
  std::string_view details;
  std::vector<Option> options;
  int (*run)(const Args&);         ///< returns the exit code
  std::string_view second = "";    ///< what may follow the operand: "DOCUMENT.json"; empty: nothing
  int bad_input = kBadInput;       ///< the exit code where the input cannot be used
};

/// The checked arguments of one command.
class Args {
 public:
  /// Throws UsageError for an option or operand that the command does not have, and for missing or repeated ones.
  Args(const Command& command, std::span<const char* const> words);

  [[nodiscard]] const std::string& operand() const { return operands_.front(); }
  /// What follows the operand; empty where nothing does.
  [[nodiscard]] std::string second() const { return operands_.size() > 1 ? operands_[1] : ""; }
  [[nodiscard]] bool has(std::string_view option) const { return !values(option).empty(); }
  /// Every value given to an option, in order.
  [[nodiscard]] std::vector<std::string> values(std::string_view option) const;
  /// The value of an option; throws UsageError where it is missing and there is no default.
  [[nodiscard]] std::string text(std::string_view option, std::optional<std::string> or_else = {}) const;
  /// A whole number in [least, most].
  [[nodiscard]] std::uint64_t whole(std::string_view option, std::uint64_t least, std::uint64_t most,
                                    std::optional<std::uint64_t> or_else = {}) const;
  [[nodiscard]] float number(std::string_view option, float or_else) const;
  /// Token ids separated by commas: "1,403,407".
  [[nodiscard]] std::vector<std::int32_t> ids(std::string_view option) const;

  /// Throws UsageError "attn COMMAND: WHY; see attn COMMAND --help".
  [[noreturn]] void fail(const std::string& why) const;

 private:
  struct Given {
    std::string_view option;
    std::string value;
  };
  void take_option(std::span<const char* const> words, std::size_t& n);
  void take_operand(std::string_view word);

  const Command& command_;
  std::vector<Given> given_;
  std::vector<std::string> operands_;
};

/// What `attn COMMAND --help` prints.
std::string help_text(const Command& command);

}  // namespace attn::cli
