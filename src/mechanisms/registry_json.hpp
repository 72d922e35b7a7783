// The registries as JSON: what `attn mechanisms` prints, and what the build hands to the page (which so needs no names
// and sources in its WebAssembly module).
#pragma once

#include "formats/json_writer.hpp"

namespace attn {

/// Writes [{"kind", "id", "name", "formula", "source", "knobs": [{"name", "least", "usual", "most"}], "tensors":
/// [name]}].
void write_items(JsonWriter& json);

}  // namespace attn
