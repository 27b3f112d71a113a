// Softmax and what follows it: a block for each row.

// The largest value yet, and the sum of exp(value - largest).
template <typename S>
struct Peak {
  S largest, sum;
  // the lowest number and not minus infinity: their difference is a number
  __device__ static Peak none() { return {lowest(S()), 0}; }
  __device__ static float lowest(float) { return -3.402823466e+38f; }
  __device__ static double lowest(double) { return -1.7976931348623157e+308; }

  __device__ void add(S value) {
    if (value > largest) {
      sum = sum * exp_of(largest - value) + 1;
      largest = value;
    } else {
      sum += exp_of(value - largest);
    }
  }

  __device__ void join(const Peak& other) {
    const S all = other.largest > largest ? other.largest : largest;
    sum = sum * exp_of(largest - all) + other.sum * exp_of(other.largest - all);
    largest = all;
  }
};

template <int N, typename T>
__device__ Peak<Sum<T>> peak_of(const T* x, long long visible, Sum<T> scale) {
  using S = Sum<T>;
  Peak<S> mine = Peak<S>::none();
  for (long long i = static_cast<long long>(threadIdx.x) * N; i < visible; i += blockDim.x * N) {
    S v[N];
    load<N>(x, i, v);
    for (int e = 0; e < N; e++) {
      if (i + e < visible) mine.add(scale * v[e]);
    }
  }
  return of_block(mine);
}

// How many elements of a row count.
__device__ inline long long seen(long long row, long long width, long long causal) {
  return causal != 0 ? remainder_of(row, width) + 1 : width;
}

// Reads x, writes y. Numbers: rows, width, 1 if causal, scale.
template <int N, typename T>
__device__ void softmax_rows(const Arguments& args) {
  using S = Sum<T>;
  const long long width = args.numbers[1];
  const S scale = static_cast<S>(fraction(args, 3));
  for (long long row = blockIdx.x; row < args.numbers[0]; row += gridDim.x) {
    const T* x = memory<const T>(args, 0) + row * width;
    T* y = memory<T>(args, 1) + row * width;
    const long long visible = seen(row, width, args.numbers[2]);
    const Peak<S> peak = peak_of<N>(x, visible, scale);
    for (long long i = static_cast<long long>(threadIdx.x) * N; i < width; i += blockDim.x * N) {
      S v[N];
      load<N>(x, i, v);
      for (int e = 0; e < N; e++) v[e] = i + e < visible ? exp_of(scale * v[e] - peak.largest) / peak.sum : S(0);
      store<N>(y, i, v);
    }
  }
}

// Reads y, dy; writes dx.
template <int N, typename T>
__device__ void softmax_backward_rows(const Arguments& args) {
  using S = Sum<T>;
  const long long width = args.numbers[1];
  const S scale = static_cast<S>(fraction(args, 3));
  for (long long row = blockIdx.x; row < args.numbers[0]; row += gridDim.x) {
    const T* y = memory<const T>(args, 0) + row * width;
    const T* dy = memory<const T>(args, 1) + row * width;
    T* dx = memory<T>(args, 2) + row * width;
    const long long visible = seen(row, width, args.numbers[2]);
    Added<S> sum = Added<S>::none();
    for (long long i = static_cast<long long>(threadIdx.x) * N; i < visible; i += blockDim.x * N) {
      S v[N], w[N];
      load<N>(y, i, v);
      load<N>(dy, i, w);
      for (int e = 0; e < N; e++) {
        if (i + e < visible) sum.add(v[e] * w[e]);
      }
    }
    sum = of_block(sum);
    for (long long i = static_cast<long long>(threadIdx.x) * N; i < width; i += blockDim.x * N) {
      S v[N], w[N];
      load<N>(y, i, v);
      load<N>(dy, i, w);
      for (int e = 0; e < N; e++) v[e] = i + e < visible ? scale * v[e] * (w[e] - sum.value) : S(0);
      store<N>(dx, i, v);
    }
  }
}

// Reads x, labels; writes loss, dx. Numbers: rows, classes. A label that is no class reads nothing.
template <int N, typename T>
__device__ void cross_entropy_rows(const Arguments& args) {
  using S = Sum<T>;
  const long long classes = args.numbers[1];
  const S rows = static_cast<S>(args.numbers[0]);
  for (long long row = blockIdx.x; row < args.numbers[0]; row += gridDim.x) {
    const T* x = memory<const T>(args, 0) + row * classes;
    T* dx = memory<T>(args, 3) + row * classes;
    const long long label = memory<const int>(args, 1)[row];
    const Peak<S> peak = peak_of<N>(x, classes, S(1));
    if (threadIdx.x == 0) {
      const S right = label >= 0 && label < classes ? wide(x[label]) - peak.largest : S(0);
      memory<S>(args, 2)[row] = log_of(peak.sum) - right;
    }
    for (long long i = static_cast<long long>(threadIdx.x) * N; i < classes; i += blockDim.x * N) {
      S v[N];
      load<N>(x, i, v);
      for (int e = 0; e < N; e++) {
        v[e] = (exp_of(v[e] - peak.largest) / peak.sum - (i + e == label ? S(1) : S(0))) / rows;
      }
      store<N>(dx, i, v);
    }
  }
}

template <typename T>
__device__ void softmax(const Arguments& args) {
  constexpr int N = Full<T>::n;
  if (args.numbers[1] % N == 0) {
    softmax_rows<N, T>(args);
  } else {
    softmax_rows<1, T>(args);
  }
}

template <typename T>
__device__ void softmax_backward(const Arguments& args) {
  constexpr int N = Full<T>::n;
  if (args.numbers[1] % N == 0) {
    softmax_backward_rows<N, T>(args);
  } else {
    softmax_backward_rows<1, T>(args);
  }
}

template <typename T>
__device__ void cross_entropy(const Arguments& args) {
  constexpr int N = Full<T>::n;
  if (args.numbers[1] % N == 0) {
    cross_entropy_rows<N, T>(args);
  } else {
    cross_entropy_rows<1, T>(args);
  }
}

TYPED(softmax)
TYPED(softmax_backward)
TYPED(cross_entropy)
