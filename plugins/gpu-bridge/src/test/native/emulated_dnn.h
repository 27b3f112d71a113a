// EMULATED: cuDNN's convolutions on the CPU; the end of emulated_cuda.cpp, for vendors that have such a library.

#include "emulated_convolve.h"
#include "values_dnn.h"

namespace {

struct DnnHandle {
  Stream* stream = nullptr;
};

// A tensor, a filter or a convolution: what was set.
struct Descriptor {
  char kind = 0;
  int type = -1;
  int sizes[4] = {};  // of a convolution: paddings and strides
  int math = DNN_DEFAULT_MATH;
};

// As cuDNN writes it: 48 bytes.
struct DnnPerformance {
  int algorithm, status;
  float millis;
  std::size_t memory;
  int determinism, math, reserved[3];
};

struct DnnWorld {
  std::set<DnnHandle*> handles;
  std::set<Descriptor*> descriptors;
};

DnnWorld& dnn() {
  static DnnWorld* all = new DnnWorld();
  return *all;
}

int create(void** made, char kind) {
  auto* descriptor = new Descriptor{kind};
  const std::lock_guard<std::mutex> lock(world().mutex);
  dnn().descriptors.insert(descriptor);
  convolutions_alive++;
  *made = descriptor;
  return 0;
}

Descriptor* of_kind(void* descriptor, char kind) {
  auto* mine = static_cast<Descriptor*>(descriptor);
  return alive(dnn().descriptors, mine) && mine->kind == kind ? mine : nullptr;
}

int erase(void* descriptor, char kind) {
  Descriptor* mine = of_kind(descriptor, kind);
  if (mine == nullptr) return DNN_BAD_PARAM;
  const std::lock_guard<std::mutex> lock(world().mutex);
  dnn().descriptors.erase(mine);
  convolutions_alive--;
  delete mine;
  return 0;
}

int set(void* descriptor, char kind, int type, int format, int a, int b, int c, int d) {
  Descriptor* mine = of_kind(descriptor, kind);
  if (mine == nullptr || format != DNN_NCHW || a < 1 || b < 1 || c < 1 || d < 1) return DNN_BAD_PARAM;
  if (type != DNN_FLOAT && type != DNN_DOUBLE && type != DNN_HALF && (type != DNN_BFLOAT16 || kDnnRelease < 8)) {
    return DNN_BAD_PARAM;
  }
  mine->type = type;
  const int sizes[] = {a, b, c, d};
  std::copy(sizes, sizes + 4, mine->sizes);
  return 0;
}

struct Convolution {
  Descriptor image, filter, result, window;
  Shape shape() const { return {image.sizes, filter.sizes, result.sizes, window.sizes}; }
  std::size_t count(const Descriptor& t) const { return std::size_t{1} * t.sizes[0] * t.sizes[1] * t.sizes[2] * t.sizes[3]; }
  std::size_t bytes() const { return image.type == DNN_DOUBLE ? 8 : image.type == DNN_FLOAT ? 4 : 2; }
};

// Null descriptors, mixed types, or sizes that do not belong together are refused.
int joined(void* image, void* filter, void* window, void* result, Convolution& c) {
  Descriptor *x = of_kind(image, 't'), *w = of_kind(filter, 'f'), *y = of_kind(result, 't'), *k = of_kind(window, 'c');
  if (x == nullptr || w == nullptr || y == nullptr || k == nullptr) return DNN_BAD_PARAM;
  c = {*x, *w, *y, *k};
  const int sums = x->type == DNN_DOUBLE ? DNN_DOUBLE : DNN_FLOAT;
  if (x->type != w->type || x->type != y->type || k->type != sums) return DNN_BAD_PARAM;
  return fit(c.shape()) ? 0 : DNN_BAD_PARAM;
}

// The fastest first: one that nobody should take, then two that may be taken.
int choices(const Convolution& c, int pass, int wanted, int* count, void* room) {
  if (wanted < 4) return DNN_BAD_PARAM;
  const int math = c.window.math;
  const int best = pass == 0 ? static_cast<int>(DNN_WINOGRAD) : static_cast<int>(DNN_ALGO_0);
  const DnnPerformance all[] = {
      {best, 0, 0.1f, 0, pass == 0 ? DNN_DETERMINISTIC : DNN_NON_DETERMINISTIC, math, {}},
      {1, DNN_NOT_SUPPORTED, -1.0f, 0, DNN_DETERMINISTIC, math, {}},
      {1, 0, 0.2f, 64, DNN_DETERMINISTIC, math, {}},
  };
  std::memcpy(room, all, sizeof all);
  *count = 3;
  return 0;
}

int workspace(int algorithm, std::size_t* bytes) {
  if (algorithm != 1) return DNN_BAD_PARAM;
  *bytes = 64;
  return 0;
}

int enqueue(void* handle, int pass, const Convolution& c, int algorithm, const void* alpha, const void* beta, const void* image,
            const void* filter, const void* result, void* space, std::size_t bytes) {
  auto* mine = static_cast<DnnHandle*>(handle);
  if (!alive(dnn().handles, mine) || mine->stream == nullptr) return DNN_NOT_INITIALIZED;
  const bool wide = c.image.type == DNN_DOUBLE;
  const double one = wide ? *static_cast<const double*>(alpha) : *static_cast<const float*>(alpha);
  const double zero = wide ? *static_cast<const double*>(beta) : *static_cast<const float*>(beta);
  if (algorithm != 1 || one != 1 || zero != 0 || bytes < 64 || !on_device(space, bytes)) return DNN_BAD_PARAM;
  if (!on_device(image, c.count(c.image) * c.bytes()) || !on_device(filter, c.count(c.filter) * c.bytes()) ||
      !on_device(result, c.count(c.result) * c.bytes())) {
    return DNN_BAD_PARAM;
  }
  // strict, but not where the library is told to be careless
  const bool cut = c.image.type == DNN_FLOAT &&
                   (Faults::get().loose_fp32 || (kDnnRelease >= 8 && c.window.math != DNN_FMA_MATH));
  const auto* x = static_cast<const char*>(image);
  const auto* w = static_cast<const char*>(filter);
  const auto* y = static_cast<const char*>(result);
  mine->stream->add([=] {
    std::memset(space, 0x5a, bytes);
    const Shape shape = c.shape();
    switch (c.image.type) {
      case DNN_DOUBLE: return convolve<double, double>(shape, pass, [](double v) { return v; }, x, w, y);
      case DNN_FLOAT: return convolve<float, float>(shape, pass, [cut](float v) { return cut ? tf32(v) : v; }, x, w, y);
      case DNN_HALF: return convolve<Fp16, float>(shape, pass, [](Fp16 v) { return v; }, x, w, y);
      default: return convolve<Bf16, float>(shape, pass, [](Bf16 v) { return v; }, x, w, y);
    }
  });
  return 0;
}

}  // namespace

#define DNN_STRIKE(function) \
  if (const int struck = Faults::get().strike(#function)) return struck == -1 ? 0 : struck;

API int cudnnCreate(void** handle) {
  DNN_STRIKE(cudnnCreate)
  auto* made = new DnnHandle();
  const std::lock_guard<std::mutex> lock(world().mutex);
  dnn().handles.insert(made);
  convolutions_alive++;
  *handle = made;
  return 0;
}

API int cudnnDestroy(void* handle) {
  DNN_STRIKE(cudnnDestroy)
  const std::lock_guard<std::mutex> lock(world().mutex);
  if (dnn().handles.erase(static_cast<DnnHandle*>(handle)) == 0) return DNN_NOT_INITIALIZED;
  convolutions_alive--;
  delete static_cast<DnnHandle*>(handle);
  return 0;
}

API int cudnnSetStream(void* handle, void* stream) {
  DNN_STRIKE(cudnnSetStream)
  if (!alive(dnn().handles, static_cast<DnnHandle*>(handle))) return DNN_NOT_INITIALIZED;
  if (!alive(world().streams, static_cast<Stream*>(stream))) return DNN_BAD_PARAM;
  static_cast<DnnHandle*>(handle)->stream = static_cast<Stream*>(stream);
  return 0;
}

API const char* cudnnGetErrorString(int status) {
  switch (status) {
    case DNN_NOT_INITIALIZED: return "CUDNN_STATUS_NOT_INITIALIZED";
    case DNN_BAD_PARAM: return "CUDNN_STATUS_BAD_PARAM";
    case DNN_NOT_SUPPORTED: return "CUDNN_STATUS_NOT_SUPPORTED";
    default: return "CUDNN_STATUS unknown";
  }
}

API int cudnnCreateTensorDescriptor(void** made) {
  DNN_STRIKE(cudnnCreateTensorDescriptor)
  return create(made, 't');
}

API int cudnnSetTensor4dDescriptor(void* tensor, int format, int type, int n, int c, int h, int w) {
  DNN_STRIKE(cudnnSetTensor4dDescriptor)
  return set(tensor, 't', type, format, n, c, h, w);
}

API int cudnnDestroyTensorDescriptor(void* tensor) {
  DNN_STRIKE(cudnnDestroyTensorDescriptor)
  return erase(tensor, 't');
}

API int cudnnCreateFilterDescriptor(void** made) {
  DNN_STRIKE(cudnnCreateFilterDescriptor)
  return create(made, 'f');
}

API int cudnnSetFilter4dDescriptor(void* filter, int type, int format, int k, int c, int h, int w) {
  DNN_STRIKE(cudnnSetFilter4dDescriptor)
  return set(filter, 'f', type, format, k, c, h, w);
}

API int cudnnDestroyFilterDescriptor(void* filter) {
  DNN_STRIKE(cudnnDestroyFilterDescriptor)
  return erase(filter, 'f');
}

API int cudnnCreateConvolutionDescriptor(void** made) {
  DNN_STRIKE(cudnnCreateConvolutionDescriptor)
  return create(made, 'c');
}

API int cudnnSetConvolution2dDescriptor(void* convolution, int pad_h, int pad_w, int stride_h, int stride_w, int dilation_h,
                                        int dilation_w, int mode, int type) {
  DNN_STRIKE(cudnnSetConvolution2dDescriptor)
  Descriptor* mine = of_kind(convolution, 'c');
  if (mine == nullptr || pad_h < 0 || pad_w < 0 || stride_h < 1 || stride_w < 1 || dilation_h != 1 || dilation_w != 1 ||
      mode != DNN_CROSS_CORRELATION) {
    return DNN_BAD_PARAM;
  }
  mine->type = type;
  const int sizes[] = {pad_h, pad_w, stride_h, stride_w};
  std::copy(sizes, sizes + 4, mine->sizes);
  return 0;
}

API int cudnnSetConvolutionMathType(void* convolution, int math) {
  DNN_STRIKE(cudnnSetConvolutionMathType)
  Descriptor* mine = of_kind(convolution, 'c');
  const int last = kDnnRelease >= 8 ? DNN_FMA_MATH : DNN_ALLOW_CONVERSION;
  if (mine == nullptr || math < DNN_DEFAULT_MATH || math > last) return DNN_BAD_PARAM;
  mine->math = math;
  return 0;
}

API int cudnnDestroyConvolutionDescriptor(void* convolution) {
  DNN_STRIKE(cudnnDestroyConvolutionDescriptor)
  return erase(convolution, 'c');
}

// Each pass takes its three tensors in an order of its own: as cuDNN's reference has them.
#define DNN_PASS(pass, choose, size, run, first, second, third)                                                            \
  API int choose(void* handle, void* first, void* second, void* window, void* third, int wanted, int* count, void* room) {  \
    DNN_STRIKE(choose)                                                                                                      \
    Convolution c;                                                                                                          \
    if (!alive(dnn().handles, static_cast<DnnHandle*>(handle))) return DNN_NOT_INITIALIZED;                                 \
    if (const int wrong = joined(image, filter, window, result, c)) return wrong;                                           \
    return choices(c, pass, wanted, count, room);                                                                           \
  }                                                                                                                         \
  API int size(void* handle, void* first, void* second, void* window, void* third, int algorithm, std::size_t* bytes) {     \
    DNN_STRIKE(size)                                                                                                        \
    Convolution c;                                                                                                          \
    if (!alive(dnn().handles, static_cast<DnnHandle*>(handle))) return DNN_NOT_INITIALIZED;                                 \
    if (const int wrong = joined(image, filter, window, result, c)) return wrong;                                           \
    return workspace(algorithm, bytes);                                                                                     \
  }                                                                                                                         \
  API int run(void* handle, const void* alpha, void* first, const void* first##_data, void* second,                         \
              const void* second##_data, void* window, int algorithm, void* space, std::size_t bytes, const void* beta,     \
              void* third, void* third##_data) {                                                                            \
    DNN_STRIKE(run)                                                                                                         \
    Convolution c;                                                                                                          \
    if (const int wrong = joined(image, filter, window, result, c)) return wrong;                                           \
    return enqueue(handle, pass, c, algorithm, alpha, beta, image_data, filter_data, result_data, space, bytes);            \
  }

DNN_PASS(0, cudnnGetConvolutionForwardAlgorithm_v7, cudnnGetConvolutionForwardWorkspaceSize, cudnnConvolutionForward, image,
         filter, result)
DNN_PASS(1, cudnnGetConvolutionBackwardDataAlgorithm_v7, cudnnGetConvolutionBackwardDataWorkspaceSize,
         cudnnConvolutionBackwardData, filter, result, image)
DNN_PASS(2, cudnnGetConvolutionBackwardFilterAlgorithm_v7, cudnnGetConvolutionBackwardFilterWorkspaceSize,
         cudnnConvolutionBackwardFilter, image, result, filter)
