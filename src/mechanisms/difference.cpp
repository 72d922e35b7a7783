#include "mechanisms/difference.hpp"
#include "base/math.hpp"

#include <cassert>
#include <cmath>
#include <limits>

namespace attn {

Difference difference(std::span<const float> a, std::span<const float> b, std::size_t width) {
  assert(a.size() == b.size());
  Difference result;
  double aa = 0, bb = 0, ab = 0;
  for (std::size_t n = 0; n < a.size(); ++n) {
    const double x = static_cast<double>(a[n]), y = static_cast<double>(b[n]), apart = std::fabs(x - y);
    // Written so that a NaN, once there, stays.
    if (!(apart <= result.max_abs) && !std::isnan(result.max_abs)) {
      result.max_abs = apart;
      result.row = n / width;
    }
    aa += x * x, bb += y * y, ab += x * y;
  }
  if (aa == 0 || bb == 0)
    result.cosine = aa == bb ? 1 : 0;
  else
    result.cosine = ab / std::sqrt(aa * bb);
  return result;
}

double power_law(std::span<const double> x, std::span<const double> y) {
  double count = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
  for (std::size_t n = 0; n < x.size() && n < y.size(); ++n) {
    if (!(x[n] > 0 && y[n] > 0 && std::isfinite(x[n]) && std::isfinite(y[n]))) continue;
    const double u = math::log(x[n]), v = math::log(y[n]);
    count += 1, sx += u, sy += v, sxx += u * u, sxy += u * v;
  }
  const double spread = count * sxx - sx * sx;
  return spread > 1e-12 * sxx ? (count * sxy - sx * sy) / spread : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace attn
