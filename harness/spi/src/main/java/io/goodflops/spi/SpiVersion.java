package io.goodflops.spi;

/**
 * The version of this SPI. A plugin jar states the version it was built against in its manifest as
 * {@value #MANIFEST_KEY}; the loader refuses another major before it loads any class of the jar.
 */
public final class SpiVersion {
  /** Changes when a vendor has to change code. */
  public static final int MAJOR = 1;

  /** Changes when something was added. */
  public static final int MINOR = 0;

  /** Manifest attribute of a plugin jar: {@code major.minor}. */
  public static final String MANIFEST_KEY = "GoodFLOPS-SPI-Version";

  /**
   * Optional manifest attribute of a plugin jar: JDK modules that the child JVM must add, separated
   * by commas, for example {@code jdk.incubator.vector}. Modules the JDK lacks are left out.
   */
  public static final String ADD_MODULES_KEY = "GoodFLOPS-Add-Modules";

  /**
   * Optional manifest attribute of a plugin jar: environment variables that the plugin needs beside
   * those every child gets, separated by blanks, for example {@code ACME_HOME ACME_*
   * ACME_MODE=fast}: a value holds unless the user has set another. What looks like a secret is not
   * given this way.
   */
  public static final String ENVIRONMENT_KEY = "GoodFLOPS-Environment";

  private SpiVersion() {}
}
