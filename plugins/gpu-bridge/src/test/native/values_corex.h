// CoreX, of Iluvatar: CUDA 10.2 by name. Numbers written from NVIDIA's documents of that release and from code that runs on CoreX,
// and never from a dialect file. What stands here was not compared with a device.

#ifndef VALUES_COREX_H
#define VALUES_COREX_H

// The newer name of what CUDA 10.2 has with other arguments, of which all are zero.
#define cudaGraphInstantiateWithFlags cudaGraphInstantiate

// There is cuDNN 7.
#define EMULATED_DNN

namespace vendor {

constexpr int kDnnRelease = 7;

// CUDA 10.2 Runtime API reference, enum cudaMemcpyKind.
constexpr int kMemcpyHostToDevice = 1;
constexpr int kMemcpyDeviceToHost = 2;
constexpr int kMemcpyDeviceToDevice = 3;
constexpr unsigned kStreamNonBlocking = 0x01;
// CUDA 10.2 Runtime API reference, enum cudaError.
// CUDA 10.2 Runtime API reference, enum cudaStreamCaptureMode, enum cudaError.
constexpr int kStreamCaptureModeRelaxed = 2;
constexpr int kErrorIllegalState = 401;
constexpr int kErrorStreamCaptureUnsupported = 900;
constexpr int kErrorInvalidValue = 1;
constexpr int kErrorMemoryAllocation = 2;
constexpr int kErrorNoDevice = 100;
constexpr int kErrorInvalidDevice = 101;
constexpr int kErrorInvalidImage = 200;
constexpr int kErrorInvalidResourceHandle = 400;
constexpr int kErrorNotFound = 500;
// CUDA 10.2 Runtime API reference, enum cudaDeviceAttr.
constexpr int kAttrWarpSize = 10;
constexpr int kAttrMultiProcessorCount = 16;
constexpr int kAttrComputeCapabilityMajor = 75;
constexpr int kAttrComputeCapabilityMinor = 76;
// What PyTorch shows of a BI-V150.
constexpr int kCapabilityMajor = 7;
constexpr int kCapabilityMinor = 1;
// CUDA 10.2 Runtime API reference, cudaRuntimeGetVersion.
constexpr int kVersion = 10020;
constexpr const char* kNoDevice = "no CUDA-capable device is detected";

// cuBLAS 10.2 documentation, cublasOperation_t.
constexpr int kOpN = 0;
constexpr int kOpT = 1;
struct BlasNumbers {
  int r32f, r64f, r16f, r8i, r32i, r16bf;
  int compute32f, pedantic32f, tf32, compute64f, compute32i;
};
// cuBLAS 10.2 documentation, cublasGemmStridedBatchedEx: the compute type is a cudaDataType_t.
constexpr BlasNumbers kBlas = {0, 1, 2, 3, 10, 14, 0, 0, -1, 1, 10};
// Here the newer one: cublasComputeType_t, since cuBLAS 11.
constexpr BlasNumbers kOldBlas = {0, 1, 2, 3, 10, 14, 68, 69, 77, 70, 72};
// cuBLAS 10.2 documentation, cublasGemmAlgo_t.
constexpr int kGemmDefault = -1;
constexpr int kMathMode = 0;
constexpr int kStatusNotInitialized = 1;
constexpr int kStatusInvalidValue = 7;
constexpr int kStatusNotSupported = 15;

constexpr int kRtcInvalidInput = 3;
constexpr int kRtcInvalidOption = 5;
constexpr int kRtcCompilation = 6;
// NVRTC 10.2 takes its default architecture where none is given.
constexpr const char* kArchitecture = "";
constexpr const char* kStandard = "--std=c++17";

}  // namespace vendor

#endif
