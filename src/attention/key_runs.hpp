// The keys that one query may see, as runs of neighbours in order. A mask says a row this way, so that
// whoever walks the row does work for what is seen, not for what is not.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace attn {

/// Keys [j0, j1), not empty.
struct KeyRun {
  std::size_t j0, j1;
};

/// Runs in order, apart from each other (a gap of one key at least).
class KeyRuns {
 public:
  explicit KeyRuns(std::size_t t_k = 0) : t_k_(t_k) {}
  /// Adds keys [j0, j1), cut to those there are. j0 never falls from call to call; overlaps are joined.
  void add(std::ptrdiff_t j0, std::ptrdiff_t j1);
  void clear() { runs_.clear(); }

  [[nodiscard]] std::size_t t_k() const { return t_k_; }
  [[nodiscard]] std::span<const KeyRun> runs() const { return runs_; }
  /// How many keys in all.
  [[nodiscard]] std::size_t count() const;
  [[nodiscard]] bool has(std::size_t j) const;

  /// The keys of both, and of either.
  static KeyRuns both(const KeyRuns& a, const KeyRuns& b);
  static KeyRuns either(const KeyRuns& a, const KeyRuns& b);

 private:
  std::size_t t_k_;
  std::vector<KeyRun> runs_;
};

}  // namespace attn
