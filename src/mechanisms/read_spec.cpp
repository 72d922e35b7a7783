#include "mechanisms/read_spec.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "formats/nested.hpp"

namespace attn {

namespace {

constexpr std::size_t kMaxMaskDepth = 16;

bool is_drawn(const JsonValue& value) {
  if (!value.is_array() || value.array("").empty() || !value.array("").front().is_string()) return false;
  return value.array("").front().string("").find_first_not_of("#.") == std::string::npos;
}

/// ["##.", "#.."] as 1 and 0.
NamedTensor read_drawing(const std::string& name, const JsonValue& value, const std::string& where) {
  NamedTensor tensor{name, {value.array(where).size(), 0}, {}};
  for (const JsonValue& row : value.array(where)) {
    const std::string& line = row.string(where);
    if (tensor.shape[1] == 0) tensor.shape[1] = line.size();
    if (line.size() != tensor.shape[1] || line.find_first_not_of("#.") != std::string::npos)
      fail(ErrorCode::kBadFile, "{}: row {} of {} is {}; every row has {} characters, # (seen) or . (not seen)",
           {where, tensor.data.size() / tensor.shape[1], name, row.describe(), tensor.shape[1]});
    for (const char c : line) tensor.data.push_back(c == '#' ? 1.0F : 0.0F);
  }
  return tensor;
}

ItemSpec read_node(const JsonValue& value, const std::string& where) {
  if (value.is_string()) return ItemSpec(std::string_view(value.string(where)));
  if (!value.is_object()) fail(ErrorCode::kBadFile, "{} is {}; expected an id or an object", {where, value.describe()});
  ItemSpec spec;
  spec.id = value.at("id", where).string(where);
  for (const auto& [key, given] : value.object(where)) {
    if (key == "id") continue;
    const std::string here = text("{}: {}", {where, key});
    if (is_drawn(given)) {
      spec.tensors.push_back(read_drawing(key, given, here));
    } else if (given.is_array()) {
      Nested nested = read_nested(given, here, 2, false);
      if (nested.numbers.empty()) fail(ErrorCode::kBadFile, "{} is empty; give at least one", {here});
      spec.tensors.push_back({key, std::move(nested.shape), std::move(nested.numbers)});
    } else {
      spec.knobs.emplace_back(key, given.is_bool() ? (given.boolean(here) ? 1.0 : 0.0) : given.number(here));
    }
  }
  return spec;
}

MaskSpec read_mask(const JsonValue& value, const std::string& where, std::size_t depth) {
  if (depth > kMaxMaskDepth)
    fail(ErrorCode::kBadFile, "{}: masks are joined more than {} deep; join fewer", {where, kMaxMaskDepth});
  const JsonValue* all = value.find("all");
  const JsonValue* parts = all != nullptr ? all : value.find("any");
  if (parts == nullptr) return {MaskSpec::Kind::kOne, read_node(value, where), {}};
  value.only_keys({all != nullptr ? "all" : "any"}, where);
  MaskSpec spec{all != nullptr ? MaskSpec::Kind::kAll : MaskSpec::Kind::kAny, {}, {}};
  for (const JsonValue& part : parts->array(where)) spec.parts.push_back(read_mask(part, where, depth + 1));
  if (spec.parts.empty()) fail(ErrorCode::kBadFile, "{}: no masks to join; give at least one", {where});
  return spec;
}

}  // namespace

MechanismSpec read_mechanism(const JsonValue& json, const std::string& where) {
  MechanismSpec spec;
  std::string here;
  const auto given = [&](std::string_view key) {
    const JsonValue* value = json.find(key);
    here = text("{}: {}", {where, key});
    return value == nullptr || value->is_null() ? nullptr : value;
  };
  if (const JsonValue* value = given("operator")) spec.op = read_node(*value, here);
  if (const JsonValue* value = given("score")) spec.score = read_node(*value, here);
  if (const JsonValue* value = given("bias")) {
    if (!value->is_array()) {
      spec.biases.push_back(read_node(*value, here));
    } else {
      for (const JsonValue& node : value->array(here)) spec.biases.push_back(read_node(node, here));
    }
  }
  if (const JsonValue* value = given("softcap")) spec.softcap = static_cast<float>(value->number(here));
  if (const JsonValue* value = given("mask")) spec.mask = read_mask(*value, here, 0);
  if (const JsonValue* value = given("position")) spec.position = read_node(*value, here);
  if (const JsonValue* value = given("kv_heads"))
    spec.kv_heads = static_cast<std::size_t>(value->unsigned_integer(here, 1U << 20U));
  if (const JsonValue* value = given("executor")) {
    const ItemSpec node = read_node(*value, here);
    spec.executor = executor_from_id(node.id);
    static_cast<void>(Parameters({"executor", node.id, {}, {}}, node));  // it has none: throws for any
  }
  return spec;
}

MechanismSpec read_mechanism_alone(const JsonValue& json, const std::string& where) {
  json.only_keys({"operator", "score", "bias", "softcap", "mask", "position", "kv_heads", "executor"}, where);
  return read_mechanism(json, where);
}

}  // namespace attn
