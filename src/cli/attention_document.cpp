#include "cli/attention_document.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <set>

#include "base/text.hpp"
#include "formats/file.hpp"
#include "formats/json.hpp"
#include "formats/json_writer.hpp"
#include "formats/nested.hpp"

namespace attn::cli {
namespace {

constexpr const char* kFormat = "attention-playground";
// No model comes near; the product of three such numbers still fits into 64 bits.
constexpr std::uint64_t kMostLayers = 1U << 20U;

/// The bytes of a base64 text (RFC 4648, section 4), padded and without line breaks.
std::vector<std::uint8_t> base64_bytes(const std::string& given, const std::string& where) {
  const auto bad = [&](const char* why) { fail(ErrorCode::kBadFile, "{} is no base64: {}", {where, why}); };
  std::array<std::int8_t, 256> values;
  values.fill(-1);
  const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t n = 0; n < letters.size(); ++n)
    values[static_cast<std::uint8_t>(letters[n])] = static_cast<std::int8_t>(n);
  if (given.size() % 4 != 0) bad("its length is no multiple of 4; is it cut short?");
  std::size_t padding = 0;
  while (padding < 2 && padding < given.size() && given[given.size() - 1 - padding] == '=') ++padding;
  std::vector<std::uint8_t> bytes;
  std::uint32_t bits = 0;
  for (std::size_t n = 0; n < given.size(); ++n) {
    const std::int8_t value = n < given.size() - padding ? values[static_cast<std::uint8_t>(given[n])] : std::int8_t{0};
    if (value < 0) bad("it holds another character than A-Z a-z 0-9 + / and a final = or ==");
    bits = bits << 6U | static_cast<std::uint32_t>(value);
    if (n % 4 != 3) continue;
    for (const std::uint32_t shift : {16U, 8U, 0U}) bytes.push_back(static_cast<std::uint8_t>(bits >> shift));
  }
  for (; padding > 0; --padding) bytes.pop_back();
  return bytes;
}

/// One document, read member by member.
class Reader {
 public:
  explicit Reader(const std::string& path) : path_(path), root_(parse_json(read_text_file(path), path)) {}

  StoredAttention read() {
    check_version();
    read_tokens();
    if (root_.find("keys") != nullptr) {
      fail(ErrorCode::kUnsupported,
           "{}: keys: attention to another text cannot be checked; a model here attends to "
           "its own tokens",
           {path_});
    }
    const std::string where = path_ + ": attention";
    const auto& layers = root_.at("attention", path_).array(where);
    for (std::size_t n = 0; n < layers.size(); ++n) read_layer(layers[n], n, text("{}[{}]", {where, n}));
    if (seen_.empty()) fail(ErrorCode::kBadFile, "{} holds no head; there is nothing to compare", {where});
    return std::move(out_);
  }

 private:
  void check_version() const {
    if (!root_.is_object() || root_.find("format") == nullptr) {
      fail(ErrorCode::kBadFile,
           "{}: expected an attention document, {\"format\": \"{}\", \"version\": 1, ...}; this is {}",
           {path_, kFormat, root_.is_object() ? std::string("an object without a format") : root_.describe()});
    }
    const std::string& format = root_.at("format", path_).string(path_ + ": format");
    if (format != kFormat)
      fail(ErrorCode::kBadFile, "{}: format is {}; expected \"{}\"", {path_, quoted(format), kFormat});
    const std::int64_t version = root_.at("version", path_).integer(path_ + ": version");
    if (version != 1) fail(ErrorCode::kUnsupported, "{}: version is {}; this attn reads version 1", {path_, version});
  }

  void read_tokens() {
    const auto& tokens = root_.at("tokens", path_).array(path_ + ": tokens");
    if (tokens.empty()) fail(ErrorCode::kBadFile, "{}: tokens is empty; there is nothing to run", {path_});
    for (std::size_t n = 0; n < tokens.size(); ++n) {
      const std::string where = text("{}: tokens[{}]", {path_, n});
      const JsonValue* id = tokens[n].find("id");
      if (id == nullptr || id->is_null()) {
        fail(ErrorCode::kBadFile,
             "{} has no id, and a model runs on ids; write the document again with them: attn check "
             "MODEL --write FILE --ids 1,2,3, or attention-playground export",
             {where});
      }
      StoredToken token;
      token.id = static_cast<std::int32_t>(id->integer(where + ".id", 0, std::numeric_limits<std::int32_t>::max()));
      token.text = tokens[n].at("text", where).string(where + ".text");
      out_.tokens.push_back(std::move(token));
    }
  }

  /// The entry number `place`, which is its layer where it names none.
  void read_layer(const JsonValue& value, std::size_t place, const std::string& where) {
    StoredLayer stored;
    const JsonValue* layer = value.find("layer");
    stored.layer = layer == nullptr ? place : layer->unsigned_integer(where + ".layer", kMostLayers);
    const JsonValue& weights = value.at("weights", where);
    const Nested given =
        weights.is_object() ? packed(weights, where + ".weights") : read_nested(weights, where + ".weights", 3, false);
    const std::size_t count = given.shape.front(), t = out_.tokens.size();
    if (count != 0 && given.shape != std::vector{count, t, t}) {
      fail(ErrorCode::kBadFile, "{}.weights has shape {}; expected [heads, queries, keys] = {}, as there are {} tokens",
           {where, sizes_text(given.shape), sizes_text(std::vector{count, t, t}), t});
    }
    stored.heads = heads(value.find("heads"), count, where + ".heads");
    stored.weights = given.numbers;
    for (std::size_t n = 0; n < stored.weights.size(); ++n) {
      if (std::isfinite(stored.weights[n])) continue;
      fail(ErrorCode::kBadFile, "{}.weights[{}][{}][{}] is {}; a weight is a finite number",
           {where, n / t / t, n / t % t, n % t, double{stored.weights[n]}});
    }
    for (const std::size_t head : stored.heads) {
      if (!seen_.insert({stored.layer, head}).second)
        fail(ErrorCode::kBadFile, "{}: layer {}, head {} is there twice; keep one", {where, stored.layer, head});
    }
    out_.layers.push_back(std::move(stored));
  }

  /// {"shape": [heads, queries, keys], "base64": little-endian float32}.
  static Nested packed(const JsonValue& value, const std::string& where) {
    Nested out;
    const auto& shape = value.at("shape", where).array(where + ".shape");
    if (shape.size() != 3) fail(ErrorCode::kBadFile, "{}.shape has {} numbers; expected 3", {where, shape.size()});
    std::uint64_t count = 1;
    for (const JsonValue& size : shape) {
      out.shape.push_back(size.unsigned_integer(where + ".shape", kMostLayers));
      count *= out.shape.back();
    }
    const auto bytes = base64_bytes(value.at("base64", where).string(where + ".base64"), where + ".base64");
    if (bytes.size() != count * 4) {
      fail(ErrorCode::kBadFile, "{}.base64 holds {} bytes; shape {} needs {}",
           {where, bytes.size(), sizes_text(out.shape), count * 4});
    }
    for (std::size_t n = 0; n < bytes.size(); n += 4) {
      std::uint32_t bits = 0;
      for (std::size_t b = 4; b-- > 0;) bits = bits << 8U | bytes[n + b];
      out.numbers.push_back(std::bit_cast<float>(bits));
    }
    return out;
  }

  static std::vector<std::size_t> heads(const JsonValue* given, std::size_t count, const std::string& where) {
    std::vector<std::size_t> found;
    if (given == nullptr) {
      for (std::size_t n = 0; n < count; ++n) found.push_back(n);
      return found;
    }
    for (const JsonValue& head : given->array(where)) found.push_back(head.unsigned_integer(where, kMostLayers));
    if (found.size() != count)
      fail(ErrorCode::kBadFile, "{} names {} heads, but weights holds {}", {where, found.size(), count});
    return found;
  }

  std::string path_;
  JsonValue root_;
  StoredAttention out_;
  std::set<std::pair<std::size_t, std::size_t>> seen_;  // layer, head
};

}  // namespace

StoredAttention read_attention_document(const std::string& path) { return Reader(path).read(); }

std::string attention_document_text(const StoredAttention& attention, const std::string& model) {
  JsonWriter json;
  json.begin_object().key("format").string(kFormat).key("version").integer(std::int64_t{1});
  json.key("model").begin_object().key("name").string(model).end_object();
  json.key("tokens").begin_array(JsonWriter::Layout::kLines);
  for (const StoredToken& token : attention.tokens)
    json.begin_object().key("text").string(token.text).key("id").integer(std::int64_t{token.id}).end_object();
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
