// MIOpen: which numbers the emulated library accepts. Written from AMD's reference of MIOpen 3.3 (ROCm 6.3: Modules "handle", "tensor",
// "convolutions") and what it says of MI200, and never from a dialect file. What stands here was not compared with a device.

#ifndef VALUES_MIOPEN_H
#define VALUES_MIOPEN_H

namespace vendor {

// miopenDataType_t. Of these, the reference of miopenConvolutionForwardImmediate takes FP32, FP16 and BF16.
enum MiType { MI_HALF = 0, MI_FLOAT = 1, MI_BFLOAT16 = 5 };
// miopenConvolutionMode_t: what it calls convolution is cross-correlation.
enum MiMode { MI_CROSS_CORRELATION = 0, MI_TRANSPOSE = 1 };
// miopenConvolutionAttrib_t. The last came after MIOpen 3.4: PyTorch sets it since (aten/src/ATen/miopen/Descriptors.h).
enum MiAttribute { MI_ATTRIB_FP16_ALT_IMPL = 0, MI_ATTRIB_DETERMINISTIC = 1, MI_ATTRIB_MATH_TYPE = 3 };
// miopenMathType_t: TF32 where possible; none.
enum MiMath { MI_MATH_DEFAULT = 0, MI_MATH_PEDANTIC = 1 };
// miopenConvAlgorithm_t.
enum MiAlgorithm { MI_GEMM = 0, MI_DIRECT = 1, MI_FFT = 2, MI_WINOGRAD = 3, MI_IMPLICIT_GEMM = 5 };
// miopenStatus_t.
enum MiStatus { MI_NOT_INITIALIZED = 1, MI_BAD_PARM = 3 };

}  // namespace vendor

#endif
