// A Hugging Face folder, as the commands read it.
#pragma once

#include <string>

#include "formats/json_writer.hpp"
#include "formats/safetensors.hpp"
#include "model/model.hpp"

namespace attn::cli {

struct Checkpoint {
  std::string config_json;
  SafetensorsFile weights;
};

/// Reads config.json and model.safetensors of a folder. Throws Error kBadFile naming the file.
Checkpoint read_checkpoint(const std::string& folder);

/// The same as a model ready to run.
Model load_model(const std::string& folder);

/// Writes a finished document to standard output.
void print(JsonWriter& json);

}  // namespace attn::cli
