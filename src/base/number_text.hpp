// Numbers in messages, without printf: its floating-point half would be a twentieth of the WebAssembly module.
#pragma once

#include <string>

namespace attn {

/// As printf's %.{digits}g writes it, for 1 to 15 digits: "0.1", "1e+30", "-inf", "nan". For people to read: the
/// last of more than about 12 digits may be off by one.
std::string number_text(double value, int digits = 9);

}  // namespace attn
