// Kernels on the CPU: the same source, compiled by this machine's C++ compiler, a thread of a block after the other.
//
// What is assumed of a kernel: one dimension, one argument, which is as large as Arguments.

#ifndef COMPILER_H
#define COMPILER_H

#include <dlfcn.h>
#include <setjmp.h>
#include <ucontext.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

namespace emulated {

struct Arguments {
  std::uint64_t memories[10];
  std::uint64_t numbers[16];
};

struct Program {
  std::string source, name, log, code;
};

// Before the source: what a GPU's compiler knows by itself.
constexpr const char* kPrelude = R"(
extern "C" {
float expf(float), logf(float), tanhf(float), sqrtf(float), fmaf(float, float, float);
double exp(double), log(double), tanh(double), sqrt(double), fma(double, double, double), pow(double, double);
}
#define __global__ __attribute__((visibility("default")))
#define __device__
#define __shared__ static thread_local
#define __launch_bounds__(threads)
struct Index { unsigned x, y, z; };
static thread_local Index threadIdx, blockIdx, blockDim, gridDim;
static void (*barrier)();
#define __syncthreads() barrier()
extern "C" __global__ void goodflops_place(unsigned thread, unsigned block, unsigned threads, unsigned blocks) {
  threadIdx.x = thread; blockIdx.x = block; blockDim.x = threads; gridDim.x = blocks;
}
extern "C" __global__ void goodflops_barrier(void (*function)()) { barrier = function; }
)";

// A matrix unit that is none: what PTX says of mma, from the other end. For each element its lane and register, written from the
// tables of PTX ISA 8.5 (mma.m16n8k8, .m16n8k16, .m16n8k32, .m8n8k4) and not from kernels/matrix.cu.
constexpr const char* kMatrixUnit = R"(
#define GOODFLOPS_EMULATED_MATRIX_UNIT
struct EmulatedOperands { unsigned a[32][4], b[32][2]; double wide_a[32], wide_b[32]; };
static thread_local EmulatedOperands emulated_warps[32];
static float emulated_element(char type, unsigned bits, int e) {
  union { unsigned bits; float value; } single;
  union { unsigned short bits; _Float16 value; } half;
  half.bits = static_cast<unsigned short>(bits >> 16 * (e % 2));
  switch (type) {
    case 'f': return static_cast<float>(half.value);
    case 'b': single.bits = static_cast<unsigned>(half.bits) << 16; return single.value;
    case 't': single.bits = bits & 0xffffe000u; return single.value;
    default: return static_cast<float>(static_cast<signed char>(bits >> 8 * e));
  }
}
template <typename Sum>
static void emulated_mma(const char* types, Sum* c, const unsigned* a, const unsigned* b) {
  const char type = types[4];  // f32.f16..., f32.bf16..., f32.tf32..., s32.s8...
  const int per = type == 't' ? 1 : type == 's' ? 4 : 2;
  const unsigned lane = threadIdx.x % 32;
  EmulatedOperands& warp = emulated_warps[threadIdx.x / 32];
  for (int r = 0; r < 4; r++) warp.a[lane][r] = a[r];
  for (int r = 0; r < 2; r++) warp.b[lane][r] = b[r];
  barrier();
  for (int row = 0; row < 16; row++) {
    for (int column = 0; column < 8; column++) {
      if (row % 8 * 4 + column / 2 != static_cast<int>(lane)) continue;
      for (int k = 0; k < 8 * per; k++) {
        const int quad = k / per % 4, upper = k / (4 * per);
        const float left = emulated_element(type, warp.a[row % 8 * 4 + quad][row / 8 + 2 * upper], k % per);
        const float right = emulated_element(type, warp.b[column * 4 + quad][upper], k % per);
        c[row / 8 * 2 + column % 2] += static_cast<Sum>(left * right);
      }
    }
  }
  barrier();
}
static void emulated_mma(double* c, double a, double b) {
  const unsigned lane = threadIdx.x % 32;
  EmulatedOperands& warp = emulated_warps[threadIdx.x / 32];
  warp.wide_a[lane] = a;
  warp.wide_b[lane] = b;
  barrier();
  for (int row = 0; row < 8; row++) {
    for (int column = 0; column < 8; column++) {
      if (row * 4 + column / 2 != static_cast<int>(lane)) continue;
      for (int k = 0; k < 4; k++) c[column % 2] += warp.wide_a[row * 4 + k] * warp.wide_b[column * 4 + k];
    }
  }
  barrier();
}
)";

inline std::string contents(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// A folder that goes away.
struct Folder {
  std::string path;

  Folder() {
    const char* base = std::getenv("TMPDIR");
    path = std::string(base == nullptr ? "/tmp" : base) + "/emulated-XXXXXX";
    if (mkdtemp(path.data()) == nullptr) path.clear();
  }

  ~Folder() {
    for (const char* file : {"/k.cpp", "/k.so", "/k.log"}) unlink((path + file).c_str());
    rmdir(path.c_str());
  }
};

constexpr const char* kFlags =
    " -std=c++17 -O1 -march=native -fvisibility=hidden -Wno-unknown-pragmas -fPIC -shared -o ";

// Length and bytes of a shared library: an image is loaded without being told its length.
inline bool compile(Program& program, const std::string& cache) {
  const std::string source = std::string(kPrelude) + kMatrixUnit + "#line 1 \"" + program.name + "\"\n" + program.source;
  const std::string kept = cache.empty() ? "" : cache + "/" + std::to_string(std::hash<std::string>()(source + kFlags));
  if (!kept.empty()) program.code = contents(kept);
  if (!program.code.empty()) return true;
  Folder folder;
  std::ofstream(folder.path + "/k.cpp") << source;
  const char* compiler = std::getenv("CXX");
  const std::string command = std::string(compiler == nullptr ? "c++" : compiler) + kFlags + folder.path + "/k.so " + folder.path + "/k.cpp >" + folder.path + "/k.log 2>&1";
  if (std::system(command.c_str()) != 0) {
    program.log = contents(folder.path + "/k.log");
    return false;
  }
  const std::string library = contents(folder.path + "/k.so");
  const std::uint64_t length = library.size();
  program.code.assign(reinterpret_cast<const char*>(&length), sizeof length);
  program.code += library;
  if (!kept.empty()) {
    const std::string fresh = kept + "." + std::to_string(getpid());
    std::ofstream(fresh, std::ios::binary) << program.code;
    std::rename(fresh.c_str(), kept.c_str());
  }
  return true;
}

using Function = void (*)(const Arguments);
using Place = void (*)(unsigned, unsigned, unsigned, unsigned);

struct Kernel {
  Function function;
  Place place;
};

struct Module {
  void* library = nullptr;
  std::vector<std::unique_ptr<Kernel>> kernels;
};

// Threads of a block take turns at barriers. One that meets none is done before the next one begins, on the same stack.
//
// A thread's first turn needs a context, which costs a system call; all others jump. From turn to turn and from block to
// block the first thread is the last one: what lacks a barrier and is right in one order is wrong in the other.
class Block {
 public:
  static void run(const Kernel& kernel, unsigned block, unsigned blocks, unsigned threads, const Arguments& arguments) {
    static thread_local Block mine;
    mine.kernel_ = &kernel;
    mine.block_ = block;
    mine.blocks_ = blocks;
    mine.threads_ = threads;
    mine.next_ = 0;
    mine.backwards_ = !mine.backwards_;
    mine.arguments_ = &arguments;
    mine.all();
  }

  static void barrier() {
    Fibre* fibre = current();
    fibre->waiting = true;
    leave(*fibre);
  }

 private:
  static constexpr std::size_t kStackBytes = 1 << 16;

  struct Fibre {
    ucontext_t context;
    jmp_buf place;
    bool started = false;
    std::unique_ptr<char[]> stack{new char[kStackBytes]};
    Block* owner = nullptr;
    unsigned thread = 0;
    bool waiting = false;
  };

  static Fibre*& current() {
    static thread_local Fibre* fibre = nullptr;
    return fibre;
  }

  void all() {
    std::size_t used = 0;
    while (next_ < threads_) {
      if (used == fibres_.size()) start();
      resume(*fibres_[used]);
      if (fibres_[used]->waiting) used++;
    }
    for (bool waiting = used > 0; waiting;) {
      waiting = false;
      backwards_ = !backwards_;
      for (std::size_t i = 0; i < used; i++) {
        Fibre& fibre = *fibres_[backwards_ ? used - 1 - i : i];
        if (fibre.waiting) {
          fibre.waiting = false;
          resume(fibre);
          waiting |= fibre.waiting;
        }
      }
    }
  }

  void start() {
    fibres_.push_back(std::make_unique<Fibre>());
    Fibre& fibre = *fibres_.back();
    fibre.owner = this;
    getcontext(&fibre.context);
    fibre.context.uc_stack.ss_sp = fibre.stack.get();
    fibre.context.uc_stack.ss_size = kStackBytes;
    makecontext(&fibre.context, &Block::body, 0);
  }

  __attribute__((noinline)) void resume(Fibre& fibre) {
    current() = &fibre;
    kernel_->place(fibre.thread, block_, threads_, blocks_);
    if (_setjmp(main_) != 0) return;
    if (fibre.started) _longjmp(fibre.place, 1);
    fibre.started = true;
    setcontext(&fibre.context);
  }

  // Back to where the fibre was resumed; returns when it is resumed again.
  static __attribute__((noinline)) void leave(Fibre& fibre) {
    if (_setjmp(fibre.place) == 0) _longjmp(fibre.owner->main_, 1);
  }

  static void body() {
    Fibre* fibre = current();
    Block& block = *fibre->owner;
    while (true) {
      while (block.next_ < block.threads_) {
        const unsigned turn = block.next_++;
        fibre->thread = block.backwards_ ? block.threads_ - 1 - turn : turn;
        block.kernel_->place(fibre->thread, block.block_, block.threads_, block.blocks_);
        block.kernel_->function(*block.arguments_);
      }
      leave(*fibre);
    }
  }

  std::vector<std::unique_ptr<Fibre>> fibres_;
  jmp_buf main_;
  const Kernel* kernel_ = nullptr;
  unsigned block_ = 0, blocks_ = 0, threads_ = 0, next_ = 0;
  bool backwards_ = false;
  const Arguments* arguments_ = nullptr;
};

inline Module* load(const void* image) {
  std::uint64_t length = 0;
  std::memcpy(&length, image, sizeof length);
  if (length < 64 || length > (std::uint64_t{1} << 28)) return nullptr;
  Folder folder;
  const std::string file = folder.path + "/k.so";
  std::ofstream(file, std::ios::binary).write(static_cast<const char*>(image) + sizeof length, static_cast<long>(length));
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return nullptr;
  reinterpret_cast<void (*)(void (*)())>(dlsym(library, "goodflops_barrier"))(&Block::barrier);
  auto* module = new Module();
  module->library = library;
  return module;
}

inline void unload(Module* module) {
  dlclose(module->library);
  delete module;
}

inline Kernel* find(Module* module, const char* name) {
  void* function = dlsym(module->library, name);
  if (function == nullptr) return nullptr;
  module->kernels.push_back(std::make_unique<Kernel>(Kernel{
      reinterpret_cast<Function>(function), reinterpret_cast<Place>(dlsym(module->library, "goodflops_place"))}));
  return module->kernels.back().get();
}

inline void run_kernel(const Kernel* kernel, unsigned grid, unsigned block, const Arguments& arguments) {
  for (unsigned b = 0; b < grid; b++) Block::run(*kernel, b, grid, block, arguments);
}

}  // namespace emulated

#endif
