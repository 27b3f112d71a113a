// MTML, of Moore Threads: names, arguments and units from the header that comes with MooreThreads/mthreads-ml-py (mtml_2.2.0.h).

// MtmlReturn: driver not loaded 1, ..., invalid argument, not found. Which number is which no test depends on.
constexpr int kInvalidArgument = 3;
constexpr int kNotFound = 5;

struct MtmlLibrary {};
struct MtmlDevice {};
struct MtmlGpu {};

namespace {
MtmlLibrary library;
MtmlDevice all_devices[64];
MtmlGpu all_gpus[64];

template <typename T>
int index_of(const T* element, const T (&all)[64]) {
  return element >= all && element < all + devices() ? static_cast<int>(element - all) : -1;
}
}  // namespace

API int mtmlLibraryInit(MtmlLibrary** made) {
  STRIKE(mtmlLibraryInit)
  *made = &library;
  return 0;
}

API const char* mtmlErrorString(int status) { return status == kNotFound ? "Not found" : "Unknown error"; }

// The PCI Sbdf has a format like 00000000:3a:00.0.
API int mtmlLibraryInitDeviceByPciSbdf(const MtmlLibrary* mine, const char* sbdf, MtmlDevice** device) {
  STRIKE(mtmlLibraryInitDeviceByPciSbdf)
  if (mine != &library) return kInvalidArgument;
  const int d = at(sbdf, 8);
  if (d < 0) return kNotFound;
  *device = all_devices + d;
  return 0;
}

API int mtmlDeviceInitGpu(const MtmlDevice* device, MtmlGpu** gpu) {
  STRIKE(mtmlDeviceInitGpu)
  const int d = index_of(device, all_devices);
  if (d < 0) return kInvalidArgument;
  *gpu = all_gpus + d;
  return 0;
}

// Milliwatts, of the device.
API int mtmlDeviceGetPowerUsage(const MtmlDevice* device, unsigned* power) {
  STRIKE(mtmlDeviceGetPowerUsage)
  const int d = index_of(device, all_devices);
  if (d < 0) return kInvalidArgument;
  *power = said<unsigned>("mtmlDeviceGetPowerUsage", watts(d), 1e-3);
  return 0;
}

// MHz, of its GPU.
API int mtmlGpuGetClock(const MtmlGpu* gpu, unsigned* clock) {
  STRIKE(mtmlGpuGetClock)
  const int d = index_of(gpu, all_gpus);
  if (d < 0) return kInvalidArgument;
  *clock = said<unsigned>("mtmlGpuGetClock", hertz(d), 1e6);
  return 0;
}

// Degrees, of its GPU.
API int mtmlGpuGetTemperature(const MtmlGpu* gpu, unsigned* temperature) {
  STRIKE(mtmlGpuGetTemperature)
  const int d = index_of(gpu, all_gpus);
  if (d < 0) return kInvalidArgument;
  *temperature = said<unsigned>("mtmlGpuGetTemperature", celsius(d), 1);
  return 0;
}
