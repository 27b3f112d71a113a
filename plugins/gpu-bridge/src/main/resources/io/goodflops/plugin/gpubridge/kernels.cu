// Kernels for any CUDA-shaped runtime, compiled on the device's machine. No header is included, nothing is assumed about the
// width of a warp, memory is read and written 16 bytes at a time.
//
// Every kernel takes the same six arguments: what it writes, three things it reads, two numbers.

#define KERNEL(name) \
  extern "C" __global__ void name(void* y, const void* a, const void* b, const void* c, long long n, long long m)

struct Bf16 { unsigned short bits; };
struct Fp16 { unsigned short bits; };

template <typename To, typename From>
__device__ To as(From from) {
  static_assert(sizeof(To) == sizeof(From), "of one size");
  union { From from; To to; } both;
  both.from = from;
  return both.to;
}

#if defined(__CUDACC_RTC__)
__device__ inline float half_to_float(unsigned short bits) {
  float value;
  asm("cvt.f32.f16 %0, %1;" : "=f"(value) : "h"(bits));
  return value;
}
__device__ inline unsigned short float_to_half(float value) {
  unsigned short bits;
  asm("cvt.rn.f16.f32 %0, %1;" : "=h"(bits) : "f"(value));
  return bits;
}
#else
__device__ inline float half_to_float(unsigned short bits) { return static_cast<float>(as<_Float16>(bits)); }
__device__ inline unsigned short float_to_half(float value) { return as<unsigned short>(static_cast<_Float16>(value)); }
#endif

// What elements are summed in.
__device__ inline double wide(double value) { return value; }
__device__ inline float wide(float value) { return value; }
__device__ inline float wide(Bf16 value) { return as<float>(static_cast<unsigned>(value.bits) << 16); }
__device__ inline float wide(Fp16 value) { return half_to_float(value.bits); }
__device__ inline int wide(int value) { return value; }
__device__ inline int wide(signed char value) { return value; }

// To nearest even.
__device__ inline void narrow(double& to, double value) { to = value; }
__device__ inline void narrow(float& to, float value) { to = value; }
__device__ inline void narrow(Fp16& to, float value) { to.bits = float_to_half(value); }
__device__ inline void narrow(Bf16& to, float value) {
  const unsigned bits = as<unsigned>(value);
  const bool nan = (bits & 0x7fffffffu) > 0x7f800000u;
  to.bits = static_cast<unsigned short>((nan ? bits | 0x400000u : bits + 0x7fffu + (bits >> 16 & 1u)) >> 16);
}
__device__ inline void narrow(int& to, int value) { to = value; }
__device__ inline void narrow(signed char& to, int value) { to = static_cast<signed char>(value); }

template <typename T>
struct alignas(16) Pack {
  static constexpr int size = 16 / sizeof(T);
  T v[size];
};

constexpr int kBlock = 256;

__device__ inline long long thread_of_all() { return static_cast<long long>(blockIdx.x) * blockDim.x + threadIdx.x; }
__device__ inline long long all_threads() { return static_cast<long long>(gridDim.x) * blockDim.x; }

// Sums of a block's threads end in thread 0: 16 threads add 16 sums each, one adds those.
template <typename Sum>
__device__ Sum sum_of_block(Sum mine) {
  __shared__ Sum sums[kBlock];
  __shared__ Sum parts[kBlock / 16];
  const int thread = static_cast<int>(threadIdx.x);
  sums[thread] = mine;
  __syncthreads();
  if (thread < kBlock / 16) {
    Sum part = 0;
    for (int i = thread; i < kBlock; i += kBlock / 16) part += sums[i];
    parts[thread] = part;
  }
  __syncthreads();
  Sum all = 0;
  if (thread == 0) {
    for (int i = 0; i < kBlock / 16; i++) all += parts[i];
  }
  return all;
}

// y: a sum for each block. n: elements of a.
template <typename T, typename Sum>
__device__ void read(void* y, const void* a, long long n) {
  const auto* packs = static_cast<const Pack<T>*>(a);
  const long long count = n / Pack<T>::size;
  Sum sum = 0;
#pragma unroll 4
  for (long long i = thread_of_all(); i < count; i += all_threads()) {
    const Pack<T> pack = packs[i];
    for (int e = 0; e < Pack<T>::size; e++) sum += wide(pack.v[e]);
  }
  for (long long i = count * Pack<T>::size + thread_of_all(); i < n; i += all_threads()) {
    sum += wide(static_cast<const T*>(a)[i]);
  }
  sum = sum_of_block(sum);
  if (threadIdx.x == 0) static_cast<Sum*>(y)[blockIdx.x] = sum;
}

KERNEL(read_fp64) { read<double, double>(y, a, n); }
KERNEL(read_fp32) { read<float, float>(y, a, n); }
KERNEL(read_bf16) { read<Bf16, float>(y, a, n); }
KERNEL(read_fp16) { read<Fp16, float>(y, a, n); }
KERNEL(read_int32) { read<int, int>(y, a, n); }
KERNEL(read_int8) { read<signed char, int>(y, a, n); }

// y = a + 3 b, a pack for each thread; the last elements are too few for one.
template <typename T>
__device__ void triad(void* y, const void* a, const void* b, long long n) {
  const long long i = thread_of_all();
  const long long count = n / Pack<T>::size;
  if (i < count) {
    const Pack<T> left = static_cast<const Pack<T>*>(a)[i];
    const Pack<T> right = static_cast<const Pack<T>*>(b)[i];
    Pack<T> result;
    for (int e = 0; e < Pack<T>::size; e++) narrow(result.v[e], wide(left.v[e]) + 3 * wide(right.v[e]));
    static_cast<Pack<T>*>(y)[i] = result;
  } else if (i == count) {
    for (long long e = count * Pack<T>::size; e < n; e++) {
      narrow(static_cast<T*>(y)[e], wide(static_cast<const T*>(a)[e]) + 3 * wide(static_cast<const T*>(b)[e]));
    }
  }
}

KERNEL(triad_fp64) { triad<double>(y, a, b, n); }
KERNEL(triad_fp32) { triad<float>(y, a, b, n); }
KERNEL(triad_bf16) { triad<Bf16>(y, a, b, n); }
KERNEL(triad_fp16) { triad<Fp16>(y, a, b, n); }
KERNEL(triad_int32) { triad<int>(y, a, b, n); }
KERNEL(triad_int8) { triad<signed char>(y, a, b, n); }

__device__ inline double multiply_add(double x, double a, double b) { return fma(x, a, b); }
__device__ inline float multiply_add(float x, float a, float b) { return fmaf(x, a, b); }

// n chains of m steps, one a thread: many warps hide the latency. a: the starts, b: 16 factors, c: 16 addends.
template <typename T>
__device__ void chain(void* y, const void* a, const void* b, const void* c, long long n, long long m) {
  const long long i = thread_of_all();
  if (i >= n) return;
  T x = static_cast<const T*>(a)[i];
  const T factor = static_cast<const T*>(b)[i % 16];
  const T addend = static_cast<const T*>(c)[i % 16];
  long long step = 0;
  for (; step + 16 <= m; step += 16) {
#pragma unroll
    for (int s = 0; s < 16; s++) x = multiply_add(x, factor, addend);
  }
  for (; step < m; step++) x = multiply_add(x, factor, addend);
  static_cast<T*>(y)[i] = x;
}

KERNEL(chain_fp64) { chain<double>(y, a, b, c, n, m); }
KERNEL(chain_fp32) { chain<float>(y, a, b, c, n, m); }
