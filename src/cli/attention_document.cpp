#include "cli/attention_document.hpp"

#include <limits>
#include <set>

#include "base/text.hpp"
#include "cli/attention_weights.hpp"
#include "formats/file.hpp"
#include "formats/json.hpp"
#include "formats/json_writer.hpp"

namespace attn::cli {
namespace {

constexpr const char* kFormat = "attention-playground";
// No model comes near.
constexpr std::uint64_t kMostNumber = 1U << 20U;
// What a number of JavaScript holds exactly: the writer's place in a text.
constexpr std::int64_t kMostPlace = std::int64_t{1} << 53U;

/// The member of that key; nullptr where there is none, or null, which is as if there were none.
const JsonValue* member(const JsonValue& object, const char* key) {
  const JsonValue* value = object.find(key);
  return value == nullptr || value->is_null() ? nullptr : value;
}

const JsonValue& needed(const JsonValue& object, const char* key, const std::string& where) {
  const JsonValue* value = member(object, key);
  if (value == nullptr) fail(ErrorCode::kBadFile, "{} has no \"{}\", which it needs", {where, key});
  return *value;
}

/// A text within the limit, which is of UTF-16 units.
const std::string& bounded(const JsonValue& value, const std::string& where) {
  const std::string& given = value.string(where);
  std::size_t units = 0;
  for (const char c : given) {
    const auto byte = static_cast<unsigned char>(c);
    units += (byte & 0xC0U) == 0x80U ? 0 : byte >= 0xF0U ? 2 : 1;
  }
  check_count(where, units, "characters", DocumentLimits::kCharacters);
  return given;
}

/// One document, read member by member.
class Reader {
 public:
  explicit Reader(const std::string& path) : path_(path), root_(parse_json(read_text_file(path), path)) {}

  StoredAttention read() {
    check_version();
    read_tokens();
    if (member(root_, "keys") != nullptr) {
      fail(ErrorCode::kUnsupported,
           "{}: keys: attention to another text cannot be checked; a model here attends to "
           "its own tokens",
           {path_});
    }
    read_origin();
    const std::string where = path_ + ": attention";
    const auto& layers = needed(root_, "attention", path_ + ": the document").array(where);
    if (layers.empty()) fail(ErrorCode::kBadFile, "{} holds no head; there is nothing to compare", {where});
    check_count(where, layers.size(), "layers", DocumentLimits::kLayers);
    for (std::size_t n = 0; n < layers.size(); ++n) read_layer(layers[n], n, text("{}[{}]", {where, n}));
    return std::move(out_);
  }

 private:
  void check_version() const {
    const JsonValue* given = member(root_, "format");
    if (given == nullptr) {
      fail(ErrorCode::kBadFile,
           "{}: expected an attention document, {\"format\": \"{}\", \"version\": 1, ...}; this is {}",
           {path_, kFormat, root_.is_object() ? std::string("an object without a format") : root_.describe()});
    }
    const std::string& format = given->string(path_ + ": format");
    if (format != kFormat)
      fail(ErrorCode::kBadFile, "{}: format is {}; expected \"{}\"", {path_, quoted(format), kFormat});
    const JsonValue& version = needed(root_, "version", path_ + ": the document");
    if (!version.is_number() || version.number(path_) != 1)
      fail(ErrorCode::kUnsupported, "{}: version is {}; this attn reads version 1", {path_, version.describe()});
  }

  void read_tokens() {
    const std::string list = path_ + ": tokens";
    const auto& tokens = needed(root_, "tokens", path_ + ": the document").array(list);
    if (tokens.empty()) fail(ErrorCode::kBadFile, "{} is empty; there is nothing to run", {list});
    check_count(list, tokens.size(), "entries", DocumentLimits::kTokens);
    for (std::size_t n = 0; n < tokens.size(); ++n) out_.tokens.push_back(token(tokens[n], text("{}[{}]", {list, n})));
  }

  static StoredToken token(const JsonValue& value, const std::string& where) {
    if (!value.is_object() && !value.is_string()) {
      fail(ErrorCode::kBadFile, "{} is {}; a token is an object, {\"text\": ..., \"id\": ...}",
           {where, value.describe()});
    }
    const JsonValue* id = member(value, "id");
    if (id == nullptr) {
      fail(ErrorCode::kBadFile,
           "{} has no id, and a model runs on ids; write the document again with them: attn check "
           "MODEL --write FILE --ids 1,2,3, or attention-playground export",
           {where});
    }
    StoredToken token;
    token.id = static_cast<std::int32_t>(id->integer(where + ".id", 0, std::numeric_limits<std::int32_t>::max()));
    token.text = bounded(needed(value, "text", where), where + ".text");
    for (const auto& [key, place] : {std::pair{"start", &token.start}, std::pair{"end", &token.end}}) {
      const JsonValue* given = member(value, key);
      if (given != nullptr) *place = given->integer(where + "." + key, 0, kMostPlace);
    }
    const JsonValue* special = member(value, "special");
    token.special = special != nullptr && special->is_bool() && special->boolean(where);
    return token;
  }

  /// The text and the model that the document says it is of.
  void read_origin() {
    const auto read = [&](const JsonValue& object, const char* key, const std::string& where, std::string& into) {
      const JsonValue* given = member(object, key);
      if (given != nullptr) into = bounded(*given, where);
    };
    read(root_, "text", path_ + ": text", out_.text);
    const JsonValue* model = member(root_, "model");
    if (model == nullptr) return;
    const std::string where = path_ + ": model";
    if (!model->is_object())
      fail(ErrorCode::kBadFile, R"({} is {}; give {"name": ..., "url": ...})", {where, model->describe()});
    read(*model, "name", where + ".name", out_.model_name);
    read(*model, "url", where + ".url", out_.model_url);
  }

  /// The entry number `place`, which is its layer where it names none.
  void read_layer(const JsonValue& value, std::size_t place, const std::string& where) {
    StoredLayer stored;
    const JsonValue* layer = member(value, "layer");
    stored.layer = layer == nullptr ? place : layer->unsigned_integer(where + ".layer", kMostNumber);
    if (!seen_.insert(stored.layer).second)
      fail(ErrorCode::kBadFile, "{}: layer {} is there twice; give a layer once", {where, stored.layer});
    LayerWeights given = read_layer_weights(needed(value, "weights", where), out_.tokens.size(), where + ".weights");
    total_ += given.numbers.size();
    if (total_ > DocumentLimits::kWeights) {
      fail(ErrorCode::kBadFile, "{}: there are more than {} weights; store fewer heads",
           {where, DocumentLimits::kWeights});
    }
    stored.heads = heads(member(value, "heads"), given.heads, where + ".heads");
    stored.weights = std::move(given.numbers);
    out_.layers.push_back(std::move(stored));
  }

  static std::vector<std::size_t> heads(const JsonValue* given, std::size_t count, const std::string& where) {
    std::vector<std::size_t> found;
    if (given == nullptr) {
      for (std::size_t n = 0; n < count; ++n) found.push_back(n);
      return found;
    }
    std::set<std::size_t> seen;
    for (const JsonValue& head : given->array(where)) {
      found.push_back(head.unsigned_integer(where, kMostNumber));
      if (!seen.insert(found.back()).second)
        fail(ErrorCode::kBadFile, "{} names head {} twice; give each its own number", {where, found.back()});
    }
    if (found.size() != count)
      fail(ErrorCode::kBadFile, "{} names {} heads, but weights holds {}", {where, found.size(), count});
    return found;
  }

  std::string path_;
  JsonValue root_;
  StoredAttention out_;
  std::set<std::size_t> seen_;  // layers
  std::size_t total_ = 0;       // weights
};

}  // namespace

StoredAttention read_attention_document(const std::string& path) { return Reader(path).read(); }

std::string attention_document_text(const StoredAttention& attention) {
  JsonWriter json;
  const auto write = [&](const char* key, const std::string& value) {
    if (!value.empty()) json.key(key).string(value);
  };
  json.begin_object().key("format").string(kFormat).key("version").integer(std::int64_t{1});
  write("text", attention.text);
  json.key("model").begin_object();
  write("name", attention.model_name);
  write("url", attention.model_url);
  json.end_object().key("tokens").begin_array(JsonWriter::Layout::kLines);
  for (const StoredToken& token : attention.tokens) {
    json.begin_object().key("text").string(token.text).key("id").integer(std::int64_t{token.id});
    if (token.start >= 0) json.key("start").integer(token.start);
    if (token.end >= 0) json.key("end").integer(token.end);
    if (token.special) json.key("special").boolean(true);
    json.end_object();
  }
  json.end_array().key("attention").begin_array(JsonWriter::Layout::kLines);
  const std::size_t t = attention.tokens.size();
  for (const StoredLayer& layer : attention.layers) {
    json.begin_object().key("layer").integer(std::uint64_t{layer.layer}).key("heads").begin_array();
    for (const std::size_t head : layer.heads) json.integer(std::uint64_t{head});
    json.end_array().key("weights").tensor(std::vector{layer.heads.size(), t, t}, layer.weights).end_object();
  }
  return json.end_array().key("made").string("attn " ATTN_VERSION).end_object().take();
}

}  // namespace attn::cli
