// Probes of bandwidth.

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
