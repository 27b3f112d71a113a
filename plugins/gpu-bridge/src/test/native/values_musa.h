// MUSA, of Moore Threads: names and numbers, written from the vendor's documents and from code that calls its libraries, and never from a
// dialect file. What stands here was not compared with a device.

#ifndef VALUES_MUSA_H
#define VALUES_MUSA_H

#define cudaGetDeviceCount         musaGetDeviceCount
#define cudaSetDevice              musaSetDevice
#define cudaDeviceGetAttribute     musaDeviceGetAttribute
#define cudaDeviceGetPCIBusId      musaDeviceGetPCIBusId
#define cudaRuntimeGetVersion      musaRuntimeGetVersion
#define cudaDriverGetVersion       musaDriverGetVersion
#define cudaGetErrorString         musaGetErrorString
#define cudaGetLastError           musaGetLastError
#define cudaMemGetInfo             musaMemGetInfo
#define cudaMalloc                 musaMalloc
#define cudaFree                   musaFree
#define cudaMallocHost             musaMallocHost
#define cudaFreeHost               musaFreeHost
#define cudaMemcpy                 musaMemcpy
#define cudaMemcpyAsync            musaMemcpyAsync
#define cudaStreamCreateWithFlags  musaStreamCreateWithFlags
#define cudaStreamDestroy          musaStreamDestroy
#define cudaStreamSynchronize      musaStreamSynchronize
#define cudaStreamWaitEvent        musaStreamWaitEvent
#define cudaEventCreate            musaEventCreate
#define cudaEventRecord            musaEventRecord
#define cudaEventSynchronize       musaEventSynchronize
#define cudaEventElapsedTime       musaEventElapsedTime
#define cudaEventDestroy           musaEventDestroy
#define cudaStreamBeginCapture musaStreamBeginCapture
#define cudaStreamEndCapture musaStreamEndCapture
#define cudaGraphInstantiateWithFlags musaGraphInstantiate
#define cudaGraphLaunch musaGraphLaunch
#define cudaGraphDestroy musaGraphDestroy
#define cudaGraphExecDestroy musaGraphExecDestroy
#define cudaDeviceCanAccessPeer musaDeviceCanAccessPeer
#define cudaDeviceEnablePeerAccess musaDeviceEnablePeerAccess
#define cudaMemcpyPeerAsync musaMemcpyPeerAsync
#define cuInit                     muInit
#define cuDeviceGet                muDeviceGet
#define cuDeviceGetName            muDeviceGetName
#define cuDeviceTotalMem_v2        muDeviceTotalMem_v2
#define cuGetErrorString           muGetErrorString
#define cuModuleLoadData           muModuleLoadData
#define cuModuleUnload             muModuleUnload
#define cuModuleGetFunction        muModuleGetFunction
#define cuLaunchKernel             muLaunchKernel
#define cublasCreate_v2            mublasCreate
#define cublasDestroy_v2           mublasDestroy
#define cublasSetStream_v2         mublasSetStream
#define cublasSetMathMode          mublasSetMathMode
#define cublasGetVersion_v2        mublasGetVersion
#define cublasGemmStridedBatchedEx mublasGemmStridedBatchedEx
#define nvrtcCreateProgram         mtrtcCreateProgram
#define nvrtcDestroyProgram        mtrtcDestroyProgram
#define nvrtcCompileProgram        mtrtcCompileProgram
#define nvrtcGetProgramLogSize     mtrtcGetProgramLogSize
#define nvrtcGetProgramLog         mtrtcGetProgramLog
#define nvrtcGetErrorString        mtrtcGetErrorString
#define nvrtcGetCUBINSize          mtrtcGetFatBinSize
#define nvrtcGetCUBIN              mtrtcGetFatBin

namespace vendor {

// torch_musa, utils/mapping: every name of CUDA's runtime has its MUSA counterpart, with the values of CUDA's enums.
constexpr int kMemcpyHostToDevice = 1;
constexpr int kMemcpyDeviceToHost = 2;
constexpr int kMemcpyDeviceToDevice = 3;
constexpr unsigned kStreamNonBlocking = 0x01;
// As CUDA: musaStreamCaptureMode, musaError.
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
// torch_musa, utils/mapping/dnn-naming.json: cudaDevAttr* are named musaDevAttr* one to one.
constexpr int kAttrWarpSize = 10;
constexpr int kAttrMultiProcessorCount = 16;
constexpr int kAttrComputeCapabilityMajor = 75;
constexpr int kAttrComputeCapabilityMinor = 76;
// mp_31, an MTT S5000.
constexpr int kCapabilityMajor = 3;
constexpr int kCapabilityMinor = 1;
// MUSA SDK 5.2, MUSART_VERSION.
constexpr int kVersion = 50200;
constexpr const char* kNoDevice = "no MUSA-capable device is detected";

// muBLAS, mublas-types.h: mublasOperation_t (as FlagBLAS and musapy call it).
constexpr int kOpN = 111;
constexpr int kOpT = 112;
struct BlasNumbers {
  int r32f, r64f, r16f, r8i, r32i, r16bf;
  int compute32f, pedantic32f, tf32, compute64f, compute32i;
};
// muBLAS of MUSA SDK 4 and 5, as onnxruntime-musa and zml/xla call it: musaDataType_t, mublasComputeType_t.
constexpr BlasNumbers kBlas = {0, 1, 2, 3, 10, 14, 68, 69, 77, 70, 72};
// As ggml calls it: the compute type is a musaDataType_t.
constexpr BlasNumbers kOldBlas = {0, 1, 2, 3, 10, 14, 0, 0, -1, 1, 10};
// muBLAS, mublasGemmAlgo_t: MUBLAS_GEMM_DEFAULT.
constexpr int kGemmDefault = 0;
constexpr int kMathMode = 0;
// muBLAS, mublasStatus_t: as rocBLAS counts.
constexpr int kStatusNotInitialized = 1;
constexpr int kStatusInvalidValue = 4;
constexpr int kStatusNotSupported = 2;

constexpr int kRtcInvalidInput = 3;
constexpr int kRtcInvalidOption = 5;
constexpr int kRtcCompilation = 6;
// MUSA SDK documentation, mcc: architectures are named mp_31 and so on.
constexpr const char* kArchitecture = "--gpu-architecture=mp_31";
constexpr const char* kStandard = "-std=c++17";

}  // namespace vendor

#endif
