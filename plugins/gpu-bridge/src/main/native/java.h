// What every native function needs on Java's side: texts, arrays, and exceptions for what went wrong.

#ifndef GOODFLOPS_JAVA_H
#define GOODFLOPS_JAVA_H

#include <exception>
#include <new>
#include <string>

#include "objects.h"
// Written by javac from Bridge.java: a signature that differs from Java's does not compile.
#include "io_goodflops_plugin_gpubridge_Bridge.h"

#define BRIDGE(result, name) JNIEXPORT result JNICALL Java_io_goodflops_plugin_gpubridge_Bridge_##name

namespace goodflops {

inline Objects& objects() {
  // never destroyed: vendors' threads may still be there when the process ends
  static Objects* all = new Objects();
  return *all;
}

inline void raise(JNIEnv* env, const char* type, const char* text) {
  jclass found = env->FindClass(type);
  if (found != nullptr) env->ThrowNew(found, text);
}

// A C++ exception that leaves a native function ends the process: it becomes one of Java's.
template <typename Body>
auto guarded(JNIEnv* env, Body body) -> decltype(body()) {
  try {
    return body();
  } catch (const VendorFailure& e) {
    raise(env, "io/goodflops/spi/DeviceException", e.what());
  } catch (const BadArgument& e) {
    raise(env, "java/lang/IllegalArgumentException", e.what());
  } catch (const Closed& e) {
    raise(env, "java/lang/IllegalStateException", e.what());
  } catch (const OutOfBounds& e) {
    raise(env, "java/lang/IndexOutOfBoundsException", e.what());
  } catch (const std::exception& e) {
    raise(env, "io/goodflops/spi/DeviceException", e.what());
  }
  return decltype(body())();
}

inline std::string text_of(JNIEnv* env, jstring string) {
  if (string == nullptr) throw BadArgument("a text is null");
  const char* chars = env->GetStringUTFChars(string, nullptr);
  if (chars == nullptr) throw std::bad_alloc();
  std::string text(chars);
  env->ReleaseStringUTFChars(string, chars);
  return text;
}

inline jsize length_of(JNIEnv* env, jarray array) {
  if (array == nullptr) throw BadArgument("an array is null");
  return env->GetArrayLength(array);
}

inline std::string element(JNIEnv* env, jobjectArray array, jsize i) {
  auto string = static_cast<jstring>(env->GetObjectArrayElement(array, i));
  std::string text = text_of(env, string);
  env->DeleteLocalRef(string);
  return text;
}

}  // namespace goodflops

#endif
