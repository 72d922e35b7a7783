// What attention will cost, said beforehand: nothing is run, and no number of q, k and v is looked at.
#pragma once

#include <cstddef>
#include <cstdint>

#include "attention/contract.hpp"

namespace attn {

/// What attention() would add to a Work of zeros for this problem. Takes time in the mask's runs: about one step for
/// each row and each of its runs in a tile. q, k, v and the bias need no data; a bias counts where it has some.
/// Throws Error as attention() does, but for what it says of them.
Work predicted_work(const AttentionProblem& problem);

/// What a key/value cache grows by with each token and layer: a key and a value for each key/value head (Shazeer 2019,
/// section 3; Ainslie et al. 2023, section 2).
std::uint64_t kv_cache_bytes_per_token(std::size_t g, std::size_t d, std::size_t d_v, std::size_t bytes_per_number);

}  // namespace attn
