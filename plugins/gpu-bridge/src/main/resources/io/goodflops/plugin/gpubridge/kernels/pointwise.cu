// Ops whose elements have nothing to do with one another.

struct Relu {
  template <typename S>
  __device__ static S of(S x) { return x > 0 ? x : S(0); }
};

struct ReluSlope {
  template <typename S>
  __device__ static S of(S x, S dy) { return x > 0 ? dy : S(0); }
};

// tanh u, u = sqrt(2 / pi) (x + 0.044715 x^3)
template <typename S>
__device__ S gelu_tanh(S x) { return tanh_of(S(0.79788456080286535588) * (x + S(0.044715) * (x * x * x))); }

struct Gelu {
  template <typename S>
  __device__ static S of(S x) { return x / 2 * (1 + gelu_tanh(x)); }
};

// (1 + tanh u) / 2 + x / 2 (1 - tanh^2 u) u'
struct GeluSlope {
  template <typename S>
  __device__ static S of(S x, S dy) {
    const S t = gelu_tanh(x);
    const S slope = S(0.79788456080286535588) * (1 + S(3 * 0.044715) * (x * x));
    return dy * ((1 + t) / 2 + x / 2 * (1 - t * t) * slope);
  }
};

struct Plus {
  template <typename S>
  __device__ static S of(S a, S b) { return a + b; }
};

struct Times {
  template <typename S>
  __device__ static S of(S a, S b) { return a * b; }
};

struct Same {
  template <typename S>
  __device__ static S of(S x) { return x; }
};

template <typename F, typename From, typename To>
struct OfOne {
  const From* x;
  To* y;

  template <int N>
  __device__ void at(long long i) const {
    Sum<From> v[N];
    load<N>(x, i, v);
    for (int e = 0; e < N; e++) v[e] = F::of(v[e]);
    store<N>(y, i, v);
  }
};

template <typename F, typename T>
struct OfTwo {
  const T* a;
  const T* b;
  T* y;

  template <int N>
  __device__ void at(long long i) const {
    Sum<T> v[N], w[N];
    load<N>(a, i, v);
    load<N>(b, i, w);
    for (int e = 0; e < N; e++) v[e] = F::of(v[e], w[e]);
    store<N>(y, i, v);
  }
};

template <typename F, typename From, typename To>
__device__ void of_one(const Arguments& args) {
  constexpr int N = 16 / (sizeof(From) > sizeof(To) ? sizeof(From) : sizeof(To));
  each<N>(args.numbers[0], OfOne<F, From, To>{memory<const From>(args, 0), memory<To>(args, 1)});
}

template <typename F, typename T>
__device__ void of_two(const Arguments& args) {
  each<Full<T>::n>(args.numbers[0],
                   OfTwo<F, T>{memory<const T>(args, 0), memory<const T>(args, 1), memory<T>(args, 2)});
}

// x is (outer, channels, inner), b (channels).
template <typename T>
struct Shifted {
  const T* x;
  const T* b;
  long long channels, inner;

  template <int N>
  __device__ void read(long long i, Sum<T>* v) const {
    load<N>(x, i, v);
    const long long row = quotient(i, inner);
    long long in_row = i - row * inner;
    long long channel = remainder_of(row, channels);
    for (int e = 0; e < N; e++) {
      v[e] += wide(b[channel]);
      if (++in_row == inner) {
        in_row = 0;
        if (++channel == channels) channel = 0;
      }
    }
  }
};

#ifdef OF_JOINED

// a + b
template <typename T>
struct Summed {
  const T* a;
  const T* b;

  template <int N>
  __device__ void read(long long i, Sum<T>* v) const {
    Sum<T> w[N];
    load<N>(a, i, v);
    load<N>(b, i, w);
    for (int e = 0; e < N; e++) v[e] += w[e];
  }
};

// What comes out of registers.
template <typename T, typename Head>
struct ThenRelu {
  Head head;
  T* y;

  template <int N>
  __device__ void at(long long i) const {
    Sum<T> v[N];
    head.template read<N>(i, v);
    for (int e = 0; e < N; e++) v[e] = Relu::of(v[e]);
    store<N>(y, i, v);
  }
};

// x is written as well, and y is that of what was written.
template <typename T, typename Head>
struct ThenGelu {
  Head head;
  T* x;
  T* y;

  template <int N>
  __device__ void at(long long i) const {
    Sum<T> v[N];
    head.template read<N>(i, v);
    store<N>(x, i, v);
    for (int e = 0; e < N; e++) {
      T rounded;
      narrow(rounded, v[e]);
      v[e] = Gelu::of(wide(rounded));
    }
    store<N>(y, i, v);
  }
};

template <typename T, typename Head>
struct ThenAdd {
  Head head;
  const T* other;
  T* y;

  template <int N>
  __device__ void at(long long i) const {
    Sum<T> v[N], w[N];
    head.template read<N>(i, v);
    load<N>(other, i, w);
    for (int e = 0; e < N; e++) v[e] += w[e];
    store<N>(y, i, v);
  }
};

template <typename T>
__device__ Shifted<T> shifted(const Arguments& args) {
  return {memory<const T>(args, 0), memory<const T>(args, 1), args.numbers[1], args.numbers[2]};
}

// Reads x, b; writes y.
template <typename T>
__device__ void bias_relu(const Arguments& args) {
  each<Full<T>::n>(args.numbers[0], ThenRelu<T, Shifted<T>>{shifted<T>(args), memory<T>(args, 2)});
}

// Reads x, b; writes x + b, y.
template <typename T>
__device__ void bias_gelu(const Arguments& args) {
  each<Full<T>::n>(args.numbers[0],
                   ThenGelu<T, Shifted<T>>{shifted<T>(args), memory<T>(args, 2), memory<T>(args, 3)});
}

// Reads x, b, the other; writes y.
template <typename T>
__device__ void bias_add(const Arguments& args) {
  each<Full<T>::n>(args.numbers[0],
                   ThenAdd<T, Shifted<T>>{shifted<T>(args), memory<const T>(args, 2), memory<T>(args, 3)});
}

// Reads a, b; writes y.
template <typename T>
__device__ void add_relu(const Arguments& args) {
  each<Full<T>::n>(args.numbers[0],
                   ThenRelu<T, Summed<T>>{{memory<const T>(args, 0), memory<const T>(args, 1)}, memory<T>(args, 2)});
}

TYPED(bias_relu)
TYPED(bias_gelu)
TYPED(bias_add)
TYPED(add_relu)

#else

template <typename T> __device__ void relu(const Arguments& args) { of_one<Relu, T, T>(args); }
template <typename T> __device__ void gelu(const Arguments& args) { of_one<Gelu, T, T>(args); }
template <typename T> __device__ void relu_backward(const Arguments& args) { of_two<ReluSlope, T>(args); }
template <typename T> __device__ void gelu_backward(const Arguments& args) { of_two<GeluSlope, T>(args); }
template <typename T> __device__ void add(const Arguments& args) { of_two<Plus, T>(args); }
template <typename T> __device__ void multiply(const Arguments& args) { of_two<Times, T>(args); }
template <typename T> __device__ void cast_to_fp64(const Arguments& args) { of_one<Same, T, double>(args); }
template <typename T> __device__ void cast_to_fp32(const Arguments& args) { of_one<Same, T, float>(args); }
template <typename T> __device__ void cast_to_bf16(const Arguments& args) { of_one<Same, T, Bf16>(args); }
template <typename T> __device__ void cast_to_fp16(const Arguments& args) { of_one<Same, T, Fp16>(args); }

TYPED(relu)
TYPED(gelu)
TYPED(relu_backward)
TYPED(gelu_backward)
TYPED(add)
TYPED(multiply)
TYPED(cast_to_fp64)
TYPED(cast_to_fp32)
TYPED(cast_to_bf16)
TYPED(cast_to_fp16)

template <typename T>
struct Biased {
  Shifted<T> x;
  T* y;

  template <int N>
  __device__ void at(long long i) const {
    Sum<T> v[N];
    x.template read<N>(i, v);
    store<N>(y, i, v);
  }
};

// Reads x, b; writes y. Numbers: elements, channels, inner.
template <typename T>
__device__ void bias(const Arguments& args) {
  each<Full<T>::n>(args.numbers[0], Biased<T>{{memory<const T>(args, 0), memory<const T>(args, 1), args.numbers[1],
                                               args.numbers[2]},
                                              memory<T>(args, 2)});
}

TYPED(bias)

#endif
