package org.bytedeco.opencl.presets;

/**
 * Stands in for the class that JavaCPP's oneDNN names in an annotation. The artifact that holds it
 * (opencl 3.1-1.5.14) was never published, and oneDNN on a CPU needs no OpenCL.
 */
public final class OpenCL {
  private OpenCL() {}
}
