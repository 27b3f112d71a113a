// EMULATED: what a convolution is, for libraries of any shape.

#ifndef EMULATED_CONVOLVE_H
#define EMULATED_CONVOLVE_H

#include <cstddef>
#include <type_traits>
#include <vector>

#include "numbers.h"

namespace emulated {

// Sizes in the order NCHW; of the window both paddings, then both strides.
struct Shape {
  const int *in, *part, *out, *window;
};

// Whether sizes belong together.
inline bool fit(const Shape& c) {
  const auto out = [](int size, int part, int pad, int stride) { return (size + 2 * pad - part) / stride + 1; };
  return c.in[0] == c.out[0] && c.in[1] == c.part[1] && c.out[1] == c.part[0] &&
         c.out[2] == out(c.in[2], c.part[2], c.window[0], c.window[2]) &&
         c.out[3] == out(c.in[3], c.part[3], c.window[1], c.window[3]);
}

inline std::size_t count(const int* sizes) { return std::size_t{1} * sizes[0] * sizes[1] * sizes[2] * sizes[3]; }

// pass: 0 writes the result, 1 the image, 2 the filter.
template <typename Stored, typename Sum, typename Load>
void convolve(const Shape& c, int pass, Load load, const char* image, const char* filter, const char* result) {
  const auto* x = reinterpret_cast<const Stored*>(image);
  const auto* w = reinterpret_cast<const Stored*>(filter);
  const auto* y = reinterpret_cast<const Stored*>(result);
  const int *in = c.in, *part = c.part, *out = c.out, *k = c.window;
  std::vector<Sum> sums(count(pass == 0 ? out : pass == 1 ? in : part));
  for (int n = 0; n < out[0]; n++)
    for (int m = 0; m < out[1]; m++)
      for (int p = 0; p < out[2]; p++)
        for (int q = 0; q < out[3]; q++)
          for (int ch = 0; ch < in[1]; ch++)
            for (int r = 0; r < part[2]; r++)
              for (int s = 0; s < part[3]; s++) {
                const int h = p * k[2] - k[0] + r, v = q * k[3] - k[1] + s;
                if (h < 0 || h >= in[2] || v < 0 || v >= in[3]) continue;
                const std::size_t xi = ((static_cast<std::size_t>(n) * in[1] + ch) * in[2] + h) * in[3] + v;
                const std::size_t wi = ((static_cast<std::size_t>(m) * in[1] + ch) * part[2] + r) * part[3] + s;
                const std::size_t yi = ((static_cast<std::size_t>(n) * out[1] + m) * out[2] + p) * out[3] + q;
                if (pass == 0) sums[yi] += static_cast<Sum>(load(x[xi])) * static_cast<Sum>(load(w[wi]));
                if (pass == 1) sums[xi] += static_cast<Sum>(load(y[yi])) * static_cast<Sum>(load(w[wi]));
                if (pass == 2) sums[wi] += static_cast<Sum>(load(x[xi])) * static_cast<Sum>(load(y[yi]));
              }
  auto* target = reinterpret_cast<Stored*>(const_cast<char*>(pass == 0 ? result : pass == 1 ? image : filter));
  for (std::size_t i = 0; i < sums.size(); i++) {
    if constexpr (std::is_same_v<Stored, Fp16> || std::is_same_v<Stored, Bf16>) {
      target[i] = Stored::of(sums[i]);
    } else {
      target[i] = sums[i];
    }
  }
}

}  // namespace emulated

#endif
