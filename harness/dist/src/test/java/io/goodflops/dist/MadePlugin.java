package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;

/** A vendor's plugin, compiled against the SPI that is shipped. */
final class MadePlugin {
  private MadePlugin() {}

  /** A jar of one class {@code Made}, which is the plugin. */
  static Path of(Path folder, String source) throws IOException {
    Path sources = Files.createDirectories(folder.resolve("source"));
    Path classes = Files.createDirectories(folder.resolve("classes"));
    Path file = Files.writeString(sources.resolve("Made.java"), source);
    Path spi =
        Layout.jars("lib").stream()
            .filter(jar -> jar.getFileName().toString().startsWith("goodflops-spi-"))
            .findFirst()
            .orElseThrow();
    List<String> options =
        List.of(
            "-proc:none",
            "-encoding",
            "UTF-8",
            "-cp",
            spi.toString(),
            "-d",
            classes.toString(),
            file.toString());
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, options.toArray(String[]::new)))
        .isZero();
    Path jar = folder.resolve("made.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
    manifest.getMainAttributes().putValue("GoodFLOPS-SPI-Version", "1.0");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        Stream<Path> made = Files.list(classes)) {
      out.putNextEntry(new ZipEntry("META-INF/services/io.goodflops.spi.DevicePlugin"));
      out.write("Made".getBytes(StandardCharsets.UTF_8));
      for (Path one : made.toList()) {
        out.putNextEntry(new ZipEntry(one.getFileName().toString()));
        Files.copy(one, out);
      }
    }
    return jar;
  }
}
