#include "model/families.hpp"

#include "base/text.hpp"
#include "model/config_reader.hpp"
#include "model/generated/families.hpp"

namespace attn {
namespace {

std::string known_architectures() {
  std::string list;
  for (const FamilyInfo& info : family_infos()) add_to_list(list, info.architecture);
  return list;
}

}  // namespace

std::vector<FamilyInfo> family_infos() {
  std::vector<FamilyInfo> infos;
  AllFamilies::for_each([&]<class Family>() { infos.push_back({Family::kId, Family::kArchitecture}); });
  return infos;
}

CheckpointConfig read_checkpoint_config(std::string_view config_json) {
  const JsonValue root = parse_json(config_json, "config.json");
  if (!root.is_object()) fail(ErrorCode::kBadFile, "config.json must hold one JSON object");
  const ConfigReader json(root);
  const std::string architecture = json.first_text("architectures");
  const std::string model_type = json.text("model_type", "");
  if (architecture.empty() && model_type.empty()) {
    fail(ErrorCode::kBadFile, "config.json names no architecture: \"architectures\" is missing (have {})",
         {known_architectures()});
  }
  CheckpointConfig found;
  AllFamilies::for_each([&]<class Family>() {
    const bool matches =
        architecture.empty() ? model_type == Family::kModelType : architecture == Family::kArchitecture;
    if (!matches) return;
    found.config = Family::read_config(json);
    found.config.architecture = Family::kArchitecture;
    found.config.family = Family::kId;
    found.read_weights = Family::read_weights;
  });
  if (found.read_weights == nullptr) {
    fail(ErrorCode::kUnsupported, "unknown architecture: {} (have {})",
         {architecture.empty() ? model_type : architecture, known_architectures()});
  }
  return found;
}

}  // namespace attn
