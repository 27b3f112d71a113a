// cuDNN: which numbers the emulated library accepts. Written from NVIDIA's API reference (cudnnDataType_t, cudnnTensorFormat_t,
// cudnnConvolutionMode_t, cudnnMathType_t, cudnnDeterminism_t, cudnnConvolution*Algo_t, cudnnStatus_t) and never from a dialect file.

#ifndef VALUES_DNN_H
#define VALUES_DNN_H

namespace vendor {

enum DnnType { DNN_FLOAT = 0, DNN_DOUBLE = 1, DNN_HALF = 2, DNN_BFLOAT16 = 9 };
enum DnnFormat { DNN_NCHW = 0, DNN_NHWC = 1 };
enum DnnMode { DNN_CONVOLUTION = 0, DNN_CROSS_CORRELATION = 1 };
enum DnnMath { DNN_DEFAULT_MATH = 0, DNN_TENSOR_OP_MATH = 1, DNN_ALLOW_CONVERSION = 2, DNN_FMA_MATH = 3 };
enum DnnDeterminism { DNN_NON_DETERMINISTIC = 0, DNN_DETERMINISTIC = 1 };
enum DnnForward { DNN_IMPLICIT_GEMM = 0, DNN_IMPLICIT_PRECOMP_GEMM = 1, DNN_WINOGRAD = 6 };
// Of the gradients, of data as of filters: ALGO_0 is not deterministic, ALGO_1 is.
enum DnnBackward { DNN_ALGO_0 = 0, DNN_ALGO_1 = 1 };
enum DnnStatus { DNN_NOT_INITIALIZED = 1, DNN_BAD_PARAM = 3, DNN_NOT_SUPPORTED = 9 };

}  // namespace vendor

#endif
