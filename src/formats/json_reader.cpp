// parse_json over RapidJSON's SAX reader: its grammar, our tree, limits and messages.
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <new>

#include "base/nearest_double.hpp"
#include "base/order.hpp"
#include "base/text.hpp"
#include "formats/json.hpp"

namespace attn {
namespace {

/// RapidJSON's own allocator does not look at what malloc returns.
struct ThrowingAllocator {
  [[maybe_unused]] static constexpr bool kNeedFree = true;  // part of RapidJSON's allocator concept
  static void* Malloc(std::size_t size) { return Realloc(nullptr, 0, size); }
  static void* Realloc(void* old, std::size_t, std::size_t size) {
    if (size == 0) {
      std::free(old);
      return nullptr;
    }
    void* grown = std::realloc(old, size);
    if (grown == nullptr) throw std::bad_alloc();
    return grown;
  }
  static void Free(void* p) { std::free(p); }
};

/// Builds the tree. A false return stops the reader; `problem` then says why.
class Builder {
 public:
  explicit Builder(const JsonLimits& limits) : limits_(limits) {}

  std::string problem;
  [[nodiscard]] JsonValue take() { return std::move(root_); }

  bool Null() { return add(JsonValue()); }
  bool Bool(bool value) { return add(JsonValue(value)); }
  bool String(const char* text, rapidjson::SizeType size, bool) {
    return whole_characters({text, size}) && add(JsonValue(std::string(text, size)));
  }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) { return add_number(std::string(text, size)); }
  bool StartObject() { return open(true); }
  bool StartArray() { return open(false); }
  bool Key(const char* text, rapidjson::SizeType size, bool) {
    open_.back().key.assign(text, size);
    return whole_characters({text, size});
  }
  bool EndObject(rapidjson::SizeType) {
    JsonValue::Object object = std::move(open_.back().object);
    if (!unique(object)) return false;
    open_.pop_back();
    return place(JsonValue(std::move(object)));
  }
  bool EndArray(rapidjson::SizeType) {
    JsonValue::Array array = std::move(open_.back().array);
    open_.pop_back();
    return place(JsonValue(std::move(array)));
  }
  // The reader is told to hand numbers over as text.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }

 private:
  struct Open {
    bool is_object;
    std::string key;
    JsonValue::Object object;
    JsonValue::Array array;
  };

  bool stop(std::string why) {
    problem = std::move(why);
    return false;
  }

  /// The reader turns an escaped second half of a surrogate pair, alone, into UTF-8 that stands for no character.
  bool whole_characters(std::string_view text) {
    for (std::size_t at = text.find('\xED'); at != std::string_view::npos; at = text.find('\xED', at + 1)) {
      if (at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) >= 0xA0) {
        return stop("The surrogate pair in string is invalid");
      }
    }
    return true;
  }

  bool count() { return ++values_ <= limits_.max_values || stop(text("more than {} values", {limits_.max_values})); }

  bool open(bool is_object) {
    if (open_.size() >= limits_.max_depth) {
      return stop(text("nested deeper than {} levels", {limits_.max_depth}));
    }
    if (!count()) return false;
    open_.push_back({is_object, {}, {}, {}});
    return true;
  }

  bool add(JsonValue value) { return count() && place(std::move(value)); }

  bool place(JsonValue value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (open_.back().is_object) {
      open_.back().object.push_back({std::move(open_.back().key), std::move(value)});
    } else {
      open_.back().array.push_back(std::move(value));
    }
    return true;
  }

  bool unique(const JsonValue::Object& object) {
    const auto order =
        sorted_order(object.size(), [&](std::size_t a, std::size_t b) { return object[a].key < object[b].key; });
    const auto twice = std::adjacent_find(order.begin(), order.end(),
                                          [&](std::size_t a, std::size_t b) { return object[a].key == object[b].key; });
    return twice == order.end() ||
           stop(text("duplicate key {} in the object that ends here", {quoted(object[*twice].key)}));
  }

  /// Whole numbers stay exact to 64 bits; all others are the nearest double. The reader has checked the grammar.
  bool add_number(const std::string& number) {
    const char* const end = number.data() + number.size();
    if (number.find_first_of(".eE") == std::string::npos && number != "-0") {
      std::int64_t whole = 0;
      if (std::from_chars(number.data(), end, whole).ec == std::errc()) return add(JsonValue(whole));
      std::uint64_t large = 0;
      if (number[0] != '-' && std::from_chars(number.data(), end, large).ec == std::errc())
        return add(JsonValue(large));
    }
    const double real = nearest_double(number);
    return std::isfinite(real) ? add(JsonValue(real)) : stop(text("the number {} is too big for a double", {number}));
  }

  const JsonLimits& limits_;
  std::size_t values_ = 0;
  std::vector<Open> open_;
  JsonValue root_;
};

[[noreturn]] void throw_at(std::string_view name, std::string_view text, std::size_t offset, std::string why) {
  const std::string_view before = text.substr(0, offset);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t start = before.rfind('\n') + 1;  // npos + 1 is 0
  if (!why.empty() && why.back() == '.') why.pop_back();
  fail(ErrorCode::kBadFile, "{}: line {}, column {}: {}", {name, line, offset - std::min(start, offset) + 1, why});
}

JsonValue read(std::string_view text, std::string_view name, const JsonLimits& limits) {
  constexpr unsigned kFlags =
      rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag | rapidjson::kParseNumbersAsStringsFlag;
  rapidjson::MemoryStream stream(text.data(), text.size());
  rapidjson::GenericReader<rapidjson::UTF8<>, rapidjson::UTF8<>, ThrowingAllocator> reader;
  Builder builder(limits);
  reader.Parse<kFlags>(stream, builder);
  if (reader.HasParseError()) {
    throw_at(name, text, reader.GetErrorOffset(),
             builder.problem.empty() ? rapidjson::GetParseError_En(reader.GetParseErrorCode()) : builder.problem);
  }
  // To the reader a NUL byte is the end of the text.
  if (stream.Tell() != text.size()) throw_at(name, text, stream.Tell(), "a NUL byte after the value");
  return builder.take();
}

}  // namespace

JsonValue parse_json(std::string_view text, std::string_view name, const JsonLimits& limits) {
  if (text.size() > limits.max_bytes) {
    fail(ErrorCode::kBadFile, "{} has {} bytes; at most {} are read", {name, text.size(), limits.max_bytes});
  }
  try {
    return read(text, name, limits);
  } catch (const std::bad_alloc&) {
    fail(ErrorCode::kOutOfMemory, "{}: not enough memory for {} bytes of JSON", {name, text.size()});
  }
}

}  // namespace attn
