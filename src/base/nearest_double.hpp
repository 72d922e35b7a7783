// Decimal to binary without strtod, which would bring 128-bit arithmetic into the WebAssembly module.
#pragma once

#include <string_view>

namespace attn {

/// The double nearest to a JSON number (RFC 8259's grammar, already checked), ties to even; infinite when too big.
double nearest_double(std::string_view number);

}  // namespace attn
