package io.goodflops.dist;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * A plugin made for one test: the reference plugin's arithmetic behind an entry class that does
 * something more. Its source is compiled as a vendor's would be, against the SPI alone.
 */
final class TestPlugin {
  private static final String SERVICE = "META-INF/services/io.goodflops.spi.DevicePlugin";

  /**
   * Hands every call on to the reference plugin; {@code Hook.at} is called with the name of the
   * call before it.
   */
  private static final String ENTRY =
      """
      package testplugin;

      import io.goodflops.spi.*;
      import java.lang.reflect.InvocationTargetException;
      import java.lang.reflect.Proxy;

      public final class Entry implements DevicePlugin {
        private final DevicePlugin inner = new io.goodflops.plugin.reference.ReferencePlugin();

        public String name() {
          return "@NAME@";
        }

        public String version() {
          return Hook.version();
        }

        public Discovery discover() {
          Hook.at("discover");
          return Discovery.found(
              DeviceInfo.builder("@NAME@:0", "test", Hook.version()).memoryBytes(1 << 28).build());
        }

        public Device open(DeviceInfo info) {
          Hook.at("open");
          DeviceInfo own = ((Discovery.Found) inner.discover()).devices().get(0);
          return seen(Device.class, inner.open(own));
        }

        private static <T> T seen(Class<T> type, T target) {
          return type.cast(
              Proxy.newProxyInstance(
                  Entry.class.getClassLoader(),
                  new Class<?>[] {type},
                  (proxy, method, arguments) -> {
                    Hook.at(method.getName());
                    try {
                      Object result = method.invoke(target, arguments);
                      if (result instanceof Kernel kernel) {
                        return seen(Kernel.class, kernel);
                      }
                      return result instanceof Launch launch ? seen(Launch.class, launch) : result;
                    } catch (InvocationTargetException e) {
                      throw e.getCause();
                    }
                  }));
        }
      }
      """;

  private final String name;
  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Map<String, String> manifest = new LinkedHashMap<>();
  private final List<Path> libraries = new ArrayList<>();

  TestPlugin(String name) {
    this.name = name;
    manifest.put("Manifest-Version", "1.0");
    manifest.put("GoodFLOPS-SPI-Version", "1.0");
    source("testplugin.Entry", ENTRY.replace("@NAME@", name));
    hook("");
  }

  /** Java statements that run before each call; {@code call} is its name. */
  TestPlugin hook(String statements) {
    return hook(statements, "\"1\"");
  }

  /**
   * Also says what the version is.
   *
   * @param version a Java expression
   */
  TestPlugin hook(String statements, String version) {
    return source(
        "testplugin.Hook",
        """
        package testplugin;

        final class Hook {
          static String version() {
            return %s;
          }

          static void at(String call) {
            try {
              %s
            } catch (Exception e) {
              throw new RuntimeException(e);
            }
          }
        }
        """
            .formatted(version, statements));
  }

  TestPlugin source(String className, String text) {
    sources.put(className, text);
    return this;
  }

  /** Compiles against this jar as well. */
  TestPlugin needs(Path jar) {
    libraries.add(jar);
    return this;
  }

  TestPlugin manifest(String key, String value) {
    manifest.put(key, value);
    return this;
  }

  /** Makes the folder {@code parent/name} with the plugin's jar in it. */
  Path in(Path parent) throws IOException {
    Path folder = Files.createDirectories(parent.resolve(name));
    jar(folder.resolve(name + ".jar"));
    return folder;
  }

  /** Makes the jar. */
  Path jar(Path jar) throws IOException {
    Path work = Files.createTempDirectory("test-plugin");
    compile(work, sources, libraries);
    jar(jar, work, manifest, Map.of(SERVICE, "testplugin.Entry"));
    return jar;
  }

  /** A jar with one compiled class, as a library beside a plugin would be. */
  static Path library(Path jar, String className, String text) throws IOException {
    Path work = Files.createTempDirectory("test-library");
    compile(work, Map.of(className, text), List.of());
    jar(jar, work, Map.of("Manifest-Version", "1.0"), Map.of());
    return jar;
  }

  /** The same jar, but what is called a class is none. */
  static Path withGarbageClasses(Path jar, Path copy) throws IOException {
    try (JarFile file = new JarFile(jar.toFile());
        JarOutputStream out =
            new JarOutputStream(Files.newOutputStream(copy), file.getManifest())) {
      for (JarEntry entry : file.stream().toList()) {
        if (entry.getName().equals(JarFile.MANIFEST_NAME)) {
          continue;
        }
        try (InputStream in = file.getInputStream(entry)) {
          boolean isClass = entry.getName().endsWith(".class");
          entry(out, entry.getName(), isClass ? new byte[] {1, 2, 3} : in.readAllBytes());
        }
      }
    }
    return copy;
  }

  private static void compile(Path work, Map<String, String> sources, List<Path> libraries)
      throws IOException {
    List<Path> jars =
        Stream.concat(Layout.jars("lib").stream(), Layout.jars("plugins/reference").stream())
            .filter(jar -> jar.toString().matches(".*(-spi-|-plugin-reference-)[^/]*"))
            .toList();
    if (sources.containsKey("testplugin.Entry")) {
      unpack(jars.get(1), work);
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    boolean good =
        compiler
            .getTask(
                null,
                null,
                null,
                List.of(
                    "--release",
                    "17",
                    "-d",
                    work.toString(),
                    "-cp",
                    Stream.concat(Stream.of(jars.get(0), work), libraries.stream())
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator))),
                null,
                sources.entrySet().stream().map(TestPlugin::inMemory).toList())
            .call();
    if (!good) {
      throw new IOException("a test's plugin does not compile");
    }
  }

  private static JavaFileObject inMemory(Map.Entry<String, String> source) {
    URI uri = URI.create("string:///" + source.getKey().replace('.', '/') + ".java");
    return new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return source.getValue();
      }
    };
  }

  private static void unpack(Path jar, Path folder) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : file.stream().filter(e -> e.getName().endsWith(".class")).toList()) {
        Path target = folder.resolve(entry.getName());
        Files.createDirectories(target.getParent());
        try (InputStream in = file.getInputStream(entry)) {
          Files.copy(in, target);
        }
      }
    }
  }

  private static void jar(
      Path jar, Path classes, Map<String, String> attributes, Map<String, String> more)
      throws IOException {
    Manifest manifest = new Manifest();
    attributes.forEach((key, value) -> manifest.getMainAttributes().putValue(key, value));
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        entry(out, classes.relativize(file).toString(), Files.readAllBytes(file));
      }
      more.forEach((name, text) -> entry(out, name, text.getBytes(StandardCharsets.UTF_8)));
    }
  }

  private static void entry(JarOutputStream out, String name, byte[] bytes) {
    try {
      out.putNextEntry(new JarEntry(name));
      out.write(bytes);
      out.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
