package io.goodflops.plugin.cpu;

import org.bytedeco.javacpp.Pointer;

/** An address for a native call: JavaCPP neither allocated this memory nor frees it. */
final class Address extends Pointer {
  Address(long address) {
    super((Pointer) null);
    this.address = address;
  }

  /** The same object with another address: a launch makes no new ones. */
  Address at(long newAddress) {
    this.address = newAddress;
    return this;
  }
}
