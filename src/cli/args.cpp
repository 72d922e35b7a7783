#include "cli/args.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace attn::cli {
namespace {

/// The whole text as an integer, or nothing.
template <class Integer>
std::optional<Integer> whole_number(std::string_view text) {
  Integer value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

Args::Args(const Command& command, std::span<const char* const> words) : command_(command) {
  bool options_over = false;
  for (std::size_t n = 0; n < words.size(); ++n) {
    const std::string_view word = words[n];
    if (word == "--" && !options_over) {
      options_over = true;
    } else if (word.starts_with('-') && word.size() > 1 && !options_over) {
      take_option(words, n);
    } else {
      take_operand(word);
    }
  }
  if (operands_.empty() && !command.operand.empty()) fail(std::string(command.operand) + " is missing");
}

void Args::take_operand(std::string_view word) {
  const std::string given(word);
  if (command_.operand.empty()) fail("it takes no operand, but got " + given);
  const std::size_t most = command_.second.empty() ? 1 : 2;
  if (operands_.size() == most) {
    const std::string name(most == 1 ? command_.operand : command_.second);
    fail("one " + name + " is enough, but got " + operands_.back() + " and " + given);
  }
  operands_.push_back(given);
}

void Args::take_option(std::span<const char* const> words, std::size_t& n) {
  const std::string_view word = words[n];
  const std::size_t equals = word.starts_with("--") ? word.find('=') : std::string_view::npos;
  const std::string_view name = word.substr(0, equals);
  const auto option = std::find_if(command_.options.begin(), command_.options.end(),
                                   [&](const Option& known) { return known.name == name; });
  if (option == command_.options.end()) {
    std::string known;
    for (const Option& other : command_.options) known += (known.empty() ? "" : ", ") + std::string(other.name);
    fail("unknown option " + std::string(name) + " (have " + (known.empty() ? "none" : known) + ")");
  }
  if (!option->repeats && has(name)) fail(std::string(name) + " is given twice");
  if (option->value.empty()) {
    if (equals != std::string_view::npos) fail(std::string(name) + " takes no value");
    given_.push_back({option->name, ""});
  } else if (equals != std::string_view::npos) {
    given_.push_back({option->name, std::string(word.substr(equals + 1))});
  } else if (n + 1 < words.size()) {
    given_.push_back({option->name, words[++n]});
  } else {
    fail(std::string(name) + " needs a value: " + std::string(option->value));
  }
}

std::vector<std::string> Args::values(std::string_view option) const {
  std::vector<std::string> found;
  for (const Given& given : given_) {
    if (given.option == option) found.push_back(given.value);
  }
  return found;
}

std::string Args::text(std::string_view option, std::optional<std::string> or_else) const {
  const auto found = values(option);
  if (!found.empty()) return found.front();
  if (!or_else) fail(std::string(option) + " is missing");
  return *or_else;
}

std::uint64_t Args::whole(std::string_view option, std::uint64_t least, std::uint64_t most,
                          std::optional<std::uint64_t> or_else) const {
  if (or_else && !has(option)) return *or_else;
  const std::string given = text(option);
  const auto value = whole_number<std::uint64_t>(given);
  if (!value || *value < least || *value > most) {
    fail(std::string(option) + " must be a whole number from " + std::to_string(least) + " to " + std::to_string(most) +
         ", not \"" + given + "\"");
  }
  return *value;
}

float Args::number(std::string_view option, float or_else) const {
  if (!has(option)) return or_else;
  const std::string given = text(option);
  char* end = nullptr;
  const float value = std::strtof(given.c_str(), &end);
  if (given.empty() || end != given.c_str() + given.size()) {
    fail(std::string(option) + " must be a number, not \"" + given + "\"");
  }
  return value;
}

std::vector<std::int32_t> Args::ids(std::string_view option) const {
  const std::string given = text(option);
  std::vector<std::int32_t> found;
  for (std::size_t at = 0; at <= given.size();) {
    const std::size_t comma = std::min(given.find(',', at), given.size());
    const std::size_t first = std::min(given.find_first_not_of(' ', at), comma);
    const std::size_t last = given.find_last_not_of(' ', comma - 1) + 1;
    const auto id = whole_number<std::int32_t>(std::string_view(given).substr(first, std::max(last, first) - first));
    if (!id) {
      fail(std::string(option) + " must be token ids separated by commas, such as 1,403,407; not \"" + given + "\"");
    }
    found.push_back(*id);
    at = comma + 1;
  }
  return found;
}

void Args::fail(const std::string& why) const {
  const std::string name = "attn " + std::string(command_.name);
  throw UsageError(name + ": " + why + "; see " + name + " --help");
}

std::string help_text(const Command& command) {
  std::string text = "usage: attn " + std::string(command.name) + " " + std::string(command.operand);
  if (!command.second.empty()) text += " " + std::string(command.second);
  std::size_t width = 6;
  const auto left = [](const Option& option) {
    return std::string(option.name) + (option.value.empty() ? "" : " " + std::string(option.value));
  };
  for (const Option& option : command.options) width = std::max(width, left(option).size());
  if (!command.options.empty()) text += " [options]";
  text += "\n\n" + std::string(command.summary) + "\n\n" + std::string(command.details);
  if (!command.options.empty()) text += "\noptions:\n";
  for (const Option& option : command.options) {
    const std::string name = left(option);
    text += "  " + name + std::string(width - name.size() + 2, ' ') + std::string(option.help) + "\n";
  }
  return text;
}

}  // namespace attn::cli
