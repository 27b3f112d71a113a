// Layer and batch normalisation. Statistics and parameters have the type of sums.

// x as it lies in memory.
template <typename T>
struct Given {
  const T* x;

  template <int N>
  __device__ void first(long long row, long long i, Sum<T>* v) const { load<N>(x, row + i, v); }
};

// Layer norm, a block for each row. Reads gamma, beta from there on; writes y, mean, variance. Numbers: rows, width, epsilon.
// A thread reads the same elements of x each time, the first time as the source says.
template <int N, typename T, typename Source>
__device__ void layer_norm_rows(const Arguments& args, const Source& source, int parameters, int results) {
  using S = Sum<T>;
  const long long width = args.numbers[1];
  const S epsilon = static_cast<S>(fraction(args, 2));
  const auto* gamma = memory<const S>(args, parameters);
  const auto* beta = memory<const S>(args, parameters + 1);
  const long long first = static_cast<long long>(threadIdx.x) * N;
  const long long step = static_cast<long long>(blockDim.x) * N;
  for (long long row = blockIdx.x; row < args.numbers[0]; row += gridDim.x) {
    const T* x = source.x + row * width;
    T* y = memory<T>(args, results) + row * width;
    Added<S> sum = Added<S>::none();
    for (long long i = first; i < width; i += step) {
      S v[N];
      source.template first<N>(row * width, i, v);
      for (int e = 0; e < N; e++) sum.add(v[e]);
    }
    const S mean = of_block(sum).value / static_cast<S>(width);
    Added<S> squares = Added<S>::none();
    for (long long i = first; i < width; i += step) {
      S v[N];
      load<N>(x, i, v);
      for (int e = 0; e < N; e++) squares.add((v[e] - mean) * (v[e] - mean));
    }
    const S variance = of_block(squares).value / static_cast<S>(width);
    const S scale = 1 / root_of(variance + epsilon);
    for (long long i = first; i < width; i += step) {
      S v[N], g[N], b[N];
      load<N>(x, i, v);
      load<N>(gamma, i, g);
      load<N>(beta, i, b);
      for (int e = 0; e < N; e++) v[e] = (v[e] - mean) * scale * g[e] + b[e];
      store<N>(y, i, v);
    }
    if (threadIdx.x == 0) {
      memory<S>(args, results + 1)[row] = mean;
      memory<S>(args, results + 2)[row] = variance;
    }
  }
}

#ifdef OF_JOINED_NORMS

// a + b, or a + bias + b, which is written as well; x is what was written.
template <typename T, bool biased>
struct Summed {
  const T* a;
  const T* bias;
  const T* b;
  T* x;

  template <int N>
  __device__ void first(long long row, long long i, Sum<T>* v) const {
    Sum<T> w[N];
    load<N>(a, row + i, v);
    if (biased) {
      load<N>(bias, i, w);
      for (int e = 0; e < N; e++) v[e] += w[e];
    }
    load<N>(b, row + i, w);
    for (int e = 0; e < N; e++) {
      T rounded;
      narrow(rounded, v[e] + w[e]);
      v[e] = wide(rounded);
    }
    store<N>(x, row + i, v);
  }
};

template <typename T, bool biased>
__device__ void sum_layer_norm(const Arguments& args, const Summed<T, biased>& source, int parameters) {
  constexpr int N = Full<T>::n;
  if (args.numbers[1] % N == 0) {
    layer_norm_rows<N, T>(args, source, parameters, parameters + 3);
  } else {
    layer_norm_rows<1, T>(args, source, parameters, parameters + 3);
  }
}

// Reads a, b, gamma, beta; writes a + b, y, mean, variance.
template <typename T>
__device__ void add_layer_norm(const Arguments& args) {
  const auto* a = memory<const T>(args, 0);
  sum_layer_norm<T, false>(args, {a, nullptr, memory<const T>(args, 1), memory<T>(args, 4)}, 2);
}

// Reads a, bias, b, gamma, beta; writes a + bias + b, y, mean, variance.
template <typename T>
__device__ void bias_add_layer_norm(const Arguments& args) {
  const auto* a = memory<const T>(args, 0);
  sum_layer_norm<T, true>(args, {a, memory<const T>(args, 1), memory<const T>(args, 2), memory<T>(args, 5)}, 3);
}

TYPED(add_layer_norm)
TYPED(bias_add_layer_norm)

#else

// With n = (x - mean) scale and g = dy gamma: dx = scale (g - mean(g) - n mean(g n)), row by row. Reads x, dy, gamma, mean,
// variance; writes dx. Numbers: rows, width, epsilon.
template <int N, typename T>
__device__ void layer_norm_data_rows(const Arguments& args) {
  using S = Sum<T>;
  const long long width = args.numbers[1];
  const S epsilon = static_cast<S>(fraction(args, 2));
  const auto* gamma = memory<const S>(args, 2);
  const long long first = static_cast<long long>(threadIdx.x) * N;
  const long long step = static_cast<long long>(blockDim.x) * N;
  for (long long row = blockIdx.x; row < args.numbers[0]; row += gridDim.x) {
    const T* x = memory<const T>(args, 0) + row * width;
    const T* dy = memory<const T>(args, 1) + row * width;
    T* dx = memory<T>(args, 5) + row * width;
    const S mean = memory<const S>(args, 3)[row];
    const S scale = 1 / root_of(memory<const S>(args, 4)[row] + epsilon);
    Two<S> sums = Two<S>::none();
    for (long long i = first; i < width; i += step) {
      S v[N], w[N], g[N];
      load<N>(x, i, v);
      load<N>(dy, i, w);
      load<N>(gamma, i, g);
      for (int e = 0; e < N; e++) sums.add(w[e] * g[e], w[e] * g[e] * ((v[e] - mean) * scale));
    }
    sums = of_block(sums);
    const S average = sums.first / static_cast<S>(width);
    const S with_normal = sums.second / static_cast<S>(width);
    for (long long i = first; i < width; i += step) {
      S v[N], w[N], g[N];
      load<N>(x, i, v);
      load<N>(dy, i, w);
      load<N>(gamma, i, g);
      for (int e = 0; e < N; e++) v[e] = scale * (w[e] * g[e] - average - (v[e] - mean) * scale * with_normal);
      store<N>(dx, i, v);
    }
  }
}

// Sums of dy n and dy down the rows, a thread for N columns of a chunk of rows. Reads x, dy, mean, variance; writes (chunks,
// width) of both. Numbers: rows, width, epsilon, chunks, rows of a chunk.
template <int N, typename T>
__device__ void layer_norm_parameter_columns(const Arguments& args) {
  using S = Sum<T>;
  const long long rows = args.numbers[0];
  const long long width = args.numbers[1];
  const S epsilon = static_cast<S>(fraction(args, 2));
  const long long packs = width / N;
  for (long long job = thread_of_all(); job < args.numbers[3] * packs; job += all_threads()) {
    const long long chunk = quotient(job, packs);
    const long long column = (job - chunk * packs) * N;
    const long long first = chunk * args.numbers[4];
    const long long end = first + args.numbers[4] < rows ? first + args.numbers[4] : rows;
    S gammas[N], betas[N];
    for (int e = 0; e < N; e++) gammas[e] = betas[e] = 0;
    for (long long row = first; row < end; row++) {
      const S mean = memory<const S>(args, 2)[row];
      const S scale = 1 / root_of(memory<const S>(args, 3)[row] + epsilon);
      S v[N], w[N];
      load<N>(memory<const T>(args, 0), row * width + column, v);
      load<N>(memory<const T>(args, 1), row * width + column, w);
      for (int e = 0; e < N; e++) {
        gammas[e] += w[e] * ((v[e] - mean) * scale);
        betas[e] += w[e];
      }
    }
    store<N>(memory<S>(args, 4), chunk * width + column, gammas);
    store<N>(memory<S>(args, 5), chunk * width + column, betas);
  }
}

// Reads x, gamma, beta.
template <typename T>
__device__ void layer_norm(const Arguments& args) {
  constexpr int N = Full<T>::n;
  if (args.numbers[1] % N == 0) {
    layer_norm_rows<N, T>(args, Given<T>{memory<const T>(args, 0)}, 1, 3);
  } else {
    layer_norm_rows<1, T>(args, Given<T>{memory<const T>(args, 0)}, 1, 3);
  }
}

template <typename T>
__device__ void layer_norm_data(const Arguments& args) {
  constexpr int N = Full<T>::n;
  if (args.numbers[1] % N == 0) {
    layer_norm_data_rows<N, T>(args);
  } else {
    layer_norm_data_rows<1, T>(args);
  }
}

template <typename T>
__device__ void layer_norm_parameters(const Arguments& args) {
  constexpr int N = Full<T>::n;
  if (args.numbers[1] % N == 0) {
    layer_norm_parameter_columns<N, T>(args);
  } else {
    layer_norm_parameter_columns<1, T>(args);
  }
}

TYPED(layer_norm)
TYPED(layer_norm_data)
TYPED(layer_norm_parameters)

// Batch norm: a block for each chunk of a channel's elements, which are counted through all images. First sums of every
// chunk are written, then each block joins those of its channel.
//
// Numbers: images, channels, elements of a plane, chunks, elements of a chunk (a multiple of 16), epsilon.

// Where a block works, N elements at a time.
template <int N>
struct Chunk {
  long long channel, number, first, end, channels, plane;

  __device__ Chunk(const Arguments& args, long long job) {
    const long long members = args.numbers[0] * args.numbers[2];
    channels = args.numbers[1];
    plane = args.numbers[2];
    channel = quotient(job, args.numbers[3]);
    number = job - channel * args.numbers[3];
    first = number * args.numbers[4];
    end = first + args.numbers[4] < members ? first + args.numbers[4] : members;
  }

  // In memory, of a member of the channel.
  __device__ long long place(long long member) const {
    const long long image = quotient(member, plane);
    return (image * channels + channel) * plane + (member - image * plane);
  }

  __device__ long long start() const { return first + static_cast<long long>(threadIdx.x) * N; }
  __device__ long long step() const { return static_cast<long long>(blockDim.x) * N; }
};

// Reads x; writes mean and sum of squared distances from it, of each chunk.
template <int N, typename T>
__device__ void batch_norm_chunks(const Arguments& args) {
  using S = Sum<T>;
  const auto* x = memory<const T>(args, 0);
  for (long long job = blockIdx.x; job < args.numbers[1] * args.numbers[3]; job += gridDim.x) {
    const Chunk<N> chunk(args, job);
    Added<S> sum = Added<S>::none();
    for (long long i = chunk.start(); i < chunk.end; i += chunk.step()) {
      S v[N];
      load<N>(x, chunk.place(i), v);
      for (int e = 0; e < N; e++) sum.add(v[e]);
    }
    const S mean = of_block(sum).value / static_cast<S>(chunk.end - chunk.first);
    Added<S> squares = Added<S>::none();
    for (long long i = chunk.start(); i < chunk.end; i += chunk.step()) {
      S v[N];
      load<N>(x, chunk.place(i), v);
      for (int e = 0; e < N; e++) squares.add((v[e] - mean) * (v[e] - mean));
    }
    squares = of_block(squares);
    if (threadIdx.x == 0) memory<Two<S>>(args, 1)[job] = {mean, squares.value};
  }
}

// Mean and variance of a channel from those of its chunks (Chan, Golub, LeVeque 1983).
template <typename S>
__device__ Two<S> moments(const Arguments& args, const Two<S>* chunks) {
  const long long members = args.numbers[0] * args.numbers[2];
  const long long count = args.numbers[3];
  S sum = 0;
  for (long long c = 0; c < count; c++) {
    const long long left = members - c * args.numbers[4];
    sum += chunks[c].first * static_cast<S>(left < args.numbers[4] ? left : args.numbers[4]);
  }
  const S mean = sum / static_cast<S>(members);
  S squares = 0;
  for (long long c = 0; c < count; c++) {
    const long long left = members - c * args.numbers[4];
    const S distance = chunks[c].first - mean;
    squares += chunks[c].second + distance * distance * static_cast<S>(left < args.numbers[4] ? left : args.numbers[4]);
  }
  return {mean, squares / static_cast<S>(members)};
}

// Reads x, gamma, beta; writes y, mean, variance; reads the chunks.
template <int N, typename T>
__device__ void batch_norm_all(const Arguments& args) {
  using S = Sum<T>;
  const S epsilon = static_cast<S>(fraction(args, 5));
  for (long long job = blockIdx.x; job < args.numbers[1] * args.numbers[3]; job += gridDim.x) {
    const Chunk<N> chunk(args, job);
    const Two<S> found = moments(args, memory<const Two<S>>(args, 6) + chunk.channel * args.numbers[3]);
    const S mean = found.first;
    const S scale = 1 / root_of(found.second + epsilon);
    const S gamma = memory<const S>(args, 1)[chunk.channel];
    const S beta = memory<const S>(args, 2)[chunk.channel];
    for (long long i = chunk.start(); i < chunk.end; i += chunk.step()) {
      S v[N];
      const long long at = chunk.place(i);
      load<N>(memory<const T>(args, 0), at, v);
      for (int e = 0; e < N; e++) v[e] = (v[e] - mean) * scale * gamma + beta;
      store<N>(memory<T>(args, 3), at, v);
    }
    if (chunk.number == 0 && threadIdx.x == 0) {
      memory<S>(args, 4)[chunk.channel] = mean;
      memory<S>(args, 5)[chunk.channel] = found.second;
    }
  }
}

// Reads x, dy, mean, variance; writes sums of dy n and dy of each chunk.
template <int N, typename T>
__device__ void batch_norm_gradient_chunks(const Arguments& args) {
  using S = Sum<T>;
  const S epsilon = static_cast<S>(fraction(args, 5));
  for (long long job = blockIdx.x; job < args.numbers[1] * args.numbers[3]; job += gridDim.x) {
    const Chunk<N> chunk(args, job);
    const S mean = memory<const S>(args, 2)[chunk.channel];
    const S scale = 1 / root_of(memory<const S>(args, 3)[chunk.channel] + epsilon);
    Two<S> sums = Two<S>::none();
    for (long long i = chunk.start(); i < chunk.end; i += chunk.step()) {
      S v[N], w[N];
      const long long at = chunk.place(i);
      load<N>(memory<const T>(args, 0), at, v);
      load<N>(memory<const T>(args, 1), at, w);
      for (int e = 0; e < N; e++) sums.add(w[e] * ((v[e] - mean) * scale), w[e]);
    }
    sums = of_block(sums);
    if (threadIdx.x == 0) memory<Two<S>>(args, 4)[job] = sums;
  }
}

// dx = gamma scale (dy - mean(dy) - n mean(dy n)). Reads x, dy, gamma, mean, variance; writes dx, dgamma, dbeta; reads the
// chunks.
template <int N, typename T>
__device__ void batch_norm_backward_all(const Arguments& args) {
  using S = Sum<T>;
  const S members = static_cast<S>(args.numbers[0] * args.numbers[2]);
  const S epsilon = static_cast<S>(fraction(args, 5));
  for (long long job = blockIdx.x; job < args.numbers[1] * args.numbers[3]; job += gridDim.x) {
    const Chunk<N> chunk(args, job);
    const auto* chunks = memory<const Two<S>>(args, 8) + chunk.channel * args.numbers[3];
    Two<S> sums = Two<S>::none();
    for (long long c = 0; c < args.numbers[3]; c++) sums.join(chunks[c]);
    const S mean = memory<const S>(args, 3)[chunk.channel];
    const S scale = 1 / root_of(memory<const S>(args, 4)[chunk.channel] + epsilon);
    const S gamma = memory<const S>(args, 2)[chunk.channel];
    for (long long i = chunk.start(); i < chunk.end; i += chunk.step()) {
      S v[N], w[N];
      const long long at = chunk.place(i);
      load<N>(memory<const T>(args, 0), at, v);
      load<N>(memory<const T>(args, 1), at, w);
      for (int e = 0; e < N; e++) {
        const S normal = (v[e] - mean) * scale;
        v[e] = gamma * scale * (w[e] - sums.second / members - normal * (sums.first / members));
      }
      store<N>(memory<T>(args, 5), at, v);
    }
    if (chunk.number == 0 && threadIdx.x == 0) {
      memory<S>(args, 6)[chunk.channel] = sums.first;
      memory<S>(args, 7)[chunk.channel] = sums.second;
    }
  }
}

template <typename T>
__device__ void batch_norm_moments(const Arguments& args) {
  constexpr int N = Full<T>::n;
  if (args.numbers[2] % N == 0) {
    batch_norm_chunks<N, T>(args);
  } else {
    batch_norm_chunks<1, T>(args);
  }
}

template <typename T>
__device__ void batch_norm(const Arguments& args) {
  constexpr int N = Full<T>::n;
  if (args.numbers[2] % N == 0) {
    batch_norm_all<N, T>(args);
  } else {
    batch_norm_all<1, T>(args);
  }
}

template <typename T>
__device__ void batch_norm_gradients(const Arguments& args) {
  constexpr int N = Full<T>::n;
  if (args.numbers[2] % N == 0) {
    batch_norm_gradient_chunks<N, T>(args);
  } else {
    batch_norm_gradient_chunks<1, T>(args);
  }
}

template <typename T>
__device__ void batch_norm_backward(const Arguments& args) {
  constexpr int N = Full<T>::n;
  if (args.numbers[2] % N == 0) {
    batch_norm_backward_all<N, T>(args);
  } else {
    batch_norm_backward_all<1, T>(args);
  }
}

TYPED(batch_norm_moments)
TYPED(batch_norm)
TYPED(batch_norm_gradients)
TYPED(batch_norm_backward)

#endif
