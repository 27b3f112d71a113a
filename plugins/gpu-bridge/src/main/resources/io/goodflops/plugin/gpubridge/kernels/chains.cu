// Chains of multiply-adds in registers: the probe of what the arithmetic units reach.

// What one register holds of a type, and one instruction for all of it. A chain of 16 bits is packed by two, else it would show
// half of what the device can do.
template <typename T>
struct Unit {
  using Register = T;
  static constexpr int n = 1;
};
template <>
struct Unit<Fp16> {
  using Register = unsigned;
  static constexpr int n = 2;
};
template <>
struct Unit<Bf16> {
  using Register = unsigned;
  static constexpr int n = 2;
};

__device__ inline void multiply_add(double, double& x, double a, double b) { x = fma(x, a, b); }
__device__ inline void multiply_add(float, float& x, float a, float b) { x = fmaf(x, a, b); }
// Wraps, without what C++ leaves undefined.
__device__ inline void multiply_add(int, int& x, int a, int b) {
  x = static_cast<int>(static_cast<unsigned>(x) * static_cast<unsigned>(a) + static_cast<unsigned>(b));
}

#if defined(__CUDACC_RTC__) && !defined(__clang__)
// PTX ISA 8.5, fma: .f16x2 from sm_53 on, .bf16x2 from sm_80 on.
__device__ inline void multiply_add(Fp16, unsigned& x, unsigned a, unsigned b) {
  asm("fma.rn.f16x2 %0, %0, %1, %2;" : "+r"(x) : "r"(a), "r"(b));
}
#if __CUDA_ARCH__ >= 800
__device__ inline void multiply_add(Bf16, unsigned& x, unsigned a, unsigned b) {
  asm("fma.rn.bf16x2 %0, %0, %1, %2;" : "+r"(x) : "r"(a), "r"(b));
}
#elif defined(TYPE_IS_BF16)
#error GPUs before compute capability 8.0 have no packed multiply-add of BF16
#endif
#elif defined(__clang__)
#if defined(TYPE_IS_BF16)
#error a packed multiply-add of BF16 is known for NVIDIA GPUs alone
#elif defined(__AMDGCN__)
// AMD, "Vega" ISA, VOP3P: v_pk_fma_f16.
__device__ inline void multiply_add(Fp16, unsigned& x, unsigned a, unsigned b) {
  asm("v_pk_fma_f16 %0, %0, %1, %2" : "+v"(x) : "v"(a), "v"(b));
}
#else
// A vector of two: the compiler knows what its device has for that.
typedef _Float16 Half2 __attribute__((ext_vector_type(2)));
__device__ inline void multiply_add(Fp16, unsigned& x, unsigned a, unsigned b) {
  x = as<unsigned>(as<Half2>(x) * as<Half2>(a) + as<Half2>(b));
}
#endif
#else
// No GPU: each half for itself, rounded once.
template <typename T>
__device__ inline void multiply_add(T, unsigned& x, unsigned a, unsigned b) {
  unsigned both = 0;
  for (int half = 0; half < 32; half += 16) {
    const auto part = [half](unsigned bits) { return wide(as<T>(static_cast<unsigned short>(bits >> half))); };
    T result;
    narrow(result, fma(static_cast<double>(part(x)), static_cast<double>(part(a)), static_cast<double>(part(b))));
    both |= static_cast<unsigned>(as<unsigned short>(result)) << half;
  }
  x = both;
}
#endif

// n chains of m steps, one register of them a thread: many warps hide the latency. Reads the starts, 16 factors, 16 addends.
template <typename T>
__device__ void chain(const Arguments& args) {
  using Register = typename Unit<T>::Register;
  constexpr int n = Unit<T>::n;
  const long long i = thread_of_all();
  if (i * n >= args.numbers[0]) return;
  const long long m = args.numbers[1];
  Register x = memory<const Register>(args, 0)[i];
  const Register factor = memory<const Register>(args, 1)[i % (16 / n)];
  const Register addend = memory<const Register>(args, 2)[i % (16 / n)];
  long long step = 0;
  for (; step + 16 <= m; step += 16) {
#pragma unroll
    for (int s = 0; s < 16; s++) multiply_add(T(), x, factor, addend);
  }
  for (; step < m; step++) multiply_add(T(), x, factor, addend);
  memory<Register>(args, 3)[i] = x;
}

TYPED(chain)
