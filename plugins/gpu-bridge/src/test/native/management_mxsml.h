// MXSML, of MetaX: names, arguments, units and numbers from MetaX-MACA/mxExporter, dep/mxsmlBindings.py and its callers.

// MxSmlReturn: invalid device id 6, invalid input 9, insufficient size 10.
constexpr int kInvalidDeviceId = 6;
constexpr int kInvalidInput = 9;
constexpr int kInsufficientSize = 10;
// MxSmlClockIp: MXSML_Clock_Xcore; MxSmlTemperatureSensors: MXSML_Temperature_Hotspot.
constexpr int kClockXcore = 11;
constexpr int kHotspot = 0;

// MxSmlDeviceInfo.
struct DeviceInfo {
  unsigned device_id, type;
  char bdf_id[32];
  unsigned gpu_id, node_id;
  char uuid[96];
  unsigned brand, mode;
  char device_name[32];
};

// MxSmlBoardWayElectricInfo.
struct Way {
  unsigned voltage, current, power;
};

namespace {
// The opposite order.
int device_of(unsigned index) {
  return index < static_cast<unsigned>(devices()) ? devices() - 1 - static_cast<int>(index) : -1;
}
}  // namespace

#define DEVICE                    \
  const int d = device_of(index); \
  if (d < 0) return kInvalidDeviceId;

API int mxSmlInit() {
  STRIKE(mxSmlInit)
  return 0;
}

API const char* mxSmlGetErrorString(int status) { return status == kInvalidDeviceId ? "Invalid device id" : "Unknown error"; }

// The count is what it returns.
API unsigned mxSmlGetDeviceCount() { return static_cast<unsigned>(devices()); }

API int mxSmlGetDeviceInfo(unsigned index, DeviceInfo* info) {
  STRIKE(mxSmlGetDeviceInfo)
  DEVICE
  *info = {};
  info->device_id = index;
  std::snprintf(info->bdf_id, sizeof info->bdf_id, "eeee:%02x:00.0", bus(d));
  return 0;
}

// Milliwatts of each way into the board.
API int mxSmlGetBoardPowerInfo(unsigned index, unsigned* count, Way* ways) {
  STRIKE(mxSmlGetBoardPowerInfo)
  DEVICE
  if (*count < 3) {
    *count = 3;
    return kInsufficientSize;
  }
  *count = 3;
  const auto whole = said<unsigned>("mxSmlGetBoardPowerInfo", watts(d), 1e-3);
  ways[0] = {12000, 1, whole / 2};
  ways[1] = {12000, 1, whole / 4};
  ways[2] = {12000, 1, whole - whole / 2 - whole / 4};
  return 0;
}

// MHz, up to 9 of them.
API int mxSmlGetClocks(unsigned index, int ip, unsigned* count, unsigned* clocks) {
  STRIKE(mxSmlGetClocks)
  DEVICE
  if (ip != kClockXcore) return kInvalidInput;
  if (*count < 9) {
    *count = 9;
    return kInsufficientSize;
  }
  *count = 9;
  for (unsigned i = 0; i < 9; i++) clocks[i] = said<unsigned>("mxSmlGetClocks", hertz(d), 1e6);
  return 0;
}

// Hundredths of a degree.
API int mxSmlGetTemperatureInfo(unsigned index, int sensor, int* temperature) {
  STRIKE(mxSmlGetTemperatureInfo)
  DEVICE
  if (sensor != kHotspot) return kInvalidInput;
  *temperature = said<int>("mxSmlGetTemperatureInfo", celsius(d), 0.01);
  return 0;
}

API int mxSmlGetCurrentClocksThrottleReason(unsigned index, unsigned long long* reasons) {
  STRIKE(mxSmlGetCurrentClocksThrottleReason)
  DEVICE
  *reasons = Faults::get().throttle;
  return 0;
}
