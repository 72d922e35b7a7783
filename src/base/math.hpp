// Elementary functions in double from short series: libm's bring some 8 KB of tables into the WebAssembly module.
// Compiled without fusing, they give the same bits everywhere. Errors are relative unless it says otherwise; NaN
// gives NaN.
#pragma once

namespace attn::math {

/// e^x within 1e-15; infinite where that is above all doubles, 0 where it is below the normal ones.
double exp(double x);
/// 2^x within 1e-15, and exact for whole x; out of range as exp.
double exp2(double x);
/// The natural logarithm within 1e-15. -inf of 0, NaN of less.
double log(double x);
/// The logarithm to base 2 within 1e-15, and exact for powers of 2. -inf of 0, NaN of less.
double log2(double x);
/// base^x of a base above 0, within 1e-15 (1 + |x log2 base|).
double pow(double base, double x);

struct SinCos {
  double sin, cos;
};

/// Within 1e-15 (absolute) for |x| up to 1e15, 1e-11 up to 1e20; NaN where x is not finite.
SinCos sin_cos(double x);

}  // namespace attn::math
