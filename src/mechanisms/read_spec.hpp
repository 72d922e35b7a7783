// A mechanism from JSON: the one format of the command line, the page and the presets.
//
//   {"operator": NODE, "score": NODE, "bias": NODE or [NODE, ...], "softcap": number,
//    "mask": NODE or {"all": [MASK, ...]} or {"any": [MASK, ...]},
//    "position": NODE, "kv_heads": number, "executor": "reference"}
// A NODE is an id, or {"id": id, KNOB: number, TENSOR: nested arrays}. A painted mask's rows may be texts of # and .
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "formats/json.hpp"
#include "mechanisms/spec.hpp"

namespace attn {

inline constexpr std::array<std::string_view, 8> kSpecKeys{"operator", "score",    "bias",     "softcap",
                                                           "mask",     "position", "kv_heads", "executor"};

/// Reads the keys of kSpecKeys; others are the caller's. Throws Error kBadFile naming the value and where it stands, or
/// kUnknownId for an executor. Ids, knobs and tensors are checked where the mechanism is run.
MechanismSpec read_mechanism(const JsonValue& json, const std::string& where);

}  // namespace attn
