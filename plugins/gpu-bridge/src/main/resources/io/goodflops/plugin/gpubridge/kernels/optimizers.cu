// Steps of optimizers, which may write over the state they read.

// Numbers: elements, learning rate, momentum, weight decay.
template <typename T, typename G>
struct SgdStep {
  using S = Sum<T>;
  const T* w;
  const T* v;
  const G* g;
  T* new_w;
  T* new_v;
  S rate, momentum, decay;

  template <int N>
  __device__ void at(long long i) const {
    S weights[N], velocities[N];
    Sum<G> slopes[N];
    load<N>(w, i, weights);
    load<N>(v, i, velocities);
    load<N>(g, i, slopes);
    for (int e = 0; e < N; e++) {
      velocities[e] = momentum * velocities[e] + (static_cast<S>(slopes[e]) + decay * weights[e]);
      weights[e] -= rate * velocities[e];
    }
    store<N>(new_w, i, weights);
    store<N>(new_v, i, velocities);
  }
};

// Reads w, v, g; writes w', v'.
template <typename T, typename G>
__device__ void sgd_step(const Arguments& args) {
  using S = Sum<T>;
  constexpr int N = 16 / (sizeof(T) > sizeof(G) ? sizeof(T) : sizeof(G));
  each<N>(args.numbers[0],
          SgdStep<T, G>{memory<const T>(args, 0), memory<const T>(args, 1), memory<const G>(args, 2), memory<T>(args, 3),
                        memory<T>(args, 4), static_cast<S>(fraction(args, 1)), static_cast<S>(fraction(args, 2)),
                        static_cast<S>(fraction(args, 3))});
}

// What all elements share, calculated once and before t is written over. Reads t; writes t' and both corrections. Numbers:
// beta1, beta2.
template <typename T>
__device__ void adamw_start(const Arguments& args) {
  using S = Sum<T>;
  if (thread_of_all() != 0) return;
  const S step = memory<const S>(args, 0)[0] + 1;
  memory<S>(args, 2)[0] = static_cast<S>(1 - pow(fraction(args, 0), static_cast<double>(step)));
  memory<S>(args, 2)[1] = static_cast<S>(1 - pow(fraction(args, 1), static_cast<double>(step)));
  memory<S>(args, 1)[0] = step;
}

// Numbers: elements, learning rate, beta1, 1 - beta1, beta2, 1 - beta2, 1 - learning rate * weight decay, epsilon.
template <typename T, typename G>
struct AdamWStep {
  using S = Sum<T>;
  const T* w;
  const T* m;
  const T* v;
  const G* g;
  T* new_w;
  T* new_m;
  T* new_v;
  S rate, beta1, rest1, beta2, rest2, keep, epsilon, unbias_m, unbias_v;

  template <int N>
  __device__ void at(long long i) const {
    S weights[N], means[N], squares[N];
    Sum<G> slopes[N];
    load<N>(w, i, weights);
    load<N>(m, i, means);
    load<N>(v, i, squares);
    load<N>(g, i, slopes);
    for (int e = 0; e < N; e++) {
      const S slope = static_cast<S>(slopes[e]);
      means[e] = beta1 * means[e] + rest1 * slope;
      squares[e] = beta2 * squares[e] + rest2 * (slope * slope);
      const S root = root_of(squares[e] / unbias_v);
      weights[e] = weights[e] * keep - rate * (means[e] / unbias_m) / (root + epsilon);
    }
    store<N>(new_w, i, weights);
    store<N>(new_m, i, means);
    store<N>(new_v, i, squares);
  }
};

// Reads w, m, v, g; writes w', m', v'; reads the corrections.
template <typename T, typename G>
__device__ void adamw_step(const Arguments& args) {
  using S = Sum<T>;
  constexpr int N = 16 / (sizeof(T) > sizeof(G) ? sizeof(T) : sizeof(G));
  const auto* unbias = memory<const S>(args, 7);
  each<N>(args.numbers[0],
          AdamWStep<T, G>{memory<const T>(args, 0), memory<const T>(args, 1), memory<const T>(args, 2),
                          memory<const G>(args, 3), memory<T>(args, 4), memory<T>(args, 5), memory<T>(args, 6),
                          static_cast<S>(fraction(args, 1)), static_cast<S>(fraction(args, 2)),
                          static_cast<S>(fraction(args, 3)), static_cast<S>(fraction(args, 4)),
                          static_cast<S>(fraction(args, 5)), static_cast<S>(fraction(args, 6)),
                          static_cast<S>(fraction(args, 7)), unbias[0], unbias[1]});
}

// Weights of the gradients' type, or of the type of sums.
template <typename T> __device__ void sgd(const Arguments& args) { sgd_step<T, T>(args); }
template <typename T> __device__ void sgd_of_sums(const Arguments& args) { sgd_step<Sum<T>, T>(args); }
template <typename T> __device__ void adamw(const Arguments& args) { adamw_step<T, T>(args); }
template <typename T> __device__ void adamw_of_sums(const Arguments& args) { adamw_step<Sum<T>, T>(args); }

TYPED(sgd)
TYPED(sgd_of_sums)
TYPED(adamw_start)
TYPED(adamw)
TYPED(adamw_of_sums)
