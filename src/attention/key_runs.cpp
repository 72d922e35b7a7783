#include "attention/key_runs.hpp"

#include <algorithm>
#include <cassert>

namespace attn {

void KeyRuns::add(std::ptrdiff_t j0, std::ptrdiff_t j1) {
  const std::size_t from = static_cast<std::size_t>(std::max<std::ptrdiff_t>(j0, 0));
  const std::size_t to = static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(j1, 0, static_cast<std::ptrdiff_t>(t_k_)));
  if (from >= to) return;
  assert(runs_.empty() || from >= runs_.back().j0);
  if (!runs_.empty() && from <= runs_.back().j1)
    runs_.back().j1 = std::max(runs_.back().j1, to);
  else
    runs_.push_back({from, to});
}

std::size_t KeyRuns::count() const {
  std::size_t keys = 0;
  for (const KeyRun& run : runs_) keys += run.j1 - run.j0;
  return keys;
}

bool KeyRuns::has(std::size_t j) const {
  for (const KeyRun& run : runs_)
    if (j < run.j1) return j >= run.j0;
  return false;
}

KeyRuns KeyRuns::both(const KeyRuns& a, const KeyRuns& b) {
  KeyRuns result(a.t_k_);
  std::size_t m = 0, n = 0;
  while (m < a.runs_.size() && n < b.runs_.size()) {
    const KeyRun& one = a.runs_[m];
    const KeyRun& other = b.runs_[n];
    const std::size_t from = std::max(one.j0, other.j0), to = std::min(one.j1, other.j1);
    if (from < to) result.add(static_cast<std::ptrdiff_t>(from), static_cast<std::ptrdiff_t>(to));
    ++(one.j1 < other.j1 ? m : n);
  }
  return result;
}

KeyRuns KeyRuns::either(const KeyRuns& a, const KeyRuns& b) {
  KeyRuns result(a.t_k_);
  std::size_t m = 0, n = 0;
  while (m < a.runs_.size() || n < b.runs_.size()) {
    const bool first = n == b.runs_.size() || (m < a.runs_.size() && a.runs_[m].j0 <= b.runs_[n].j0);
    const KeyRun& next = first ? a.runs_[m++] : b.runs_[n++];
    result.add(static_cast<std::ptrdiff_t>(next.j0), static_cast<std::ptrdiff_t>(next.j1));
  }
  return result;
}

}  // namespace attn
