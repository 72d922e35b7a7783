#include "cli/checkpoint.hpp"

#include <cstdio>
#include <filesystem>

#include "base/error.hpp"
#include "formats/file.hpp"

namespace attn::cli {

Checkpoint read_checkpoint(const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  const fs::path root(folder);
  if (!fs::is_directory(root, ignored)) {
    throw Error(ErrorCode::kBadFile,
                folder + ": no such folder; give one that holds config.json and model.safetensors");
  }
  const fs::path weights = root / "model.safetensors";
  if (!fs::exists(weights, ignored) && fs::exists(root / "model.safetensors.index.json", ignored)) {
    throw Error(ErrorCode::kUnsupported,
                folder + ": the weights are split over several files; save them as one model.safetensors");
  }
  std::string config = read_text_file((root / "config.json").string());
  return {std::move(config), SafetensorsFile::parse_owned(read_file(weights.string()), weights.string())};
}

Model load_model(const std::string& folder) {
  const Checkpoint checkpoint = read_checkpoint(folder);
  return Model::load(checkpoint.config_json, checkpoint.weights);
}

void print(JsonWriter& json) {
  const std::string text = json.take();
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) {
    throw Error(ErrorCode::kBadFile, "cannot write to standard output");
  }
}

}  // namespace attn::cli
