// Rows of a table by index. An index outside of the table reads and writes nothing of it.

// Reads table, ids; writes y. Numbers: rows of the table, width, tokens.
template <int N, typename T>
__device__ void gathered(const Arguments& args) {
  using Line = Pack<T, N>;
  const long long packs = args.numbers[1] / N;
  const auto* table = memory<const Line>(args, 0);
  auto* y = memory<Line>(args, 2);
  for (long long job = thread_of_all(); job < args.numbers[2] * packs; job += all_threads()) {
    const long long token = quotient(job, packs);
    const long long row = memory<const int>(args, 1)[token];
    Line line = {};
    if (row >= 0 && row < args.numbers[0]) line = table[row * packs + (job - token * packs)];
    y[job] = line;
  }
}

template <typename T>
__device__ void gather(const Arguments& args) {
  constexpr int N = Full<T>::n;
  if (args.numbers[1] % N == 0) {
    gathered<N, T>(args);
  } else {
    gathered<1, T>(args);
  }
}

// Writes zeros in the type of sums. Numbers: elements.
template <typename T>
__device__ void clear(const Arguments& args) {
  for (long long i = thread_of_all(); i < args.numbers[0]; i += all_threads()) memory<Sum<T>>(args, 0)[i] = 0;
}

// Sums of dy's rows by index, always in the order of tokens: the block of the first token of a row of the table finds all
// others. Each thread compares 32 tokens and puts down in bits which are of that row; then all of them walk over those.
//
// Reads dy, ids; writes into the table, which was cleared. Numbers: rows of the table, width, tokens, blocks for the width.
template <int N, typename T>
__device__ void scattered(const Arguments& args) {
  using S = Sum<T>;
  __shared__ unsigned found[kBlock];
  const auto* dy = memory<const T>(args, 0);
  const auto* ids = memory<const int>(args, 1);
  const long long width = args.numbers[1];
  const long long tokens = args.numbers[2];
  const long long parts = args.numbers[3];
  const int thread = static_cast<int>(threadIdx.x);
  const int threads = static_cast<int>(blockDim.x);
  for (long long job = blockIdx.x; job < tokens * parts; job += gridDim.x) {
    const long long token = quotient(job, parts);
    const long long column = ((job - token * parts) * threads + thread) * N;
    const int row = ids[token];
    bool first = row >= 0 && row < args.numbers[0];
    S sums[N];
    for (int e = 0; e < N; e++) sums[e] = 0;
    for (long long base = 0; base < tokens && first; base += 32 * threads) {
      unsigned mine = 0;
      for (int bit = 0; bit < 32; bit++) {
        const long long at = base + thread * 32 + bit;
        if (at < tokens && ids[at] == row) mine |= 1u << bit;
      }
      __syncthreads();
      found[thread] = mine;
      __syncthreads();
      for (int word = 0; word < threads && first; word++) {
        unsigned rest = found[word];
        for (int bit = 0; rest != 0 && first; bit++, rest >>= 1) {
          if ((rest & 1u) == 0) continue;
          const long long at = base + word * 32 + bit;
          first = at >= token;
          if (first && column < width) {
            S v[N];
            load<N>(dy, at * width + column, v);
            for (int e = 0; e < N; e++) sums[e] += v[e];
          }
        }
      }
    }
    if (first && column < width) store<N>(memory<S>(args, 2), row * width + column, sums);
  }
}

template <typename T>
__device__ void scatter(const Arguments& args) {
  constexpr int N = Full<T>::n;
  if (args.numbers[1] % N == 0) {
    scattered<N, T>(args);
  } else {
    scattered<1, T>(args);
  }
}

TYPED(gather)
TYPED(clear)
TYPED(scatter)
