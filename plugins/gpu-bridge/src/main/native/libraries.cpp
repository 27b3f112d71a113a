// Opens vendors' libraries and looks their symbols up. A dialect says which.

#include <dlfcn.h>

#include "calls.h"
#include "java.h"

#if defined(__GLIBC__) && defined(__x86_64__)
// Debian 12 and later bind these to symbols of glibc 2.34; the old ones are there too, and on systems with 2.28.
__asm__(".symver dlopen,dlopen@GLIBC_2.2.5");
__asm__(".symver dlsym,dlsym@GLIBC_2.2.5");
__asm__(".symver dlerror,dlerror@GLIBC_2.2.5");
#elif defined(__GLIBC__) && defined(__aarch64__)
__asm__(".symver dlopen,dlopen@GLIBC_2.17");
__asm__(".symver dlsym,dlsym@GLIBC_2.17");
__asm__(".symver dlerror,dlerror@GLIBC_2.17");
#endif

using namespace goodflops;

namespace {

std::size_t place(const char* const* names, std::size_t count, const std::string& name) {
  for (std::size_t i = 0; i < count; i++) {
    if (name == names[i]) return i;
  }
  throw BadArgument("the bridge knows no " + name);
}

}  // namespace

extern "C" {

BRIDGE(jlong, load)(JNIEnv* env, jclass, jstring path) {
  return guarded(env, [&] {
    auto library = std::make_shared<Library>();
    const std::string file = text_of(env, path);
    library->handle = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library->handle == nullptr) throw VendorFailure(plain(dlerror()));
    return static_cast<jlong>(objects().add(library));
  });
}

BRIDGE(jboolean, has)(JNIEnv* env, jclass, jlong library, jstring symbol) {
  return guarded(env, [&]() -> jboolean {
    const auto found = objects().get<Library>(library);
    return dlsym(found->handle, text_of(env, symbol).c_str()) != nullptr ? JNI_TRUE : JNI_FALSE;
  });
}

BRIDGE(jlong, table)(JNIEnv* env, jclass, jobjectArray slots, jobjectArray symbols, jlongArray libraries,
                     jobjectArray names, jintArray numbers) {
  return guarded(env, [&] {
    auto table = std::make_shared<Table>();
    const jsize count = length_of(env, slots);
    if (length_of(env, symbols) != count || length_of(env, libraries) != count ||
        length_of(env, names) != length_of(env, numbers)) {
      throw BadArgument("arrays that belong together differ in length");
    }
    for (jsize i = 0; i < count; i++) {
      jlong library = 0;
      env->GetLongArrayRegion(libraries, i, 1, &library);
      const std::size_t slot = place(kSlotNames, kSlots, element(env, slots, i));
      const std::string symbol = element(env, symbols, i);
      table->names[slot] = symbol;
      table->functions[slot] = dlsym(objects().get<Library>(library)->handle, symbol.c_str());
      if (table->functions[slot] == nullptr) throw BadArgument("the library has no " + symbol);
    }
    std::array<bool, kNumbers> given{};
    for (jsize i = 0; i < length_of(env, names); i++) {
      jint value = 0;
      env->GetIntArrayRegion(numbers, i, 1, &value);
      const std::size_t number = place(kNumberNames, kNumbers, element(env, names, i));
      table->numbers[number] = value;
      given[number] = true;
    }
    for (std::size_t i = 0; i < kNumbers; i++) {
      if (!given[i]) throw BadArgument(std::string("the number ") + kNumberNames[i] + " is not given");
    }
    // without these nothing can be asked, and no error can be told
    for (const Slot slot : {Slot::DEVICE_COUNT, Slot::SET_DEVICE, Slot::ERROR_STRING}) {
      if (table->functions[static_cast<std::size_t>(slot)] == nullptr) {
        throw BadArgument(std::string("the slot ") + kSlotNames[static_cast<std::size_t>(slot)] + " is not filled");
      }
    }
    return static_cast<jlong>(objects().add(table));
  });
}

}  // extern "C"
