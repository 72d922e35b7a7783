#include "formats/safetensors.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/order.hpp"
#include "base/text.hpp"
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
    if (text[0] != '{')
      bad("the header must begin with '{' but begins with byte {}", {std::to_integer<unsigned>(bytes[kLengthBytes])});
    file_.data_ = bytes.subspan(kLengthBytes + size);
    JsonLimits limits;
    limits.max_bytes = kMaxHeader;
    limits.max_depth = 8;
    limits.max_values = 8'000'000;  // a tensor takes seven
    const std::string name = attn::text("{} header", {file_.name_});
    const JsonValue header = parse_json(text, name, limits);
    for (const JsonMember& member : header.object(name)) {
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
  [[noreturn]] void bad(const char* format, std::initializer_list<TextPart> parts) const {
    fail(ErrorCode::kBadFile, "{}: {}", {file_.name_, text(format, parts)});
  }
  [[nodiscard]] std::string tensor(std::string_view name) const {
    return text("{}: tensor {}", {file_.name_, quoted(name)});
  }
  static std::string range(const SafetensorsFile::Entry& entry) { return text("{}..{}", {entry.begin, entry.end}); }

  [[nodiscard]] std::uint64_t header_length(std::span<const std::byte> bytes) const {
    if (bytes.size() < kLengthBytes) {
      bad("has {} bytes, too few for a safetensors file; download it again", {bytes.size()});
    }
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data(), kLengthBytes);
    if (length > kMaxHeader) {
      bad("claims a header of {} bytes, more than the format's 100000000; is it a safetensors file?", {length});
    }
    if (length > bytes.size() - kLengthBytes) {
      bad("claims a header of {} bytes, but only {} follow; the file is cut short, download it again",
          {length, bytes.size() - kLengthBytes});
    }
    if (length < 2) bad("claims a header of {} bytes; the shortest is {}", {length, "{}"});
    return length;
  }

  void metadata(const JsonValue& value) {
    const std::string where = text("{}: __metadata__", {file_.name_});
    for (const JsonMember& member : value.object(where)) {
      file_.metadata_.emplace_back(member.key, member.value.string(text("{} {}", {where, quoted(member.key)})));
    }
  }

  [[nodiscard]] SafetensorsFile::Entry entry(const std::string& name, const JsonValue& value) const {
    const std::string where = tensor(name);
    SafetensorsFile::Entry made;
    made.info.name = name;
    made.info.dtype = value.at("dtype", where).string(text("{}: dtype", {where}));
    const Dtype* dtype = find_dtype(made.info.dtype);
    if (dtype == nullptr) {
      fail(ErrorCode::kBadFile, "{} has unknown dtype {} (the format has {})",
           {where, quoted(made.info.dtype), dtype_names()});
    }
    const std::string of_shape = text("{}: a size in its shape", {where});
    for (const JsonValue& n : value.at("shape", where).array(text("{}: shape", {where}))) {
      made.info.shape.push_back(n.unsigned_integer(of_shape));
    }
    const std::string of_offsets = text("{}: data_offsets", {where});
    const auto& offsets = value.at("data_offsets", where).array(of_offsets);
    if (offsets.size() != 2) {
      fail(ErrorCode::kBadFile, "{} has {} data_offsets, not 2", {where, offsets.size()});
    }
    made.begin = offsets[0].unsigned_integer(of_offsets);
    made.end = offsets[1].unsigned_integer(of_offsets);
    check_entry(made, dtype->bits);
    return made;
  }

  void check_entry(const SafetensorsFile::Entry& made, unsigned bits) const {
    const std::string where = tensor(made.info.name);
    if (made.begin > made.end) {
      fail(ErrorCode::kBadFile, "{} ends before it begins (offsets {})", {where, range(made)});
    }
    if (made.end > file_.data_.size()) {
      fail(ErrorCode::kBadFile,
           "{} lies at offsets {}, but the file holds only {} bytes of tensors; it is cut short, download it again",
           {where, range(made), file_.data_.size()});
    }
    const std::string kind = text("{} {}", {made.info.dtype, sizes_text(made.info.shape)});
    const std::uint64_t total_bits = checked_product(elements(made.info), bits);
    if (total_bits == kNever) fail(ErrorCode::kBadFile, "{} is impossibly large: {}", {where, kind});
    if (total_bits % 8 != 0) {
      fail(ErrorCode::kBadFile, "{}: {} is {} bits, not whole bytes", {where, kind, total_bits});
    }
    if (total_bits / 8 != made.end - made.begin) {
      fail(ErrorCode::kBadFile, "{} claims {} bytes (offsets {}) but {} needs {}",
           {where, made.end - made.begin, range(made), kind, total_bits / 8});
    }
  }

  /// The tensors, in order of offset, must fill the data without overlap and without a hole.
  void check_layout() const {
    const auto& entries = file_.entries_;
    std::uint64_t filled = 0;
    const SafetensorsFile::Entry* last = nullptr;
    for (const std::size_t n : sorted_order(entries.size(), [&](std::size_t a, std::size_t b) {
           return entries[a].begin != entries[b].begin ? entries[a].begin < entries[b].begin
                                                       : entries[a].end < entries[b].end;
         })) {
      const SafetensorsFile::Entry* made = &entries[n];
      if (made->begin < filled) {
        bad("tensors {} (offsets {}) and {} (offsets {}) overlap",
            {quoted(last->info.name), range(*last), quoted(made->info.name), range(*made)});
      }
      if (made->begin > filled) fail_hole(filled, made->begin, text("before tensor {}", {quoted(made->info.name)}));
      filled = made->end;
      last = made;
    }
    if (filled != file_.data_.size()) fail_hole(filled, file_.data_.size(), "at the end of the file");
  }

  [[noreturn]] void fail_hole(std::uint64_t from, std::uint64_t to, const std::string& place) const {
    bad("bytes {}..{} {} belong to no tensor", {from, to, place});
  }

  void index() {
    const auto& entries = file_.entries_;
    file_.by_name_ = sorted_order(
        entries.size(), [&](std::size_t a, std::size_t b) { return entries[a].info.name < entries[b].info.name; });
  }

  static std::string dtype_names() {
    std::string names;
    for (const Dtype& dtype : kDtypes) add_to_list(names, dtype.name);
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
  if (made == nullptr) fail(ErrorCode::kBadArgument, "{} has no tensor {}", {name_, quoted(name)});
  if (out.size() != elements(made->info)) {
    fail(ErrorCode::kBadArgument, "{}: tensor {} has {} elements, not {}",
         {name_, quoted(name), elements(made->info), out.size()});
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
    fail(ErrorCode::kUnsupported, "{}: tensor {} has dtype {}; only F32, F16 and BF16 can be read, convert the file",
         {name_, quoted(name), made->info.dtype});
  }
}

}  // namespace attn
