// Windows over the planes of an image, cut to what lies inside; since padding is less than the window, something always does.
//
// Numbers: planes, height, width, height and width of the result, of the window, of its stride, of the padding.

struct Image {
  int height, width, result_height, result_width, window_height, window_width, stride_height, stride_width, pad_height,
      pad_width;

  __device__ explicit Image(const Arguments& args)
      : height(static_cast<int>(args.numbers[1])),
        width(static_cast<int>(args.numbers[2])),
        result_height(static_cast<int>(args.numbers[3])),
        result_width(static_cast<int>(args.numbers[4])),
        window_height(static_cast<int>(args.numbers[5])),
        window_width(static_cast<int>(args.numbers[6])),
        stride_height(static_cast<int>(args.numbers[7])),
        stride_width(static_cast<int>(args.numbers[8])),
        pad_height(static_cast<int>(args.numbers[9])),
        pad_width(static_cast<int>(args.numbers[10])) {}
};

// What a window covers.
struct Covered {
  int top, bottom, left, right;

  __device__ Covered(const Image& image, int row, int column) {
    const int up = row * image.stride_height - image.pad_height;
    const int back = column * image.stride_width - image.pad_width;
    top = up < 0 ? 0 : up;
    left = back < 0 ? 0 : back;
    bottom = up + image.window_height < image.height ? up + image.window_height : image.height;
    right = back + image.window_width < image.width ? back + image.window_width : image.width;
  }

  __device__ int elements() const { return (bottom - top) * (right - left); }
};

// Which windows cover a place along one side: from the first to before the end.
__device__ inline int first_window(int place, int pad, int size, int stride) {
  const int before = place + pad - size + 1;
  return before <= 0 ? 0 : (before + stride - 1) / stride;
}
__device__ inline int end_window(int place, int pad, int stride, int results) {
  const int end = (place + pad) / stride + 1;
  return end < results ? end : results;
}

// Where the first largest element of a window is; not a number counts as largest.
template <typename T>
__device__ int largest(const T* x, int width, const Covered& covered) {
  int at = covered.top * width + covered.left;
  auto best = wide(x[at]);
  for (int i = covered.top; i < covered.bottom; i++) {
    for (int j = covered.left; j < covered.right; j++) {
      const auto value = wide(x[i * width + j]);
      if (value > best || (value != value && best == best)) {
        best = value;
        at = i * width + j;
      }
    }
  }
  return at;
}

// Reads x, writes y.
template <bool kMax, typename T>
__device__ void pool(const Arguments& args) {
  using S = Sum<T>;
  const Image image(args);
  const long long results = static_cast<long long>(image.result_height) * image.result_width;
  const long long elements = static_cast<long long>(image.height) * image.width;
  for (long long job = thread_of_all(); job < args.numbers[0] * results; job += all_threads()) {
    const long long plane = quotient(job, results);
    const int place = static_cast<int>(job - plane * results);
    const int row = place / image.result_width;
    const Covered covered(image, row, place - row * image.result_width);
    const T* x = memory<const T>(args, 0) + plane * elements;
    if (kMax) {
      memory<T>(args, 1)[job] = x[largest(x, image.width, covered)];
    } else {
      S sum = 0;
      for (int i = covered.top; i < covered.bottom; i++) {
        for (int j = covered.left; j < covered.right; j++) sum += wide(x[i * image.width + j]);
      }
      narrow(memory<T>(args, 1)[job], sum / static_cast<S>(covered.elements()));
    }
  }
}

// Reads x, dy; writes dx: a thread for each element of it asks the windows that cover it.
template <bool kMax, typename T>
__device__ void pool_backward(const Arguments& args) {
  using S = Sum<T>;
  const Image image(args);
  const long long results = static_cast<long long>(image.result_height) * image.result_width;
  const long long elements = static_cast<long long>(image.height) * image.width;
  for (long long job = thread_of_all(); job < args.numbers[0] * elements; job += all_threads()) {
    const long long plane = quotient(job, elements);
    const int place = static_cast<int>(job - plane * elements);
    const int row = place / image.width;
    const int column = place - row * image.width;
    const T* x = memory<const T>(args, 0) + plane * elements;
    const T* dy = memory<const T>(args, 1) + plane * results;
    const int end_row = end_window(row, image.pad_height, image.stride_height, image.result_height);
    const int end_column = end_window(column, image.pad_width, image.stride_width, image.result_width);
    S sum = 0;
    for (int i = first_window(row, image.pad_height, image.window_height, image.stride_height); i < end_row; i++) {
      for (int j = first_window(column, image.pad_width, image.window_width, image.stride_width); j < end_column; j++) {
        const Covered covered(image, i, j);
        const S gradient = wide(dy[i * image.result_width + j]);
        if (!kMax) {
          sum += gradient / static_cast<S>(covered.elements());
        } else if (largest(x, image.width, covered) == place) {
          sum += gradient;
        }
      }
    }
    narrow(memory<T>(args, 2)[job], sum);
  }
}

template <typename T> __device__ void max_pool(const Arguments& args) { pool<true, T>(args); }
template <typename T> __device__ void average_pool(const Arguments& args) { pool<false, T>(args); }
template <typename T> __device__ void max_pool_backward(const Arguments& args) { pool_backward<true, T>(args); }
template <typename T> __device__ void average_pool_backward(const Arguments& args) { pool_backward<false, T>(args); }

TYPED(max_pool)
TYPED(average_pool)
TYPED(max_pool_backward)
TYPED(average_pool_backward)
