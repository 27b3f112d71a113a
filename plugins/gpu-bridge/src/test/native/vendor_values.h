// CUDA: which numbers the emulated runtime accepts. Beside it lies a table for each other vendor, which first says what that
// vendor calls what CUDA calls otherwise. Written from the vendor's documents alone and never from a dialect file:
// where the two differ, a test fails.

#ifndef VENDOR_VALUES_H
#define VENDOR_VALUES_H

// There is cuDNN 9, and cublasLt.
#define EMULATED_DNN
#define EMULATED_BLASLT

namespace vendor {

constexpr int kDnnRelease = 9;

// CUDA Runtime API reference, enum cudaMemcpyKind.
constexpr int kMemcpyHostToDevice = 1;
constexpr int kMemcpyDeviceToHost = 2;
constexpr int kMemcpyDeviceToDevice = 3;
// CUDA Runtime API reference, stream flags: cudaStreamDefault 0x00, cudaStreamNonBlocking 0x01.
constexpr unsigned kStreamNonBlocking = 0x01;
// CUDA Runtime API reference, enum cudaStreamCaptureMode.
constexpr int kStreamCaptureModeRelaxed = 2;
// CUDA Runtime API reference, enum cudaError.
constexpr int kErrorInvalidValue = 1;
constexpr int kErrorMemoryAllocation = 2;
constexpr int kErrorNoDevice = 100;
constexpr int kErrorInvalidDevice = 101;
constexpr int kErrorInvalidResourceHandle = 400;
constexpr int kErrorIllegalState = 401;
constexpr int kErrorStreamCaptureUnsupported = 900;
// CUDA Runtime API reference, enum cudaDeviceAttr.
constexpr int kAttrWarpSize = 10;
constexpr int kAttrMultiProcessorCount = 16;
constexpr int kAttrComputeCapabilityMajor = 75;
constexpr int kAttrComputeCapabilityMinor = 76;
// CUDA Runtime API reference, cudaRuntimeGetVersion: 1000 major + 10 minor.
constexpr int kVersion = 13000;
// An H100's.
constexpr int kCapabilityMajor = 9;
constexpr int kCapabilityMinor = 0;
// CUDA Runtime API reference, enum cudaError: what cudaGetErrorString says of cudaErrorNoDevice.
constexpr const char* kNoDevice = "no CUDA-capable device is detected";

// cuBLAS Library documentation, cublasOperation_t.
constexpr int kOpN = 0;
constexpr int kOpT = 1;
struct BlasNumbers {
  int r32f, r64f, r16f, r8i, r32i, r16bf;
  int compute32f, pedantic32f, tf32, compute64f, compute32i;
};
// cuBLAS Library documentation, cudaDataType_t (library_types.h), cublasComputeType_t.
constexpr BlasNumbers kBlas = {0, 1, 2, 3, 10, 14, 68, 69, 77, 70, 72};
// cuBLAS 10 documentation, cublasGemmEx: the compute type is a cudaDataType_t.
constexpr BlasNumbers kOldBlas = {0, 1, 2, 3, 10, 14, 0, 0, -1, 1, 10};
// cuBLAS Library documentation, cublasGemmAlgo_t.
constexpr int kGemmDefault = -1;
// cuBLAS Library documentation, cublasMath_t.
constexpr int kMathMode = 16;  // CUBLAS_MATH_DISALLOW_REDUCED_PRECISION_REDUCTION
// cuBLAS Library documentation, cublasStatus_t.
constexpr int kStatusNotInitialized = 1;
constexpr int kStatusInvalidValue = 7;
constexpr int kStatusNotSupported = 15;

// CUDA Driver API reference, enum CUresult.
constexpr int kErrorInvalidImage = 200;
constexpr int kErrorNotFound = 500;
// NVRTC documentation, nvrtcResult.
constexpr int kRtcInvalidInput = 3;
constexpr int kRtcInvalidOption = 5;
constexpr int kRtcCompilation = 6;
// NVRTC documentation, supported compile options.
constexpr const char* kArchitecture = "--gpu-architecture=sm_90";
constexpr const char* kStandard = "--std=c++17";

}  // namespace vendor

#endif
