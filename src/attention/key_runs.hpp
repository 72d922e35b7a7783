// The keys that one query may see, as runs of neighbours in order. A mask says a row this way, so that
// whoever walks the row does work for what is seen, not for what is not.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace attn {

/// Keys [j0, j1), not empty.
struct KeyRun {
  std::size_t j0, j1;  ///< first key, and the first after it
};

/// Runs in order, apart from each other (a gap of one key at least).
class KeyRuns {
 public:
  explicit KeyRuns(std::size_t t_k = 0) : t_k_(t_k) {}  ///< no key yet
  /// Adds keys [j0, j1), cut to those there are. j0 never falls from call to call; overlaps are joined.
  void add(std::ptrdiff_t j0, std::ptrdiff_t j1);
  void clear() { runs_.clear(); }  ///< no key again

  [[nodiscard]] std::size_t t_k() const { return t_k_; }  ///< keys there are
  [[nodiscard]] std::span<const KeyRun> runs() const { return runs_; }  ///< in order
  /// How many keys in all.
  [[nodiscard]] std::size_t count() const;
  [[nodiscard]] bool has(std::size_t j) const;  ///< is key j among them?

  /// The keys of both, and of either.
  static KeyRuns both(const KeyRuns& a, const KeyRuns& b);
  static KeyRuns either(const KeyRuns& a, const KeyRuns& b);  ///< the keys of a or b

 private:
  std::size_t t_k_;
  std::vector<KeyRun> runs_;
};

}  // namespace attn
