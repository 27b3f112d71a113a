// EMULATED: MIOpen's immediate mode on the CPU; the end of emulated_cuda.cpp, for HIP. Functions, their arguments and their order were
// written from AMD's reference (miopen.h of MIOpen 3), not from the bridge.

#include "emulated_convolve.h"
#include "values_miopen.h"

namespace {

constexpr std::uint64_t kWinogradSolution = 37, kHastySolution = 55, kDirectSolution = 85, kGemmSolution = 114;
constexpr std::size_t kGemmWorkspace = 96;

// As miopen.h has it, with the compiler's own padding.
struct MiSolution {
  float time;
  std::size_t workspace_size;
  std::uint64_t solution_id;
  int algorithm;
};

struct MiTensor {
  int type = -1;
  int sizes[4] = {};
};

struct MiConvolution {
  int window[4] = {};  // paddings and strides
  bool set = false;
  // the documents: on MI200 FP16 goes through BF16 in both gradients unless told not to; -1 is that default
  int fp16_alternative = -1, deterministic = 0, math = MI_MATH_PEDANTIC;
};

// A pass of a convolution, as one handle knows it.
struct MiProblem {
  int pass = 0;
  MiTensor image, filter, result;
  MiConvolution convolution;

  Shape shape() const { return {image.sizes, filter.sizes, result.sizes, convolution.window}; }

  std::size_t bytes(const MiTensor& t) const { return count(t.sizes) * (image.type == MI_FLOAT ? 4 : 2); }

  std::vector<int> key(std::uint64_t solution) const {
    const MiConvolution& c = convolution;
    std::vector<int> all = {pass, image.type, c.fp16_alternative, c.deterministic, c.math, static_cast<int>(solution)};
    for (const int* sizes : {image.sizes, filter.sizes, result.sizes, c.window}) all.insert(all.end(), sizes, sizes + 4);
    return all;
  }
};

struct MiHandle {
  Stream* stream = nullptr;
  std::set<std::vector<int>> compiled;
};

struct MiWorld {
  std::set<MiHandle*> handles;
  std::set<MiTensor*> tensors;
  std::set<MiConvolution*> convolutions;
};

MiWorld& mi() {
  static MiWorld* all = new MiWorld();
  return *all;
}

template <typename T>
int mi_create(std::set<T*>& all, void** made) {
  if (made == nullptr) return MI_BAD_PARM;
  auto* fresh = new T();
  const std::lock_guard<std::mutex> lock(world().mutex);
  all.insert(fresh);
  convolutions_alive++;
  *made = fresh;
  return 0;
}

template <typename T>
int mi_erase(std::set<T*>& all, void* which) {
  const std::lock_guard<std::mutex> lock(world().mutex);
  if (all.erase(static_cast<T*>(which)) == 0) return MI_BAD_PARM;
  convolutions_alive--;
  delete static_cast<T*>(which);
  return 0;
}

// Null or other descriptors, mixed types, and sizes that do not belong together are refused.
int problem(void* handle, int pass, void* image, void* filter, void* result, void* convolution, MiProblem& p) {
  auto *x = static_cast<MiTensor*>(image), *w = static_cast<MiTensor*>(filter), *y = static_cast<MiTensor*>(result);
  auto* c = static_cast<MiConvolution*>(convolution);
  if (!alive(mi().handles, static_cast<MiHandle*>(handle))) return MI_NOT_INITIALIZED;
  if (!alive(mi().tensors, x) || !alive(mi().tensors, w) || !alive(mi().tensors, y)) return MI_BAD_PARM;
  if (!alive(mi().convolutions, c) || !c->set || x->type < 0 || x->type != w->type || x->type != y->type) return MI_BAD_PARM;
  p = {pass, *x, *w, *y, *c};
  return fit(p.shape()) ? 0 : MI_BAD_PARM;
}

// The fastest first: one that adds no products up, and where nobody asks for the same result each time one that has another each time.
std::vector<MiSolution> solutions(const MiProblem& p) {
  std::vector<MiSolution> all = {{0.1f, 0, kWinogradSolution, MI_WINOGRAD}};
  if (p.convolution.deterministic == 0) all.push_back({0.2f, 0, kHastySolution, MI_IMPLICIT_GEMM});
  all.push_back({0.3f, kGemmWorkspace, kGemmSolution, MI_IMPLICIT_GEMM});
  all.push_back({0.9f, 0, kDirectSolution, MI_DIRECT});
  return all;
}

const MiSolution* solution(const std::vector<MiSolution>& all, std::uint64_t id) {
  for (const MiSolution& one : all) {
    if (one.solution_id == id) return &one;
  }
  return nullptr;
}

int enqueue(MiHandle& handle, const MiProblem& p, std::uint64_t id, const void* image, const void* filter, const void* result,
            void* space, std::size_t bytes) {
  const std::vector<MiSolution> all = solutions(p);
  const MiSolution* chosen = solution(all, id);
  if (chosen == nullptr || bytes < chosen->workspace_size) return MI_BAD_PARM;
  // real ones compile here, within the step; nobody should let it come to that
  if (handle.compiled.count(p.key(id)) == 0 || handle.stream == nullptr || !alive(world().streams, handle.stream)) {
    return MI_NOT_INITIALIZED;
  }
  if (bytes > 0 && !on_device(space, bytes)) return MI_BAD_PARM;
  if (!on_device(image, p.bytes(p.image)) || !on_device(filter, p.bytes(p.filter)) || !on_device(result, p.bytes(p.result))) {
    return MI_BAD_PARM;
  }
  const bool cut = Faults::get().loose_fp32 || p.convolution.math == MI_MATH_DEFAULT;
  const bool brain = p.convolution.fp16_alternative == 1 || (p.convolution.fp16_alternative == -1 && p.pass > 0);
  const auto* x = static_cast<const char*>(image);
  const auto* w = static_cast<const char*>(filter);
  const auto* y = static_cast<const char*>(result);
  handle.stream->add([=] {
    if (bytes > 0) std::memset(space, 0x5a, bytes);
    const Shape s = p.shape();
    const auto half = [brain](Fp16 v) { return brain ? static_cast<float>(Bf16::of(v)) : static_cast<float>(v); };
    if (p.image.type == MI_FLOAT) convolve<float, float>(s, p.pass, [cut](float v) { return cut ? tf32(v) : v; }, x, w, y);
    if (p.image.type == MI_HALF) convolve<Fp16, float>(s, p.pass, half, x, w, y);
    if (p.image.type == MI_BFLOAT16) convolve<Bf16, float>(s, p.pass, [](Bf16 v) { return v; }, x, w, y);
  });
  return 0;
}

}  // namespace

#define MI_STRIKE(function) \
  if (const int struck = Faults::get().strike(#function)) return struck == -1 ? 0 : struck;

API const char* miopenGetErrorString(int status) {
  switch (status) {
    case MI_NOT_INITIALIZED: return "miopenStatusNotInitialized";
    case MI_BAD_PARM: return "miopenStatusBadParm";
    default: return "Unknown error status";
  }
}

API int miopenCreate(void** handle) {
  MI_STRIKE(miopenCreate)
  return mi_create(mi().handles, handle);
}

API int miopenDestroy(void* handle) {
  MI_STRIKE(miopenDestroy)
  auto* mine = static_cast<MiHandle*>(handle);
  // rocBLAS below it would use a stream that is gone
  if (alive(mi().handles, mine) && mine->stream != nullptr && !alive(world().streams, mine->stream)) return MI_NOT_INITIALIZED;
  return mi_erase(mi().handles, handle);
}

// Null is the default stream, on which no test runs anything.
API int miopenSetStream(void* handle, void* stream) {
  MI_STRIKE(miopenSetStream)
  auto* mine = static_cast<MiHandle*>(handle);
  if (!alive(mi().handles, mine)) return MI_NOT_INITIALIZED;
  if (stream != nullptr && !alive(world().streams, static_cast<Stream*>(stream))) return MI_BAD_PARM;
  mine->stream = static_cast<Stream*>(stream);
  return 0;
}

API int miopenCreateTensorDescriptor(void** tensor) {
  MI_STRIKE(miopenCreateTensorDescriptor)
  return mi_create(mi().tensors, tensor);
}

API int miopenDestroyTensorDescriptor(void* tensor) {
  MI_STRIKE(miopenDestroyTensorDescriptor)
  return mi_erase(mi().tensors, tensor);
}

API int miopenSet4dTensorDescriptor(void* tensor, int type, int n, int c, int h, int w) {
  MI_STRIKE(miopenSet4dTensorDescriptor)
  auto* mine = static_cast<MiTensor*>(tensor);
  if (!alive(mi().tensors, mine) || n < 1 || c < 1 || h < 1 || w < 1) return MI_BAD_PARM;
  if (type != MI_HALF && type != MI_FLOAT && type != MI_BFLOAT16) return MI_BAD_PARM;
  *mine = {type, {n, c, h, w}};
  return 0;
}

API int miopenCreateConvolutionDescriptor(void** convolution) {
  MI_STRIKE(miopenCreateConvolutionDescriptor)
  return mi_create(mi().convolutions, convolution);
}

API int miopenDestroyConvolutionDescriptor(void* convolution) {
  MI_STRIKE(miopenDestroyConvolutionDescriptor)
  return mi_erase(mi().convolutions, convolution);
}

API int miopenInitConvolutionDescriptor(void* convolution, int mode, int pad_h, int pad_w, int stride_h, int stride_w,
                                        int dilation_h, int dilation_w) {
  MI_STRIKE(miopenInitConvolutionDescriptor)
  auto* mine = static_cast<MiConvolution*>(convolution);
  if (!alive(mi().convolutions, mine) || mode != MI_CROSS_CORRELATION || pad_h < 0 || pad_w < 0 || stride_h < 1 ||
      stride_w < 1 || dilation_h != 1 || dilation_w != 1) {
    return MI_BAD_PARM;
  }
  *mine = {{pad_h, pad_w, stride_h, stride_w}, true};
  return 0;
}

// An old release has no attribute for the kind of math.
API int miopenSetConvolutionAttribute(void* convolution, int attribute, int value) {
  MI_STRIKE(miopenSetConvolutionAttribute)
  auto* mine = static_cast<MiConvolution*>(convolution);
  if (!alive(mi().convolutions, mine) || !mine->set || value < (attribute == MI_ATTRIB_FP16_ALT_IMPL ? -1 : 0) || value > 1) {
    return MI_BAD_PARM;
  }
  if (attribute == MI_ATTRIB_FP16_ALT_IMPL) return mine->fp16_alternative = value, 0;
  if (attribute == MI_ATTRIB_DETERMINISTIC) return mine->deterministic = value, 0;
  if (attribute == MI_ATTRIB_MATH_TYPE && !Faults::get().old_compute) return mine->math = value, 0;
  return MI_BAD_PARM;
}

// Each pass takes its three tensors in an order of its own: forward the filter first, both gradients the result's first.
#define MI_PASS(pass, name, first, second, third)                                                                         \
  API int name##GetSolutionCount(void* handle, void* first, void* second, void* window, void* third, std::size_t* count) { \
    MI_STRIKE(name##GetSolutionCount)                                                                                      \
    MiProblem p;                                                                                                           \
    if (const int wrong = problem(handle, pass, image, filter, result, window, p)) return wrong;                           \
    *count = solutions(p).size();                                                                                          \
    return 0;                                                                                                              \
  }                                                                                                                        \
  API int name##GetSolution(void* handle, void* first, void* second, void* window, void* third, std::size_t most,          \
                            std::size_t* count, MiSolution* room) {                                                        \
    MI_STRIKE(name##GetSolution)                                                                                           \
    MiProblem p;                                                                                                           \
    if (const int wrong = problem(handle, pass, image, filter, result, window, p)) return wrong;                           \
    const std::vector<MiSolution> all = solutions(p);                                                                      \
    *count = std::min(most, all.size());                                                                                   \
    std::copy_n(all.begin(), *count, room);                                                                                \
    return 0;                                                                                                              \
  }                                                                                                                        \
  API int name##GetSolutionWorkspaceSize(void* handle, void* first, void* second, void* window, void* third,               \
                                         std::uint64_t id, std::size_t* bytes) {                                           \
    MI_STRIKE(name##GetSolutionWorkspaceSize)                                                                              \
    MiProblem p;                                                                                                           \
    if (const int wrong = problem(handle, pass, image, filter, result, window, p)) return wrong;                           \
    const std::vector<MiSolution> all = solutions(p);                                                                      \
    const MiSolution* one = solution(all, id);                                                                             \
    if (one == nullptr) return MI_BAD_PARM;                                                                                \
    *bytes = one->workspace_size;                                                                                          \
    return 0;                                                                                                              \
  }                                                                                                                        \
  API int name##CompileSolution(void* handle, void* first, void* second, void* window, void* third, std::uint64_t id) {    \
    MI_STRIKE(name##CompileSolution)                                                                                       \
    MiProblem p;                                                                                                           \
    if (const int wrong = problem(handle, pass, image, filter, result, window, p)) return wrong;                           \
    const std::vector<MiSolution> all = solutions(p);                                                                      \
    if (solution(all, id) == nullptr) return MI_BAD_PARM;                                                                  \
    static_cast<MiHandle*>(handle)->compiled.insert(p.key(id));                                                            \
    return 0;                                                                                                              \
  }                                                                                                                        \
  API int name##Immediate(void* handle, void* first, const void* first##_data, void* second, const void* second##_data,    \
                          void* window, void* third, void* third##_data, void* space, std::size_t bytes,                   \
                          std::uint64_t id) {                                                                              \
    MI_STRIKE(name##Immediate)                                                                                             \
    MiProblem p;                                                                                                           \
    if (const int wrong = problem(handle, pass, image, filter, result, window, p)) return wrong;                           \
    return enqueue(*static_cast<MiHandle*>(handle), p, id, image_data, filter_data, result_data, space, bytes);            \
  }

MI_PASS(0, miopenConvolutionForward, filter, image, result)
MI_PASS(1, miopenConvolutionBackwardData, result, filter, image)
MI_PASS(2, miopenConvolutionBackwardWeights, result, image, filter)
