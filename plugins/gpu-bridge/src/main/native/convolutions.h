// What both shapes of a library for convolutions need: one names algorithms (convolutions.cpp), one solutions (solutions.cpp).

#ifndef GOODFLOPS_CONVOLUTIONS_H
#define GOODFLOPS_CONVOLUTIONS_H

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "java.h"

namespace goodflops {

inline std::vector<jint> numbers_of(JNIEnv* env, jintArray array) {
  std::vector<jint> numbers(static_cast<std::size_t>(length_of(env, array)));
  env->GetIntArrayRegion(array, 0, static_cast<jsize>(numbers.size()), numbers.data());
  return numbers;
}

inline bool contains(const std::vector<jint>& all, int one) { return std::find(all.begin(), all.end(), one) != all.end(); }

// Whether sizes (see Bridge.openConvolution) make sense, and how many bytes the three tensors have.
inline std::vector<jint> measure(Convolution& c, std::vector<jint> s, jint bytes) {
  if (s.size() != 13 || c.pass < 0 || c.pass > 2 || bytes < 1 || bytes > 8) throw BadArgument("no convolution");
  for (std::size_t i = 0; i < s.size(); i++) {
    if (s[i] < (i < 11 ? 1 : 0)) throw BadArgument("a convolution of no size");
  }
  const auto volume = [&](int d0, int d1, int d2, int d3) {
    const __int128 all = static_cast<__int128>(d0) * d1 * d2 * d3 * bytes;
    if (all > INT64_MAX) throw BadArgument("a tensor that is too large");
    return static_cast<std::int64_t>(all);
  };
  c.image_bytes = volume(s[0], s[1], s[3], s[4]);
  c.filter_bytes = volume(s[2], s[1], s[7], s[8]);
  c.result_bytes = volume(s[0], s[2], s[5], s[6]);
  return s;
}

void run_solution(const Convolution& c, void* stream, void* image, void* filter, void* result, void* workspace);
void destroy_solution(const Convolution& c);
// A stream of the session ends: the library's handle must not stay on it.
void leave_stream(Session& session, void* stream);

}  // namespace goodflops

#endif
