// Errors in tests: the code, and what the sentence must say.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace attn::testing {

/// The Error that f throws; nothing when it throws none.
template <class F>
std::optional<Error> error_of(F&& f) {
  try {
    f();
  } catch (const Error& error) {
    return error;
  }
  return std::nullopt;
}

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// CHECKs, with the message shown, that f throws this code and that its message holds every part.
#define ATTN_CHECK_ERROR(f, expected_code, ...)                             \
  do {                                                                      \
    const auto thrown = ::attn::testing::error_of(f);                       \
    REQUIRE(thrown.has_value());                                            \
    INFO(thrown->what());                                                   \
    CHECK(thrown->code() == (expected_code));                               \
    for (const std::string& part : std::vector<std::string>{__VA_ARGS__}) { \
      INFO("expected in the message: " << part);                            \
      CHECK(::attn::testing::contains(thrown->what(), part));               \
    }                                                                       \
  } while (false)

}  // namespace attn::testing
