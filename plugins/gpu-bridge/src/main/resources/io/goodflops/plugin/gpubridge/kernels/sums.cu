// Sums and maxima along one dimension of (outer, length, inner), which may be cut into chunks: what is written is (outer,
// chunks, inner) then, and is reduced again.
//
// Reads x, writes y. Numbers: outer, length, inner, chunks, elements of a chunk (a multiple of 16), what results are divided
// by.

template <int N, typename Join, typename T>
__device__ Join along(const T* x, long long first, long long end) {
  Join mine = Join::none();
#pragma unroll 4
  for (long long i = first + static_cast<long long>(threadIdx.x) * N; i < end; i += blockDim.x * N) {
    Sum<T> v[N];
    load<N>(x, i, v);
    for (int e = 0; e < N; e++) mine.add(v[e]);
  }
  return mine;
}

// inner is 1: a block for each chunk of a row.
template <typename Join, typename T, typename Out>
__device__ void rows(const Arguments& args) {
  constexpr int N = Full<T>::n;
  using S = Sum<T>;
  const auto* x = memory<const T>(args, 0);
  const long long length = args.numbers[1];
  const long long chunks = args.numbers[3];
  const long long jobs = args.numbers[0] * chunks;
  const S divisor = static_cast<S>(fraction(args, 5));
  for (long long job = blockIdx.x; job < jobs; job += gridDim.x) {
    const long long row = quotient(job, chunks);
    const long long first = (job - row * chunks) * args.numbers[4];
    const long long end = first + args.numbers[4] < length ? first + args.numbers[4] : length;
    const T* line = x + row * length;
    const Join mine = length % N == 0 ? along<N, Join>(line, first, end) : along<1, Join>(line, first, end);
    const Join all = of_block(mine);
    if (threadIdx.x == 0) narrow(memory<Out>(args, 1)[job], all.value / divisor);
  }
}

// A thread for N columns of a chunk.
template <int N, typename Join, typename T, typename Out>
__device__ void some_columns(const Arguments& args) {
  using S = Sum<T>;
  const auto* x = memory<const T>(args, 0);
  const long long length = args.numbers[1];
  const long long inner = args.numbers[2];
  const long long chunks = args.numbers[3];
  const long long packs = inner / N;
  const long long jobs = args.numbers[0] * chunks * packs;
  const S divisor = static_cast<S>(fraction(args, 5));
  for (long long job = thread_of_all(); job < jobs; job += all_threads()) {
    const long long piece = quotient(job, packs);
    const long long outer = quotient(piece, chunks);
    const long long column = (job - piece * packs) * N;
    const long long first = (piece - outer * chunks) * args.numbers[4];
    const long long end = first + args.numbers[4] < length ? first + args.numbers[4] : length;
    Join all[N];
    for (int e = 0; e < N; e++) all[e] = Join::none();
    const T* from = x + outer * length * inner + column;
#pragma unroll 4
    for (long long i = first; i < end; i++) {
      S v[N];
      load<N>(from, i * inner, v);
      for (int e = 0; e < N; e++) all[e].add(v[e]);
    }
    S result[N];
    for (int e = 0; e < N; e++) result[e] = all[e].value / divisor;
    store<N>(memory<Out>(args, 1), piece * inner + column, result);
  }
}

template <typename Join, typename T, typename Out>
__device__ void columns(const Arguments& args) {
  constexpr int N = Full<T>::n;
  if (args.numbers[2] % N == 0) {
    some_columns<N, Join, T, Out>(args);
  } else {
    some_columns<1, Join, T, Out>(args);
  }
}

template <typename T> __device__ void sum_rows(const Arguments& args) { rows<Added<Sum<T>>, T, Sum<T>>(args); }
template <typename T> __device__ void sum_columns(const Arguments& args) { columns<Added<Sum<T>>, T, Sum<T>>(args); }
template <typename T> __device__ void max_rows(const Arguments& args) { rows<Largest<Sum<T>>, T, T>(args); }
template <typename T> __device__ void max_columns(const Arguments& args) { columns<Largest<Sum<T>>, T, T>(args); }
// Of sums, into the storage type.
template <typename T> __device__ void fold_rows(const Arguments& args) { rows<Added<Sum<T>>, Sum<T>, T>(args); }
template <typename T> __device__ void fold_columns(const Arguments& args) { columns<Added<Sum<T>>, Sum<T>, T>(args); }

TYPED(sum_rows)
TYPED(sum_columns)
TYPED(max_rows)
TYPED(max_columns)
TYPED(fold_rows)
TYPED(fold_columns)
