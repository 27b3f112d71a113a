// ROCm SMI, as AMD has it and Hygon's hyhal: names, arguments, units and numbers from ROCm's rocm_smi.h.

// rocm_smi.h, rsmi_status_t: invalid arguments 1, not supported 2.
constexpr int kInvalidArguments = 1;
// rsmi_clk_type_t: RSMI_CLK_TYPE_SYS.
constexpr int kClockSystem = 0;
// rsmi_temperature_type_t: edge 0, junction 1; rsmi_temperature_metric_t: RSMI_TEMP_CURRENT 0.
constexpr unsigned kJunction = 1;
constexpr int kCurrent = 0;

namespace {
// The opposite order.
int device_of(std::uint32_t index) {
  return index < static_cast<std::uint32_t>(devices()) ? devices() - 1 - static_cast<int>(index) : -1;
}
}  // namespace

#define DEVICE                    \
  const int d = device_of(index); \
  if (d < 0) return kInvalidArguments;

API int rsmi_init(std::uint64_t flags) {
  STRIKE(rsmi_init)
  return flags == 0 ? 0 : kInvalidArguments;
}

API int rsmi_status_string(int status, const char** text) {
  *text = status == kInvalidArguments ? "RSMI_STATUS_INVALID_ARGS" : "RSMI_STATUS_UNKNOWN_ERROR";
  return 0;
}

API int rsmi_num_monitor_devices(std::uint32_t* count) {
  STRIKE(rsmi_num_monitor_devices)
  *count = static_cast<std::uint32_t>(devices());
  return 0;
}

// Domain in the upper half; bus, device, function in 8, 5 and 3 bits; bits 28 to 31 are a partition.
API int rsmi_dev_pci_id_get(std::uint32_t index, std::uint64_t* id) {
  STRIKE(rsmi_dev_pci_id_get)
  DEVICE
  *id = std::uint64_t{0xeeee} << 32 | std::uint64_t{bus(d)} << 8;
  return 0;
}

// Microwatts.
API int rsmi_dev_power_ave_get(std::uint32_t index, std::uint32_t sensor, std::uint64_t* power) {
  STRIKE(rsmi_dev_power_ave_get)
  DEVICE
  if (sensor != 0) return kInvalidArguments;
  *power = said<std::uint64_t>("rsmi_dev_power_ave_get", watts(d), 1e-6);
  return 0;
}

// A count of `resolution` microjoules each; 15.3 is that of AMD's Instinct.
API int rsmi_dev_energy_count_get(std::uint32_t index, std::uint64_t* count, float* resolution, std::uint64_t* when) {
  STRIKE(rsmi_dev_energy_count_get)
  DEVICE
  *resolution = 15.3f;
  *when = 1;
  *count = said<std::uint64_t>("rsmi_dev_energy_count_get", joules(d), 15.3e-6);
  return 0;
}

// ROCm 6; releases before have no bool and 32 entries.
struct Frequencies {
  bool has_deep_sleep;
  std::uint32_t num_supported, current;
  std::uint64_t frequency[33];
};
struct OldFrequencies {
  std::uint32_t num_supported, current;
  std::uint64_t frequency[32];
};

// Hz.
API int rsmi_dev_gpu_clk_freq_get(std::uint32_t index, int type, void* answer) {
  STRIKE(rsmi_dev_gpu_clk_freq_get)
  DEVICE
  if (type != kClockSystem) return kInvalidArguments;
  const auto now = said<std::uint64_t>("rsmi_dev_gpu_clk_freq_get", hertz(d), 1);
  if (Faults::get().old_compute) {
    *static_cast<OldFrequencies*>(answer) = {3, 1, {300000000, now, 1700000000}};
  } else {
    *static_cast<Frequencies*>(answer) = {true, 3, 1, {300000000, now, 1700000000}};
  }
  return 0;
}

// Thousandths of a degree.
API int rsmi_dev_temp_metric_get(std::uint32_t index, std::uint32_t type, int metric, std::int64_t* temperature) {
  STRIKE(rsmi_dev_temp_metric_get)
  DEVICE
  if (type != kJunction || metric != kCurrent) return kInvalidArguments;
  *temperature = said<std::int64_t>("rsmi_dev_temp_metric_get", celsius(d), 1e-3);
  return 0;
}
