package io.goodflops.workload;

/** Which way a transfer goes. */
public enum Direction {
  HOST_TO_DEVICE,
  DEVICE_TO_HOST,
  /** From another device of the same plugin, without the host. */
  PEER_TO_DEVICE
}
