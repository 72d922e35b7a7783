#include "base/error.hpp"

namespace attn {

const char* error_code_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::kBadArgument: return "bad-argument";
    case ErrorCode::kUnknownId: return "unknown-id";
    case ErrorCode::kBadFile: return "bad-file";
    case ErrorCode::kUnsupported: return "unsupported";
    case ErrorCode::kOutOfMemory: return "out-of-memory";
    case ErrorCode::kContextFull: return "context-full";
    case ErrorCode::kNotFinite: return "not-finite";
  }
  return "unknown";
}

}  // namespace attn
