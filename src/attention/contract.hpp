// The contract that every executor keeps: what goes in, what comes out, and what it means.
// Semantics are ONNX Attention-24: scores are scaled, then softcapped, then bias and mask are applied,
// then softmax over the keys, then the sum of the values. A query that may see no key gives zeros.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "attention/bias.hpp"
#include "attention/mask.hpp"
#include "attention/score.hpp"
#include "attention/work.hpp"

namespace attn {

/// Sizes of one attention problem. h is a multiple of g: query head n reads key/value head n / (h / g)
/// (h == g multi-head, g == 1 multi-query, else grouped-query: Ainslie et al. 2023).
struct AttentionShape {
  std::size_t batch = 1;  ///< independent problems of the same sizes
  std::size_t h = 1;    ///< query heads
  std::size_t g = 1;    ///< key/value heads
  std::size_t t_q = 0;  ///< queries
  std::size_t t_k = 0;  ///< keys, past ones included
  std::size_t d = 0;    ///< width of a query and of a key
  std::size_t d_v = 0;  ///< width of a value
};

/// Strided view of [batch, heads, t, width]; the last axis is contiguous. Strides count floats; a
/// stride of 0 repeats (broadcasts) that axis.
template <class T>
struct HeadsView {
  T* data = nullptr;  ///< of batch item 0, head 0, row 0
  std::size_t batch_stride = 0, head_stride = 0, row_stride = 0;  ///< from one to the next
  [[nodiscard]] T* row(std::size_t batch, std::size_t head, std::size_t i) const {
    return data + batch * batch_stride + head * head_stride + i * row_stride;
  }  ///< where row i begins
  explicit operator bool() const { return data != nullptr; }  ///< whether there is any data
};

/// Which stage of the scores the optional score output shows: ONNX qk_matmul_output_mode, same numbers.
enum class ScoreStage : std::uint8_t { kScaled = 0, kSoftcapped = 1, kMasked = 2, kPattern = 3 };

/// How softmax(scores) V is computed. All agree to rounding on what they support.
enum class Executor : std::uint8_t {
  kReference,  ///< materialises every score; the readable one, and the only one that can be observed or changed
  kFlash,      ///< tiled, online softmax, O(t) memory (Dao et al. 2022; Milakov & Gimelshein 2018)
  kSparse,     ///< flash where tiles are well filled, single pairs where they are not: work follows the mask
};

/// Called by the reference executor with one head's whole matrix [t_q, t_k] after softmax (or, for
/// scores, after mask: masked entries are -inf); what it writes there is used from then on.
class ScoreObserver {
 public:
  virtual ~ScoreObserver() = default;
  virtual void on_scores(std::size_t batch, std::size_t head, std::span<float> scores) = 0;  ///< after the mask
  virtual void on_pattern(std::size_t batch, std::size_t head, std::span<float> pattern) = 0;  ///< after softmax
};

/// What flash attention holds after one tile of keys: nothing but this passes from tile to tile.
struct FlashStep {
  std::size_t batch = 0, head = 0;  ///< whose step it is
  Tile tile{};  ///< which queries and keys
  TileCover cover = TileCover::kFull;  ///< kEmpty: the tile was skipped
  std::span<const float> m;    ///< [rows]: largest score so far, -inf before the first
  std::span<const float> l;    ///< [rows]: sum of exp(score - m) so far
  simd::ConstMatrix y;         ///< [rows, d_v]: sum of exp(score - m) v so far; divided by l after the last tile
};

/// Called by the flash executor after each tile of keys of each tile of queries.
class FlashObserver {
 public:
  virtual ~FlashObserver() = default;
  virtual void on_step(const FlashStep& step) = 0;  ///< views are valid during the call
};

/// A tile of 64 x 64 scores is 16 KiB: with its keys and values it stays in L1 or close to it.
constexpr std::size_t kTileMost = 64;

/// One attention problem. Views are borrowed for the call.
struct AttentionProblem {
  AttentionShape shape;  ///< of all that follows
  HeadsView<const float> q;  ///< [batch, h, t_q, d]
  HeadsView<const float> k;  ///< [batch, g, t_k, d]
  HeadsView<const float> v;  ///< [batch, g, t_k, d_v]
  AnyScore score;            ///< includes its scale; from make_score
  float softcap = 0;         ///< cap * tanh(score / cap); 0 means none
  HeadsView<const float> bias;  ///< optional, added after softcap: [batch, h, t_q, t_k]; -inf masks
  std::vector<AnyBias> biases;  ///< optional, added like `bias`; from make_bias
  std::size_t first_head = 0;   ///< which query head the first one here is to the biases
  /// Which pairs (i, j) meet; bound per batch item: masks[b] or, with one entry, shared.
  /// No entry: every key is seen. The key and value of a masked pair are never used, whatever they hold.
  std::vector<MaskSet> masks;
  Executor executor = Executor::kReference;  ///< how it is computed
  ScoreObserver* observer = nullptr;  ///< reference only
  FlashObserver* flash_observer = nullptr;  ///< flash only
  /// Queries and keys of a tile of flash and sparse, 1 to 64. Small ones show on a short sentence what happens.
  std::size_t tile_queries = kTileMost, tile_keys = kTileMost;
  Work* work = nullptr;  ///< where to add up what was done, or nowhere
};
/// Where the results go. Views are borrowed for the call.
struct AttentionResult {
  HeadsView<float> y;       ///< [batch, h, t_q, d_v], written
  HeadsView<float> scores;  ///< optional, [batch, h, t_q, t_k], reference only
  ScoreStage stage = ScoreStage::kPattern;  ///< what `scores` shows
};

/// Validates once (throws Error), then runs the chosen executor over every batch item and head.
void attention(const AttentionProblem& problem, const AttentionResult& result);

/// What attention() asks for before it begins, for operators that do something else with a problem. Throws Error.
void check_attention(const AttentionProblem& problem, const AttentionResult& result);

/// Executors in the order of the enumeration; their infos say no knobs.
std::vector<ItemInfo> executor_infos();

/// Executor by its id ("reference", "flash", "sparse"); throws Error kUnknownId listing those there are.
Executor executor_from_id(const std::string& id);

}  // namespace attn
