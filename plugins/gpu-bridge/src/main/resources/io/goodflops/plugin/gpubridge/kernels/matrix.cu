// Chains of products in a matrix unit's registers: the probe of what it reaches. Every vendor's instruction is another, and so
// is the place of its operands. Where none is known this file does not compile, which is why the op is unsupported.
//
// A tile is 16 rows by 16 columns; a step adds A (16 by 32) times B (32 by 16). A warp has one tile: many warps hide the latency.
// Reads the starts of the tiles, A and B.

__device__ inline unsigned raw(Fp16 value) { return value.bits; }
__device__ inline unsigned raw(Bf16 value) { return value.bits; }
__device__ inline unsigned raw(float value) { return as<unsigned>(value); }
__device__ inline unsigned raw(signed char value) { return static_cast<unsigned char>(value); }

// A register full of elements that lie `stride` apart.
template <typename T>
__device__ unsigned gather(const T* from, int stride) {
  unsigned bits = 0;
#pragma unroll
  for (int e = 0; e < static_cast<int>(4 / sizeof(T)); e++) bits |= raw(from[e * stride]) << (8 * sizeof(T) * e);
  return bits;
}

#if (defined(__CUDACC_RTC__) && !defined(__clang__)) || defined(GOODFLOPS_EMULATED_MATRIX_UNIT)

#if defined(TYPE_IS_FP32) && !defined(AS_TF32)
#error the matrix units of NVIDIA GPUs do not multiply FP32, but TF32
#elif defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 800
#error this probe of matrix units is written for compute capability 8.0 and later
#endif

// PTX ISA 8.5, mma: the instructions and where a lane's operands lie.
#if defined(GOODFLOPS_EMULATED_MATRIX_UNIT)
#define MULTIPLY(type, sum, shape, types, constraint) \
  __device__ inline void multiply(type, sum (&c)[4], const unsigned* a, const unsigned* b) { emulated_mma(types, c, a, b); }
__device__ inline void multiply(double (&c)[2], double a, double b) { emulated_mma(c, a, b); }
#else
#define MULTIPLY(type, sum, shape, types, constraint)                                                                     \
  __device__ inline void multiply(type, sum (&c)[4], const unsigned* a, const unsigned* b) {                              \
    asm("mma.sync.aligned." shape ".row.col." types " {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"              \
        : "+" constraint(c[0]), "+" constraint(c[1]), "+" constraint(c[2]), "+" constraint(c[3])                          \
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));                                              \
  }
__device__ inline void multiply(double (&c)[2], double a, double b) {
  asm("mma.sync.aligned.m8n8k4.row.col.f64.f64.f64.f64 {%0,%1}, {%2}, {%3}, {%0,%1};" : "+d"(c[0]), "+d"(c[1]) : "d"(a), "d"(b));
}
#endif
MULTIPLY(Fp16, float, "m16n8k16", "f32.f16.f16.f32", "f")
MULTIPLY(Bf16, float, "m16n8k16", "f32.bf16.bf16.f32", "f")
MULTIPLY(float, float, "m16n8k8", "f32.tf32.tf32.f32", "f")
MULTIPLY(signed char, int, "m16n8k32", "s32.s8.s8.s32", "r")

// Instructions of 16 rows and 8 columns; as deep as 8 registers hold elements.
template <typename T>
struct Tile {
  static constexpr int per = 4 / sizeof(T), deep = 8 * per, parts = 32 / deep;
  unsigned a[parts][4], b[parts][2][2];
  Sum<T> c[2][4];

  __device__ static int at(int lane, int half, int r) {
    return (lane / 4 + 8 * (r / 2)) * 16 + 8 * half + lane % 4 * 2 + r % 2;
  }
  __device__ void load(int lane, const Sum<T>* x, const T* left, const T* right) {
    for (int p = 0; p < parts; p++) {
      const int k = p * deep + lane % 4 * per;
      for (int r = 0; r < 4; r++) a[p][r] = gather(left + (lane / 4 + 8 * (r % 2)) * 32 + k + 4 * per * (r / 2), 1);
      for (int half = 0; half < 2; half++) {
        for (int r = 0; r < 2; r++) b[p][half][r] = gather(right + (k + 4 * per * r) * 16 + 8 * half + lane / 4, 16);
      }
    }
    for (int half = 0; half < 2; half++) {
      for (int r = 0; r < 4; r++) c[half][r] = x[at(lane, half, r)];
    }
  }
  __device__ void step() {
#pragma unroll
    for (int p = 0; p < parts; p++) {
#pragma unroll
      for (int half = 0; half < 2; half++) multiply(T(), c[half], a[p], b[p][half]);
    }
  }
  __device__ void store(int lane, Sum<T>* y) const {
    for (int half = 0; half < 2; half++) {
      for (int r = 0; r < 4; r++) y[at(lane, half, r)] = c[half][r];
    }
  }
};

// Instructions of 8 rows, 8 columns, 4 deep.
template <>
struct Tile<double> {
  double a[8][2], b[8][2], c[2][2][2];

  __device__ static int at(int lane, int i, int j, int r) { return (8 * i + lane / 4) * 16 + 8 * j + lane % 4 * 2 + r; }
  __device__ void load(int lane, const double* x, const double* left, const double* right) {
    for (int p = 0; p < 8; p++) {
      for (int i = 0; i < 2; i++) {
        a[p][i] = left[(8 * i + lane / 4) * 32 + 4 * p + lane % 4];
        b[p][i] = right[(4 * p + lane % 4) * 16 + 8 * i + lane / 4];
      }
    }
    for (int n = 0; n < 8; n++) c[n / 4][n / 2 % 2][n % 2] = x[at(lane, n / 4, n / 2 % 2, n % 2)];
  }
  __device__ void step() {
#pragma unroll
    for (int p = 0; p < 8; p++) {
#pragma unroll
      for (int n = 0; n < 4; n++) multiply(c[n / 2][n % 2], a[p][n / 2], b[p][n % 2]);
    }
  }
  __device__ void store(int lane, double* y) const {
    for (int n = 0; n < 8; n++) y[at(lane, n / 4, n / 2 % 2, n % 2)] = c[n / 4][n / 2 % 2][n % 2];
  }
};

constexpr int kWarp = 32;

#elif defined(__AMDGCN__)

#if !defined(__gfx908__) && !defined(__gfx90a__) && !defined(__gfx940__) && !defined(__gfx941__) && !defined(__gfx942__)
#error this GPU has no matrix unit that this probe knows: it knows those of gfx908, gfx90a and gfx94x
#elif defined(AS_TF32)
#error this probe knows no TF32 of AMD GPUs
#elif defined(__gfx908__) && (defined(TYPE_IS_BF16) || defined(TYPE_IS_FP64))
#error the matrix units of gfx908 multiply this type otherwise than this probe knows
#elif (defined(__gfx940__) || defined(__gfx941__) || defined(__gfx942__)) && defined(TYPE_IS_INT8)
#error the matrix units of gfx94x multiply INT8 otherwise than this probe knows
#endif

// AMD, Matrix Instruction Calculator: 16 rows, 16 columns; lane l has column l % 16 of B and C, row l % 16 of A.
typedef float Floats __attribute__((ext_vector_type(4)));
typedef double Doubles __attribute__((ext_vector_type(4)));
typedef int Ints __attribute__((ext_vector_type(4)));
typedef _Float16 Halves __attribute__((ext_vector_type(4)));
typedef short Shorts __attribute__((ext_vector_type(4)));

// How many elements of A and B a lane has, how far the rows of C that it has lie apart, and the instruction.
template <typename T>
struct Unit;
#define UNIT(type, operand, elements, between, sums, function)                                           \
  template <>                                                                                            \
  struct Unit<type> {                                                                                    \
    using Operand = operand;                                                                             \
    using Sums = sums;                                                                                   \
    static constexpr int per = elements, rows = between;                                                 \
    __device__ static Sums multiply(Operand a, Operand b, Sums c) { return function(a, b, c, 0, 0, 0); } \
  };
#if defined(TYPE_IS_FP16)
UNIT(Fp16, Halves, 4, 1, Floats, __builtin_amdgcn_mfma_f32_16x16x16f16)
#elif defined(TYPE_IS_BF16)
UNIT(Bf16, Shorts, 4, 1, Floats, __builtin_amdgcn_mfma_f32_16x16x16bf16_1k)
#elif defined(TYPE_IS_FP32)
UNIT(float, float, 1, 1, Floats, __builtin_amdgcn_mfma_f32_16x16x4f32)
#elif defined(TYPE_IS_FP64)
UNIT(double, double, 1, 4, Doubles, __builtin_amdgcn_mfma_f64_16x16x4f64)
#elif defined(TYPE_IS_INT8)
UNIT(signed char, int, 4, 1, Ints, __builtin_amdgcn_mfma_i32_16x16x16i8)
#endif

template <typename T>
struct Tile {
  using U = Unit<T>;
  static constexpr int deep = 4 * U::per, parts = 32 / deep;
  typename U::Operand a[parts], b[parts];
  typename U::Sums c;

  // Rows of C lie beside each other in a lane, but for FP64.
  __device__ static int at(int lane, int r) { return (U::rows == 1 ? lane / 16 * 4 + r : lane / 16 + 4 * r) * 16 + lane % 16; }
  __device__ static typename U::Operand operand(const T* from, int stride) {
    struct { T v[U::per]; } elements;
    for (int e = 0; e < U::per; e++) elements.v[e] = from[e * stride];
    return as<typename U::Operand>(elements);
  }
  __device__ void load(int lane, const Sum<T>* x, const T* left, const T* right) {
    for (int p = 0; p < parts; p++) {
      const int k = p * deep + lane / 16 * U::per;
      a[p] = operand(left + lane % 16 * 32 + k, 1);
      b[p] = operand(right + k * 16 + lane % 16, 16);
    }
    for (int r = 0; r < 4; r++) c[r] = x[at(lane, r)];
  }
  __device__ void step() {
#pragma unroll
    for (int p = 0; p < parts; p++) c = U::multiply(a[p], b[p], c);
  }
  __device__ void store(int lane, Sum<T>* y) const {
    for (int r = 0; r < 4; r++) y[at(lane, r)] = c[r];
  }
};

constexpr int kWarp = 64;

#else
#error no matrix unit of this compiler's GPUs is known to this probe
#endif

template <typename T>
__device__ void tiles(const Arguments& args) {
  const long long tile = thread_of_all() / kWarp;
  if (tile >= args.numbers[0]) return;
  const int lane = static_cast<int>(threadIdx.x % kWarp);
  Tile<T> mine;
  mine.load(lane, memory<const Sum<T>>(args, 0) + tile * 256, memory<const T>(args, 1), memory<const T>(args, 2));
  const long long m = args.numbers[1];
  long long step = 0;
  for (; step + 4 <= m; step += 4) {
#pragma unroll
    for (int s = 0; s < 4; s++) mine.step();
  }
  for (; step < m; step++) mine.step();
  mine.store(lane, memory<Sum<T>>(args, 3) + tile * 256);
}

TYPED(tiles)
