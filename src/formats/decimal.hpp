// Decimal text to double without the C library, whose strtod brings 128-bit arithmetic into the WebAssembly module.
#pragma once

#include <string_view>

namespace attn {

/// The double nearest to a JSON number (RFC 8259, section 6), ties to even; infinite beyond the largest.
/// The text is one: its grammar is not checked.
double nearest_double(std::string_view number);

}  // namespace attn
