// How an intervention is checked, and carried out on the numbers of its hook.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>

#include "inspect/intervention.hpp"
#include "nn/hooks.hpp"

namespace attn {

/// Where a target is found: kZ for outputs, kPattern for patterns.
HookPoint hook_point(InterventionTarget target);

/// Throws Error kBadArgument for a layer or head out of range, kNotFinite for numbers that are not finite.
void check_intervention(const Intervention& intervention, std::size_t layers, std::size_t h);

/// Changes one head of data: z [t, h, d] or pattern [h, t, t_k], row-major. Throws Error kBadArgument when a
/// replacement is not of the target's size.
void apply_intervention(const Intervention& intervention, std::initializer_list<std::size_t> shape,
                        std::span<float> data);

}  // namespace attn
