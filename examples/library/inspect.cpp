// Which key each query looks at most, in one head: inspect MODEL LAYER HEAD ID...
// MODEL is a Hugging Face folder: config.json and model.safetensors.
#include <algorithm>
#include <attn/base/error.hpp>
#include <attn/formats/file.hpp>
#include <attn/formats/safetensors.hpp>
#include <attn/inspect/trace.hpp>
#include <attn/model/model.hpp>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

//! [load]
attn::Model load(const std::string& folder) {
  const auto weights = attn::SafetensorsFile::parse_owned(attn::read_file(folder + "/model.safetensors"));
  return attn::Model::load(attn::read_text_file(folder + "/config.json"), weights);
}
//! [load]

void strongest_keys(const attn::Model& model, const std::vector<std::int32_t>& ids, std::size_t layer,
                    std::size_t head) {
  //! [trace]
  const std::string name = attn::hook_name(attn::HookPoint::kPattern, layer);  // "blocks.0.attn.hook_pattern"
  attn::Inspector inspector({name}, {}, model.config());
  attn::KvCache cache = model.make_cache();
  model.forward(ids, cache, attn::LogitRows::kNone, &inspector);
  const std::vector<float>& pattern = inspector.find(name)->data;  // [h, t, t]
  //! [trace]
  const std::size_t t = ids.size();
  for (std::size_t i = 0; i < t; ++i) {
    const auto row = pattern.begin() + static_cast<std::ptrdiff_t>((head * t + i) * t);
    const auto key = std::max_element(row, row + static_cast<std::ptrdiff_t>(t));
    std::printf("%zu -> %td  %.3f\n", i, key - row, *key);
  }
}

int main(int argc, char** argv) {
  if (argc < 5) {
    std::fputs("usage: inspect MODEL LAYER HEAD ID...\n", stderr);
    return 2;
  }
  std::vector<std::int32_t> ids;
  for (int n = 4; n < argc; ++n) ids.push_back(std::atoi(argv[n]));
  try {
    strongest_keys(load(argv[1]), ids, std::strtoul(argv[2], nullptr, 10), std::strtoul(argv[3], nullptr, 10));
  } catch (const attn::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
