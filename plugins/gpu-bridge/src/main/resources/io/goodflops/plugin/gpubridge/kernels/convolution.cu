// Convolutions as matrix products whose right operand is never written down: C (rows, columns) = A (rows, depth) B (depth,
// columns), where a product's place in the image or the result follows from its depth and its column.
//
//                    rows          columns                depth
//   forward          out channels  image and place in y   in channel and place in the window
//   backward data    in channels   image and place in x   out channel and place in the window
//   backward weights out channels  in channel and window  image and place in y
//
// Reads B, A (x or dy, and w; for the weights x and dy); writes C. Numbers: images, in
// channels, out channels, height and width of x, of y, of the window, of its stride, of the padding; depth of a chunk (a
// multiple of kDepth), chunks, pass. With several chunks, sums are written: (chunks, rows, columns).

constexpr int kTile = 64;
constexpr int kDepth = 16;
constexpr int kForward = 0;
constexpr int kData = 1;

struct Conv {
  long long images, in_channels, out_channels, image, result, window, rows, columns, depth;
  int height, width, result_height, result_width, window_height, window_width, stride_height, stride_width, pad_height, pad_width, pass;

  __device__ explicit Conv(const Arguments& args)
      : images(args.numbers[0]),
        in_channels(args.numbers[1]),
        out_channels(args.numbers[2]),
        height(static_cast<int>(args.numbers[3])),
        width(static_cast<int>(args.numbers[4])),
        result_height(static_cast<int>(args.numbers[5])),
        result_width(static_cast<int>(args.numbers[6])),
        window_height(static_cast<int>(args.numbers[7])),
        window_width(static_cast<int>(args.numbers[8])),
        stride_height(static_cast<int>(args.numbers[9])),
        stride_width(static_cast<int>(args.numbers[10])),
        pad_height(static_cast<int>(args.numbers[11])),
        pad_width(static_cast<int>(args.numbers[12])),
        pass(static_cast<int>(args.numbers[15])) {
    image = args.numbers[3] * args.numbers[4];
    result = args.numbers[5] * args.numbers[6];
    window = args.numbers[7] * args.numbers[8];
    rows = pass == kData ? in_channels : out_channels;
    columns = pass == kForward ? images * result : pass == kData ? images * image : in_channels * window;
    depth = pass == kForward ? in_channels * window : pass == kData ? out_channels * window : images * result;
  }

  // How far apart A's rows lie.
  __device__ long long row_step() const { return pass == kForward ? depth : pass == kData ? window : result; }
};

// What a depth means: where A's element lies in its row; where B's channel or image begins, and how far in it B's element is.
struct Step {
  long long a, b;
  int y, x;

  __device__ void set(const Conv& conv, long long depth) {
    if (conv.pass == kForward || conv.pass == kData) {
      const long long channel = quotient(depth, conv.window);
      const int place = static_cast<int>(depth - channel * conv.window);
      y = place / conv.window_width;
      x = place - y * conv.window_width;
      a = conv.pass == kForward ? depth : channel * conv.in_channels * conv.window + place;
      b = channel * (conv.pass == kForward ? conv.image : conv.result);
    } else {
      const long long n = quotient(depth, conv.result);
      const int place = static_cast<int>(depth - n * conv.result);
      const int row = place / conv.result_width;
      y = row * conv.stride_height;
      x = (place - row * conv.result_width) * conv.stride_width;
      a = n * conv.out_channels * conv.result + place;
      b = n * conv.in_channels * conv.image;
    }
  }
};

// What a column means: where it begins in B, how far in, and where it is written.
struct Column {
  long long b, c;
  int y, x;

  __device__ Column(const Conv& conv, long long column) {
    if (conv.pass == kForward) {
      const long long n = quotient(column, conv.result);
      const int place = static_cast<int>(column - n * conv.result);
      const int row = place / conv.result_width;
      y = row * conv.stride_height - conv.pad_height;
      x = (place - row * conv.result_width) * conv.stride_width - conv.pad_width;
      b = n * conv.in_channels * conv.image;
      c = n * conv.out_channels * conv.result + place;
    } else if (conv.pass == kData) {
      const long long n = quotient(column, conv.image);
      const int place = static_cast<int>(column - n * conv.image);
      const int row = place / conv.width;
      y = row + conv.pad_height;
      x = place - row * conv.width + conv.pad_width;
      b = n * conv.out_channels * conv.result;
      c = n * conv.in_channels * conv.image + place;
    } else {
      const long long channel = quotient(column, conv.window);
      const int place = static_cast<int>(column - channel * conv.window);
      const int row = place / conv.window_width;
      y = row - conv.pad_height;
      x = place - row * conv.window_width - conv.pad_width;
      b = channel * conv.image;
      c = column;
    }
  }
};

// B's element; 0 in the padding and, of the data's gradient, between strides.
template <typename T>
__device__ Sum<T> element(const Conv& conv, const T* b, const Column& column, const Step& step) {
  if (conv.pass == kData) {
    const int up = column.y - step.y;
    const int back = column.x - step.x;
    if (up < 0 || back < 0) return 0;
    const int y = up / conv.stride_height;
    const int x = back / conv.stride_width;
    const bool there = y * conv.stride_height == up && x * conv.stride_width == back && y < conv.result_height &&
                       x < conv.result_width;
    return there ? wide(b[column.b + step.b + static_cast<long long>(y) * conv.result_width + x]) : Sum<T>(0);
  }
  const int y = column.y + step.y;
  const int x = column.x + step.x;
  const bool there = y >= 0 && x >= 0 && y < conv.height && x < conv.width;
  return there ? wide(b[column.b + step.b + static_cast<long long>(y) * conv.width + x]) : Sum<T>(0);
}

// A block of 256 threads makes a tile of C, each thread 4 by 4 of its elements.
template <typename T, typename Out>
__device__ void products(const Arguments& args) {
  using S = Sum<T>;
  __shared__ S left[kDepth][kTile + 1];
  __shared__ S right[kDepth][kTile];
  __shared__ Step steps[2][kDepth];
  const Conv conv(args);
  const auto* a = memory<const T>(args, 1);
  const auto* b = memory<const T>(args, 0);
  const long long chunks = args.numbers[14];
  const long long down = (conv.rows + kTile - 1) / kTile;
  const long long across = (conv.columns + kTile - 1) / kTile;
  const long long row_step = conv.row_step();
  const long long c_step = conv.pass == kForward ? conv.result : conv.pass == kData ? conv.image : conv.columns;
  const int thread = static_cast<int>(threadIdx.x);
  const int x = thread % 16;
  const int y = thread / 16;
  for (long long job = blockIdx.x; job < chunks * down * across; job += gridDim.x) {
    const long long above = quotient(job, down);
    const long long chunk = quotient(above, across);
    const long long row = (job - above * down) * kTile;
    const long long column = (above - chunk * across) * kTile;
    const long long first = chunk * args.numbers[13];
    const long long end = first + args.numbers[13] < conv.depth ? first + args.numbers[13] : conv.depth;
    const long long loaded = column + thread % kTile;
    const Column mine(conv, loaded < conv.columns ? loaded : 0);
    S sums[4][4] = {};
    int now = 0;
    if (thread < kDepth) steps[0][thread].set(conv, first + thread);
    __syncthreads();
    for (long long depth = first; depth < end; depth += kDepth) {
      for (int i = 0; i < 4; i++) {
        const long long r = row + y + 16 * i;
        left[x][y + 16 * i] = r < conv.rows && depth + x < end ? wide(a[r * row_step + steps[now][x].a]) : S(0);
      }
      for (int k = thread / kTile; k < kDepth; k += kBlock / kTile) {
        right[k][thread % kTile] =
            loaded < conv.columns && depth + k < end ? element(conv, b, mine, steps[now][k]) : S(0);
      }
      if (thread < kDepth) steps[1 - now][thread].set(conv, depth + kDepth + thread);
      __syncthreads();
#pragma unroll
      for (int k = 0; k < kDepth; k++) {
        S p[4], q[4];
        for (int i = 0; i < 4; i++) p[i] = left[k][y + 16 * i];
        for (int j = 0; j < 4; j++) q[j] = right[k][x + 16 * j];
        for (int i = 0; i < 4; i++) {
          for (int j = 0; j < 4; j++) sums[i][j] += p[i] * q[j];
        }
      }
      __syncthreads();
      now = 1 - now;
    }
    for (int j = 0; j < 4; j++) {
      const long long to = column + x + 16 * j;
      if (to >= conv.columns) continue;
      const Column written(conv, to);
      for (int i = 0; i < 4; i++) {
        const long long r = row + y + 16 * i;
        if (r >= conv.rows) continue;
        if (chunks > 1) {
          memory<S>(args, 2)[(chunk * conv.rows + r) * conv.columns + to] = sums[i][j];
        } else {
          narrow(memory<Out>(args, 2)[written.c + r * c_step], sums[i][j]);
        }
      }
    }
  }
}

// The same for products of a BLAS: columns are written down, or added up. Columns are (image, depth, place in y) or, if the
// number in the place of a chunk's depth is 1, (depth, image, place in y); the pass is forward.

// Reads x, writes columns, N places in y at a time.
template <int N, typename T>
__device__ void write_columns(const Arguments& args) {
  const Conv conv(args);
  const bool together = args.numbers[13] != 0;
  const auto* x = memory<const T>(args, 0);
  const long long packs = conv.result / N;
  for (long long job = thread_of_all(); job < conv.images * conv.depth * packs; job += all_threads()) {
    const long long line = quotient(job, packs);
    const int place = static_cast<int>(job - line * packs) * N;
    const long long outer = quotient(line, together ? conv.images : conv.depth);
    const long long inner = line - outer * (together ? conv.images : conv.depth);
    const long long depth = together ? outer : inner;
    const long long n = together ? inner : outer;
    const long long channel = quotient(depth, conv.window);
    const int in_window = static_cast<int>(depth - channel * conv.window);
    const int i = in_window / conv.window_width - conv.pad_height;
    const int j = in_window % conv.window_width - conv.pad_width;
    const T* plane = x + (n * conv.in_channels + channel) * conv.image;
    int row = place / conv.result_width;
    int column = place - row * conv.result_width;
    Pack<T, N> pack;
    for (int e = 0; e < N; e++) {
      const int up = row * conv.stride_height + i;
      const int left = column * conv.stride_width + j;
      const bool there = up >= 0 && left >= 0 && up < conv.height && left < conv.width;
      pack.v[e] = there ? plane[static_cast<long long>(up) * conv.width + left] : T();
      if (++column == conv.result_width) {
        column = 0;
        row++;
      }
    }
    memory<Pack<T, N>>(args, 1)[job] = pack;
  }
}

template <typename T>
__device__ void im2col(const Arguments& args) {
  constexpr int N = Full<T>::n;
  if (args.numbers[5] * args.numbers[6] % N == 0) {
    write_columns<N, T>(args);
  } else {
    write_columns<1, T>(args);
  }
}

// Reads columns of sums, writes dx: each element takes what is in the columns for it.
template <typename T, typename Out>
__device__ void add_columns(const Arguments& args) {
  using S = Sum<T>;
  const Conv conv(args);
  const auto* columns = memory<const S>(args, 0);
  for (long long job = thread_of_all(); job < conv.images * conv.in_channels * conv.image; job += all_threads()) {
    const long long plane = quotient(job, conv.image);
    const int place = static_cast<int>(job - plane * conv.image);
    const int row = place / conv.width;
    const int column = place - row * conv.width;
    const S* from = columns + plane * conv.window * conv.result;
    S sum = 0;
    for (int i = 0; i < conv.window_height; i++) {
      const int up = row + conv.pad_height - i;
      const int y = up / conv.stride_height;
      if (up < 0 || y * conv.stride_height != up || y >= conv.result_height) continue;
      for (int j = 0; j < conv.window_width; j++) {
        const int back = column + conv.pad_width - j;
        const int x = back / conv.stride_width;
        if (back < 0 || x * conv.stride_width != back || x >= conv.result_width) continue;
        sum += from[(i * conv.window_width + j) * conv.result + y * conv.result_width + x];
      }
    }
    narrow(memory<Out>(args, 1)[job], sum);
  }
}

template <typename T> __device__ void col2im(const Arguments& args) { add_columns<T, T>(args); }
template <typename T> __device__ void col2im_to_sums(const Arguments& args) { add_columns<T, Sum<T>>(args); }
template <typename T> __device__ void convolve(const Arguments& args) { products<T, T>(args); }
template <typename T> __device__ void convolve_to_sums(const Arguments& args) { products<T, Sum<T>>(args); }

TYPED(convolve)
TYPED(convolve_to_sums)
TYPED(im2col)
TYPED(col2im)
TYPED(col2im_to_sums)
