// Sensors of a device, through the vendor's management library. What vendors do alike is a shape, written once here; a
// dialect names the shape of each function.

#include <cmath>
#include <cstdio>
#include <cstring>

#include "calls.h"
#include "java.h"

using namespace goodflops;

namespace {

// How a device is found by its PCI bus id.
#define GOODFLOPS_FINDINGS(X)  \
  X(bus_id, "bus-id")                      /* init(); device(const char* bus, void** device) */                    \
  X(library_bus_id, "library-bus-id")      /* init(void** library); device(library, const char* bus, void** device) */ \
  X(index_number, "index-number")          /* count(unsigned*); bus(unsigned index, uint64_t*) */                  \
  X(index_text, "index-text")              /* unsigned count(); bus(unsigned index, {unsigned, unsigned, char[32], ...}*) */

// What a sensor's function takes after the device, and what the value is.
#define GOODFLOPS_SHAPES(X)  \
  X(u32, "u32")                            /* unsigned* */                                                         \
  X(part_u32, "part-u32")                  /* unsigned*, and not the device but its part */                        \
  X(u64, "u64")                            /* uint64_t* */                                                         \
  X(argument_u32, "argument-u32")          /* int, unsigned* */                                                    \
  X(argument_s32, "argument-s32")          /* int, int* */                                                         \
  X(argument_u64, "argument-u64")          /* int, uint64_t* */                                                    \
  X(arguments_s64, "arguments-s64")        /* int, int, int64_t* */                                                \
  X(counter_step, "counter-step")          /* uint64_t* count, float* step, uint64_t* when: count times step */    \
  X(current_of_table, "current-of-table")  /* int, {[bool,] unsigned n, unsigned current, uint64_t[n]}*: the current one */ \
  X(mean_of_list, "mean-of-list")          /* int, unsigned* n, unsigned[n]: their mean */                         \
  X(sum_of_ways, "sum-of-ways")            /* unsigned* n, {unsigned volts, amperes, power}[n]: sum of powers */

enum class Finding {
#define X(name, text) name,
  GOODFLOPS_FINDINGS(X)
#undef X
};
enum class Shape {
#define X(name, text) name,
  GOODFLOPS_SHAPES(X)
#undef X
};
constexpr const char* kFindings[] = {
#define X(name, text) text,
    GOODFLOPS_FINDINGS(X)
#undef X
};
constexpr const char* kShapes[] = {
#define X(name, text) text,
    GOODFLOPS_SHAPES(X)
#undef X
};

constexpr unsigned kMostInList = 64;

template <std::size_t N>
std::size_t place(const char* const (&names)[N], const std::string& name) {
  for (std::size_t i = 0; i < N; i++) {
    if (name == names[i]) return i;
  }
  throw BadArgument("the bridge knows no " + name);
}

struct Sensor {
  Slot slot;
  Shape shape;
  int first, second;
};

// A device of the management library; where it counts devices the handle is the count.
struct Sensors {
  static constexpr Kind kind = Kind::SENSORS;
  std::shared_ptr<Table> table;
  bool text_out = false;
  void* device = nullptr;
  void* part = nullptr;
  std::vector<Sensor> all;
};

std::string words(const Sensors& sensors, int status) {
  const char* text = nullptr;
  if (void* function = sensors.table->functions[static_cast<std::size_t>(Slot::MANAGEMENT_ERROR)]) {
    if (sensors.text_out) {
      reinterpret_cast<int (*)(int, const char**)>(function)(status, &text);
    } else {
      text = reinterpret_cast<const char* (*)(int)>(function)(status);
    }
  }
  const std::string vendor = plain(text);
  return vendor.empty() ? "status " + std::to_string(status) : vendor + " (status " + std::to_string(status) + ")";
}

// Calls a function by the type that its shape has, and wants 0.
template <typename... Arguments>
void ask(const Sensors& sensors, Slot slot, Arguments... arguments) {
  const auto at = static_cast<std::size_t>(slot);
  if (sensors.table->functions[at] == nullptr) {
    throw VendorFailure(std::string("the management library has no function for ") + kSlotNames[at]);
  }
  const int status = reinterpret_cast<int (*)(Arguments...)>(sensors.table->functions[at])(arguments...);
  if (status != 0) throw VendorFailure(sensors.table->names[at] + ": " + words(sensors, status));
}

struct Bus {
  unsigned domain = 0, bus = 0, device = 0;
  bool operator==(const Bus& other) const {
    return domain == other.domain && bus == other.bus && device == other.device;
  }
};

bool parse(const char* text, Bus* bus) {
  return std::sscanf(text, "%8x:%4x:%4x", &bus->domain, &bus->bus, &bus->device) == 3;
}

// Some libraries want eight digits of the domain, some four.
void find_by_text(Sensors& sensors, void* library, const std::string& bus) {
  Bus parsed;
  char other[32] = {};
  if (parse(bus.c_str(), &parsed)) {
    std::snprintf(other, sizeof other, "%08x:%02x:%02x.0", parsed.domain, parsed.bus, parsed.device);
  }
  const auto look = [&](const char* text) {
    if (library != nullptr) {
      ask(sensors, Slot::MANAGEMENT_DEVICE, library, text, &sensors.device);
    } else {
      ask(sensors, Slot::MANAGEMENT_DEVICE, text, &sensors.device);
    }
  };
  try {
    look(bus.c_str());
  } catch (const VendorFailure&) {
    if (other[0] == '\0') throw;
    look(other);
  }
  if (sensors.device == nullptr) throw VendorFailure("the management library gave no device for PCI " + bus);
}

Bus bus_of(const Sensors& sensors, Finding finding, unsigned index) {
  if (finding == Finding::index_number) {
    std::uint64_t number = 0;
    ask(sensors, Slot::MANAGEMENT_BUS, index, &number);
    // bits 28 to 31 and the function may be a part of the chip
    return {static_cast<unsigned>(number >> 32), static_cast<unsigned>(number >> 8 & 0xff),
            static_cast<unsigned>(number >> 3 & 0x1f)};
  }
  // larger than what any release writes
  alignas(8) char answer[4096] = {};
  ask(sensors, Slot::MANAGEMENT_BUS, index, static_cast<void*>(answer));
  char text[33] = {};
  std::memcpy(text, answer + 8, 32);
  Bus bus;
  if (!parse(text, &bus)) throw VendorFailure("the management library names no PCI bus id but '" + plain(text) + "'");
  return bus;
}

void find_by_index(Sensors& sensors, Finding finding, const std::string& bus) {
  Bus wanted;
  if (!parse(bus.c_str(), &wanted)) throw VendorFailure("'" + bus + "' is no PCI bus id");
  unsigned count = 0;
  void* counts = sensors.table->functions[static_cast<std::size_t>(Slot::MANAGEMENT_COUNT)];
  if (finding == Finding::index_number || counts == nullptr) {
    ask(sensors, Slot::MANAGEMENT_COUNT, &count);
  } else {
    count = reinterpret_cast<unsigned (*)()>(counts)();
  }
  int found = 0;
  for (unsigned i = 0; i < count && i < 1024; i++) {
    if (bus_of(sensors, finding, i) == wanted) {
      found++;
      sensors.device = reinterpret_cast<void*>(static_cast<std::uintptr_t>(i));
    }
  }
  if (found != 1) {
    throw VendorFailure("of " + std::to_string(count) + " devices of the management library " + std::to_string(found) +
                        " are at PCI " + bus);
  }
}

double read(const Sensors& sensors, const Sensor& sensor) {
  void* const device = sensors.device;
  unsigned u32 = 0;
  int s32 = 0;
  std::uint64_t u64 = 0;
  std::int64_t s64 = 0;
  switch (sensor.shape) {
    case Shape::u32: ask(sensors, sensor.slot, device, &u32); return u32;
    case Shape::part_u32: ask(sensors, sensor.slot, sensors.part, &u32); return u32;
    case Shape::u64: ask(sensors, sensor.slot, device, &u64); return static_cast<double>(u64);
    case Shape::argument_u32: ask(sensors, sensor.slot, device, sensor.first, &u32); return u32;
    case Shape::argument_s32: ask(sensors, sensor.slot, device, sensor.first, &s32); return s32;
    case Shape::argument_u64: ask(sensors, sensor.slot, device, sensor.first, &u64); return static_cast<double>(u64);
    case Shape::arguments_s64:
      ask(sensors, sensor.slot, device, sensor.first, sensor.second, &s64);
      return static_cast<double>(s64);
    case Shape::counter_step: {
      float step = 0;
      std::uint64_t when = 0;
      ask(sensors, sensor.slot, device, &u64, &step, &when);
      return static_cast<double>(u64) * static_cast<double>(step);
    }
    case Shape::current_of_table: {
      // Newer releases put a bool ahead of the count. A table has an entry, and its current one is among them: so the two
      // cannot be mistaken for each other in memory that was zero before.
      alignas(8) unsigned words[1024] = {};
      ask(sensors, sensor.slot, device, sensor.first, static_cast<void*>(words));
      const bool newer = words[0] == 0 || (words[0] == 1 && words[1] != 0);
      const unsigned count = words[newer ? 1 : 0];
      const unsigned current = words[newer ? 2 : 1];
      if (count == 0 || count > kMostInList || current >= count) throw VendorFailure("a table of clocks that makes no sense");
      std::memcpy(&u64, words + (newer ? 4 : 2) + 2 * current, sizeof u64);
      return static_cast<double>(u64);
    }
    case Shape::mean_of_list: {
      unsigned count = kMostInList;
      unsigned list[kMostInList] = {};
      ask(sensors, sensor.slot, device, sensor.first, &count, static_cast<unsigned*>(list));
      if (count == 0 || count > kMostInList) throw VendorFailure("a list of " + std::to_string(count) + " clocks");
      double sum = 0;
      for (unsigned i = 0; i < count; i++) sum += list[i];
      return sum / count;
    }
    case Shape::sum_of_ways: {
      unsigned count = kMostInList;
      unsigned ways[3 * kMostInList] = {};
      ask(sensors, sensor.slot, device, &count, static_cast<void*>(ways));
      if (count == 0 || count > kMostInList) throw VendorFailure("power of " + std::to_string(count) + " ways");
      double sum = 0;
      for (unsigned i = 0; i < count; i++) sum += ways[3 * i + 2];
      return sum;
    }
  }
  throw BadArgument("a shape that is none");
}

}  // namespace

extern "C" {

BRIDGE(jlong, openSensors)(JNIEnv* env, jclass, jlong table, jstring device, jstring errors, jstring bus,
                           jobjectArray slots, jobjectArray shapes, jintArray arguments) {
  return guarded(env, [&] {
    auto sensors = std::make_shared<Sensors>();
    sensors->table = objects().get<Table>(table);
    const auto finding = static_cast<Finding>(place(kFindings, text_of(env, device)));
    sensors->text_out = text_of(env, errors) == "text-out";
    const jsize count = length_of(env, slots);
    if (length_of(env, shapes) != count || length_of(env, arguments) != 2 * count) {
      throw BadArgument("arrays that belong together differ in length");
    }
    bool parts = false;
    for (jsize i = 0; i < count; i++) {
      jint given[2] = {};
      env->GetIntArrayRegion(arguments, 2 * i, 2, given);
      const auto slot = static_cast<Slot>(place(kSlotNames, element(env, slots, i)));
      if (slot < Slot::SENSOR_POWER) throw BadArgument("not a sensor's slot");
      const auto shape = static_cast<Shape>(place(kShapes, element(env, shapes, i)));
      parts |= shape == Shape::part_u32;
      sensors->all.push_back({slot, shape, given[0], given[1]});
    }
    const std::string id = text_of(env, bus);
    void* library = nullptr;
    // those that take no argument, or a number of flags, get a zero; it is never used as an address by them
    if (finding == Finding::library_bus_id) {
      ask(*sensors, Slot::MANAGEMENT_INIT, &library);
      if (library == nullptr) throw VendorFailure("the management library gave no handle of itself");
    } else {
      ask(*sensors, Slot::MANAGEMENT_INIT, std::uint64_t{0});
    }
    if (finding == Finding::bus_id || finding == Finding::library_bus_id) {
      find_by_text(*sensors, library, id);
    } else {
      find_by_index(*sensors, finding, id);
    }
    if (parts) {
      ask(*sensors, Slot::MANAGEMENT_PART, sensors->device, &sensors->part);
      if (sensors->part == nullptr) throw VendorFailure("the management library gave no part of the device");
    }
    return static_cast<jlong>(objects().add(sensors));
  });
}

BRIDGE(jdouble, readSensor)(JNIEnv* env, jclass, jlong number, jint index) {
  return guarded(env, [&] {
    const auto sensors = objects().get<Sensors>(number);
    if (index < 0 || static_cast<std::size_t>(index) >= sensors->all.size()) {
      throw OutOfBounds("sensor " + std::to_string(index) + " of " + std::to_string(sensors->all.size()));
    }
    return static_cast<jdouble>(read(*sensors, sensors->all[static_cast<std::size_t>(index)]));
  });
}

BRIDGE(void, closeSensors)(JNIEnv* env, jclass, jlong sensors) {
  guarded(env, [&] { objects().take<Sensors>(sensors); });
}

}  // extern "C"
