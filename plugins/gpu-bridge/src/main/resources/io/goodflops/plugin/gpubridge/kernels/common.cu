// What all kernels share; it is compiled in front of each file of kernels, for one type of elements at a time: TYPE and
// TYPED_NAME, which puts the type behind a name, are defined before it. No header is included, nothing is assumed about the
// width of a warp, and memory is read and written 16 bytes at a time where its layout permits.

// The one argument of every kernel: what it reads and writes, whole numbers, and fractions as the bits of a double.
struct Arguments {
  void* memories[10];
  long long numbers[16];
};

// Threads of a block are at most this many, and a multiple of 16.
constexpr int kBlock = 256;

#define KERNEL(name) extern "C" __global__ void __launch_bounds__(kBlock) name(const Arguments args)

// A kernel from a function template of the same name.
#define TYPED(name) \
  KERNEL(TYPED_NAME(name)) { name<TYPE>(args); }

struct Bf16 { unsigned short bits; };
struct Fp16 { unsigned short bits; };

template <typename To, typename From>
__device__ To as(From from) {
  static_assert(sizeof(To) == sizeof(From), "of one size");
  union { From from; To to; } both;
  both.from = from;
  return both.to;
}

template <typename T>
__device__ T* memory(const Arguments& args, int i) { return static_cast<T*>(args.memories[i]); }
__device__ inline double fraction(const Arguments& args, int i) { return as<double>(args.numbers[i]); }

#if defined(__CUDACC_RTC__) && !defined(__clang__)
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
template <typename T> struct SumOf { using type = float; };
template <> struct SumOf<double> { using type = double; };
template <> struct SumOf<int> { using type = int; };
template <> struct SumOf<signed char> { using type = int; };
template <typename T> using Sum = typename SumOf<T>::type;

__device__ inline double wide(double value) { return value; }
__device__ inline float wide(float value) { return value; }
__device__ inline float wide(Bf16 value) { return as<float>(static_cast<unsigned>(value.bits) << 16); }
__device__ inline float wide(Fp16 value) { return half_to_float(value.bits); }
__device__ inline int wide(int value) { return value; }
__device__ inline int wide(signed char value) { return value; }

// To nearest even.
__device__ inline void narrow(double& to, double value) { to = value; }
__device__ inline void narrow(double& to, float value) { to = value; }
__device__ inline void narrow(float& to, float value) { to = value; }
__device__ inline void narrow(float& to, double value) { to = static_cast<float>(value); }
__device__ inline void narrow(Fp16& to, float value) { to.bits = float_to_half(value); }
__device__ inline void narrow(Bf16& to, float value) {
  const unsigned bits = as<unsigned>(value);
  const bool nan = (bits & 0x7fffffffu) > 0x7f800000u;
  to.bits = static_cast<unsigned short>((nan ? bits | 0x400000u : bits + 0x7fffu + (bits >> 16 & 1u)) >> 16);
}
__device__ inline void narrow(int& to, int value) { to = value; }
__device__ inline void narrow(signed char& to, int value) { to = static_cast<signed char>(value); }

// A double cut to a float whose last bit says that something was cut off: rounding that to 16 bits rounds once (Boldo,
// Melquiond 2008, rounding to odd).
__device__ inline float to_odd(double value) {
  const float near = static_cast<float>(value);
  if (static_cast<double>(near) == value || value != value) return near;
  unsigned bits = as<unsigned>(near);
  const double magnitude = value < 0 ? -value : value;
  if (static_cast<double>(as<float>(bits & 0x7fffffffu)) > magnitude) bits--;
  return as<float>(bits | 1u);
}
__device__ inline void narrow(Fp16& to, double value) { narrow(to, to_odd(value)); }
__device__ inline void narrow(Bf16& to, double value) { narrow(to, to_odd(value)); }

__device__ inline float exp_of(float x) { return expf(x); }
__device__ inline double exp_of(double x) { return exp(x); }
__device__ inline float log_of(float x) { return logf(x); }
__device__ inline double log_of(double x) { return log(x); }
__device__ inline float tanh_of(float x) { return tanhf(x); }
__device__ inline double tanh_of(double x) { return tanh(x); }
__device__ inline float root_of(float x) { return sqrtf(x); }
__device__ inline double root_of(double x) { return sqrt(x); }

__device__ inline float infinity(float) { return as<float>(0x7f800000u); }
__device__ inline double infinity(double) { return as<double>(0x7ff0000000000000ull); }

// Of whole numbers that are not negative; 64 bits are divided only where 32 are too few.
__device__ inline long long quotient(long long a, long long b) {
  return (a | b) >> 32 == 0 ? static_cast<long long>(static_cast<unsigned>(a) / static_cast<unsigned>(b)) : a / b;
}
__device__ inline long long remainder_of(long long a, long long b) { return a - quotient(a, b) * b; }

__device__ inline long long thread_of_all() { return static_cast<long long>(blockIdx.x) * blockDim.x + threadIdx.x; }
__device__ inline long long all_threads() { return static_cast<long long>(gridDim.x) * blockDim.x; }

// N elements that are moved together: their place in memory must be a multiple of N.
template <typename T, int N>
struct alignas(N * sizeof(T) < 16 ? N * sizeof(T) : 16) Pack {
  T v[N];
};

// How many elements 16 bytes hold.
template <typename T>
struct Full {
  static constexpr int n = 16 / sizeof(T);
};

template <int N, typename T>
__device__ void load(const T* from, long long at, Sum<T>* to) {
  const Pack<T, N> pack = *reinterpret_cast<const Pack<T, N>*>(from + at);
#pragma unroll
  for (int e = 0; e < N; e++) to[e] = wide(pack.v[e]);
}

template <int N, typename T, typename S>
__device__ void store(T* to, long long at, const S* from) {
  Pack<T, N> pack;
#pragma unroll
  for (int e = 0; e < N; e++) narrow(pack.v[e], from[e]);
  *reinterpret_cast<Pack<T, N>*>(to + at) = pack;
}

// body.at<N>(i) for N elements from i on, then body.at<1>(i) for those that are too few, by all threads of the grid.
template <int N, typename Body>
__device__ void each(long long n, const Body& body) {
  const long long packs = n / N;
#pragma unroll 2
  for (long long i = thread_of_all(); i < packs; i += all_threads()) body.template at<N>(i * N);
  for (long long i = packs * N + thread_of_all(); i < n; i += all_threads()) body.template at<1>(i);
}

// Joins what a block's threads have, in the same order each time; every thread gets the result. All threads of the block
// must come here. Two barriers suffice, also when it is called again: `all` is read before the second, `parts` before the
// next call's first.
template <typename T>
__device__ T of_block(T mine) {
  __shared__ T all[kBlock];
  __shared__ T parts[16];
  const int thread = static_cast<int>(threadIdx.x);
  const int threads = static_cast<int>(blockDim.x);
  all[thread] = mine;
  __syncthreads();
  if (thread < 16) {
    T part = all[thread];
    for (int i = thread + 16; i < threads; i += 16) part.join(all[i]);
    parts[thread] = part;
  }
  __syncthreads();
  T result = parts[0];
  for (int i = 1; i < 16; i++) result.join(parts[i]);
  return result;
}

// What can be joined.
template <typename S>
struct Added {
  using Value = S;
  S value;
  __device__ static Added none() { return {0}; }
  __device__ void add(S other) { value += other; }
  __device__ void join(const Added& other) { value += other.value; }
};

template <typename S>
struct Largest {
  using Value = S;
  S value;
  __device__ static Largest none() { return {-infinity(S())}; }
  __device__ void add(S other) { value = other > value ? other : value; }
  __device__ void join(const Largest& other) { add(other.value); }
};

template <typename S>
struct Two {
  S first, second;
  __device__ static Two none() { return {0, 0}; }
  __device__ void add(S a, S b) {
    first += a;
    second += b;
  }
  __device__ void join(const Two& other) { add(other.first, other.second); }
};
