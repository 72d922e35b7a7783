// What checking a model and writing what it is checked against share.
#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "cli/args.hpp"
#include "cli/attention_document.hpp"
#include "model/model.hpp"

namespace attn::cli {

/// The pattern [h, t, t] of every layer named, by the layer's number, from one forward pass over the tokens. Throws
/// Error kBadArgument for a layer or head that the model does not have, and as Model::forward does.
std::map<std::size_t, std::vector<float>> patterns(const Model& model, const StoredAttention& wanted);

/// attn check --write.
void write_document(const Args& args);

}  // namespace attn::cli
