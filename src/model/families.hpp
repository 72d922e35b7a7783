// Finds the family of a config.json. The build gathers families/ into model/generated/families.hpp.
#pragma once

#include <string_view>
#include <vector>

#include "model/config.hpp"
#include "model/weights.hpp"

namespace attn {

/// What the registry knows of each family, in order of id.
struct FamilyInfo {
  std::string_view id, architecture;
};
std::vector<FamilyInfo> family_infos();

/// A configuration, and its family's way to read the weights that go with it.
struct CheckpointConfig {
  ModelConfig config;
  DecoderWeights (*read_weights)(const ModelConfig&, const WeightReader&) = nullptr;
};

/// Errors as parse_config.
CheckpointConfig read_checkpoint_config(std::string_view config_json);

}  // namespace attn
