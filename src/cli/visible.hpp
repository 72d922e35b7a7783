// Texts of others in messages.
#pragma once

#include <string>
#include <string_view>

namespace attn::cli {

/// The UTF-8 text with what would turn the line around (U+202A-202E, U+2066-2069), break it (U+2028, U+2029) or steer
/// a terminal (U+0080-009F) written as "\u202e".
std::string visible(std::string_view text);

}  // namespace attn::cli
