// cublasLt: which numbers the emulated library accepts. Written from NVIDIA's documentation (cuBLAS, "Using the cublasLt API":
// cublasLtMatmulDescAttributes_t, cublasLtMatrixLayoutAttribute_t, cublasLtMatmulPreferenceAttributes_t, cublasStatus_t) and from
// what triton-lang/triton declares of it for itself (third_party/nvidia/include/cublas_types.h), and never from a dialect file.

#ifndef VALUES_BLASLT_H
#define VALUES_BLASLT_H

#include <cstddef>
#include <cstdint>

namespace vendor {

// What another vendor has otherwise is behind BLASLT_OF_HIP: from ROCm/hipBLASLt, library/include/hipblaslt.h (commit 592518e), and
// HIP's library_types.h (hipDataType), hipblas-common.h (hipblasComputeType_t).
#ifdef BLASLT_OF_HIP
enum LtCompute { LT_COMPUTE_32F = 2 };
enum LtProductAttribute { LT_TRANSA = 0, LT_TRANSB = 1, LT_FAST_ACCUM = -1 };
enum LtLayoutAttribute { LT_BATCH_COUNT = 0, LT_STRIDED_BATCH_OFFSET = 1 };
// hipblasLtMatmulAlgo_t: 16 bytes and a size_t.
constexpr std::size_t kLtAlgorithm = 3;
// README of hipBLASLt: fp8 and bf8 in any combination, and no sizes are named.
constexpr bool kLtTwoE5m2 = true;
constexpr std::uint64_t kLtMultiple = 1;
constexpr std::uint64_t kLtColumns = 1;
#else
// cublasComputeType_t: the only one that FP8 has.
enum LtCompute { LT_COMPUTE_32F = 68 };
// What may be set of a product: int32_t, int32_t, int8_t.
enum LtProductAttribute { LT_TRANSA = 3, LT_TRANSB = 4, LT_FAST_ACCUM = 25 };
// Of a layout: int32_t, int64_t.
enum LtLayoutAttribute { LT_BATCH_COUNT = 5, LT_STRIDED_BATCH_OFFSET = 6 };
// cublasLtMatmulAlgo_t: 8 numbers of 64 bits.
constexpr std::size_t kLtAlgorithm = 8;
// cuBLAS documentation, cublasLtMatmul, types of A and B: no two of E5M2.
constexpr bool kLtTwoE5m2 = false;
// The same, FP8: addresses at multiples of 16 bytes, and what "Tensor Core Usage" asks for.
constexpr std::uint64_t kLtMultiple = 16;
// NVIDIA/CUDALibrarySamples, issue 172: columns of B as well, of 8.
constexpr std::uint64_t kLtColumns = 8;
#endif

// cudaDataType_t, hipDataType.
enum LtType { LT_32F = 0, LT_16F = 2, LT_16BF = 14, LT_E4M3 = 28, LT_E5M2 = 29 };
// Of a preference: uint64_t.
enum LtPreferenceAttribute { LT_MAX_WORKSPACE_BYTES = 1 };
enum LtStatus {
  LT_NOT_INITIALIZED = kStatusNotInitialized,
  LT_INVALID_VALUE = kStatusInvalidValue,
  LT_NOT_SUPPORTED = kStatusNotSupported
};

// cublasLtMatmulHeuristicResult_t.
struct LtAlgorithm {
  std::uint64_t data[kLtAlgorithm];
};
struct LtResult {
  LtAlgorithm algorithm;
  std::size_t workspace;
  int state;
  float waves;
  int reserved[4];
};
static_assert(sizeof(LtResult) == 8 * kLtAlgorithm + 32);

// cuBLAS documentation, cublasLtMatmul: a workspace begins at a multiple of 256 bytes.
constexpr std::uint64_t kLtWorkspace = 256;

}  // namespace vendor

#endif
