// NVML: names, arguments, units and numbers, from the NVML API reference (nvml.h of CUDA 12 and 13).

// NVML API reference, nvmlReturn_t.
constexpr int kUninitialized = 1;
constexpr int kInvalidArgument = 2;
constexpr int kNotFound = 6;
// NVML API reference, nvmlClockType_t: graphics 0, SM 1, memory 2, video 3.
constexpr int kClockSm = 1;
// NVML API reference, nvmlTemperatureSensors_t.
constexpr int kTemperatureGpu = 0;

namespace {
bool initialized = false;

// A handle is an address in here.
char handles[64];

int device_of(const void* handle) {
  const auto* at = static_cast<const char*>(handle);
  return initialized && at >= handles && at < handles + devices() ? static_cast<int>(at - handles) : -1;
}
}  // namespace

#define DEVICE                       \
  const int d = device_of(handle);   \
  if (d < 0) return initialized ? kInvalidArgument : kUninitialized;

API int nvmlInit_v2() {
  STRIKE(nvmlInit_v2)
  initialized = true;
  return 0;
}

API const char* nvmlErrorString(int status) {
  switch (status) {
    case kUninitialized: return "Uninitialized";
    case kInvalidArgument: return "Invalid Argument";
    case 3: return "Not Supported";
    case kNotFound: return "Not Found";
    default: return "Unknown Error";
  }
}

// nvmlPciInfo_t::busId has eight digits of the domain; shorter ones are understood too.
API int nvmlDeviceGetHandleByPciBusId_v2(const char* id, void** handle) {
  STRIKE(nvmlDeviceGetHandleByPciBusId_v2)
  if (!initialized) return kUninitialized;
  const int d = std::max(at(id, 8), at(id, 4));
  if (d < 0) return kNotFound;
  *handle = handles + d;
  return 0;
}

// Milliwatts.
API int nvmlDeviceGetPowerUsage(void* handle, unsigned* power) {
  STRIKE(nvmlDeviceGetPowerUsage)
  DEVICE
  *power = said<unsigned>("nvmlDeviceGetPowerUsage", watts(d), 1e-3);
  return 0;
}

// Millijoules since the driver was loaded.
API int nvmlDeviceGetTotalEnergyConsumption(void* handle, unsigned long long* energy) {
  STRIKE(nvmlDeviceGetTotalEnergyConsumption)
  DEVICE
  *energy = said<unsigned long long>("nvmlDeviceGetTotalEnergyConsumption", joules(d), 1e-3);
  return 0;
}

// MHz.
API int nvmlDeviceGetClockInfo(void* handle, int type, unsigned* clock) {
  STRIKE(nvmlDeviceGetClockInfo)
  DEVICE
  if (type != kClockSm) return kInvalidArgument;
  *clock = said<unsigned>("nvmlDeviceGetClockInfo", hertz(d), 1e6);
  return 0;
}

API int nvmlDeviceGetTemperature(void* handle, int sensor, unsigned* temperature) {
  STRIKE(nvmlDeviceGetTemperature)
  DEVICE
  if (sensor != kTemperatureGpu) return kInvalidArgument;
  *temperature = said<unsigned>("nvmlDeviceGetTemperature", celsius(d), 1);
  return 0;
}

API int nvmlDeviceGetCurrentClocksEventReasons(void* handle, unsigned long long* reasons) {
  STRIKE(nvmlDeviceGetCurrentClocksEventReasons)
  DEVICE
  *reasons = Faults::get().throttle;
  return 0;
}
