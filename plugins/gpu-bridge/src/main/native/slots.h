// What the bridge calls, by role and not by vendor. A dialect file says which symbol of which library fills a slot.
//
// The types are ours: a vendor's handles are void*, its enums are int. Arguments that a header adds by a C++ default are
// always passed; a function that takes fewer ignores them (System V ABI of x86-64, AAPCS64).

#ifndef GOODFLOPS_SLOTS_H
#define GOODFLOPS_SLOTS_H

#include <cstddef>
#include <cstdint>

// Of the management library. Vendors differ in what these take: management.cpp has the shapes, of which a dialect names one
// for each.
#define GOODFLOPS_MANAGEMENT_SLOTS(X) \
  X(MANAGEMENT_INIT, int, void**)     \
  X(MANAGEMENT_COUNT, int)            \
  X(MANAGEMENT_BUS, int)              \
  X(MANAGEMENT_DEVICE, int)           \
  X(MANAGEMENT_PART, int, void*, void**) \
  X(MANAGEMENT_ERROR, int)            \
  X(SENSOR_POWER, int)                \
  X(SENSOR_ENERGY, int)               \
  X(SENSOR_CLOCK, int)                \
  X(SENSOR_TEMPERATURE, int)          \
  X(SENSOR_THROTTLE, int)

// name, what it returns, its arguments. A status of 0 is success.
#define GOODFLOPS_SLOTS(X)                                                                                      \
  X(DEVICE_COUNT, int, int*)                                                                                    \
  X(SET_DEVICE, int, int)                                                                                       \
  X(ATTRIBUTE, int, int*, int, int)                                                                             \
  X(MEMORY_INFO, int, std::size_t*, std::size_t*)                                                               \
  X(PCI_BUS_ID, int, char*, int, int)                                                                           \
  X(RUNTIME_VERSION, int, int*)                                                                                 \
  X(DRIVER_VERSION, int, int*)                                                                                  \
  X(ERROR_STRING, const char*, int)                                                                             \
  X(LAST_ERROR, int)                                                                                            \
  X(MALLOC, int, void**, std::size_t)                                                                           \
  X(FREE, int, void*)                                                                                           \
  X(MALLOC_HOST, int, void**, std::size_t, unsigned)                                                            \
  X(FREE_HOST, int, void*)                                                                                      \
  X(MEMCPY, int, void*, const void*, std::size_t, int)                                                          \
  X(MEMCPY_ASYNC, int, void*, const void*, std::size_t, int, void*)                                             \
  X(STREAM_CREATE, int, void**, unsigned)                                                                       \
  X(STREAM_DESTROY, int, void*)                                                                                 \
  X(STREAM_SYNCHRONIZE, int, void*)                                                                             \
  X(STREAM_WAIT_EVENT, int, void*, void*, unsigned)                                                             \
  X(EVENT_CREATE, int, void**)                                                                                  \
  X(EVENT_RECORD, int, void*, void*)                                                                            \
  X(EVENT_SYNCHRONIZE, int, void*)                                                                              \
  X(EVENT_ELAPSED, int, float*, void*, void*)                                                                   \
  X(EVENT_DESTROY, int, void*)                                                                                  \
  X(CAPTURE_BEGIN, int, void*, int)                                                                             \
  X(CAPTURE_END, int, void*, void**)                                                                            \
  X(GRAPH_INSTANTIATE, int, void**, void*, unsigned long long, char*, std::size_t)                              \
  X(GRAPH_LAUNCH, int, void*, void*)                                                                            \
  X(GRAPH_DESTROY, int, void*)                                                                                  \
  X(GRAPH_EXEC_DESTROY, int, void*)                                                                             \
  X(PEER_CAN_ACCESS, int, int*, int, int)                                                                       \
  X(PEER_ENABLE_ACCESS, int, int, unsigned)                                                                     \
  X(PEER_COPY_ASYNC, int, void*, int, const void*, int, std::size_t, void*)                                     \
  X(DRIVER_INIT, int, unsigned)                                                                                 \
  X(DRIVER_DEVICE, int, int*, int)                                                                              \
  X(DEVICE_NAME, int, char*, int, int)                                                                          \
  X(DEVICE_MEMORY, int, std::size_t*, int)                                                                      \
  X(MODULE_LOAD, int, void**, const void*)                                                                      \
  X(MODULE_UNLOAD, int, void*)                                                                                  \
  X(MODULE_FUNCTION, int, void**, void*, const char*)                                                           \
  X(LAUNCH, int, void*, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, void*, void**,    \
    void**)                                                                                                     \
  X(DRIVER_ERROR_STRING, int, int, const char**)                                                                \
  X(BLAS_CREATE, int, void**)                                                                                   \
  X(BLAS_DESTROY, int, void*)                                                                                   \
  X(BLAS_SET_STREAM, int, void*, void*)                                                                         \
  X(BLAS_SET_MATH_MODE, int, void*, int)                                                                        \
  X(BLAS_VERSION, int, void*, int*)                                                                             \
  X(BLAS_STATUS_STRING, const char*, int)                                                                       \
  X(GEMM, int, void*, int, int, int, int, int, const void*, const void*, int, int, long long, const void*, int, \
    int, long long, const void*, void*, int, int, long long, int, int, int)                                     \
  X(BLASLT_CREATE, int, void**)                                                                                 \
  X(BLASLT_DESTROY, int, void*)                                                                                 \
  X(BLASLT_PRODUCT_CREATE, int, void**, int, int)                                                               \
  X(BLASLT_PRODUCT_SET, int, void*, int, const void*, std::size_t)                                              \
  X(BLASLT_PRODUCT_DESTROY, int, void*)                                                                         \
  X(BLASLT_LAYOUT_CREATE, int, void**, int, std::uint64_t, std::uint64_t, std::int64_t)                         \
  X(BLASLT_LAYOUT_SET, int, void*, int, const void*, std::size_t)                                               \
  X(BLASLT_LAYOUT_DESTROY, int, void*)                                                                          \
  X(BLASLT_PREFERENCE_CREATE, int, void**)                                                                      \
  X(BLASLT_PREFERENCE_SET, int, void*, int, const void*, std::size_t)                                           \
  X(BLASLT_PREFERENCE_DESTROY, int, void*)                                                                      \
  X(BLASLT_CHOOSE, int, void*, void*, void*, void*, void*, void*, void*, int, void*, int*)                      \
  X(BLASLT_MULTIPLY, int, void*, void*, const void*, const void*, void*, const void*, void*, const void*,       \
    const void*, void*, void*, void*, const void*, void*, std::size_t, void*)                                   \
  X(BLASLT_STATUS_STRING, const char*, int)                                                                     \
  X(RTC_CREATE, int, void**, const char*, const char*, int, const char* const*, const char* const*)             \
  X(RTC_COMPILE, int, void*, int, const char* const*)                                                           \
  X(RTC_LOG_SIZE, int, void*, std::size_t*)                                                                     \
  X(RTC_LOG, int, void*, char*)                                                                                 \
  X(RTC_CODE_SIZE, int, void*, std::size_t*)                                                                    \
  X(RTC_CODE, int, void*, char*)                                                                                \
  X(RTC_DESTROY, int, void**)                                                                                   \
  X(RTC_ERROR_STRING, const char*, int)                                                                         \
  X(DNN_CREATE, int, void**)                                                                                    \
  X(DNN_DESTROY, int, void*)                                                                                    \
  X(DNN_SET_STREAM, int, void*, void*)                                                                          \
  X(DNN_TENSOR_CREATE, int, void**)                                                                             \
  X(DNN_TENSOR_SET, int, void*, int, int, int, int, int, int)                                                   \
  X(DNN_TENSOR_DESTROY, int, void*)                                                                             \
  X(DNN_FILTER_CREATE, int, void**)                                                                             \
  X(DNN_FILTER_SET, int, void*, int, int, int, int, int, int)                                                   \
  X(DNN_FILTER_DESTROY, int, void*)                                                                             \
  X(DNN_CONVOLUTION_CREATE, int, void**)                                                                        \
  X(DNN_CONVOLUTION_SET, int, void*, int, int, int, int, int, int, int, int)                                    \
  X(DNN_CONVOLUTION_MATH, int, void*, int)                                                                      \
  X(DNN_CONVOLUTION_DESTROY, int, void*)                                                                        \
  X(DNN_FORWARD_CHOOSE, int, void*, void*, void*, void*, void*, int, int*, void*)                               \
  X(DNN_FORWARD_WORKSPACE, int, void*, void*, void*, void*, void*, int, std::size_t*)                           \
  X(DNN_FORWARD, int, void*, const void*, void*, const void*, void*, const void*, void*, int, void*,            \
    std::size_t, const void*, void*, void*)                                                                     \
  X(DNN_DATA_CHOOSE, int, void*, void*, void*, void*, void*, int, int*, void*)                                  \
  X(DNN_DATA_WORKSPACE, int, void*, void*, void*, void*, void*, int, std::size_t*)                              \
  X(DNN_DATA, int, void*, const void*, void*, const void*, void*, const void*, void*, int, void*,               \
    std::size_t, const void*, void*, void*)                                                                     \
  X(DNN_WEIGHTS_CHOOSE, int, void*, void*, void*, void*, void*, int, int*, void*)                               \
  X(DNN_WEIGHTS_WORKSPACE, int, void*, void*, void*, void*, void*, int, std::size_t*)                           \
  X(DNN_WEIGHTS, int, void*, const void*, void*, const void*, void*, const void*, void*, int, void*,            \
    std::size_t, const void*, void*, void*)                                                                     \
  X(DNN_ERROR_STRING, const char*, int)                                                                         \
  X(SOLVER_CREATE, int, void**)                                                                                 \
  X(SOLVER_DESTROY, int, void*)                                                                                 \
  X(SOLVER_SET_STREAM, int, void*, void*)                                                                       \
  X(SOLVER_TENSOR_CREATE, int, void**)                                                                          \
  X(SOLVER_TENSOR_SET, int, void*, int, int, int, int, int)                                                     \
  X(SOLVER_TENSOR_DESTROY, int, void*)                                                                          \
  X(SOLVER_CONVOLUTION_CREATE, int, void**)                                                                     \
  X(SOLVER_CONVOLUTION_SET, int, void*, int, int, int, int, int, int, int)                                      \
  X(SOLVER_CONVOLUTION_ATTRIBUTE, int, void*, int, int)                                                         \
  X(SOLVER_CONVOLUTION_DESTROY, int, void*)                                                                     \
  X(SOLVER_FORWARD_COUNT, int, void*, void*, void*, void*, void*, std::size_t*)                                 \
  X(SOLVER_FORWARD_SOLUTIONS, int, void*, void*, void*, void*, void*, std::size_t, std::size_t*, void*)         \
  X(SOLVER_FORWARD_WORKSPACE, int, void*, void*, void*, void*, void*, std::uint64_t, std::size_t*)              \
  X(SOLVER_FORWARD_COMPILE, int, void*, void*, void*, void*, void*, std::uint64_t)                              \
  X(SOLVER_FORWARD, int, void*, void*, const void*, void*, const void*, void*, void*, void*, void*,             \
    std::size_t, std::uint64_t)                                                                                 \
  X(SOLVER_DATA_COUNT, int, void*, void*, void*, void*, void*, std::size_t*)                                    \
  X(SOLVER_DATA_SOLUTIONS, int, void*, void*, void*, void*, void*, std::size_t, std::size_t*, void*)            \
  X(SOLVER_DATA_WORKSPACE, int, void*, void*, void*, void*, void*, std::uint64_t, std::size_t*)                 \
  X(SOLVER_DATA_COMPILE, int, void*, void*, void*, void*, void*, std::uint64_t)                                 \
  X(SOLVER_DATA, int, void*, void*, const void*, void*, const void*, void*, void*, void*, void*,                \
    std::size_t, std::uint64_t)                                                                                 \
  X(SOLVER_WEIGHTS_COUNT, int, void*, void*, void*, void*, void*, std::size_t*)                                 \
  X(SOLVER_WEIGHTS_SOLUTIONS, int, void*, void*, void*, void*, void*, std::size_t, std::size_t*, void*)         \
  X(SOLVER_WEIGHTS_WORKSPACE, int, void*, void*, void*, void*, void*, std::uint64_t, std::size_t*)              \
  X(SOLVER_WEIGHTS_COMPILE, int, void*, void*, void*, void*, void*, std::uint64_t)                              \
  X(SOLVER_WEIGHTS, int, void*, void*, const void*, void*, const void*, void*, void*, void*, void*,             \
    std::size_t, std::uint64_t)                                                                                 \
  X(SOLVER_ERROR_STRING, const char*, int)                                                                      \
  GOODFLOPS_MANAGEMENT_SLOTS(X)

// Numbers that the bridge itself passes on; a dialect gives them.
#define GOODFLOPS_NUMBERS(X) \
  X(HOST_TO_DEVICE)          \
  X(DEVICE_TO_HOST)          \
  X(DEVICE_TO_DEVICE)        \
  X(STREAM_NON_BLOCKING)     \
  X(DRAIN_AFTER_BLAS)        \
  X(MATH_MODE)

namespace goodflops {

enum class Slot {
#define X(name, ...) name,
  GOODFLOPS_SLOTS(X)
#undef X
      COUNT
};

enum class Number {
#define X(name) name,
  GOODFLOPS_NUMBERS(X)
#undef X
      COUNT
};

constexpr std::size_t kSlots = static_cast<std::size_t>(Slot::COUNT);
constexpr std::size_t kNumbers = static_cast<std::size_t>(Number::COUNT);

constexpr const char* kSlotNames[] = {
#define X(name, ...) #name,
    GOODFLOPS_SLOTS(X)
#undef X
};

constexpr const char* kNumberNames[] = {
#define X(name) #name,
    GOODFLOPS_NUMBERS(X)
#undef X
};

template <Slot>
struct Signature;
#define X(name, result, ...)                 \
  template <>                                \
  struct Signature<Slot::name> {             \
    using Function = result (*)(__VA_ARGS__); \
  };
GOODFLOPS_SLOTS(X)
#undef X

}  // namespace goodflops

#endif
