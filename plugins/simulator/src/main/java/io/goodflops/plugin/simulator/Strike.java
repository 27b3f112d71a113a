package io.goodflops.plugin.simulator;

import io.goodflops.spi.DeviceException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The faults that act on a call, acted out. */
final class Strike {
  /** What was leaked stays reachable until the process ends. */
  private static final List<byte[]> LEAKED = new ArrayList<>();

  private static final int LEAKED_BLOCK = 16 << 20;

  private static boolean flooded;

  private Strike() {}

  /**
   * Does it.
   *
   * @param text message of an exception, or what is printed
   * @param bytes that leak with each call, or that are printed in all
   */
  static void with(What what, String text, long bytes) {
    switch (what) {
      case HANG -> hang();
      case CRASH -> crash();
      case EXIT -> System.exit(7);
      case EXCEPTION -> throw new IllegalStateException(text);
      case DEVICE_EXCEPTION -> throw new DeviceException(text);
      case HOSTILE_EXCEPTION -> throw new HostileException();
      case CYCLIC_EXCEPTION -> throw new CyclicException(text);
      case OUT_OF_MEMORY -> exhaust();
      case LEAK -> leak(bytes);
      case FLOOD -> flood(text, bytes);
      case ENDLESS_FLOOD -> floodWithoutEnd(text);
      default -> throw new AssertionError(what + " is not about a call");
    }
  }

  /** Never returns, and no interrupt ends it. */
  private static void hang() {
    while (true) {
      LockSupport.parkNanos(1_000_000_000L);
    }
  }

  /** A real SIGSEGV. */
  private static void crash() {
    try {
      // by reflection, since the compiler's warning about Unsafe cannot be turned off
      Class<?> type = Class.forName("sun.misc.Unsafe");
      var field = type.getDeclaredField("theUnsafe");
      field.setAccessible(true);
      type.getMethod("putAddress", long.class, long.class).invoke(field.get(null), 0L, 0L);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java cannot be crashed", e);
    }
  }

  /** More than any heap holds: the real error, without filling a machine's memory first. */
  private static void exhaust() {
    long[][] all = new long[8][];
    for (int i = 0; i < all.length; i++) {
      all[i] = new long[Integer.MAX_VALUE - 8];
    }
    LEAKED.add(new byte[all.length]);
  }

  private static void leak(long bytes) {
    for (long left = bytes; left > 0; left -= LEAKED_BLOCK) {
      LEAKED.add(new byte[(int) Math.min(left, LEAKED_BLOCK)]);
    }
  }

  /**
   * Once in a process: a quarter each to standard output and standard error, as Java code and as
   * native code reach them.
   */
  private static void flood(String text, long bytes) {
    if (flooded) {
      return;
    }
    flooded = true;
    byte[] line = (text + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] block = new byte[line.length * Math.max(1, (1 << 16) / line.length)];
    for (int i = 0; i < block.length; i++) {
      block[i] = line[i % line.length];
    }
    PrintStream[] streams = {System.out, System.err};
    for (PrintStream stream : streams) {
      for (long left = bytes / 4; left > 0; left -= block.length) {
        stream.write(block, 0, block.length);
      }
      stream.flush();
    }
    FileDescriptor[] descriptors = {FileDescriptor.out, FileDescriptor.err};
    for (FileDescriptor descriptor : descriptors) {
      // not closed: that would close the process's own
      OutputStream raw = new FileOutputStream(descriptor);
      try {
        for (long left = bytes / 4; left > 0; left -= block.length) {
          raw.write(block);
        }
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Never returns: native code that prints in a loop. */
  private static void floodWithoutEnd(String text) {
    byte[] line = (text + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] block = new byte[line.length * Math.max(1, (1 << 16) / line.length)];
    for (int i = 0; i < block.length; i++) {
      block[i] = line[i % line.length];
    }
    // not closed: that would close the process's own
    OutputStream raw = new FileOutputStream(FileDescriptor.err);
    try {
      while (true) {
        raw.write(block);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Cannot be serialised, printed or asked anything. */
  private static final class HostileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings({"serial", "unused"}) // that is the point
    private final Object cannotBeSerialised = new Object();

    @Override
    public String getMessage() {
      throw new IllegalStateException("asked for a message");
    }

    @Override
    public String getLocalizedMessage() {
      throw new IllegalStateException("asked for a message");
    }

    @Override
    public synchronized Throwable getCause() {
      throw new IllegalStateException("asked for a cause");
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      throw new IllegalStateException("asked for a stack trace");
    }

    @Override
    public void printStackTrace(PrintStream stream) {
      throw new IllegalStateException("asked to be printed");
    }

    @Override
    public String toString() {
      throw new IllegalStateException("asked for words");
    }
  }

  /** Its cause's cause is itself: who looks for the deepest cause never comes back. */
  private static final class CyclicException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CyclicException(String message) {
      super(message);
      initCause(new IllegalStateException(message, this));
    }
  }
}
