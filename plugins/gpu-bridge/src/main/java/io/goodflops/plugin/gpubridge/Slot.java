package io.goodflops.plugin.gpubridge;

import static io.goodflops.plugin.gpubridge.Library.BLAS;
import static io.goodflops.plugin.gpubridge.Library.BLASLT;
import static io.goodflops.plugin.gpubridge.Library.COMPILER;
import static io.goodflops.plugin.gpubridge.Library.DNN;
import static io.goodflops.plugin.gpubridge.Library.DRIVER;
import static io.goodflops.plugin.gpubridge.Library.MANAGEMENT;
import static io.goodflops.plugin.gpubridge.Library.RUNTIME;
import static io.goodflops.plugin.gpubridge.Library.SOLVER;

import java.util.Locale;

/**
 * What is called, by role: a dialect file names the symbol of each. Their C signatures stand in
 * {@code slots.h} under the same names.
 */
enum Slot {
  DEVICE_COUNT(RUNTIME, true),
  SET_DEVICE(RUNTIME, true),
  ATTRIBUTE(RUNTIME, false),
  MEMORY_INFO(RUNTIME, false),
  PCI_BUS_ID(RUNTIME, false),
  RUNTIME_VERSION(RUNTIME, false),
  DRIVER_VERSION(RUNTIME, false),
  ERROR_STRING(RUNTIME, true),
  LAST_ERROR(RUNTIME, false),
  MALLOC(RUNTIME, true),
  FREE(RUNTIME, true),
  MALLOC_HOST(RUNTIME, false),
  FREE_HOST(RUNTIME, false),
  MEMCPY(RUNTIME, true),
  MEMCPY_ASYNC(RUNTIME, true),
  STREAM_CREATE(RUNTIME, true),
  STREAM_DESTROY(RUNTIME, true),
  STREAM_SYNCHRONIZE(RUNTIME, true),
  STREAM_WAIT_EVENT(RUNTIME, true),
  EVENT_CREATE(RUNTIME, true),
  EVENT_RECORD(RUNTIME, true),
  EVENT_SYNCHRONIZE(RUNTIME, true),
  EVENT_ELAPSED(RUNTIME, true),
  EVENT_DESTROY(RUNTIME, true),
  CAPTURE_BEGIN(RUNTIME, false),
  CAPTURE_END(RUNTIME, false),
  GRAPH_INSTANTIATE(RUNTIME, false),
  GRAPH_LAUNCH(RUNTIME, false),
  GRAPH_DESTROY(RUNTIME, false),
  GRAPH_EXEC_DESTROY(RUNTIME, false),
  PEER_CAN_ACCESS(RUNTIME, false),
  PEER_ENABLE_ACCESS(RUNTIME, false),
  PEER_COPY_ASYNC(RUNTIME, false),
  DRIVER_INIT(DRIVER, true),
  DRIVER_DEVICE(DRIVER, true),
  DEVICE_NAME(DRIVER, true),
  DEVICE_MEMORY(DRIVER, false),
  MODULE_LOAD(DRIVER, false),
  MODULE_UNLOAD(DRIVER, false),
  MODULE_FUNCTION(DRIVER, false),
  LAUNCH(DRIVER, false),
  DRIVER_ERROR_STRING(DRIVER, false),
  BLAS_CREATE(BLAS, true),
  BLAS_DESTROY(BLAS, true),
  BLAS_SET_STREAM(BLAS, true),
  BLAS_SET_MATH_MODE(BLAS, false),
  BLAS_VERSION(BLAS, false),
  BLAS_STATUS_STRING(BLAS, false),
  GEMM(BLAS, true),
  BLASLT_CREATE(BLASLT, true),
  BLASLT_DESTROY(BLASLT, true),
  BLASLT_PRODUCT_CREATE(BLASLT, true),
  BLASLT_PRODUCT_SET(BLASLT, true),
  BLASLT_PRODUCT_DESTROY(BLASLT, true),
  BLASLT_LAYOUT_CREATE(BLASLT, true),
  BLASLT_LAYOUT_SET(BLASLT, true),
  BLASLT_LAYOUT_DESTROY(BLASLT, true),
  BLASLT_PREFERENCE_CREATE(BLASLT, true),
  BLASLT_PREFERENCE_SET(BLASLT, true),
  BLASLT_PREFERENCE_DESTROY(BLASLT, true),
  BLASLT_CHOOSE(BLASLT, true),
  BLASLT_MULTIPLY(BLASLT, true),
  BLASLT_STATUS_STRING(BLASLT, false),
  RTC_CREATE(COMPILER, true),
  RTC_COMPILE(COMPILER, true),
  RTC_LOG_SIZE(COMPILER, true),
  RTC_LOG(COMPILER, true),
  RTC_CODE_SIZE(COMPILER, true),
  RTC_CODE(COMPILER, true),
  RTC_DESTROY(COMPILER, true),
  RTC_ERROR_STRING(COMPILER, false),
  DNN_CREATE(DNN, true),
  DNN_DESTROY(DNN, true),
  DNN_SET_STREAM(DNN, true),
  DNN_TENSOR_CREATE(DNN, true),
  DNN_TENSOR_SET(DNN, true),
  DNN_TENSOR_DESTROY(DNN, true),
  DNN_FILTER_CREATE(DNN, true),
  DNN_FILTER_SET(DNN, true),
  DNN_FILTER_DESTROY(DNN, true),
  DNN_CONVOLUTION_CREATE(DNN, true),
  DNN_CONVOLUTION_SET(DNN, true),
  DNN_CONVOLUTION_MATH(DNN, true),
  DNN_CONVOLUTION_DESTROY(DNN, true),
  DNN_FORWARD_CHOOSE(DNN, true),
  DNN_FORWARD_WORKSPACE(DNN, true),
  DNN_FORWARD(DNN, true),
  DNN_DATA_CHOOSE(DNN, true),
  DNN_DATA_WORKSPACE(DNN, true),
  DNN_DATA(DNN, true),
  DNN_WEIGHTS_CHOOSE(DNN, true),
  DNN_WEIGHTS_WORKSPACE(DNN, true),
  DNN_WEIGHTS(DNN, true),
  DNN_ERROR_STRING(DNN, false),
  SOLVER_CREATE(SOLVER, true),
  SOLVER_DESTROY(SOLVER, true),
  SOLVER_SET_STREAM(SOLVER, true),
  SOLVER_TENSOR_CREATE(SOLVER, true),
  SOLVER_TENSOR_SET(SOLVER, true),
  SOLVER_TENSOR_DESTROY(SOLVER, true),
  SOLVER_CONVOLUTION_CREATE(SOLVER, true),
  SOLVER_CONVOLUTION_SET(SOLVER, true),
  SOLVER_CONVOLUTION_ATTRIBUTE(SOLVER, true),
  SOLVER_CONVOLUTION_DESTROY(SOLVER, true),
  SOLVER_FORWARD_COUNT(SOLVER, true),
  SOLVER_FORWARD_SOLUTIONS(SOLVER, true),
  SOLVER_FORWARD_WORKSPACE(SOLVER, true),
  SOLVER_FORWARD_COMPILE(SOLVER, true),
  SOLVER_FORWARD(SOLVER, true),
  SOLVER_DATA_COUNT(SOLVER, true),
  SOLVER_DATA_SOLUTIONS(SOLVER, true),
  SOLVER_DATA_WORKSPACE(SOLVER, true),
  SOLVER_DATA_COMPILE(SOLVER, true),
  SOLVER_DATA(SOLVER, true),
  SOLVER_WEIGHTS_COUNT(SOLVER, true),
  SOLVER_WEIGHTS_SOLUTIONS(SOLVER, true),
  SOLVER_WEIGHTS_WORKSPACE(SOLVER, true),
  SOLVER_WEIGHTS_COMPILE(SOLVER, true),
  SOLVER_WEIGHTS(SOLVER, true),
  SOLVER_ERROR_STRING(SOLVER, false),
  MANAGEMENT_INIT(MANAGEMENT, false),
  MANAGEMENT_COUNT(MANAGEMENT, false),
  MANAGEMENT_BUS(MANAGEMENT, false),
  MANAGEMENT_DEVICE(MANAGEMENT, false),
  MANAGEMENT_PART(MANAGEMENT, false),
  MANAGEMENT_ERROR(MANAGEMENT, false),
  SENSOR_POWER(MANAGEMENT, false),
  SENSOR_ENERGY(MANAGEMENT, false),
  SENSOR_CLOCK(MANAGEMENT, false),
  SENSOR_TEMPERATURE(MANAGEMENT, false),
  SENSOR_THROTTLE(MANAGEMENT, false);

  private final Library library;
  private final boolean required;

  Slot(Library library, boolean required) {
    this.library = library;
    this.required = required;
  }

  /** Where its symbol is looked for. */
  Library library() {
    return library;
  }

  /** Whether its library is of no use without it. */
  boolean required() {
    return required;
  }

  /** Its name in a dialect file. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
