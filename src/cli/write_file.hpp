// Files that are there whole, or as they were.
#pragma once

#include <string>

namespace attn::cli {

/// Puts `content` into the file of that path. A regular file, or one that is not there yet, is written beside its place
/// and then renamed, so that no reader sees a part of it and a failure leaves what was there; a symbolic link is
/// followed and stays. What is no regular file (a pipe, /dev/stdout) is written to directly. Throws Error kBadFile.
void write_file(const std::string& path, const std::string& content);

}  // namespace attn::cli
