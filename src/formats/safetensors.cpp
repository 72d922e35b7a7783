#include "formats/safetensors.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <numeric>

#include "base/error.hpp"
#include "formats/json.hpp"
#include "formats/widen.hpp"

namespace attn {
namespace {

static_assert(std::endian::native == std::endian::little, "the format is little-endian and is read as it lies");

constexpr std::size_t kLengthBytes = 8;
constexpr std::uint64_t kMaxHeader = 100'000'000;  // the format's own limit
constexpr std::uint64_t kNever = UINT64_MAX;

struct Dtype {
  std::string_view name;
  unsigned bits;
};
constexpr Dtype kDtypes[] = {{"BOOL", 8},    {"U8", 8},   {"I8", 8},      {"F8_E5M2", 8}, {"F8_E4M3", 8},
                             {"F8_E8M0", 8}, {"F4", 4},   {"F6_E2M3", 6}, {"F6_E3M2", 6}, {"U16", 16},
                             {"I16", 16},    {"F16", 16}, {"BF16", 16},   {"U32", 32},    {"I32", 32},
                             {"F32", 32},    {"U64", 64}, {"I64", 64},    {"F64", 64},    {"C64", 64}};

const Dtype* find_dtype(std::string_view name) {
  const auto* found =
      std::find_if(std::begin(kDtypes), std::end(kDtypes), [&](const Dtype& d) { return d.name == name; });
  return found == std::end(kDtypes) ? nullptr : found;
}

/// a * b, or kNever where that does not fit.
std::uint64_t checked_product(std::uint64_t a, std::uint64_t b) {
  if (a == 0 || b == 0) return 0;
  return a > (kNever - 1) / b ? kNever : a * b;
}

std::string shape_text(const std::vector<std::uint64_t>& shape) {
  std::string text = "[";
  for (const std::uint64_t n : shape) text += (text.size() > 1 ? ", " : "") + std::to_string(n);
  return text + "]";
}

template <class Stored, class Widen>
void widen(std::span<const std::byte> bytes, std::span<float> out, Widen&& widen_one) {
  for (std::size_t n = 0; n < out.size(); ++n) {
    Stored stored;
    std::memcpy(&stored, bytes.data() + n * sizeof stored, sizeof stored);
    out[n] = widen_one(stored);
  }
}

std::uint64_t elements(const TensorInfo& info) {
  std::uint64_t count = 1;
  for (const std::uint64_t n : info.shape) count = checked_product(count, n);
  return count;
}

}  // namespace

/// Checks a header and fills a SafetensorsFile from it.
class SafetensorsHeader {
 public:
  explicit SafetensorsHeader(SafetensorsFile& file) : file_(file) {}

  void read(std::span<const std::byte> bytes) {
    const std::uint64_t length = header_length(bytes);
    const auto size = static_cast<std::size_t>(length);  // fits: it is at most the file's
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()) + kLengthBytes, size);
    if (text[0] != '{') fail("the header must begin with '{' but begins with byte " + std::to_string(byte(bytes, 8)));
    file_.data_ = bytes.subspan(kLengthBytes + size);
    JsonLimits limits;
    limits.max_bytes = kMaxHeader;
    limits.max_depth = 8;
    limits.max_values = 8'000'000;  // a tensor takes seven
    const JsonValue header = parse_json(text, file_.name_ + " header", limits);
    for (const JsonMember& member : header.object(file_.name_ + " header")) {
      if (member.key == "__metadata__") {
        metadata(member.value);
      } else {
        file_.entries_.push_back(entry(member.key, member.value));
      }
    }
    check_layout();
    index();
  }

 private:
  [[noreturn]] void fail(const std::string& why) const { throw Error(ErrorCode::kBadFile, file_.name_ + ": " + why); }
  [[nodiscard]] std::string tensor(std::string_view name) const { return file_.name_ + ": tensor " + quoted(name); }
  static unsigned byte(std::span<const std::byte> bytes, std::size_t n) { return std::to_integer<unsigned>(bytes[n]); }
  static std::string range(const SafetensorsFile::Entry& entry) {
    return std::to_string(entry.begin) + ".." + std::to_string(entry.end);
  }

  [[nodiscard]] std::uint64_t header_length(std::span<const std::byte> bytes) const {
    if (bytes.size() < kLengthBytes) {
      fail("has " + std::to_string(bytes.size()) + " bytes, too few for a safetensors file; download it again");
    }
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data(), kLengthBytes);
    if (length > kMaxHeader) {
      fail("claims a header of " + std::to_string(length) +
           " bytes, more than the format's 100000000; is it a safetensors file?");
    }
    if (length > bytes.size() - kLengthBytes) {
      fail("claims a header of " + std::to_string(length) + " bytes, but only " +
           std::to_string(bytes.size() - kLengthBytes) + " follow; the file is cut short, download it again");
    }
    if (length < 2) fail("claims a header of " + std::to_string(length) + " bytes; the shortest is {}");
    return length;
  }

  void metadata(const JsonValue& value) {
    for (const JsonMember& member : value.object(file_.name_ + ": __metadata__")) {
      file_.metadata_.emplace_back(member.key,
                                   member.value.string(file_.name_ + ": __metadata__ " + quoted(member.key)));
    }
  }

  [[nodiscard]] SafetensorsFile::Entry entry(const std::string& name, const JsonValue& value) const {
    const std::string where = tensor(name);
    SafetensorsFile::Entry made;
    made.info.name = name;
    made.info.dtype = value.at("dtype", where).string(where + ": dtype");
    const Dtype* dtype = find_dtype(made.info.dtype);
    if (dtype == nullptr) {
      throw Error(ErrorCode::kBadFile,
                  where + " has unknown dtype " + quoted(made.info.dtype) + " (the format has " + dtype_names() + ")");
    }
    for (const JsonValue& n : value.at("shape", where).array(where + ": shape")) {
      made.info.shape.push_back(n.unsigned_integer(where + ": a size in its shape"));
    }
    const auto& offsets = value.at("data_offsets", where).array(where + ": data_offsets");
    if (offsets.size() != 2) {
      throw Error(ErrorCode::kBadFile, where + " has " + std::to_string(offsets.size()) + " data_offsets, not 2");
    }
    made.begin = offsets[0].unsigned_integer(where + ": data_offsets");
    made.end = offsets[1].unsigned_integer(where + ": data_offsets");
    check_entry(made, dtype->bits);
    return made;
  }

  void check_entry(const SafetensorsFile::Entry& made, unsigned bits) const {
    const std::string where = tensor(made.info.name);
    if (made.begin > made.end) {
      throw Error(ErrorCode::kBadFile, where + " ends before it begins (offsets " + range(made) + ")");
    }
    if (made.end > file_.data_.size()) {
      throw Error(ErrorCode::kBadFile, where + " lies at offsets " + range(made) + ", but the file holds only " +
                                           std::to_string(file_.data_.size()) +
                                           " bytes of tensors; it is cut short, download it again");
    }
    const std::string kind = made.info.dtype + " " + shape_text(made.info.shape);
    const std::uint64_t total_bits = checked_product(elements(made.info), bits);
    if (total_bits == kNever) throw Error(ErrorCode::kBadFile, where + " is impossibly large: " + kind);
    if (total_bits % 8 != 0) {
      throw Error(ErrorCode::kBadFile,
                  where + ": " + kind + " is " + std::to_string(total_bits) + " bits, not whole bytes");
    }
    if (total_bits / 8 != made.end - made.begin) {
      throw Error(ErrorCode::kBadFile, where + " claims " + std::to_string(made.end - made.begin) + " bytes (offsets " +
                                           range(made) + ") but " + kind + " needs " + std::to_string(total_bits / 8));
    }
  }

  /// The tensors, in order of offset, must fill the data without overlap and without a hole.
  void check_layout() const {
    std::vector<const SafetensorsFile::Entry*> order;
    order.reserve(file_.entries_.size());
    for (const auto& made : file_.entries_) order.push_back(&made);
    std::sort(order.begin(), order.end(),
              [](const auto* a, const auto* b) { return std::pair(a->begin, a->end) < std::pair(b->begin, b->end); });
    std::uint64_t filled = 0;
    const SafetensorsFile::Entry* last = nullptr;
    for (const auto* made : order) {
      if (made->begin < filled) {
        fail("tensors " + quoted(last->info.name) + " (offsets " + range(*last) + ") and " + quoted(made->info.name) +
             " (offsets " + range(*made) + ") overlap");
      }
      if (made->begin > filled) fail_hole(filled, made->begin, "before tensor " + quoted(made->info.name));
      filled = made->end;
      last = made;
    }
    if (filled != file_.data_.size()) fail_hole(filled, file_.data_.size(), "at the end of the file");
  }

  [[noreturn]] void fail_hole(std::uint64_t from, std::uint64_t to, const std::string& place) const {
    fail("bytes " + std::to_string(from) + ".." + std::to_string(to) + " " + place + " belong to no tensor");
  }

  void index() {
    auto& by_name = file_.by_name_;
    by_name.resize(file_.entries_.size());
    std::iota(by_name.begin(), by_name.end(), std::size_t{0});
    std::sort(by_name.begin(), by_name.end(),
              [&](std::size_t a, std::size_t b) { return file_.entries_[a].info.name < file_.entries_[b].info.name; });
  }

  static std::string dtype_names() {
    std::string names;
    for (const Dtype& dtype : kDtypes) names += (names.empty() ? "" : ", ") + std::string(dtype.name);
    return names;
  }

  SafetensorsFile& file_;
};

SafetensorsFile SafetensorsFile::parse(std::span<const std::byte> file, std::string_view name) {
  SafetensorsFile made;
  made.name_ = name;
  SafetensorsHeader(made).read(file);
  return made;
}

SafetensorsFile SafetensorsFile::parse_owned(std::vector<std::byte> file, std::string_view name) {
  SafetensorsFile made = parse(file, name);
  made.owned_ = std::move(file);  // moving a vector leaves its bytes where data_ sees them
  return made;
}

std::vector<TensorInfo> SafetensorsFile::tensors() const {
  std::vector<TensorInfo> infos;
  infos.reserve(entries_.size());
  for (const Entry& made : entries_) infos.push_back(made.info);
  return infos;
}

const SafetensorsFile::Entry* SafetensorsFile::entry(std::string_view name) const {
  const auto at = std::lower_bound(by_name_.begin(), by_name_.end(), name, [&](std::size_t n, std::string_view wanted) {
    return entries_[n].info.name < wanted;
  });
  return at != by_name_.end() && entries_[*at].info.name == name ? &entries_[*at] : nullptr;
}

const TensorInfo* SafetensorsFile::find(std::string_view name) const {
  const Entry* made = entry(name);
  return made == nullptr ? nullptr : &made->info;
}

void SafetensorsFile::read(std::string_view name, std::span<float> out) const {
  const Entry* made = entry(name);
  if (made == nullptr) throw Error(ErrorCode::kBadArgument, name_ + " has no tensor " + quoted(name));
  const std::string where = name_ + ": tensor " + quoted(name);
  if (out.size() != elements(made->info)) {
    throw Error(ErrorCode::kBadArgument, where + " has " + std::to_string(elements(made->info)) + " elements, not " +
                                             std::to_string(out.size()));
  }
  const auto bytes =
      data_.subspan(static_cast<std::size_t>(made->begin), static_cast<std::size_t>(made->end - made->begin));
  if (made->info.dtype == "F32") {
    if (!bytes.empty()) std::memcpy(out.data(), bytes.data(), bytes.size());
  } else if (made->info.dtype == "F16") {
    widen<std::uint16_t>(bytes, out, widen_f16);
  } else if (made->info.dtype == "BF16") {
    widen<std::uint16_t>(bytes, out, widen_bf16);
  } else {
    throw Error(ErrorCode::kUnsupported,
                where + " has dtype " + made->info.dtype + "; only F32, F16 and BF16 can be read, convert the file");
  }
}

}  // namespace attn
