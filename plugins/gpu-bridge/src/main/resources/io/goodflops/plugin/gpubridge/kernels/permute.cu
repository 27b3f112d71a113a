// Dimensions in another order, bits are moved, whatever they mean.

struct alignas(16) Bytes16 { unsigned v[4]; };

// Reads x, writes y. Numbers: elements, dimensions (at most 6), their sizes in y, how far apart their neighbours lie in x.
template <typename T>
__device__ void permute(const Arguments& args) {
  const auto* x = memory<const T>(args, 0);
  auto* y = memory<T>(args, 1);
  for (long long i = thread_of_all(); i < args.numbers[0]; i += all_threads()) {
    long long rest = i;
    long long from = 0;
#pragma unroll
    for (int d = 5; d >= 0; d--) {
      if (d < args.numbers[1]) {
        const long long above = quotient(rest, args.numbers[2 + d]);
        from += (rest - above * args.numbers[2 + d]) * args.numbers[8 + d];
        rest = above;
      }
    }
    y[i] = x[from];
  }
}

constexpr int kTile = 32;

// The last two dimensions change places: both sides are moved in lines of a tile. Reads x (batch, rows, columns), writes y
// (batch, columns, rows). Numbers: batch, rows, columns. Blocks of 256.
template <typename T>
__device__ void transpose(const Arguments& args) {
  __shared__ T tile[kTile][kTile + 1];
  const long long rows = args.numbers[1];
  const long long columns = args.numbers[2];
  const long long down = (rows + kTile - 1) / kTile;
  const long long across = (columns + kTile - 1) / kTile;
  const int in_line = static_cast<int>(threadIdx.x) % kTile;
  const int line = static_cast<int>(threadIdx.x) / kTile;
  const int lines = static_cast<int>(blockDim.x) / kTile;
  for (long long job = blockIdx.x; job < args.numbers[0] * down * across; job += gridDim.x) {
    const long long above = quotient(job, across);
    const long long batch = quotient(above, down);
    const long long row = (above - batch * down) * kTile;
    const long long column = (job - above * across) * kTile;
    const T* x = memory<const T>(args, 0) + batch * rows * columns;
    T* y = memory<T>(args, 1) + batch * rows * columns;
    for (int i = line; i < kTile; i += lines) {
      if (row + i < rows && column + in_line < columns) tile[i][in_line] = x[(row + i) * columns + column + in_line];
    }
    __syncthreads();
    for (int i = line; i < kTile; i += lines) {
      if (column + i < columns && row + in_line < rows) y[(column + i) * rows + row + in_line] = tile[in_line][i];
    }
    __syncthreads();
  }
}

// Lines that stay together, 16 bytes at a time.
template <typename T>
__device__ void permute_packs(const Arguments& args) { permute<Bytes16>(args); }

TYPED(permute)
TYPED(permute_packs)
TYPED(transpose)
