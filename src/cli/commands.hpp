// The commands of the tool, each in a file of its own.
#pragma once

#include <array>

#include "cli/args.hpp"

namespace attn::cli {

extern const Command kInfo;
extern const Command kRun;
extern const Command kGenerate;
extern const Command kAttention;
extern const Command kMechanisms;
extern const Command kGrowth;
extern const Command kCheck;

inline const std::array kCommands{&kInfo, &kRun, &kGenerate, &kAttention, &kMechanisms, &kGrowth, &kCheck};

}  // namespace attn::cli
