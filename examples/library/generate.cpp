// Continues a text of token ids, drawn with a seed: generate MODEL COUNT ID...
#include <attn/base/error.hpp>
#include <attn/formats/file.hpp>
#include <attn/formats/safetensors.hpp>
#include <attn/model/model.hpp>
#include <attn/model/sampling.hpp>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

//! [generate]
std::vector<std::int32_t> continued(const attn::Model& model, std::vector<std::int32_t> ids, int count) {
  attn::Sampler sampler({.temperature = 0.8F, .top_k = 40, .seed = 7});  // the same ids on every machine
  attn::KvCache cache = model.make_cache();
  std::vector<float> logits = model.forward(ids, cache, attn::LogitRows::kLast);
  for (int n = 0; n < count; ++n) {
    ids.push_back(sampler.next(logits, ids));
    // The cache holds the keys and values of what came before, so that one token is all that has to be run.
    if (n + 1 < count) logits = model.forward({&ids.back(), 1}, cache, attn::LogitRows::kLast);
  }
  return ids;
}
//! [generate]

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fputs("usage: generate MODEL COUNT ID...\n", stderr);
    return 2;
  }
  std::vector<std::int32_t> ids;
  for (int n = 3; n < argc; ++n) ids.push_back(std::atoi(argv[n]));
  try {
    const std::string folder = argv[1];
    const auto weights = attn::SafetensorsFile::parse_owned(attn::read_file(folder + "/model.safetensors"));
    const attn::Model model = attn::Model::load(attn::read_text_file(folder + "/config.json"), weights);
    for (const std::int32_t id : continued(model, ids, std::atoi(argv[2]))) std::printf("%d ", id);
    std::puts("");
  } catch (const attn::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
