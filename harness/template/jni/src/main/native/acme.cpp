// The native half of AcmeDriver.java: the host plays the device. Comments that begin with "Driver:" say which call of
// yours replaces a body.
//
// Load your driver with dlopen (LoadLibrary) rather than linking it, so that this library loads where the driver is
// missing and can say so. A call that fails becomes a DeviceException with the driver's own text: see fail().

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <set>
#include <string>

#include "host_queue.h"

// Written by javac from AcmeDriver.java: a signature that differs from Java's does not compile.
#include "com_example_acme_AcmeDriver.h"

namespace {

constexpr std::align_val_t kAlignment{64};

using EventPointer = std::shared_ptr<host::Event>;

// Free waits for all of them.
std::mutex queues_mutex;
std::set<host::Queue*> queues;

// Java sees it when the native function returns.
void fail(JNIEnv* env, const std::string& text) {
  jclass type = env->FindClass("io/goodflops/spi/DeviceException");
  if (type != nullptr) {
    env->ThrowNew(type, text.c_str());
  }
}

// A C++ exception that leaves a native function ends the process.
template <typename Body>
auto guarded(JNIEnv* env, Body body) -> decltype(body()) {
  try {
    return body();
  } catch (const std::exception& e) {
    fail(env, e.what());
    return decltype(body())();
  }
}

template <typename T>
T* at(jlong address) {
  return reinterpret_cast<T*>(address);
}

host::Queue& queue_of(jlong handle) { return *at<host::Queue>(handle); }

EventPointer event_of(jlong handle) { return *at<EventPointer>(handle); }

char* bytes_of(JNIEnv* env, jobject direct) {
  auto* bytes = direct == nullptr ? nullptr : static_cast<char*>(env->GetDirectBufferAddress(direct));
  if (bytes == nullptr) {
    fail(env, "not a direct buffer");
  }
  return bytes;
}

// Sums are kept in FP32, and no zero is skipped: zero times NaN is NaN.
void multiply(const float* a, const float* b, float* c, jlong m, jlong n, jlong k, bool a_turned, bool b_turned) {
  for (jlong i = 0; i < m; i++) {
    float* row = c + i * n;
    std::fill(row, row + n, 0.0f);
    for (jlong l = 0; l < k; l++) {
      const float factor = a_turned ? a[l * m + i] : a[i * k + l];
      if (b_turned) {
        for (jlong j = 0; j < n; j++) row[j] += factor * b[j * k + l];
      } else {
        for (jlong j = 0; j < n; j++) row[j] += factor * b[l * n + j];
      }
    }
  }
}

}  // namespace

extern "C" {

// Driver: its version, as users know it (the CUDA world's cuDriverGetVersion).
JNIEXPORT jstring JNICALL Java_com_example_acme_AcmeDriver_version(JNIEnv* env, jclass) {
#ifdef _MSC_VER
  return env->NewStringUTF("Visual C++");
#else
  return env->NewStringUTF("C++ " __VERSION__);
#endif
}

// Driver: the clock that its events are read from. See AcmeDevice.clock() for events without a common zero.
JNIEXPORT jlong JNICALL Java_com_example_acme_AcmeDriver_clockNanos(JNIEnv*, jclass) { return host::clock_nanos(); }

// Driver: allocate device memory (cudaMalloc). An error code becomes fail(env, its text).
JNIEXPORT jlong JNICALL Java_com_example_acme_AcmeDriver_allocate(JNIEnv* env, jclass, jlong bytes) {
  void* memory = ::operator new(static_cast<std::size_t>(bytes), kAlignment, std::nothrow);
  if (memory == nullptr) {
    fail(env, "the host has no " + std::to_string(bytes) + " bytes");
  }
  return reinterpret_cast<jlong>(memory);
}

// Driver: free device memory (cudaFree). If that does not wait for enqueued work, synchronise the device first.
JNIEXPORT void JNICALL Java_com_example_acme_AcmeDriver_free(JNIEnv* env, jclass, jlong address) {
  guarded(env, [&] {
    const std::lock_guard<std::mutex> lock(queues_mutex);
    for (host::Queue* queue : queues) queue->await_idle();
    ::operator delete(at<void>(address), kAlignment);
  });
}

// Driver: copy and wait (cudaMemcpy, host to device).
JNIEXPORT void JNICALL Java_com_example_acme_AcmeDriver_write(JNIEnv* env, jclass, jlong address, jobject direct,
                                                              jint length) {
  if (const char* host = bytes_of(env, direct)) {
    std::memcpy(at<char>(address), host, static_cast<std::size_t>(length));
  }
}

// Driver: copy and wait (cudaMemcpy, device to host).
JNIEXPORT void JNICALL Java_com_example_acme_AcmeDriver_read(JNIEnv* env, jclass, jlong address, jobject direct,
                                                             jint length) {
  if (char* host = bytes_of(env, direct)) {
    std::memcpy(host, at<char>(address), static_cast<std::size_t>(length));
  }
}

// Driver: create a stream or command queue (cudaStreamCreate).
JNIEXPORT jlong JNICALL Java_com_example_acme_AcmeDriver_createQueue(JNIEnv* env, jclass) {
  return guarded(env, [&] {
    const std::lock_guard<std::mutex> lock(queues_mutex);
    auto queue = std::make_unique<host::Queue>();
    queues.insert(queue.get());
    return reinterpret_cast<jlong>(queue.release());
  });
}

// Driver: destroy it (cudaStreamDestroy).
JNIEXPORT void JNICALL Java_com_example_acme_AcmeDriver_destroyQueue(JNIEnv* env, jclass, jlong queue) {
  guarded(env, [&] {
    {
      const std::lock_guard<std::mutex> lock(queues_mutex);
      queues.erase(&queue_of(queue));
    }
    delete &queue_of(queue);
  });
}

// Driver: wait for the stream (cudaStreamSynchronize); late errors come out here.
JNIEXPORT void JNICALL Java_com_example_acme_AcmeDriver_finish(JNIEnv* env, jclass, jlong queue) {
  guarded(env, [&] {
    const std::string failure = queue_of(queue).finish();
    if (!failure.empty()) fail(env, "the queue failed: " + failure);
  });
}

// Driver: copy in the stream's order (cudaMemcpyAsync, host to device). Java keeps the buffer until finish().
JNIEXPORT void JNICALL Java_com_example_acme_AcmeDriver_enqueueWrite(JNIEnv* env, jclass, jlong queue, jlong address,
                                                                     jobject direct, jint length) {
  const char* host = bytes_of(env, direct);
  if (host == nullptr) return;
  guarded(env, [&] {
    queue_of(queue).add([=] { std::memcpy(at<char>(address), host, static_cast<std::size_t>(length)); });
  });
}

// Driver: copy in the stream's order (cudaMemcpyAsync, device to host).
JNIEXPORT void JNICALL Java_com_example_acme_AcmeDriver_enqueueRead(JNIEnv* env, jclass, jlong queue, jlong address,
                                                                    jobject direct, jint length) {
  char* host = bytes_of(env, direct);
  if (host == nullptr) return;
  guarded(env, [&] {
    queue_of(queue).add([=] { std::memcpy(host, at<char>(address), static_cast<std::size_t>(length)); });
  });
}

// Driver: create an event with timing and record it in the stream (cudaEventCreate, cudaEventRecord).
JNIEXPORT jlong JNICALL Java_com_example_acme_AcmeDriver_recordEvent(JNIEnv* env, jclass, jlong queue) {
  return guarded(env, [&] {
    auto event = std::make_shared<host::Event>();
    auto handle = std::make_unique<EventPointer>(event);
    queue_of(queue).add([event] { event->reach(); });
    return reinterpret_cast<jlong>(handle.release());
  });
}

// Driver: let the stream wait, not the host (cudaStreamWaitEvent).
JNIEXPORT void JNICALL Java_com_example_acme_AcmeDriver_waitForEvent(JNIEnv* env, jclass, jlong queue, jlong event) {
  guarded(env, [&] { queue_of(queue).add([reached = event_of(event)] { reached->wait(); }); });
}

// Driver: wait for the event and read its time (cudaEventSynchronize; cudaEventElapsedTime since the first event).
JNIEXPORT jlong JNICALL Java_com_example_acme_AcmeDriver_eventNanos(JNIEnv* env, jclass, jlong event) {
  return guarded(env, [&] { return static_cast<jlong>(event_of(event)->wait()); });
}

// Driver: destroy the event (cudaEventDestroy).
JNIEXPORT void JNICALL Java_com_example_acme_AcmeDriver_destroyEvent(JNIEnv*, jclass, jlong event) {
  delete at<EventPointer>(event);
}

// Driver: put the kernel into the stream and return (a library's gemm, cudaLaunchKernel). Nothing is allocated here by a
// real driver; the host's queue has to keep the call somewhere.
JNIEXPORT void JNICALL Java_com_example_acme_AcmeDriver_matMul(JNIEnv* env, jclass, jlong queue, jlong a, jlong b,
                                                               jlong c, jlong batch, jlong m, jlong n, jlong k,
                                                               jboolean a_turned, jboolean b_turned) {
  guarded(env, [&] {
    queue_of(queue).add([=] {
      for (jlong i = 0; i < batch; i++) {
        multiply(at<float>(a) + i * m * k, at<float>(b) + i * k * n, at<float>(c) + i * m * n, m, n, k, a_turned != 0,
                 b_turned != 0);
      }
    });
  });
}

}  // extern "C"
