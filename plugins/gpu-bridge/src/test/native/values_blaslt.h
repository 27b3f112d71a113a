// cublasLt: which numbers the emulated library accepts. Written from NVIDIA's documentation (cuBLAS, "Using the cublasLt API":
// cublasLtMatmulDescAttributes_t, cublasLtMatrixLayoutAttribute_t, cublasLtMatmulPreferenceAttributes_t, cublasStatus_t) and from
// what openai/triton declares of it for itself (third_party/nvidia/include/cublas_types.h), and never from a dialect file.

#ifndef VALUES_BLASLT_H
#define VALUES_BLASLT_H

#include <cstddef>
#include <cstdint>

namespace vendor {

// cudaDataType_t.
enum LtType { LT_32F = 0, LT_16F = 2, LT_16BF = 14, LT_E4M3 = 28, LT_E5M2 = 29 };
// cublasComputeType_t: the only one that FP8 has.
enum LtCompute { LT_COMPUTE_32F = 68 };
enum LtOperation { LT_N = 0, LT_T = 1 };
// What may be set of a product: int32_t, int32_t, int8_t.
enum LtProductAttribute { LT_TRANSA = 3, LT_TRANSB = 4, LT_FAST_ACCUM = 25 };
// Of a layout: int32_t, int64_t.
enum LtLayoutAttribute { LT_BATCH_COUNT = 5, LT_STRIDED_BATCH_OFFSET = 6 };
// Of a preference: uint64_t.
enum LtPreferenceAttribute { LT_MAX_WORKSPACE_BYTES = 1 };
enum LtStatus { LT_NOT_INITIALIZED = 1, LT_INVALID_VALUE = 7, LT_NOT_SUPPORTED = 15 };

// cublasLtMatmulAlgo_t and cublasLtMatmulHeuristicResult_t.
struct LtAlgorithm {
  std::uint64_t data[8];
};
struct LtResult {
  LtAlgorithm algorithm;
  std::size_t workspace;
  int state;
  float waves;
  int reserved[4];
};
static_assert(sizeof(LtResult) == 96);

// cuBLAS documentation, cublasLtMatmul, FP8: addresses at multiples of 16 bytes, and what "Tensor Core Usage" asks for.
constexpr std::uint64_t kLtMultiple = 16;
// NVIDIA/CUDALibrarySamples, issue 172: columns of B as well, of 8.
constexpr std::uint64_t kLtColumns = 8;
// cuBLAS documentation, cublasLtMatmul: a workspace begins at a multiple of 256 bytes.
constexpr std::uint64_t kLtWorkspace = 256;

}  // namespace vendor

#endif
