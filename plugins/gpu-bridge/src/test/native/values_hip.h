// HIP, as AMD and Hygon have it: names and numbers, written from the vendor's documents and from code that calls its libraries, and never from a
// dialect file. What stands here was not compared with a device.

#ifndef VALUES_HIP_H
#define VALUES_HIP_H

#define cudaGetDeviceCount         hipGetDeviceCount
#define cudaSetDevice              hipSetDevice
#define cudaDeviceGetAttribute     hipDeviceGetAttribute
#define cudaDeviceGetPCIBusId      hipDeviceGetPCIBusId
#define cudaRuntimeGetVersion      hipRuntimeGetVersion
#define cudaDriverGetVersion       hipDriverGetVersion
#define cudaGetErrorString         hipGetErrorString
#define cudaGetLastError           hipGetLastError
#define cudaMemGetInfo             hipMemGetInfo
#define cudaMalloc                 hipMalloc
#define cudaFree                   hipFree
#define cudaMemcpy                 hipMemcpy
#define cudaMemcpyAsync            hipMemcpyAsync
#define cudaStreamCreateWithFlags  hipStreamCreateWithFlags
#define cudaStreamDestroy          hipStreamDestroy
#define cudaStreamSynchronize      hipStreamSynchronize
#define cudaStreamWaitEvent        hipStreamWaitEvent
#define cudaEventCreate            hipEventCreate
#define cudaEventRecord            hipEventRecord
#define cudaEventSynchronize       hipEventSynchronize
#define cudaEventElapsedTime       hipEventElapsedTime
#define cudaEventDestroy           hipEventDestroy
#define cudaMallocHost             hipHostMalloc
#define cudaFreeHost               hipHostFree
#define cudaStreamBeginCapture hipStreamBeginCapture
#define cudaStreamEndCapture hipStreamEndCapture
#define cudaGraphInstantiateWithFlags hipGraphInstantiateWithFlags
#define cudaGraphLaunch hipGraphLaunch
#define cudaGraphDestroy hipGraphDestroy
#define cudaGraphExecDestroy hipGraphExecDestroy
#define cudaDeviceCanAccessPeer hipDeviceCanAccessPeer
#define cudaDeviceEnablePeerAccess hipDeviceEnablePeerAccess
#define cudaMemcpyPeerAsync hipMemcpyPeerAsync
#define cuInit                     hipInit
#define cuDeviceGet                hipDeviceGet
#define cuDeviceGetName            hipDeviceGetName
#define cuDeviceTotalMem_v2        hipDeviceTotalMem
#define cuGetErrorString           hipDrvGetErrorString
#define cuModuleLoadData           hipModuleLoadData
#define cuModuleUnload             hipModuleUnload
#define cuModuleGetFunction        hipModuleGetFunction
#define cuLaunchKernel             hipModuleLaunchKernel
#define cublasCreate_v2            hipblasCreate
#define cublasDestroy_v2           hipblasDestroy
#define cublasSetStream_v2         hipblasSetStream
#define cublasSetMathMode          hipblasSetMathMode
#define cublasGetStatusString      hipblasStatusToString
#define cublasGemmStridedBatchedEx hipblasGemmStridedBatchedEx
#define cublasLtCreate hipblasLtCreate
#define cublasLtDestroy hipblasLtDestroy
#define cublasLtMatmulDescCreate hipblasLtMatmulDescCreate
#define cublasLtMatmulDescDestroy hipblasLtMatmulDescDestroy
#define cublasLtMatmulDescSetAttribute hipblasLtMatmulDescSetAttribute
#define cublasLtMatrixLayoutCreate hipblasLtMatrixLayoutCreate
#define cublasLtMatrixLayoutDestroy hipblasLtMatrixLayoutDestroy
#define cublasLtMatrixLayoutSetAttribute hipblasLtMatrixLayoutSetAttribute
#define cublasLtMatmulPreferenceCreate hipblasLtMatmulPreferenceCreate
#define cublasLtMatmulPreferenceDestroy hipblasLtMatmulPreferenceDestroy
#define cublasLtMatmulPreferenceSetAttribute hipblasLtMatmulPreferenceSetAttribute
#define cublasLtMatmulAlgoGetHeuristic hipblasLtMatmulAlgoGetHeuristic
#define cublasLtMatmul hipblasLtMatmul
#define nvrtcCreateProgram         hiprtcCreateProgram
#define nvrtcDestroyProgram        hiprtcDestroyProgram
#define nvrtcCompileProgram        hiprtcCompileProgram
#define nvrtcGetProgramLogSize     hiprtcGetProgramLogSize
#define nvrtcGetProgramLog         hiprtcGetProgramLog
#define nvrtcGetErrorString        hiprtcGetErrorString
#define nvrtcGetCUBINSize          hiprtcGetCodeSize
#define nvrtcGetCUBIN              hiprtcGetCode

// hipBLASLt.
#define EMULATED_BLASLT
#define BLASLT_OF_HIP
// There is MIOpen.
#define EMULATED_MIOPEN

namespace vendor {

// HIP API reference, hipMemcpyKind.
constexpr int kMemcpyHostToDevice = 1;
constexpr int kMemcpyDeviceToHost = 2;
constexpr int kMemcpyDeviceToDevice = 3;
// HIP API reference, stream flags: hipStreamNonBlocking 0x01.
constexpr unsigned kStreamNonBlocking = 0x01;
// HIP API reference, hipError_t.
// HIP API reference, hipStreamCaptureMode, hipError_t.
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
// ROCm-SDK headers as tinygrad generates its bindings from them (autogen/hip.py), hipDeviceAttribute_t.
constexpr int kAttrComputeCapabilityMajor = 23;
constexpr int kAttrComputeCapabilityMinor = 61;
constexpr int kAttrMultiProcessorCount = 63;
constexpr int kAttrWarpSize = 87;
// gfx950, an MI350: openxla/xla's profiler knows it by these numbers.
constexpr int kCapabilityMajor = 9;
constexpr int kCapabilityMinor = 5;
// libamdhip64 5.2.3 without a device, hipGetErrorString of 100.
// HIP, hip_version.h: HIP_VERSION is 10000000 major + 100000 minor + patch.
constexpr int kVersion = 60300000;
constexpr const char* kNoDevice = "hipErrorNoDevice";

// hipBLAS, hipblas.h: the values of hipblasOperation_t are those of CBLAS.
constexpr int kOpN = 111;
constexpr int kOpT = 112;
struct BlasNumbers {
  int r32f, r64f, r16f, r8i, r32i, r16bf;
  int compute32f, pedantic32f, tf32, compute64f, compute32i;
};
// hipBLAS 3.0: hipDataType, hipblasComputeType_t (hipblas-common.h).
constexpr BlasNumbers kBlas = {0, 1, 2, 3, 10, 14, 2, 3, 6, 7, 9};
// hipBLAS 0.x to 1.x: hipblasDatatype_t, for the compute type as well.
constexpr BlasNumbers kOldBlas = {151, 152, 150, 160, 162, 168, 151, 151, -1, 152, 162};
// hipBLAS, hipblasGemmAlgo_t.
constexpr int kGemmDefault = 160;
// hipBLAS, hipblasMath_t: HIPBLAS_DEFAULT_MATH.
constexpr int kMathMode = 0;
// hipBLAS, hipblasStatus_t.
constexpr int kStatusNotInitialized = 1;
constexpr int kStatusInvalidValue = 3;
constexpr int kStatusNotSupported = 7;

// hipRTC, hiprtcResult.
constexpr int kRtcInvalidInput = 3;
constexpr int kRtcInvalidOption = 5;
constexpr int kRtcCompilation = 6;
// hipRTC takes the architecture of the current device where none is given.
constexpr const char* kArchitecture = "";
constexpr const char* kStandard = "-std=c++17";

}  // namespace vendor

#endif
