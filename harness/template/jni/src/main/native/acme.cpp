// The native half of AcmeDriver.java: the host plays the device. Replace each body with calls of your driver.
//
// Load your driver with dlopen (LoadLibrary) rather than linking it, so that this library loads where the driver is
// missing and can say so. A library that fails becomes a DeviceException with its own text: see fail().

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>

// Written by javac from AcmeDriver.java: a signature that differs from Java's does not compile.
#include "com_example_acme_AcmeDriver.h"

namespace {

// Java sees it when the native function returns.
void fail(JNIEnv* env, const std::string& text) {
  jclass type = env->FindClass("io/goodflops/spi/DeviceException");
  if (type != nullptr) {
    env->ThrowNew(type, text.c_str());
  }
}

template <typename T>
T* at(jlong address) {
  return reinterpret_cast<T*>(address);
}

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

JNIEXPORT jstring JNICALL Java_com_example_acme_AcmeDriver_version(JNIEnv* env, jclass) {
  return env->NewStringUTF("C++ " __VERSION__);
}

JNIEXPORT jlong JNICALL Java_com_example_acme_AcmeDriver_allocate(JNIEnv* env, jclass, jlong bytes) {
  const auto whole = (static_cast<std::size_t>(bytes) + 63) / 64 * 64;
  void* memory = std::aligned_alloc(64, whole);
  if (memory == nullptr) {
    fail(env, "aligned_alloc has no " + std::to_string(bytes) + " bytes");
  }
  return reinterpret_cast<jlong>(memory);
}

JNIEXPORT void JNICALL Java_com_example_acme_AcmeDriver_free(JNIEnv*, jclass, jlong address) {
  std::free(at<void>(address));
}

JNIEXPORT void JNICALL Java_com_example_acme_AcmeDriver_write(JNIEnv* env, jclass, jlong address, jobject direct,
                                                              jint length) {
  if (const char* host = bytes_of(env, direct)) {
    std::memcpy(at<char>(address), host, static_cast<std::size_t>(length));
  }
}

JNIEXPORT void JNICALL Java_com_example_acme_AcmeDriver_read(JNIEnv* env, jclass, jlong address, jobject direct,
                                                             jint length) {
  if (char* host = bytes_of(env, direct)) {
    std::memcpy(host, at<char>(address), static_cast<std::size_t>(length));
  }
}

JNIEXPORT void JNICALL Java_com_example_acme_AcmeDriver_matMul(JNIEnv*, jclass, jlong a, jlong b, jlong c, jlong batch,
                                                               jlong m, jlong n, jlong k, jboolean a_turned,
                                                               jboolean b_turned) {
  for (jlong i = 0; i < batch; i++) {
    multiply(at<float>(a) + i * m * k, at<float>(b) + i * k * n, at<float>(c) + i * m * n, m, n, k, a_turned, b_turned);
  }
}

}  // extern "C"
