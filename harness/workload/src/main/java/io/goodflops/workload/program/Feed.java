package io.goodflops.workload.program;

/** How a step gets its batch. */
public enum Feed {
  /** It lies on the device. */
  RESIDENT,
  /** It is copied from the host before each step, in the step's own queue. */
  SERIAL,
  /** It is copied from the host in a second queue while the step before it runs. */
  OVERLAPPED
}
