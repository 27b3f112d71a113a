// MACA, of MetaX: names and numbers, written from the vendor's documents and from code that calls its libraries, and never from a
// dialect file. What stands here was not compared with a device.

#ifndef VALUES_MACA_H
#define VALUES_MACA_H

#define cudaGetDeviceCount         mcGetDeviceCount
#define cudaSetDevice              mcSetDevice
#define cudaDeviceGetAttribute     mcDeviceGetAttribute
#define cudaDeviceGetPCIBusId      mcDeviceGetPCIBusId
#define cudaRuntimeGetVersion      mcRuntimeGetVersion
#define cudaDriverGetVersion       mcDriverGetVersion
#define cudaGetErrorString         mcGetErrorString
#define cudaGetLastError           mcGetLastError
#define cudaMemGetInfo             mcMemGetInfo
#define cudaMalloc                 mcMalloc
#define cudaFree                   mcFree
#define cudaMallocHost             mcMallocHost
#define cudaFreeHost               mcFreeHost
#define cudaMemcpy                 mcMemcpy
#define cudaMemcpyAsync            mcMemcpyAsync
#define cudaStreamCreateWithFlags  mcStreamCreateWithFlags
#define cudaStreamDestroy          mcStreamDestroy
#define cudaStreamSynchronize      mcStreamSynchronize
#define cudaStreamWaitEvent        mcStreamWaitEvent
#define cudaEventCreate            mcEventCreate
#define cudaEventRecord            mcEventRecord
#define cudaEventSynchronize       mcEventSynchronize
#define cudaEventElapsedTime       mcEventElapsedTime
#define cudaEventDestroy           mcEventDestroy
#define cudaStreamBeginCapture mcStreamBeginCapture
#define cudaStreamEndCapture mcStreamEndCapture
#define cudaGraphInstantiateWithFlags mcGraphInstantiate
#define cudaGraphLaunch mcGraphLaunch
#define cudaGraphDestroy mcGraphDestroy
#define cudaGraphExecDestroy mcGraphExecDestroy
#define cudaDeviceCanAccessPeer mcDeviceCanAccessPeer
#define cudaDeviceEnablePeerAccess mcDeviceEnablePeerAccess
#define cudaMemcpyPeerAsync mcMemcpyPeerAsync
#define cuInit                     mcInit
#define cuDeviceGet                mcDeviceGet
#define cuDeviceGetName            mcDeviceGetName
#define cuModuleLoadData           mcModuleLoadData
#define cuModuleUnload             mcModuleUnload
#define cuModuleGetFunction        mcModuleGetFunction
#define cuLaunchKernel             mcModuleLaunchKernel
#define cublasCreate_v2            mcblasCreate
#define cublasDestroy_v2           mcblasDestroy
#define cublasSetStream_v2         mcblasSetStream
#define cublasGetStatusString      mcblasGetStatusString
#define cublasGemmStridedBatchedEx mcblasGemmStridedBatchedEx
#define nvrtcCreateProgram         mcrtcCreateProgram
#define nvrtcDestroyProgram        mcrtcDestroyProgram
#define nvrtcCompileProgram        mcrtcCompileProgram
#define nvrtcGetProgramLogSize     mcrtcGetProgramLogSize
#define nvrtcGetProgramLog         mcrtcGetProgramLog
#define nvrtcGetErrorString        mcrtcGetErrorString
#define nvrtcGetCUBINSize          mcrtcGetBitcodeSize
#define nvrtcGetCUBIN              mcrtcGetBitcode

namespace vendor {

// MetaX-MACA/mcTVM, src/runtime/maca: mcMemcpyKind, named and used as CUDA's.
constexpr int kMemcpyHostToDevice = 1;
constexpr int kMemcpyDeviceToHost = 2;
constexpr int kMemcpyDeviceToDevice = 3;
constexpr unsigned kStreamNonBlocking = 0x01;
// MACA's cu-bridge translates cudaError_t by name; the values here are CUDA's.
// As CUDA: mcStreamCaptureMode, mcError_t.
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
// Three programs ask libmcruntime.so for 16; the others by their order in mcDeviceAttribute_t.
constexpr int kAttrWarpSize = 9;
constexpr int kAttrMultiProcessorCount = 16;
constexpr int kAttrComputeCapabilityMajor = 21;
constexpr int kAttrComputeCapabilityMinor = 22;
constexpr int kCapabilityMajor = 8;
constexpr int kCapabilityMinor = 0;
// Not known how MACA counts.
constexpr int kVersion = 30000;
constexpr const char* kNoDevice = "no MACA-capable device is detected";

// A program that calls libmcblas.so by ctypes on a C500: mcblasOperation_t.
constexpr int kOpN = 0;
constexpr int kOpT = 1;
struct BlasNumbers {
  int r32f, r64f, r16f, r8i, r32i, r16bf;
  int compute32f, pedantic32f, tf32, compute64f, compute32i;
};
// The same: MACA_R_16BF 14, MCBLAS_COMPUTE_32F 68; the others are CUDA's.
constexpr BlasNumbers kBlas = {0, 1, 2, 3, 10, 14, 68, 69, 77, 70, 72};
constexpr BlasNumbers kOldBlas = kBlas;
// The same: MCBLAS_GEMM_DEFAULT.
constexpr int kGemmDefault = -1;
constexpr int kMathMode = 0;
constexpr int kStatusNotInitialized = 1;
constexpr int kStatusInvalidValue = 7;
constexpr int kStatusNotSupported = 15;

constexpr int kRtcInvalidInput = 3;
constexpr int kRtcInvalidOption = 5;
constexpr int kRtcCompilation = 6;
// MetaX-MACA/maca-samples, Common/mcrtc_helper.h: no architecture is given.
constexpr const char* kArchitecture = "";
constexpr const char* kStandard = "-std=c++17";

}  // namespace vendor

#endif
