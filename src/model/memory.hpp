// Turns a failed allocation into an Error that says what it was for.
#pragma once

#include <cstdint>
#include <new>
#include <stdexcept>
#include <string>

#include "base/error.hpp"

namespace attn {

[[noreturn]] inline void throw_out_of_memory(const char* what, std::uint64_t bytes) {
  throw Error(ErrorCode::kOutOfMemory, std::string("out of memory: ") + what + " needs about " +
                                           std::to_string((bytes + (1U << 20U) - 1) >> 20U) +
                                           " MB; try a shorter text or a smaller model");
}

/// Runs f; a failed allocation in it becomes Error kOutOfMemory naming `what` and `bytes`.
template <class F>
auto with_memory(const char* what, std::uint64_t bytes, F&& f) {
  try {
    return f();
  } catch (const std::bad_alloc&) {
    throw_out_of_memory(what, bytes);
  } catch (const std::length_error&) {  // a std::vector asked for more than size_t can count
    throw_out_of_memory(what, bytes);
  }
}

}  // namespace attn
