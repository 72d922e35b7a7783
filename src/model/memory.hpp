// Turns a failed allocation into an Error that says what it was for.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <new>
#include <stdexcept>

#include "base/number_text.hpp"
#include "base/text.hpp"

namespace attn {

/// More than any buffer here may hold, so that sizes in bytes fit a signed size_t.
inline constexpr double kMostFloats = static_cast<double>(std::numeric_limits<std::ptrdiff_t>::max()) / sizeof(float);

/// Bytes are a double: what was asked for may not fit any integer.
[[noreturn]] inline void throw_out_of_memory(const char* what, double bytes) {
  fail(ErrorCode::kOutOfMemory, "out of memory: {} needs about {} MB; try a shorter text or a smaller model",
       {what, number_text(std::ceil(bytes / (1U << 20U)), 15)});
}

/// Runs f; a failed allocation in it becomes Error kOutOfMemory naming `what` and `bytes`.
template <class F>
auto with_memory(const char* what, double bytes, F&& f) {
  try {
    return f();
  } catch (const std::bad_alloc&) {
    throw_out_of_memory(what, bytes);
  } catch (const std::length_error&) {  // a std::vector asked for more than size_t can count
    throw_out_of_memory(what, bytes);
  }
}

}  // namespace attn
