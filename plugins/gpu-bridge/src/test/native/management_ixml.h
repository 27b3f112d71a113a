// ixml, of Iluvatar: NVML by name. Names and arguments from Deep-Spark/go-ixml, pkg/ixml/api.h and device.go; numbers as const.go
// there has them.

// const.go: CLOCK_SM, TEMPERATURE_GPU; ERROR_INVALID_ARGUMENT, ERROR_NOT_FOUND.
constexpr int kClockSm = 1;
constexpr int kTemperatureGpu = 0;
constexpr int kInvalidArgument = 2;
constexpr int kNotFound = 6;

namespace {
char handles[64];

int device_of(const void* handle) {
  const auto* at = static_cast<const char*>(handle);
  return at >= handles && at < handles + devices() ? static_cast<int>(at - handles) : -1;
}
}  // namespace

#define DEVICE                     \
  const int d = device_of(handle); \
  if (d < 0) return kInvalidArgument;

API int nvmlInit_v2() {
  STRIKE(nvmlInit_v2)
  return 0;
}

API const char* nvmlErrorString(int status) { return status == kNotFound ? "Not Found" : "Unknown Error"; }

// device.go: "domain:bus:device.function", e.g. "00000000:1F:00.0".
API int nvmlDeviceGetHandleByPciBusId_v2(const char* id, void** handle) {
  STRIKE(nvmlDeviceGetHandleByPciBusId_v2)
  const int d = at(id, 8);
  if (d < 0) return kNotFound;
  *handle = handles + d;
  return 0;
}

// api.h: milliwatts.
API int nvmlDeviceGetPowerUsage(void* handle, unsigned* power) {
  STRIKE(nvmlDeviceGetPowerUsage)
  DEVICE
  *power = said<unsigned>("nvmlDeviceGetPowerUsage", watts(d), 1e-3);
  return 0;
}

// api.h: MHz.
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
