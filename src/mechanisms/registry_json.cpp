#include "mechanisms/registry_json.hpp"

#include "mechanisms/items.hpp"

namespace attn {

namespace {

void write_item(JsonWriter& json, const ItemInfo& info) {
  json.begin_object();
  json.key("kind").string(info.kind);
  json.key("id").string(info.id);
  json.key("name").string(info.name);
  json.key("formula").string(info.formula);
  json.key("source").string(info.source);
  json.key("knobs").begin_array();
  for (const Knob& knob : info.knobs) {
    json.begin_object();
    json.key("name").string(knob.name);
    json.key("least").number(knob.least);
    json.key("usual").number(knob.usual);
    json.key("most").number(knob.most);
    json.end_object();
  }
  json.end_array();
  json.key("tensors").begin_array();
  for (const std::string_view name : info.tensors) json.string(name);
  json.end_array();
  json.end_object();
}

}  // namespace

void write_items(JsonWriter& json) {
  json.begin_array(JsonWriter::Layout::kLines);
  for (const ItemInfo& info : item_infos()) write_item(json, info);
  json.end_array();
}

}  // namespace attn
