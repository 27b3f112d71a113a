// EMULATED: a vendor's management library, in the file that plays the runtime too. MANAGEMENT is a header with that vendor's
// functions, written from its documents and from code that calls it, and never from a dialect file.
//
// Its devices are in the opposite order of the runtime's, so that a number in place of a PCI id finds the wrong one. Device d
// of the runtime draws 100 (d + 1) W, runs at 1400 + d MHz and is 50 + d °C warm.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstring>

#include "faults.h"

using namespace emulated;

namespace {

int devices() { return Faults::get().devices; }

double watts(int device) { return 100.0 * (device + 1); }

[[maybe_unused]] double joules(int device) {
  using namespace std::chrono;
  static const auto start = steady_clock::now();
  return 1000 + watts(device) * duration<double>(steady_clock::now() - start).count();
}

double hertz(int device) { return 1.4e9 + 1e6 * device; }

double celsius(int device) { return 50.0 + device; }

// Bus of the runtime's device; the runtime says eeee:<device + 1>:00.0.
unsigned bus(int device) { return static_cast<unsigned>(device) + (Faults::get().elsewhere ? 65u : 1u); }

// The device at a PCI id with so many digits of its domain; -1 if there is none.
[[maybe_unused]] int at(const char* id, int digits) {
  for (int d = 0; d < devices(); d++) {
    char mine[32];
    std::snprintf(mine, sizeof mine, "%0*x:%02x:00.0", digits, 0xeeeeu, bus(d));
    if (std::strcmp(id, mine) == 0) return d;
  }
  return -1;
}

// What a sensor says, in its own unit.
template <typename T>
T said(const char* function, double value, double unit) {
  return static_cast<T>(value / unit * Faults::get().scale(function) + 0.5);
}

}  // namespace

#define API extern "C" __attribute__((visibility("default")))
#define STRIKE(function) \
  if (const int struck = Faults::get().strike(#function)) return struck == -1 ? 0 : struck;

#include MANAGEMENT
