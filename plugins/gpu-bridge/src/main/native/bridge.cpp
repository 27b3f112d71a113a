// The native half of Bridge.java: it knows slots and numbers, and no vendor.
//
// Nothing that Java passes is trusted: numbers of objects are looked up, ranges are compared with what was allocated,
// buffers must be direct and long enough. What a vendor's library answers becomes an exception with its own text. A
// library that ends or crashes the process ends a child JVM of the harness and no more.

#include <climits>
#include <cmath>
#include <cstring>

#include "calls.h"
#include "convolutions.h"
#include "java.h"

#if __has_include(<sys/single_threaded.h>)
#include <sys/single_threaded.h>
// New libstdc++ reads this variable of glibc 2.32: with one of our own the library loads where there is none. A JVM has
// threads.
char __libc_single_threaded = 0;
#endif

using namespace goodflops;

namespace {

// Where `length` bytes begin at `offset` in the direct buffer.
char* bytes_of(JNIEnv* env, jobject direct, jint offset, jint length) {
  auto* bytes = direct == nullptr ? nullptr : static_cast<char*>(env->GetDirectBufferAddress(direct));
  if (bytes == nullptr) throw BadArgument("not a direct buffer");
  const jlong capacity = env->GetDirectBufferCapacity(direct);
  if (offset < 0 || length < 0 || static_cast<jlong>(offset) + length > capacity) {
    throw OutOfBounds("bytes " + std::to_string(offset) + " and " + std::to_string(length) + " more of a host buffer of " +
                      std::to_string(capacity));
  }
  return bytes + offset;
}

char* address_of(const Memory& memory) {
  if (memory.address == nullptr) throw Closed("the memory is freed");
  return memory.address;
}

char* range(const Memory& memory, jlong offset, jlong length) {
  char* address = address_of(memory);
  const std::uint64_t bytes = memory.bytes;
  if (offset < 0 || length < 0 || static_cast<std::uint64_t>(offset) > bytes ||
      static_cast<std::uint64_t>(length) > bytes - static_cast<std::uint64_t>(offset)) {
    throw OutOfBounds("bytes " + std::to_string(offset) + " and " + std::to_string(length) +
                      " more of device memory of " + std::to_string(bytes));
  }
  return address + offset;
}

char* start_of(const Matrix& matrix) { return address_of(*matrix.memory) + matrix.offset; }

template <typename A, typename B>
void same_session(const A& a, const B& b) {
  if (a.session != b.session) throw BadArgument("they belong to two sessions");
}

// A product's matrix must lie inside its memory: columns of `rows` elements, `leading` apart, `batch` times.
void fits(const char* name, const Matrix& matrix, int rows, int columns, int batch, int element_bytes) {
  if (matrix.leading < rows || matrix.stride < 0 || element_bytes < 1) {
    throw BadArgument(std::string(name) + " has rows, a leading dimension or a stride that make no sense");
  }
  const __int128 last = static_cast<__int128>(batch - 1) * matrix.stride +
                        static_cast<__int128>(columns - 1) * matrix.leading + rows;
  range(*matrix.memory, matrix.offset, 0);
  if (last * element_bytes > static_cast<__int128>(matrix.memory->bytes) - matrix.offset) {
    throw OutOfBounds(std::string(name) + " reaches beyond its memory of " + std::to_string(matrix.memory->bytes) +
                      " bytes");
  }
}

template <typename T>
void scalars(Gemm& gemm) {
  const T one = 1;
  const T zero = 0;
  std::memcpy(gemm.one, &one, sizeof one);
  std::memcpy(gemm.zero, &zero, sizeof zero);
}

Table& table_of(jlong number, std::shared_ptr<Table>& keep) {
  keep = objects().get<Table>(number);
  return *keep;
}

}  // namespace

extern "C" {

BRIDGE(jint, deviceCount)(JNIEnv* env, jclass, jlong table) {
  return guarded(env, [&] {
    std::shared_ptr<Table> keep;
    int count = 0;
    call<Slot::DEVICE_COUNT>(table_of(table, keep), &count);
    return static_cast<jint>(count);
  });
}

BRIDGE(jstring, deviceName)(JNIEnv* env, jclass, jlong table, jint device) {
  return guarded(env, [&] {
    std::shared_ptr<Table> keep;
    const Table& functions = table_of(table, keep);
    char name[512] = {};
    int handle = 0;
    call<Slot::DRIVER_INIT>(functions, 0u);
    call<Slot::DRIVER_DEVICE>(functions, &handle, static_cast<int>(device));
    call<Slot::DEVICE_NAME>(functions, name, 256, handle);
    name[sizeof name - 1] = '\0';
    return env->NewStringUTF(plain(name).c_str());
  });
}

// 0 where the runtime cannot tell.
BRIDGE(jlong, deviceMemory)(JNIEnv* env, jclass, jlong table, jint device) {
  return guarded(env, [&] {
    std::shared_ptr<Table> keep;
    const Table& functions = table_of(table, keep);
    int handle = 0;
    std::size_t bytes = 0;
    if (there<Slot::DEVICE_MEMORY>(functions)) {
      call<Slot::DRIVER_INIT>(functions, 0u);
      call<Slot::DRIVER_DEVICE>(functions, &handle, static_cast<int>(device));
      call<Slot::DEVICE_MEMORY>(functions, &bytes, handle);
    } else if (there<Slot::MEMORY_INFO>(functions)) {
      std::size_t unused = 0;
      make_current(functions, static_cast<int>(device));
      call<Slot::MEMORY_INFO>(functions, &unused, &bytes);
    }
    return static_cast<jlong>(bytes);
  });
}

// Empty where the runtime cannot tell.
BRIDGE(jstring, busId)(JNIEnv* env, jclass, jlong table, jint device) {
  return guarded(env, [&] {
    std::shared_ptr<Table> keep;
    const Table& functions = table_of(table, keep);
    char id[128] = {};
    if (there<Slot::PCI_BUS_ID>(functions)) {
      call<Slot::PCI_BUS_ID>(functions, id, 64, static_cast<int>(device));
    }
    id[sizeof id - 1] = '\0';
    return env->NewStringUTF(plain(id).c_str());
  });
}

BRIDGE(jint, attribute)(JNIEnv* env, jclass, jlong table, jint which, jint device) {
  return guarded(env, [&] {
    std::shared_ptr<Table> keep;
    int value = 0;
    call<Slot::ATTRIBUTE>(table_of(table, keep), &value, static_cast<int>(which), static_cast<int>(device));
    return static_cast<jint>(value);
  });
}

// 0 where the runtime cannot tell.
BRIDGE(jint, version)(JNIEnv* env, jclass, jlong table, jboolean driver) {
  return guarded(env, [&] {
    std::shared_ptr<Table> keep;
    const Table& functions = table_of(table, keep);
    int version = 0;
    if (driver) {
      if (there<Slot::DRIVER_VERSION>(functions)) call<Slot::DRIVER_VERSION>(functions, &version);
    } else if (there<Slot::RUNTIME_VERSION>(functions)) {
      call<Slot::RUNTIME_VERSION>(functions, &version);
    }
    return static_cast<jint>(version);
  });
}

BRIDGE(jlong, openSession)(JNIEnv* env, jclass, jlong table, jint device) {
  return guarded(env, [&] {
    auto session = std::make_shared<Session>();
    session->table = objects().get<Table>(table);
    session->device = device;
    int count = 0;
    call<Slot::DEVICE_COUNT>(*session->table, &count);
    if (device < 0 || device >= count) {
      throw VendorFailure("device " + std::to_string(device) + " is not there: the runtime now counts " +
                          std::to_string(count));
    }
    set_current(*session->table, static_cast<int>(device));
    return static_cast<jlong>(objects().add(session));
  });
}

BRIDGE(void, closeSession)(JNIEnv* env, jclass, jlong session) {
  guarded(env, [&] {
    const auto closed = objects().take<Session>(session);
    Attempts attempt;
    attempt([&] {
      if (closed->blaslt != nullptr) call<Slot::BLASLT_DESTROY>(*closed, std::exchange(closed->blaslt, nullptr));
    });
    attempt([&] {
      if (closed->dnn != nullptr) call<Slot::DNN_DESTROY>(*closed, std::exchange(closed->dnn, nullptr));
    });
    attempt([&] {
      if (closed->solver != nullptr) call<Slot::SOLVER_DESTROY>(*closed, std::exchange(closed->solver, nullptr));
    });
    attempt.tell();
  });
}

BRIDGE(jlong, allocate)(JNIEnv* env, jclass, jlong session, jlong bytes) {
  return guarded(env, [&] {
    if (bytes < 1) throw BadArgument("memory of " + std::to_string(bytes) + " bytes");
    auto memory = std::make_shared<Memory>();
    memory->session = objects().get<Session>(session);
    memory->bytes = static_cast<std::uint64_t>(bytes);
    void* address = nullptr;
    call<Slot::MALLOC>(*memory->session, &address, static_cast<std::size_t>(bytes));
    if (address == nullptr) {
      throw VendorFailure(memory->session->table->names[static_cast<std::size_t>(Slot::MALLOC)] +
                          ": succeeded, but gave no memory");
    }
    memory->address = static_cast<char*>(address);
    return static_cast<jlong>(objects().add(memory));
  });
}

BRIDGE(void, free)(JNIEnv* env, jclass, jlong number) {
  guarded(env, [&] {
    const auto memory = objects().take<Memory>(number);
    void* address = memory->address;
    memory->address = nullptr;
    call<Slot::FREE>(*memory->session, address);
  });
}

BRIDGE(jlong, pin)(JNIEnv* env, jclass, jlong session, jlong bytes) {
  return guarded(env, [&] {
    if (bytes < 1 || bytes > INT_MAX) throw BadArgument("pinned memory of " + std::to_string(bytes) + " bytes");
    auto pinned = std::make_shared<Pinned>();
    pinned->session = objects().get<Session>(session);
    pinned->bytes = static_cast<std::uint64_t>(bytes);
    call<Slot::MALLOC_HOST>(*pinned->session, &pinned->address, static_cast<std::size_t>(bytes), 0u);
    if (pinned->address == nullptr) throw VendorFailure("pinned memory was granted, but none was given");
    return static_cast<jlong>(objects().add(pinned));
  });
}

BRIDGE(jobject, pinned)(JNIEnv* env, jclass, jlong number) {
  return guarded(env, [&] {
    const auto pinned = objects().get<Pinned>(number);
    return env->NewDirectByteBuffer(pinned->address, static_cast<jlong>(pinned->bytes));
  });
}

BRIDGE(void, unpin)(JNIEnv* env, jclass, jlong number) {
  guarded(env, [&] {
    const auto pinned = objects().take<Pinned>(number);
    call<Slot::FREE_HOST>(*pinned->session, pinned->address);
  });
}

BRIDGE(void, write)(JNIEnv* env, jclass, jlong number, jlong offset, jobject direct, jint position, jint length) {
  guarded(env, [&] {
    const auto memory = objects().get<Memory>(number);
    const char* host = bytes_of(env, direct, position, length);
    char* device = range(*memory, offset, length);
    if (length == 0) return;
    call<Slot::MEMCPY>(*memory->session, device, host, static_cast<std::size_t>(length),
                       goodflops::number(*memory->session->table, Number::HOST_TO_DEVICE));
  });
}

BRIDGE(void, read)(JNIEnv* env, jclass, jlong number, jlong offset, jobject direct, jint position, jint length) {
  guarded(env, [&] {
    const auto memory = objects().get<Memory>(number);
    char* host = bytes_of(env, direct, position, length);
    const char* device = range(*memory, offset, length);
    if (length == 0) return;
    call<Slot::MEMCPY>(*memory->session, host, device, static_cast<std::size_t>(length),
                       goodflops::number(*memory->session->table, Number::DEVICE_TO_HOST));
  });
}

BRIDGE(void, enqueueWrite)(JNIEnv* env, jclass, jlong queue, jlong number, jlong offset, jobject direct, jint position,
                           jint length) {
  guarded(env, [&] {
    const auto stream = objects().get<Stream>(queue);
    const auto memory = objects().get<Memory>(number);
    same_session(*stream, *memory);
    const char* host = bytes_of(env, direct, position, length);
    char* device = range(*memory, offset, length);
    if (length == 0) return;
    call<Slot::MEMCPY_ASYNC>(*memory->session, device, host, static_cast<std::size_t>(length),
                             goodflops::number(*memory->session->table, Number::HOST_TO_DEVICE), stream->stream);
  });
}

BRIDGE(void, enqueueRead)(JNIEnv* env, jclass, jlong queue, jlong number, jlong offset, jobject direct, jint position,
                          jint length) {
  guarded(env, [&] {
    const auto stream = objects().get<Stream>(queue);
    const auto memory = objects().get<Memory>(number);
    same_session(*stream, *memory);
    char* host = bytes_of(env, direct, position, length);
    const char* device = range(*memory, offset, length);
    if (length == 0) return;
    call<Slot::MEMCPY_ASYNC>(*memory->session, host, device, static_cast<std::size_t>(length),
                             goodflops::number(*memory->session->table, Number::DEVICE_TO_HOST), stream->stream);
  });
}

BRIDGE(void, enqueueCopy)(JNIEnv* env, jclass, jlong queue, jlong from, jlong to, jlong bytes) {
  guarded(env, [&] {
    const auto stream = objects().get<Stream>(queue);
    const auto source = objects().get<Memory>(from);
    const auto target = objects().get<Memory>(to);
    same_session(*stream, *source);
    same_session(*stream, *target);
    call<Slot::MEMCPY_ASYNC>(*stream->session, range(*target, 0, bytes), range(*source, 0, bytes),
                             static_cast<std::size_t>(bytes),
                             goodflops::number(*stream->session->table, Number::DEVICE_TO_DEVICE), stream->stream);
  });
}

BRIDGE(jlong, openStream)(JNIEnv* env, jclass, jlong session) {
  return guarded(env, [&] {
    auto stream = std::make_shared<Stream>();
    stream->session = objects().get<Session>(session);
    const Session& on = *stream->session;
    call<Slot::STREAM_CREATE>(on, &stream->stream,
                              static_cast<unsigned>(goodflops::number(*on.table, Number::STREAM_NON_BLOCKING)));
    try {
      if (there<Slot::BLAS_CREATE>(*on.table)) {
        call<Slot::BLAS_CREATE>(on, &stream->blas);
        call<Slot::BLAS_SET_STREAM>(on, stream->blas, stream->stream);
        if (there<Slot::BLAS_SET_MATH_MODE>(*on.table)) {
          call<Slot::BLAS_SET_MATH_MODE>(on, stream->blas, goodflops::number(*on.table, Number::MATH_MODE));
        }
      }
    } catch (const std::exception&) {
      if (stream->blas != nullptr) function<Slot::BLAS_DESTROY>(*on.table)(stream->blas);
      function<Slot::STREAM_DESTROY>(*on.table)(stream->stream);
      throw;
    }
    return static_cast<jlong>(objects().add(stream));
  });
}

BRIDGE(void, closeStream)(JNIEnv* env, jclass, jlong number) {
  guarded(env, [&] {
    const auto stream = objects().take<Stream>(number);
    const Session& on = *stream->session;
    leave_stream(*stream->session, stream->stream);
    try {
      if (stream->blas != nullptr) call<Slot::BLAS_DESTROY>(on, stream->blas);
    } catch (const VendorFailure&) {
      function<Slot::STREAM_DESTROY>(*on.table)(stream->stream);
      throw;
    }
    call<Slot::STREAM_DESTROY>(on, stream->stream);
  });
}

// 0 where there is no BLAS or it cannot tell.
BRIDGE(jint, blasVersion)(JNIEnv* env, jclass, jlong number) {
  return guarded(env, [&] {
    const auto stream = objects().get<Stream>(number);
    int version = 0;
    if (stream->blas != nullptr && there<Slot::BLAS_VERSION>(*stream->session->table)) {
      call<Slot::BLAS_VERSION>(*stream->session, stream->blas, &version);
    }
    return static_cast<jint>(version);
  });
}

BRIDGE(void, finish)(JNIEnv* env, jclass, jlong number) {
  guarded(env, [&] {
    const auto stream = objects().get<Stream>(number);
    call<Slot::STREAM_SYNCHRONIZE>(*stream->session, stream->stream);
  });
}

BRIDGE(jlong, recordEvent)(JNIEnv* env, jclass, jlong queue) {
  return guarded(env, [&] {
    const auto stream = objects().get<Stream>(queue);
    auto event = std::make_shared<Event>();
    event->session = stream->session;
    call<Slot::EVENT_CREATE>(*stream->session, &event->event);
    try {
      call<Slot::EVENT_RECORD>(*stream->session, event->event, stream->stream);
    } catch (const std::exception&) {
      function<Slot::EVENT_DESTROY>(*stream->session->table)(event->event);
      throw;
    }
    return static_cast<jlong>(objects().add(event));
  });
}

BRIDGE(void, waitForEvent)(JNIEnv* env, jclass, jlong queue, jlong number) {
  guarded(env, [&] {
    const auto stream = objects().get<Stream>(queue);
    const auto event = objects().get<Event>(number);
    same_session(*stream, *event);
    call<Slot::STREAM_WAIT_EVENT>(*stream->session, stream->stream, event->event, 0u);
  });
}

BRIDGE(jlong, elapsedNanos)(JNIEnv* env, jclass, jlong from, jlong to) {
  return guarded(env, [&] {
    const auto first = objects().get<Event>(from);
    const auto last = objects().get<Event>(to);
    same_session(*first, *last);
    float millis = 0;
    call<Slot::EVENT_SYNCHRONIZE>(*last->session, last->event);
    call<Slot::EVENT_ELAPSED>(*last->session, &millis, first->event, last->event);
    if (!std::isfinite(millis) || std::fabs(millis) > 1e12f) throw VendorFailure("two events lie no finite time apart");
    return static_cast<jlong>(std::llround(static_cast<double>(millis) * 1e6));
  });
}

BRIDGE(void, closeEvent)(JNIEnv* env, jclass, jlong number) {
  guarded(env, [&] {
    const auto event = objects().take<Event>(number);
    call<Slot::EVENT_DESTROY>(*event->session, event->event);
  });
}

// Column-major, as BLAS counts. `turned` says that a matrix lies transposed, `op` what the vendor calls that.
BRIDGE(jlong, openGemm)(JNIEnv* env, jclass, jlong session, jint opA, jboolean turnedA, jint opB, jboolean turnedB, jint m,
                        jint n, jint k, jint batch, jlong a, jlong offsetA, jint typeA, jint bytesA, jlong b,
                        jlong offsetB, jboolean sameB, jint typeB, jint bytesB, jlong c, jlong offsetC, jint typeC,
                        jint bytesC, jint compute, jint algorithm, jint scalar) {
  return guarded(env, [&] {
    if (m < 1 || n < 1 || k < 1 || batch < 1) throw BadArgument("a product of no size");
    auto gemm = std::make_shared<Gemm>();
    gemm->session = objects().get<Session>(session);
    if (!there<Slot::GEMM>(*gemm->session->table)) throw VendorFailure("this runtime has no BLAS");
    gemm->opA = opA;
    gemm->opB = opB;
    gemm->m = m;
    gemm->n = n;
    gemm->k = k;
    gemm->batch = batch;
    gemm->compute = compute;
    gemm->algorithm = algorithm;
    gemm->a = {objects().get<Memory>(a), offsetA, typeA, turnedA ? k : m, static_cast<long long>(m) * k};
    gemm->b = {objects().get<Memory>(b), offsetB, typeB, turnedB ? n : k, sameB ? 0 : static_cast<long long>(k) * n};
    gemm->c = {objects().get<Memory>(c), offsetC, typeC, m, static_cast<long long>(m) * n};
    for (const Matrix* matrix : {&gemm->a, &gemm->b, &gemm->c}) same_session(*gemm, *matrix->memory);
    fits("A", gemm->a, turnedA ? k : m, turnedA ? m : k, batch, bytesA);
    fits("B", gemm->b, turnedB ? n : k, turnedB ? k : n, batch, bytesB);
    fits("C", gemm->c, m, n, batch, bytesC);
    switch (scalar) {
      case io_goodflops_plugin_gpubridge_Bridge_SCALAR_FP64: scalars<double>(*gemm); break;
      case io_goodflops_plugin_gpubridge_Bridge_SCALAR_FP32: scalars<float>(*gemm); break;
      case io_goodflops_plugin_gpubridge_Bridge_SCALAR_INT32: scalars<std::int32_t>(*gemm); break;
      default: throw BadArgument("scalars of type " + std::to_string(scalar));
    }
    return static_cast<jlong>(objects().add(gemm));
  });
}

BRIDGE(void, enqueueGemm)(JNIEnv* env, jclass, jlong queue, jlong number) {
  guarded(env, [&] {
    const auto stream = objects().get<Stream>(queue);
    const auto gemm = objects().get<Gemm>(number);
    same_session(*stream, *gemm);
    if (stream->blas == nullptr) throw VendorFailure("the stream has no BLAS handle");
    call<Slot::GEMM>(*gemm->session, stream->blas, gemm->opA, gemm->opB, gemm->m, gemm->n, gemm->k,
                     static_cast<const void*>(gemm->one), static_cast<const void*>(start_of(gemm->a)),
                     gemm->a.type, gemm->a.leading, gemm->a.stride,
                     static_cast<const void*>(start_of(gemm->b)), gemm->b.type, gemm->b.leading,
                     gemm->b.stride, static_cast<const void*>(gemm->zero),
                     static_cast<void*>(start_of(gemm->c)), gemm->c.type, gemm->c.leading, gemm->c.stride,
                     gemm->batch, gemm->compute, gemm->algorithm);
  });
}

BRIDGE(void, closeGemm)(JNIEnv* env, jclass, jlong number) {
  guarded(env, [&] { objects().take<Gemm>(number); });
}

// The code, for Bridge.openModule. A compiler that is not told an architecture takes that of the current device.
BRIDGE(jbyteArray, compile)(JNIEnv* env, jclass, jlong number, jint device, jstring source, jstring name,
                            jobjectArray options) {
  return guarded(env, [&] {
    std::shared_ptr<Table> keep;
    const Table& table = table_of(number, keep);
    make_current(table, static_cast<int>(device));
    std::vector<std::string> words;
    std::vector<const char*> pointers;
    for (jsize i = 0; i < length_of(env, options); i++) words.push_back(element(env, options, i));
    for (const std::string& word : words) pointers.push_back(word.c_str());
    const std::string text = text_of(env, source);
    const std::string file = text_of(env, name);
    struct Program {
      const Table& table;
      void* program = nullptr;
      ~Program() {
        if (program != nullptr) function<Slot::RTC_DESTROY>(table)(&program);
      }
    } made{table};
    call<Slot::RTC_CREATE>(table, &made.program, text.c_str(), file.c_str(), 0,
                           static_cast<const char* const*>(nullptr), static_cast<const char* const*>(nullptr));
    try {
      call<Slot::RTC_COMPILE>(table, made.program, static_cast<int>(pointers.size()),
                              static_cast<const char* const*>(pointers.data()));
    } catch (const VendorFailure& e) {
      std::size_t size = 0;
      call<Slot::RTC_LOG_SIZE>(table, made.program, &size);
      std::vector<char> log(size + 1);
      if (size > 0) call<Slot::RTC_LOG>(table, made.program, log.data());
      throw VendorFailure(std::string(e.what()) + ": " + plain(log.data()));
    }
    std::size_t size = 0;
    call<Slot::RTC_CODE_SIZE>(table, made.program, &size);
    if (size == 0 || size > INT_MAX) throw VendorFailure("the compiler gave code of " + std::to_string(size) + " bytes");
    std::vector<char> code(size);
    call<Slot::RTC_CODE>(table, made.program, code.data());
    jbyteArray bytes = env->NewByteArray(static_cast<jsize>(size));
    if (bytes != nullptr) {
      env->SetByteArrayRegion(bytes, 0, static_cast<jsize>(size), reinterpret_cast<const jbyte*>(code.data()));
    }
    return bytes;
  });
}

BRIDGE(jlong, openModule)(JNIEnv* env, jclass, jlong session, jbyteArray code) {
  return guarded(env, [&] {
    auto module = std::make_shared<Module>();
    module->session = objects().get<Session>(session);
    const jsize length = length_of(env, code);
    // some formats are text, which ends with a zero
    std::vector<jbyte> bytes(static_cast<std::size_t>(length) + 1);
    env->GetByteArrayRegion(code, 0, length, bytes.data());
    call<Slot::MODULE_LOAD>(*module->session, &module->module, static_cast<const void*>(bytes.data()));
    return static_cast<jlong>(objects().add(module));
  });
}

BRIDGE(void, closeModule)(JNIEnv* env, jclass, jlong number) {
  guarded(env, [&] {
    const auto module = objects().take<Module>(number);
    void* mine = module->module;
    module->module = nullptr;
    call<Slot::MODULE_UNLOAD>(*module->session, mine);
  });
}

// Of each memory the bytes from an offset on are used.
BRIDGE(jlong, openLaunch)(JNIEnv* env, jclass, jlong number, jstring name, jint grid, jint block, jlongArray memories,
                          jlongArray offsets, jlongArray bytes, jlongArray numbers) {
  return guarded(env, [&] {
    auto launch = std::make_shared<Launch>();
    launch->module = objects().get<Module>(number);
    launch->session = launch->module->session;
    if (grid < 1 || block < 1 || block > 1024) throw BadArgument("a launch of no size");
    const jsize count = length_of(env, memories);
    if (length_of(env, offsets) != count || length_of(env, bytes) != count) {
      throw BadArgument("arrays that belong together differ in length");
    }
    if (count > Arguments::kMemories || length_of(env, numbers) > Arguments::kNumbers) {
      throw BadArgument("a kernel has at most " + std::to_string(Arguments::kMemories) + " memories and " +
                        std::to_string(Arguments::kNumbers) + " numbers");
    }
    launch->grid = static_cast<unsigned>(grid);
    launch->block = static_cast<unsigned>(block);
    for (jsize i = 0; i < count; i++) {
      jlong memory = 0;
      jlong offset = 0;
      jlong needed = 0;
      env->GetLongArrayRegion(memories, i, 1, &memory);
      env->GetLongArrayRegion(offsets, i, 1, &offset);
      env->GetLongArrayRegion(bytes, i, 1, &needed);
      launch->memories.push_back(objects().get<Memory>(memory));
      same_session(*launch, *launch->memories.back());
      launch->arguments.memories[i] = range(*launch->memories.back(), offset, needed);
    }
    for (jsize i = 0; i < length_of(env, numbers); i++) {
      jlong value = 0;
      env->GetLongArrayRegion(numbers, i, 1, &value);
      launch->arguments.numbers[i] = value;
    }
    call<Slot::MODULE_FUNCTION>(*launch->session, &launch->function, launch->module->module, text_of(env, name).c_str());
    return static_cast<jlong>(objects().add(launch));
  });
}

BRIDGE(void, enqueueLaunch)(JNIEnv* env, jclass, jlong queue, jlong number) {
  guarded(env, [&] {
    const auto stream = objects().get<Stream>(queue);
    const auto launch = objects().get<Launch>(number);
    same_session(*stream, *launch);
    if (launch->module->module == nullptr) throw Closed("the module is closed or was never opened");
    for (const auto& memory : launch->memories) address_of(*memory);
    void* arguments[] = {&launch->arguments};
    call<Slot::LAUNCH>(*stream->session, launch->function, launch->grid, 1u, 1u, launch->block, 1u, 1u, 0u, stream->stream,
                       arguments, static_cast<void**>(nullptr));
  });
}

BRIDGE(void, closeLaunch)(JNIEnv* env, jclass, jlong number) {
  guarded(env, [&] { objects().take<Launch>(number); });
}

// From now on the stream runs nothing, but records what is enqueued. Relaxed (2 with all vendors): a library may load its
// own kernels meanwhile.
BRIDGE(void, beginCapture)(JNIEnv* env, jclass, jlong number) {
  guarded(env, [&] {
    const auto stream = objects().get<Stream>(number);
    call<Slot::CAPTURE_BEGIN>(*stream->session, stream->stream, 2);
  });
}

// Some vendors' functions take two arguments for an error's text, which others do not look at.
BRIDGE(jlong, endCapture)(JNIEnv* env, jclass, jlong number) {
  return guarded(env, [&] {
    const auto stream = objects().get<Stream>(number);
    const Session& on = *stream->session;
    auto graph = std::make_shared<Graph>();
    graph->session = stream->session;
    void* recorded = nullptr;
    call<Slot::CAPTURE_END>(on, stream->stream, &recorded);
    if (recorded == nullptr) throw VendorFailure("what was recorded cannot be replayed");
    try {
      call<Slot::GRAPH_INSTANTIATE>(on, &graph->graph, recorded, 0ull, static_cast<char*>(nullptr), std::size_t{0});
    } catch (const VendorFailure&) {
      function<Slot::GRAPH_DESTROY>(*on.table)(recorded);
      throw;
    }
    try {
      call<Slot::GRAPH_DESTROY>(on, recorded);
    } catch (const VendorFailure&) {
      function<Slot::GRAPH_EXEC_DESTROY>(*on.table)(graph->graph);
      throw;
    }
    return static_cast<jlong>(objects().add(graph));
  });
}

BRIDGE(void, enqueueGraph)(JNIEnv* env, jclass, jlong queue, jlong number) {
  guarded(env, [&] {
    const auto stream = objects().get<Stream>(queue);
    const auto graph = objects().get<Graph>(number);
    same_session(*stream, *graph);
    call<Slot::GRAPH_LAUNCH>(*graph->session, graph->graph, stream->stream);
  });
}

BRIDGE(void, closeGraph)(JNIEnv* env, jclass, jlong number) {
  guarded(env, [&] {
    const auto graph = objects().take<Graph>(number);
    call<Slot::GRAPH_EXEC_DESTROY>(*graph->session, graph->graph);
  });
}

}  // extern "C"
