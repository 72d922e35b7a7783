// Points of the whole space, score x biases x softcap x masks x heads x sizes x tiles, each set up twice from the same
// numbers: for src by ids, and for the oracle by formulas and bytes.
#pragma once

#include <string>
#include <vector>

#include "attention/contract.hpp"
#include "attention/item.hpp"
#include "reference/attention.hpp"
#include "reference/random.hpp"

namespace attention_test {

struct Point {
  std::size_t batch = 1, h = 1, g = 1, t_q = 4, t_k = 4, d = 8, d_v = 8;
  std::ptrdiff_t offset = 0;
  std::size_t tile_queries = 64, tile_keys = 64;
  attn::ItemSpec score{"scaled_dot"};
  std::vector<attn::ItemSpec> biases = {};
  float softcap = 0;
  std::vector<attn::ItemSpec> masks = {};
  attn::MaskSet::Join join = attn::MaskSet::Join::kAll;
  float spread = 1;  ///< standard deviation of queries and keys
  [[nodiscard]] std::string name() const;
};

class Scene {
 public:
  Scene(const Point& point, std::uint64_t seed);
  Scene(const Scene&) = delete;

  reference::Attention oracle;    ///< its q, k and v are what src gets, as they stand when it runs
  attn::AttentionProblem problem;
  bool judged = true;             ///< whether the oracle knows all the items

  struct Output {
    std::vector<float> y;        ///< [batch, h, t_q, d_v]
    std::vector<float> pattern;  ///< [batch, h, t_q, t_k], of the reference executor
  };
  /// work: where to count, or nowhere.
  Output run(attn::Executor executor, attn::Work* work = nullptr);

 private:
  void set_masks(const Point& point, reference::Random& random);
  void set_biases(const Point& point);
};

constexpr attn::Executor kExecutors[] = {attn::Executor::kReference, attn::Executor::kFlash, attn::Executor::kSparse};

// ---- every item that the registries hold, with tensors and knobs drawn by lot; the usual ones first --------------
std::vector<attn::ItemSpec> all_scores(std::size_t d, reference::Random& random);
std::vector<attn::ItemSpec> all_biases(std::size_t h, reference::Random& random);
std::vector<attn::ItemSpec> all_masks(std::size_t t_q, std::size_t t_k, reference::Random& random);

}  // namespace attention_test
