// What Java holds numbers of. A number is looked up at each call, with its kind: one that is closed, made up or of
// another kind becomes an exception, never an address.

#ifndef GOODFLOPS_OBJECTS_H
#define GOODFLOPS_OBJECTS_H

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "slots.h"

namespace goodflops {

// A caller's mistake: becomes IllegalArgumentException.
struct BadArgument : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Becomes IllegalStateException.
struct Closed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Becomes IndexOutOfBoundsException.
struct OutOfBounds : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// The vendor said no: becomes DeviceException.
struct VendorFailure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

enum class Kind { LIBRARY, TABLE, SESSION, MEMORY, PINNED, STREAM, EVENT, GEMM, MODULE, LAUNCH, GRAPH, CONVOLUTION, PRODUCT, SENSORS };
constexpr const char* kKindNames[] = {"library", "table", "session", "memory", "pinned memory", "stream", "event", "gemm",
                                      "module", "launch", "graph", "convolution", "product", "sensors"};

// A vendor's library, never unloaded: its threads and exit routines may outlive whoever opened it.
struct Library {
  static constexpr Kind kind = Kind::LIBRARY;
  void* handle = nullptr;
};

// A vendor's functions, by slot.
struct Table {
  static constexpr Kind kind = Kind::TABLE;
  std::array<void*, kSlots> functions{};
  std::array<std::string, kSlots> names;
  std::array<int, kNumbers> numbers{};
};

// A device in use. Vendors keep the current device per thread: it is set before each call where it differs.
struct Session {
  static constexpr Kind kind = Kind::SESSION;
  std::shared_ptr<Table> table;
  int device = 0;
  void* dnn = nullptr;  // of the library for convolutions, once there is one; it is told the stream before each
  // the same of one that names solutions; being told its stream is dear, so it is told only another one
  void *solver = nullptr, *solver_stream = nullptr;
  void* blaslt = nullptr;  // of the BLAS of descriptors, once there is one; it takes the stream with each product
};

struct Memory {
  static constexpr Kind kind = Kind::MEMORY;
  std::shared_ptr<Session> session;
  char* address = nullptr;  // null once it is freed
  std::uint64_t bytes = 0;
};

struct Pinned {
  static constexpr Kind kind = Kind::PINNED;
  std::shared_ptr<Session> session;
  void* address = nullptr;
  std::uint64_t bytes = 0;
};

// A stream with a BLAS handle of its own, where there is a BLAS: handles share nothing across streams.
struct Stream {
  static constexpr Kind kind = Kind::STREAM;
  std::shared_ptr<Session> session;
  void* stream = nullptr;
  void* blas = nullptr;
};

struct Event {
  static constexpr Kind kind = Kind::EVENT;
  std::shared_ptr<Session> session;
  void* event = nullptr;
};

// A matrix of a product, as BLAS sees it: columns one after the other.
struct Matrix {
  std::shared_ptr<Memory> memory;
  std::int64_t offset = 0;
  int type = 0;
  int leading = 0;
  long long stride = 0;
};

struct Gemm {
  static constexpr Kind kind = Kind::GEMM;
  std::shared_ptr<Session> session;
  int opA = 0, opB = 0, m = 0, n = 0, k = 0, batch = 0, compute = 0, algorithm = 0;
  Matrix a, b, c;
  // one and zero in the type of the sums
  alignas(8) unsigned char one[8] = {};
  alignas(8) unsigned char zero[8] = {};
};

// Code that was compiled for the device and loaded into it.
struct Module {
  static constexpr Kind kind = Kind::MODULE;
  std::shared_ptr<Session> session;
  void* module = nullptr;  // null once it is unloaded
};

// The one argument of every kernel; kernels/common.cu has the same.
struct Arguments {
  static constexpr int kMemories = 10;
  static constexpr int kNumbers = 16;
  void* memories[kMemories];
  long long numbers[kNumbers];
};

// One kernel with what it reads and writes.
struct Launch {
  static constexpr Kind kind = Kind::LAUNCH;
  std::shared_ptr<Session> session;
  std::shared_ptr<Module> module;
  void* function = nullptr;
  unsigned grid = 0, block = 0;
  std::vector<std::shared_ptr<Memory>> memories;
  Arguments arguments{};
};

// What was recorded in a stream, to be launched as a whole.
struct Graph {
  static constexpr Kind kind = Kind::GRAPH;
  std::shared_ptr<Session> session;
  void* graph = nullptr;
};

// A pass of a convolution, with the algorithm that the library chose.
struct Convolution {
  static constexpr Kind kind = Kind::CONVOLUTION;
  std::shared_ptr<Session> session;
  void *image = nullptr, *filter = nullptr, *result = nullptr, *convolution = nullptr;
  int pass = 0, algorithm = -1;
  bool wide = false;  // factors are FP64
  bool solved = false;  // by a solution, of a library that names those
  std::uint64_t solution = 0;
  std::size_t workspace = 0;
  std::int64_t image_bytes = 0, filter_bytes = 0, result_bytes = 0;
};

// A product through a BLAS of descriptors, with the algorithm that it chose.
struct Product {
  static constexpr Kind kind = Kind::PRODUCT;
  static constexpr std::size_t kAlgorithm = 128;
  std::shared_ptr<Session> session;
  void *product = nullptr, *a = nullptr, *b = nullptr, *c = nullptr;
  alignas(16) char algorithm[kAlgorithm] = {};
  std::size_t workspace = 0;
  std::int64_t a_bytes = 0, b_bytes = 0, c_bytes = 0;
};

// Numbers are a place and how often the place was used before, so that an old one is not taken for a new one.
class Objects {
 public:
  template <typename T>
  std::int64_t add(std::shared_ptr<T> object) {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::size_t place;
    if (free_.empty()) {
      place = entries_.size();
      entries_.emplace_back();
    } else {
      place = free_.back();
      free_.pop_back();
    }
    Entry& entry = entries_[place];
    entry.kind = T::kind;
    entry.object = std::move(object);
    return number(entry.uses, place);
  }

  template <typename T>
  std::shared_ptr<T> get(std::int64_t number) {
    const std::lock_guard<std::mutex> lock(mutex_);
    return std::static_pointer_cast<T>(entry<T>(number).object);
  }

  // Takes it out: its number is worth nothing from now on.
  template <typename T>
  std::shared_ptr<T> take(std::int64_t number) {
    const std::lock_guard<std::mutex> lock(mutex_);
    Entry& found = entry<T>(number);
    auto object = std::static_pointer_cast<T>(std::move(found.object));
    found.object.reset();
    found.uses++;
    free_.push_back(static_cast<std::size_t>(&found - entries_.data()));
    return object;
  }

 private:
  struct Entry {
    Kind kind = Kind::LIBRARY;
    std::uint32_t uses = 1;
    std::shared_ptr<void> object;
  };

  static std::int64_t number(std::uint32_t uses, std::size_t place) {
    return static_cast<std::int64_t>((static_cast<std::uint64_t>(uses & 0x7fffffffu) << 32) | place);
  }

  template <typename T>
  Entry& entry(std::int64_t wanted) {
    const auto place = static_cast<std::size_t>(wanted & 0xffffffff);
    if (wanted > 0 && place < entries_.size()) {
      Entry& found = entries_[place];
      if (found.object && number(found.uses, place) == wanted && found.kind == T::kind) {
        return found;
      }
    }
    throw Closed(std::string("the ") + kKindNames[static_cast<int>(T::kind)] + " is closed or was never opened");
  }

  std::mutex mutex_;
  std::vector<Entry> entries_;
  std::vector<std::size_t> free_;
};

}  // namespace goodflops

#endif
