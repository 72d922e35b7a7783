// Masks join: a causal window of three tokens, to which the first token is always visible (attention sinks).
#include <attn/attention/mask.hpp>
#include <attn/base/error.hpp>
#include <cstdio>
#include <string>

int main() {
  constexpr std::size_t t = 8;
  const attn::MaskParams params{.t_q = t, .t_k = t};

  //! [join]
  attn::MaskSet window_or_first(attn::MaskSet::Join::kAny);
  window_or_first.add(attn::make_mask({"local", {{"window", 3}}}, params));  // the token itself counts
  window_or_first.add(attn::make_mask({"global", {{"count", 1}}}, params));
  attn::MaskSet mask;  // all of them must allow a pair
  mask.add(attn::make_mask("causal", params)).add(std::move(window_or_first));
  //! [join]

  std::string picture;
  for (std::size_t i = 0; i < t; ++i) {
    for (std::size_t j = 0; j < t; ++j) picture += mask.allows(i, j) ? '#' : '.';
    picture += '\n';
  }
  std::fputs(picture.c_str(), stdout);

  //! [errors]
  try {
    attn::make_mask("lcal", params);
  } catch (const attn::Error& error) {
    std::printf("%s: %s\n", attn::error_code_name(error.code()), error.what());
  }
  //! [errors]

  return picture.ends_with("#....###\n") ? 0 : 1;
}
