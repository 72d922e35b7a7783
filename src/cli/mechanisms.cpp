#include <string>

#include "cli/checkpoint.hpp"
#include "cli/commands.hpp"
#include "cli/generated/presets.hpp"
#include "formats/json.hpp"
#include "formats/json_writer.hpp"
#include "mechanisms/registry_json.hpp"

namespace attn::cli {
namespace {

void write_value(JsonWriter& json, const JsonValue& value) {
  if (value.is_object()) {
    json.begin_object();
    for (const auto& [key, member] : value.object("")) {
      json.key(key);
      write_value(json, member);
    }
    json.end_object();
  } else if (value.is_array()) {
    json.begin_array();
    for (const JsonValue& item : value.array("")) write_value(json, item);
    json.end_array();
  } else if (value.is_string()) {
    json.string(value.string(""));
  } else if (value.is_bool()) {
    json.boolean(value.boolean(""));
  } else if (value.is_number()) {
    json.number(value.number(""));
  } else {
    json.null();
  }
}

int mechanisms_command(const Args&) {
  JsonWriter json;
  json.begin_object();
  json.key("items");
  write_items(json);
  json.key("presets").begin_array(JsonWriter::Layout::kLines);
  const JsonValue presets = parse_json(kPresets, "presets.json");
  for (const JsonValue& preset : presets.array("presets.json")) write_value(json, preset);
  json.end_array();
  json.end_object();
  print(json);
  return kDone;
}

}  // namespace

const Command kMechanisms{"mechanisms",
                          "",
                          "what attention can be made of",
                          "Prints {\"items\", \"presets\"}. Items are what the build gathered: operators, scores, "
                          "biases, masks, positions and\n"
                          "executors, each with its kind, id, name, formula, source, knobs (name, least, usual, most) "
                          "and the tensors that it\n"
                          "can be given. Presets are the mechanisms that have a name, each with its year, paper, "
                          "formula, complexity and its\n"
                          "spec: the keys that `attn attention FILE.json` takes.\n",
                          {},
                          mechanisms_command};

}  // namespace attn::cli
