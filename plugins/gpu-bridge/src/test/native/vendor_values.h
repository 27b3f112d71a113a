// Which numbers the emulated runtime accepts. Written from the vendor's documents alone and never from a dialect file:
// where the two differ, a test fails.

#ifndef VENDOR_VALUES_H
#define VENDOR_VALUES_H

namespace vendor {

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

// cuBLAS Library documentation, cublasOperation_t.
constexpr int kOpN = 0;
constexpr int kOpT = 1;
// cuBLAS Library documentation, cudaDataType_t (library_types.h).
constexpr int kR32F = 0;
constexpr int kR64F = 1;
constexpr int kR16F = 2;
constexpr int kR8I = 3;
constexpr int kR32I = 10;
constexpr int kR16BF = 14;
// cuBLAS Library documentation, cublasComputeType_t.
constexpr int kCompute32F = 68;
constexpr int kCompute64F = 70;
constexpr int kCompute32I = 72;
constexpr int kCompute32FFastTf32 = 77;
// cuBLAS Library documentation, cublasGemmAlgo_t.
constexpr int kGemmDefault = -1;
// cuBLAS Library documentation, cublasMath_t.
constexpr int kMathDefault = 0;
constexpr int kMathDisallowReducedPrecisionReduction = 16;
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

}  // namespace vendor

#endif
