// Errors are values people can read: a code for programs, a sentence for people.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace attn {

/// What kind of thing went wrong; stable, so that programs may branch on it.
enum class ErrorCode {
  kBadArgument,   ///< a value the caller gave is out of range or of the wrong shape
  kUnknownId,     ///< a name that is in no registry (the message lists those that are)
  kBadFile,       ///< a file's bytes break the rules of its format
  kUnsupported,   ///< a valid request that this build cannot serve
  kOutOfMemory,   ///< an allocation failed; the message says how much was asked for
  kContextFull,   ///< more tokens than the model has positions
  kNotFinite,     ///< a number that had to be finite is not
};

/// The code as it is spelled in JSON and JavaScript: "bad-argument", "unknown-id", ...
const char* error_code_name(ErrorCode code);

/// Thrown by public entries after validation; never by kernels, which assert.
/// The message names the offending value and the remedy.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}  ///< what() is it
  [[nodiscard]] ErrorCode code() const { return code_; }  ///< for programs

 private:
  ErrorCode code_;
};

}  // namespace attn
