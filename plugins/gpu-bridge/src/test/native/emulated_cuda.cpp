// EMULATED: a vendor's runtime on the CPU, for tests, written with CUDA's names; VENDOR_VALUES is a header that says what another
// vendor calls them, and which numbers it takes. It proves that slots are wired, that arguments come in the order in which
// we believe the vendor takes them, that nothing is leaked or used too late. It proves nothing about a vendor's library, and
// no time that it gives means anything.
//
// Arguments are checked against that header; a number that is not the vendor's is refused.

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <new>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

#include "compiler.h"
#include "faults.h"
#include "numbers.h"
#include "stream.h"
#include VENDOR_VALUES

using namespace emulated;
using namespace vendor;

namespace {

constexpr std::align_val_t kAlignment{256};

struct Blas {
  Stream* stream = nullptr;
  int math = 0;
};

// A recording; one that can be launched is the same.
using Graph = std::vector<std::function<void()>>;

// Everything that is alive, so that a wrong handle is refused and not followed.
struct World {
  std::mutex mutex;
  std::map<char*, std::size_t> memory;
  std::map<char*, int> owners;  // of memory
  std::set<std::pair<int, int>> peers;
  std::map<char*, std::size_t> pinned;
  std::size_t used = 0;
  std::set<Stream*> streams;
  std::set<Event*> events;
  std::set<Blas*> handles;
  std::set<Graph*> graphs;
  int last_error = 0;
};

World& world() {
  static World* all = new World();
  return *all;
}

thread_local int current_device = 0;

int failed(int status) {
  const std::lock_guard<std::mutex> lock(world().mutex);
  world().last_error = status;
  return status;
}

template <typename Set, typename Element>
bool alive(const Set& set, Element element) {
  const std::lock_guard<std::mutex> lock(world().mutex);
  return set.count(element) != 0;
}

// Whether all of the range is memory of the device.
bool on_device(const void* address, std::size_t bytes) {
  const std::lock_guard<std::mutex> lock(world().mutex);
  auto* at = static_cast<char*>(const_cast<void*>(address));
  auto next = world().memory.upper_bound(at);
  if (next == world().memory.begin()) return false;
  auto [start, size] = *std::prev(next);
  return static_cast<std::size_t>(at - start) <= size && bytes <= size - static_cast<std::size_t>(at - start);
}

// No vendor's: how many objects were made and not destroyed.
constexpr int kAttrAlive = 1 << 20;
// No vendor's either: how many nanoseconds 1000 launches like the last one take from C.
constexpr int kAttrThousandLaunches = kAttrAlive + 1;
int thousand_launches();

std::atomic<int> programs_alive{0};
std::atomic<int> modules_alive{0};
std::atomic<int> blaslt_alive{0};
// Handles and descriptors of the library for convolutions.
std::atomic<int> convolutions_alive{0};

int alive_objects() {
  const std::lock_guard<std::mutex> lock(world().mutex);
  return static_cast<int>(world().memory.size() + world().pinned.size() + world().streams.size() + world().events.size() +
                          world().handles.size() + world().graphs.size()) +
         programs_alive + modules_alive + blaslt_alive + convolutions_alive;
}

int destroy(Graph* graph) {
  {
    const std::lock_guard<std::mutex> lock(world().mutex);
    if (world().graphs.erase(graph) == 0) return kErrorInvalidResourceHandle;
  }
  delete graph;
  return 0;
}

void await_all() {
  std::set<Stream*> streams;
  {
    const std::lock_guard<std::mutex> lock(world().mutex);
    streams = world().streams;
  }
  for (Stream* stream : streams) stream->await_idle();
}

int check_copy(void* to, const void* from, std::size_t bytes, int kind) {
  const bool to_device = kind == kMemcpyHostToDevice || kind == kMemcpyDeviceToDevice;
  const bool from_device = kind == kMemcpyDeviceToHost || kind == kMemcpyDeviceToDevice;
  if (!to_device && !from_device) return kErrorInvalidValue;
  return on_device(to, bytes) == to_device && on_device(from, bytes) == from_device ? 0 : kErrorInvalidValue;
}

// Column-major, as BLAS has it.
struct Product {
  bool turned_a, turned_b;
  int m, n, k;
  const char* a;
  int lda;
  const char* b;
  int ldb;
  char* c;
  int ldc;
};

template <typename In, typename Sum, typename Out, typename Load, typename Store>
void multiply(const Product& p, Load load, Store store) {
  std::vector<Sum> column(static_cast<std::size_t>(p.k));
  std::vector<Sum> sums(static_cast<std::size_t>(p.m));
  // A is unpacked once: both loops below then run along memory
  std::vector<Sum> a(static_cast<std::size_t>(p.m) * p.k);
  const In* from_a = reinterpret_cast<const In*>(p.a);
  for (int l = 0; l < p.k; l++) {
    for (int i = 0; i < p.m; i++) {
      const std::size_t at = p.turned_a ? static_cast<std::size_t>(i) * p.lda + l : static_cast<std::size_t>(l) * p.lda + i;
      a[static_cast<std::size_t>(l) * p.m + i] = load(from_a[at]);
    }
  }
  const In* from_b = reinterpret_cast<const In*>(p.b);
  Out* c = reinterpret_cast<Out*>(p.c);
  for (int j = 0; j < p.n; j++) {
    std::fill(sums.begin(), sums.end(), Sum{0});
    for (int l = 0; l < p.k; l++) {
      const std::size_t at = p.turned_b ? static_cast<std::size_t>(l) * p.ldb + j : static_cast<std::size_t>(j) * p.ldb + l;
      const Sum factor = load(from_b[at]);
      const Sum* row = &a[static_cast<std::size_t>(l) * p.m];
      for (int i = 0; i < p.m; i++) sums[i] += row[i] * factor;
    }
    for (int i = 0; i < p.m; i++) c[static_cast<std::size_t>(j) * p.ldc + i] = store(sums[i]);
  }
}

const BlasNumbers& numbers() { return Faults::get().old_compute ? kOldBlas : kBlas; }

enum class How { NONE, FP64, FP32, TF32, FP16_FP32, FP16_FP16, BF16_FP32, BF16_BF16, INT8_INT32 };

// What cuBLAS documents for cublasGemmEx; anything else is not supported.
How how(int a, int b, int c, int compute) {
  if (a != b) return How::NONE;
  const BlasNumbers& v = numbers();
  if (a == v.r64f && c == v.r64f && compute == v.compute64f) return How::FP64;
  if (a == v.r32f && c == v.r32f && compute == v.compute32f) return Faults::get().loose_fp32 ? How::TF32 : How::FP32;
  if (a == v.r32f && c == v.r32f && compute == v.pedantic32f) return How::FP32;
  if (a == v.r32f && c == v.r32f && compute == v.tf32) return How::TF32;
  if (a == v.r16f && c == v.r32f && compute == v.compute32f) return How::FP16_FP32;
  if (a == v.r16f && c == v.r16f && compute == v.compute32f) return How::FP16_FP16;
  if (a == v.r16bf && c == v.r32f && compute == v.compute32f) return How::BF16_FP32;
  if (a == v.r16bf && c == v.r16bf && compute == v.compute32f) return How::BF16_BF16;
  if (a == v.r8i && c == v.r32i && compute == v.compute32i) return How::INT8_INT32;
  return How::NONE;
}

void run(How how, const Product& p) {
  const auto same = [](auto value) { return value; };
  const auto cut = [](float value) { return tf32(value); };
  const auto wide = [](auto value) { return static_cast<float>(value); };
  const auto whole = [](std::int8_t value) { return static_cast<std::int32_t>(value); };
  const auto half = [](float value) { return Fp16::of(value); };
  const auto brain = [](float value) { return Bf16::of(value); };
  switch (how) {
    case How::FP64: return multiply<double, double, double>(p, same, same);
    case How::FP32: return multiply<float, float, float>(p, same, same);
    case How::TF32: return multiply<float, float, float>(p, cut, same);
    case How::FP16_FP32: return multiply<Fp16, float, float>(p, wide, same);
    case How::FP16_FP16: return multiply<Fp16, float, Fp16>(p, wide, half);
    case How::BF16_FP32: return multiply<Bf16, float, float>(p, wide, same);
    case How::BF16_BF16: return multiply<Bf16, float, Bf16>(p, wide, brain);
    case How::INT8_INT32: return multiply<std::int8_t, std::int32_t, std::int32_t>(p, whole, same);
    case How::NONE: break;
  }
}

std::size_t bytes_of(int type) {
  const BlasNumbers& v = numbers();
  if (type == v.r64f) return 8;
  if (type == v.r32f || type == v.r32i) return 4;
  return type == v.r16f || type == v.r16bf ? 2 : 1;
}

}  // namespace

#define API extern "C" __attribute__((visibility("default")))
// What is told to go wrong goes wrong here.
#define STRIKE(function)                                          \
  if (const int struck = Faults::get().strike(#function)) {       \
    return struck == -1 ? 0 : failed(struck);                     \
  }

API int goodflops_emulated_runtime() { return 1; }

API int cudaGetDeviceCount(int* count) {
  STRIKE(cudaGetDeviceCount)
  *count = Faults::get().devices;
  return *count > 0 ? 0 : failed(kErrorNoDevice);
}

API int cudaSetDevice(int device) {
  STRIKE(cudaSetDevice)
  if (device < 0 || device >= Faults::get().devices) return failed(kErrorInvalidDevice);
  current_device = device;
  return 0;
}

API int cudaDeviceGetAttribute(int* value, int attribute, int device) {
  STRIKE(cudaDeviceGetAttribute)
  if (device < 0 || device >= Faults::get().devices) return failed(kErrorInvalidDevice);
  switch (attribute) {
    case kAttrWarpSize: *value = 32; return 0;
    case kAttrMultiProcessorCount: *value = 1; return 0;
    case kAttrComputeCapabilityMajor: *value = kCapabilityMajor; return 0;
    case kAttrComputeCapabilityMinor: *value = kCapabilityMinor; return 0;
    case kAttrAlive: *value = alive_objects(); return 0;
    case kAttrThousandLaunches: *value = thousand_launches(); return 0;
    default: return failed(kErrorInvalidValue);
  }
}

API int cudaDeviceGetPCIBusId(char* id, int length, int device) {
  STRIKE(cudaDeviceGetPCIBusId)
  if (device < 0 || device >= Faults::get().devices || length < 13) return failed(kErrorInvalidValue);
  std::snprintf(id, static_cast<std::size_t>(length), "eeee:%02x:00.0", device + 1);
  return 0;
}

API int cudaRuntimeGetVersion(int* version) {
  STRIKE(cudaRuntimeGetVersion)
  *version = kVersion;
  return 0;
}

API int cudaDriverGetVersion(int* version) {
  STRIKE(cudaDriverGetVersion)
  *version = kVersion;
  return 0;
}

API const char* cudaGetErrorString(int error) {
  switch (error) {
    case kErrorInvalidValue: return "invalid argument";
    case kErrorMemoryAllocation: return "out of memory";
    case kErrorNoDevice: return kNoDevice;
    case kErrorInvalidDevice: return "invalid device ordinal";
    case kErrorInvalidResourceHandle: return "invalid resource handle";
    default: return "unrecognized error code";
  }
}

API int cudaGetLastError() {
  if (const int left = Faults::get().drained()) return left;
  const std::lock_guard<std::mutex> lock(world().mutex);
  return std::exchange(world().last_error, 0);
}

API int cudaMemGetInfo(std::size_t* free, std::size_t* total) {
  STRIKE(cudaMemGetInfo)
  const std::lock_guard<std::mutex> lock(world().mutex);
  *total = Faults::get().memory;
  *free = *total - world().used;
  return 0;
}

API int cudaMalloc(void** address, std::size_t bytes) {
  STRIKE(cudaMalloc)
  const std::lock_guard<std::mutex> lock(world().mutex);
  if (bytes > Faults::get().memory - world().used) {
    world().last_error = kErrorMemoryAllocation;
    return kErrorMemoryAllocation;
  }
  auto* memory = static_cast<char*>(::operator new(bytes, kAlignment, std::nothrow));
  if (memory == nullptr) return kErrorMemoryAllocation;
  world().memory[memory] = bytes;
  world().owners[memory] = current_device;
  world().used += bytes;
  *address = memory;
  return 0;
}

API int cudaFree(void* address) {
  STRIKE(cudaFree)
  if (!alive(world().memory, static_cast<char*>(address))) return failed(kErrorInvalidValue);
  await_all();
  const std::lock_guard<std::mutex> lock(world().mutex);
  auto found = world().memory.find(static_cast<char*>(address));
  world().used -= found->second;
  world().owners.erase(found->first);
  world().memory.erase(found);
  ::operator delete(address, kAlignment);
  return 0;
}

API int cudaMallocHost(void** address, std::size_t bytes) {
  STRIKE(cudaMallocHost)
  auto* memory = static_cast<char*>(std::malloc(bytes));
  if (memory == nullptr) return failed(kErrorMemoryAllocation);
  const std::lock_guard<std::mutex> lock(world().mutex);
  world().pinned[memory] = bytes;
  *address = memory;
  return 0;
}

API int cudaFreeHost(void* address) {
  STRIKE(cudaFreeHost)
  if (!alive(world().pinned, static_cast<char*>(address))) return failed(kErrorInvalidValue);
  await_all();
  const std::lock_guard<std::mutex> lock(world().mutex);
  world().pinned.erase(static_cast<char*>(address));
  std::free(address);
  return 0;
}

API int cudaMemcpy(void* to, const void* from, std::size_t bytes, int kind) {
  STRIKE(cudaMemcpy)
  if (const int wrong = check_copy(to, from, bytes, kind)) return failed(wrong);
  std::memcpy(to, from, bytes);
  return 0;
}

API int cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, int kind, void* stream) {
  STRIKE(cudaMemcpyAsync)
  if (!alive(world().streams, static_cast<Stream*>(stream))) return failed(kErrorInvalidResourceHandle);
  if (const int wrong = check_copy(to, from, bytes, kind)) return failed(wrong);
  static_cast<Stream*>(stream)->add([=] { std::memmove(to, from, bytes); });
  return 0;
}

API int cudaDeviceCanAccessPeer(int* can, int device, int peer) {
  STRIKE(cudaDeviceCanAccessPeer)
  const int count = Faults::get().devices;
  if (device < 0 || peer < 0 || device >= count || peer >= count) return failed(kErrorInvalidDevice);
  *can = device != peer ? 1 : 0;
  return 0;
}

// From the current device's side; a second time it is refused, as vendors do.
API int cudaDeviceEnablePeerAccess(int peer, unsigned flags) {
  STRIKE(cudaDeviceEnablePeerAccess)
  if (peer < 0 || peer >= Faults::get().devices || peer == current_device) return failed(kErrorInvalidDevice);
  if (flags != 0) return failed(kErrorInvalidValue);
  const std::lock_guard<std::mutex> lock(world().mutex);
  return world().peers.insert({current_device, peer}).second ? 0 : (world().last_error = kErrorInvalidValue);
}

API int cudaMemcpyPeerAsync(void* to, int to_device, const void* from, int from_device, std::size_t bytes, void* stream) {
  STRIKE(cudaMemcpyPeerAsync)
  if (!alive(world().streams, static_cast<Stream*>(stream))) return failed(kErrorInvalidResourceHandle);
  if (!on_device(to, bytes) || !on_device(from, bytes)) return failed(kErrorInvalidValue);
  {
    const std::lock_guard<std::mutex> lock(world().mutex);
    const auto owner = [](const void* address) {
      return std::prev(world().owners.upper_bound(static_cast<char*>(const_cast<void*>(address))))->second;
    };
    if (owner(to) != to_device || owner(from) != from_device || world().peers.count({to_device, from_device}) == 0) {
      return world().last_error = kErrorInvalidValue;
    }
  }
  static_cast<Stream*>(stream)->add([=] { std::memcpy(to, from, bytes); });
  return 0;
}

API int cudaStreamCreateWithFlags(void** stream, unsigned flags) {
  STRIKE(cudaStreamCreateWithFlags)
  if (flags != kStreamNonBlocking) return failed(kErrorInvalidValue);
  auto* made = new Stream();
  const std::lock_guard<std::mutex> lock(world().mutex);
  world().streams.insert(made);
  *stream = made;
  return 0;
}

API int cudaStreamDestroy(void* stream) {
  STRIKE(cudaStreamDestroy)
  auto* mine = static_cast<Stream*>(stream);
  {
    const std::lock_guard<std::mutex> lock(world().mutex);
    if (world().streams.erase(mine) == 0) return kErrorInvalidResourceHandle;
  }
  delete mine;
  return 0;
}

API int cudaStreamSynchronize(void* stream) {
  STRIKE(cudaStreamSynchronize)
  if (!alive(world().streams, static_cast<Stream*>(stream))) return failed(kErrorInvalidResourceHandle);
  if (static_cast<Stream*>(stream)->recording()) return failed(kErrorStreamCaptureUnsupported);
  static_cast<Stream*>(stream)->await_idle();
  return 0;
}

API int cudaStreamWaitEvent(void* stream, void* event, unsigned flags) {
  STRIKE(cudaStreamWaitEvent)
  if (flags != 0) return failed(kErrorInvalidValue);
  if (!alive(world().streams, static_cast<Stream*>(stream)) || !alive(world().events, static_cast<Event*>(event))) {
    return failed(kErrorInvalidResourceHandle);
  }
  // an event that was never recorded is no obstacle
  if (const auto moment = static_cast<Event*>(event)->moment) static_cast<Stream*>(stream)->add([moment] { moment->wait(); });
  return 0;
}

API int cudaStreamBeginCapture(void* stream, int mode) {
  STRIKE(cudaStreamBeginCapture)
  auto* mine = static_cast<Stream*>(stream);
  if (!alive(world().streams, mine)) return failed(kErrorInvalidResourceHandle);
  if (mode != kStreamCaptureModeRelaxed) return failed(kErrorInvalidValue);
  return mine->record() ? 0 : failed(kErrorIllegalState);
}

API int cudaStreamEndCapture(void* stream, void** graph) {
  STRIKE(cudaStreamEndCapture)
  auto* mine = static_cast<Stream*>(stream);
  if (!alive(world().streams, mine)) return failed(kErrorInvalidResourceHandle);
  if (!mine->recording()) return failed(kErrorIllegalState);
  auto* made = new Graph(mine->recorded());
  const std::lock_guard<std::mutex> lock(world().mutex);
  world().graphs.insert(made);
  *graph = made;
  return 0;
}

API int cudaGraphInstantiateWithFlags(void** executable, void* graph, unsigned long long flags) {
  STRIKE(cudaGraphInstantiateWithFlags)
  if (!alive(world().graphs, static_cast<Graph*>(graph))) return failed(kErrorInvalidResourceHandle);
  if (flags != 0) return failed(kErrorInvalidValue);
  auto* made = new Graph(*static_cast<Graph*>(graph));
  const std::lock_guard<std::mutex> lock(world().mutex);
  world().graphs.insert(made);
  *executable = made;
  return 0;
}

API int cudaGraphLaunch(void* executable, void* stream) {
  STRIKE(cudaGraphLaunch)
  if (!alive(world().graphs, static_cast<Graph*>(executable)) || !alive(world().streams, static_cast<Stream*>(stream))) {
    return failed(kErrorInvalidResourceHandle);
  }
  for (const auto& task : *static_cast<Graph*>(executable)) static_cast<Stream*>(stream)->add(task);
  return 0;
}

API int cudaGraphDestroy(void* graph) {
  STRIKE(cudaGraphDestroy)
  return destroy(static_cast<Graph*>(graph));
}

API int cudaGraphExecDestroy(void* executable) {
  STRIKE(cudaGraphExecDestroy)
  return destroy(static_cast<Graph*>(executable));
}

API int cudaEventCreate(void** event) {
  STRIKE(cudaEventCreate)
  auto* made = new Event();
  const std::lock_guard<std::mutex> lock(world().mutex);
  world().events.insert(made);
  *event = made;
  return 0;
}

API int cudaEventRecord(void* event, void* stream) {
  STRIKE(cudaEventRecord)
  if (!alive(world().streams, static_cast<Stream*>(stream)) || !alive(world().events, static_cast<Event*>(event))) {
    return failed(kErrorInvalidResourceHandle);
  }
  auto moment = std::make_shared<Moment>();
  static_cast<Event*>(event)->moment = moment;
  static_cast<Stream*>(stream)->add([moment] { moment->reach(); });
  return 0;
}

API int cudaEventSynchronize(void* event) {
  STRIKE(cudaEventSynchronize)
  if (!alive(world().events, static_cast<Event*>(event))) return failed(kErrorInvalidResourceHandle);
  if (const auto moment = static_cast<Event*>(event)->moment) moment->wait();
  return 0;
}

API int cudaEventElapsedTime(float* millis, void* start, void* end) {
  STRIKE(cudaEventElapsedTime)
  if (!alive(world().events, static_cast<Event*>(start)) || !alive(world().events, static_cast<Event*>(end))) {
    return failed(kErrorInvalidResourceHandle);
  }
  const auto first = static_cast<Event*>(start)->moment;
  const auto last = static_cast<Event*>(end)->moment;
  if (!first || !last) return failed(kErrorInvalidResourceHandle);
  *millis = static_cast<float>(static_cast<double>(last->wait() - first->wait()) / 1e6);
  return 0;
}

API int cudaEventDestroy(void* event) {
  STRIKE(cudaEventDestroy)
  const std::lock_guard<std::mutex> lock(world().mutex);
  if (world().events.erase(static_cast<Event*>(event)) == 0) return kErrorInvalidResourceHandle;
  delete static_cast<Event*>(event);
  return 0;
}

API int cuInit(unsigned flags) {
  STRIKE(cuInit)
  return flags == 0 ? 0 : kErrorInvalidValue;
}

API int cuDeviceGet(int* device, int ordinal) {
  STRIKE(cuDeviceGet)
  if (ordinal < 0 || ordinal >= Faults::get().devices) return kErrorInvalidDevice;
  *device = ordinal;
  return 0;
}

API int cuDeviceGetName(char* name, int length, int device) {
  STRIKE(cuDeviceGetName)
  if (device < 0 || device >= Faults::get().devices) return kErrorInvalidDevice;
  std::snprintf(name, static_cast<std::size_t>(length), "EMULATED on the CPU, no hardware");
  return 0;
}

API int cuDeviceTotalMem_v2(std::size_t* bytes, int device) {
  STRIKE(cuDeviceTotalMem_v2)
  if (device < 0 || device >= Faults::get().devices) return kErrorInvalidDevice;
  *bytes = Faults::get().memory;
  return 0;
}

API int cuGetErrorString(int error, const char** text) {
  *text = cudaGetErrorString(error);
  return 0;
}

API int cublasCreate_v2(void** handle) {
  STRIKE(cublasCreate_v2)
  auto* made = new Blas();
  const std::lock_guard<std::mutex> lock(world().mutex);
  world().handles.insert(made);
  *handle = made;
  return 0;
}

API int cublasDestroy_v2(void* handle) {
  STRIKE(cublasDestroy_v2)
  const std::lock_guard<std::mutex> lock(world().mutex);
  if (world().handles.erase(static_cast<Blas*>(handle)) == 0) return kStatusNotInitialized;
  delete static_cast<Blas*>(handle);
  return 0;
}

API int cublasSetStream_v2(void* handle, void* stream) {
  STRIKE(cublasSetStream_v2)
  if (!alive(world().handles, static_cast<Blas*>(handle))) return kStatusNotInitialized;
  if (!alive(world().streams, static_cast<Stream*>(stream))) return kStatusInvalidValue;
  static_cast<Blas*>(handle)->stream = static_cast<Stream*>(stream);
  return 0;
}

API int cublasSetMathMode(void* handle, int mode) {
  STRIKE(cublasSetMathMode)
  if (!alive(world().handles, static_cast<Blas*>(handle))) return kStatusNotInitialized;
  if (mode != kMathMode) return kStatusInvalidValue;
  static_cast<Blas*>(handle)->math = mode;
  return 0;
}

API int cublasGetVersion_v2(void* handle, int* version) {
  STRIKE(cublasGetVersion_v2)
  if (!alive(world().handles, static_cast<Blas*>(handle))) return kStatusNotInitialized;
  *version = 130000;
  return 0;
}

API const char* cublasGetStatusString(int status) {
  switch (status) {
    case kStatusNotInitialized: return "CUBLAS_STATUS_NOT_INITIALIZED";
    case kStatusInvalidValue: return "CUBLAS_STATUS_INVALID_VALUE";
    case kStatusNotSupported: return "CUBLAS_STATUS_NOT_SUPPORTED";
    default: return "<unknown>";
  }
}

API int cublasGemmStridedBatchedEx(void* handle, int op_a, int op_b, int m, int n, int k, const void* alpha, const void* a,
                                   int type_a, int lda, long long stride_a, const void* b, int type_b, int ldb,
                                   long long stride_b, const void* beta, void* c, int type_c, int ldc, long long stride_c,
                                   int batch, int compute, int algorithm) {
  STRIKE(cublasGemmStridedBatchedEx)
  if (!alive(world().handles, static_cast<Blas*>(handle))) return kStatusNotInitialized;
  const auto* blas = static_cast<Blas*>(handle);
  const bool turned_a = op_a == kOpT;
  const bool turned_b = op_b == kOpT;
  if ((!turned_a && op_a != kOpN) || (!turned_b && op_b != kOpN) || algorithm != kGemmDefault || m < 1 || n < 1 || k < 1 ||
      batch < 1 || lda < (turned_a ? k : m) || ldb < (turned_b ? n : k) || ldc < m) {
    return kStatusInvalidValue;
  }
  const How chosen = how(type_a, type_b, type_c, compute);
  if (chosen == How::NONE) return kStatusNotSupported;
  // INT8: leading dimensions are multiples of 4 (cuBLAS documentation, cublasGemmEx)
  if (chosen == How::INT8_INT32 && (lda % 4 != 0 || ldb % 4 != 0 || ldc % 4 != 0)) return kStatusNotSupported;
  // factors have the type of the sums
  const std::size_t scalar = chosen == How::FP64 ? 8 : 4;
  const double one = 1;
  const float one32 = 1;
  const std::int32_t whole = 1;
  const void* expected = chosen == How::FP64         ? static_cast<const void*>(&one)
                         : chosen == How::INT8_INT32 ? static_cast<const void*>(&whole)
                                                     : static_cast<const void*>(&one32);
  const char zero[8] = {};
  if (std::memcmp(alpha, expected, scalar) != 0 || std::memcmp(beta, zero, scalar) != 0) return kStatusInvalidValue;
  const auto span = [batch](long long stride, int ld, int rows, int columns, int type) {
    return static_cast<std::size_t>((batch - 1) * stride + static_cast<long long>(columns - 1) * ld + rows) * bytes_of(type);
  };
  if (!on_device(a, span(stride_a, lda, turned_a ? k : m, turned_a ? m : k, type_a)) ||
      !on_device(b, span(stride_b, ldb, turned_b ? n : k, turned_b ? k : n, type_b)) ||
      !on_device(c, span(stride_c, ldc, m, n, type_c))) {
    return kStatusInvalidValue;
  }
  blas->stream->add([=] {
    for (int s = 0; s < batch; s++) {
      const auto from = [s](const void* base, long long stride, int type) {
        return static_cast<const char*>(base) + static_cast<std::size_t>(s * stride) * bytes_of(type);
      };
      run(chosen, {turned_a, turned_b, m, n, k, from(a, stride_a, type_a), lda, from(b, stride_b, type_b), ldb,
                   const_cast<char*>(from(c, stride_c, type_c)), ldc});
    }
  });
  return 0;
}

API int nvrtcCreateProgram(void** program, const char* source, const char* name, int headers, const char* const* contents,
                           const char* const* names) {
  STRIKE(nvrtcCreateProgram)
  if (source == nullptr || name == nullptr || headers != 0 || contents != nullptr || names != nullptr) {
    return kRtcInvalidInput;
  }
  *program = new Program{source, name, {}, {}};
  programs_alive++;
  return 0;
}

API int nvrtcDestroyProgram(void** program) {
  STRIKE(nvrtcDestroyProgram)
  programs_alive--;
  delete static_cast<Program*>(*program);
  *program = nullptr;
  return 0;
}

API int nvrtcCompileProgram(void* program, int count, const char* const* options) {
  STRIKE(nvrtcCompileProgram)
  bool architecture = std::string(kArchitecture).empty();
  for (int i = 0; i < count; i++) {
    const std::string option(options[i]);
    architecture |= option == kArchitecture;
    if (option != kArchitecture && option != kStandard) {
      static_cast<Program*>(program)->log = "invalid value: " + option;
      return kRtcInvalidOption;
    }
  }
  if (!architecture) return kRtcInvalidOption;
  return compile(*static_cast<Program*>(program), Faults::get().cache) ? 0 : kRtcCompilation;
}

API int nvrtcGetProgramLogSize(void* program, std::size_t* size) {
  STRIKE(nvrtcGetProgramLogSize)
  *size = static_cast<Program*>(program)->log.size() + 1;
  return 0;
}

API int nvrtcGetProgramLog(void* program, char* log) {
  STRIKE(nvrtcGetProgramLog)
  std::strcpy(log, static_cast<Program*>(program)->log.c_str());
  return 0;
}

API int nvrtcGetCUBINSize(void* program, std::size_t* size) {
  STRIKE(nvrtcGetCUBINSize)
  *size = static_cast<Program*>(program)->code.size();
  return 0;
}

API int nvrtcGetCUBIN(void* program, char* code) {
  STRIKE(nvrtcGetCUBIN)
  std::memcpy(code, static_cast<Program*>(program)->code.data(), static_cast<Program*>(program)->code.size());
  return 0;
}

API const char* nvrtcGetErrorString(int error) {
  switch (error) {
    case kRtcInvalidInput: return "NVRTC_ERROR_INVALID_INPUT";
    case kRtcInvalidOption: return "NVRTC_ERROR_INVALID_OPTION";
    case kRtcCompilation: return "NVRTC_ERROR_COMPILATION";
    default: return "NVRTC_ERROR unknown";
  }
}

API int cuModuleLoadData(void** module, const void* image) {
  STRIKE(cuModuleLoadData)
  *module = load(image);
  if (*module == nullptr) return kErrorInvalidImage;
  modules_alive++;
  return 0;
}

API int cuModuleUnload(void* module) {
  STRIKE(cuModuleUnload)
  await_all();
  modules_alive--;
  unload(static_cast<Module*>(module));
  return 0;
}

API int cuModuleGetFunction(void** kernel, void* module, const char* name) {
  STRIKE(cuModuleGetFunction)
  *kernel = find(static_cast<Module*>(module), name);
  return *kernel == nullptr ? kErrorNotFound : 0;
}

namespace {

struct LastLaunch {
  void* kernel;
  unsigned grid, block;
  void* stream;
  Arguments arguments;
} last_launch{};

}  // namespace

API int cuLaunchKernel(void* kernel, unsigned grid_x, unsigned grid_y, unsigned grid_z, unsigned block_x, unsigned block_y,
                       unsigned block_z, unsigned shared, void* stream, void** arguments, void** extra) {
  STRIKE(cuLaunchKernel)
  if (!alive(world().streams, static_cast<Stream*>(stream))) return kErrorInvalidResourceHandle;
  if (grid_x < 1 || grid_y != 1 || grid_z != 1 || block_x < 1 || block_x > 1024 || block_y != 1 || block_z != 1 ||
      shared != 0 || arguments == nullptr || extra != nullptr) {
    return kErrorInvalidValue;
  }
  // The argument is copied before the call returns, as CUDA does.
  const Arguments copy = *static_cast<const Arguments*>(arguments[0]);
  last_launch = {kernel, grid_x, block_x, stream, copy};
  static_cast<Stream*>(stream)->add([=] { run_kernel(static_cast<Kernel*>(kernel), grid_x, block_x, copy); });
  return 0;
}

namespace {

int thousand_launches() {
  LastLaunch mine = last_launch;
  void* arguments[] = {&mine.arguments};
  const std::int64_t start = now_nanos();
  for (int i = 0; i < 1000; i++) {
    cuLaunchKernel(mine.kernel, mine.grid, 1, 1, mine.block, 1, 1, 0, mine.stream, arguments, nullptr);
  }
  return static_cast<int>(now_nanos() - start);
}

}  // namespace

#ifdef EMULATED_DNN
#include "emulated_dnn.h"
#endif
#ifdef EMULATED_BLASLT
#include "emulated_blaslt.h"
#endif
#ifdef EMULATED_MIOPEN
#include "emulated_miopen.h"
#endif
