// Probes of bandwidth and arithmetic.

// Reads a (n elements), writes a sum for each block.
template <typename T>
__device__ void read(const Arguments& args) {
  using S = Sum<T>;
  constexpr int N = Full<T>::n;
  const auto* packs = memory<const Pack<T, N>>(args, 0);
  const long long n = args.numbers[0];
  const long long count = n / N;
  Added<S> sum = Added<S>::none();
#pragma unroll 4
  for (long long i = thread_of_all(); i < count; i += all_threads()) {
    const Pack<T, N> pack = packs[i];
    for (int e = 0; e < N; e++) sum.add(wide(pack.v[e]));
  }
  for (long long i = count * N + thread_of_all(); i < n; i += all_threads()) {
    sum.add(wide(memory<const T>(args, 0)[i]));
  }
  sum = of_block(sum);
  if (threadIdx.x == 0) memory<S>(args, 1)[blockIdx.x] = sum.value;
}

TYPED(read)

// y = a + 3 b, a pack for each thread; the last elements are too few for one.
template <typename T>
__device__ void triad(const Arguments& args) {
  constexpr int N = Full<T>::n;
  const auto* a = memory<const T>(args, 0);
  const auto* b = memory<const T>(args, 1);
  auto* y = memory<T>(args, 2);
  const long long n = args.numbers[0];
  const long long i = thread_of_all();
  const long long count = n / N;
  if (i < count) {
    Sum<T> left[N], right[N];
    load<N>(a, i * N, left);
    load<N>(b, i * N, right);
    for (int e = 0; e < N; e++) left[e] += 3 * right[e];
    store<N>(y, i * N, left);
  } else if (i == count) {
    for (long long e = count * N; e < n; e++) narrow(y[e], wide(a[e]) + 3 * wide(b[e]));
  }
}

TYPED(triad)

__device__ inline double multiply_add(double x, double a, double b) { return fma(x, a, b); }
__device__ inline float multiply_add(float x, float a, float b) { return fmaf(x, a, b); }
// Of no other type yet; it is compiled with the others and not called.
template <typename T>
__device__ T multiply_add(T x, T, T) { return x; }

// n chains of m steps, one a thread: many warps hide the latency. Reads the starts, 16 factors, 16 addends.
template <typename T>
__device__ void chain(const Arguments& args) {
  const long long i = thread_of_all();
  if (i >= args.numbers[0]) return;
  const long long m = args.numbers[1];
  T x = memory<const T>(args, 0)[i];
  const T factor = memory<const T>(args, 1)[i % 16];
  const T addend = memory<const T>(args, 2)[i % 16];
  long long step = 0;
  for (; step + 16 <= m; step += 16) {
#pragma unroll
    for (int s = 0; s < 16; s++) x = multiply_add(x, factor, addend);
  }
  for (; step < m; step++) x = multiply_add(x, factor, addend);
  memory<T>(args, 3)[i] = x;
}

TYPED(chain)
