package io.goodflops.dist;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The module's tests run in two processes. A class holds a file's lock while it runs: shared with
 * the class in the other process, or alone if it is {@link Undisturbed}. Found by service loading.
 */
public final class Turns implements BeforeAllCallback, AfterAllCallback {
  private FileChannel channel;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    Path file = Path.of("target", "turns.lock").toAbsolutePath();
    channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    boolean alone = context.getRequiredTestClass().isAnnotationPresent(Undisturbed.class);
    channel.lock(0, Long.MAX_VALUE, !alone);
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    channel.close();
  }
}
