// A mechanism from JSON: the one format of the command line, the page and the presets.
//
//   {"operator": NODE, "score": NODE, "bias": NODE or [NODE, ...], "softcap": number,
//    "mask": NODE or {"all": [MASK, ...]} or {"any": [MASK, ...]},
//    "position": NODE, "kv_heads": number, "executor": "reference"}
// A NODE is an id, or {"id": id, KNOB: number, TENSOR: nested arrays}. A painted mask's rows may be texts of # and .
#pragma once

#include <string>

#include "formats/json.hpp"
#include "mechanisms/spec.hpp"

namespace attn {

/// Reads these keys; others are the caller's. Throws Error kBadFile naming the value and where it stands, or
/// kUnknownId for an executor. Ids, knobs and tensors are checked where the mechanism is run.
MechanismSpec read_mechanism(const JsonValue& json, const std::string& where);

/// The same of an object that holds nothing else: an unknown key is an Error kBadFile listing those there are.
MechanismSpec read_mechanism_alone(const JsonValue& json, const std::string& where);

}  // namespace attn
