package io.goodflops.engine.child;

import io.goodflops.spi.DevicePlugin;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * Loads a plugin, in a child JVM. The plugin sees the JDK and the SPI and nothing of the harness,
 * so that its libraries cannot clash with ours.
 */
public final class PluginLoader extends URLClassLoader {
  private static final String SPI = "io.goodflops.spi.";

  private PluginLoader(URL[] jars) {
    super("plugin", jars, ClassLoader.getPlatformClassLoader());
  }

  /**
   * The single plugin in these jars.
   *
   * @throws PluginDefect if there is none or it cannot be constructed
   */
  public static DevicePlugin load(List<Path> jars) throws PluginDefect {
    List<URL> urls = new ArrayList<>();
    try {
      for (Path jar : jars) {
        urls.add(jar.toUri().toURL());
      }
    } catch (MalformedURLException e) {
      throw new PluginDefect("a jar has an impossible name: " + e.getMessage());
    }
    // lives as long as the process
    ClassLoader loader = new PluginLoader(urls.toArray(URL[]::new));
    Thread.currentThread().setContextClassLoader(loader);
    try {
      Iterator<DevicePlugin> plugins = ServiceLoader.load(DevicePlugin.class, loader).iterator();
      if (!plugins.hasNext()) {
        throw new PluginDefect("its service file names no class");
      }
      DevicePlugin plugin = plugins.next();
      if (plugins.hasNext()) {
        throw new PluginDefect("it has more than one DevicePlugin; one jar folder is one plugin");
      }
      return plugin;
    } catch (ServiceConfigurationError e) {
      throw new PluginDefect(Words.of(e));
    } catch (LinkageError | RuntimeException e) {
      throw new PluginDefect("its DevicePlugin cannot be constructed: " + Words.of(e));
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith(SPI)) {
      return DevicePlugin.class.getClassLoader().loadClass(name);
    }
    return super.loadClass(name, resolve);
  }

  @Override
  public void close() throws IOException {
    throw new IOException("a plugin stays loaded as long as its process lives");
  }

  /** The plugin's own files are wrong. */
  public static final class PluginDefect extends Exception {
    private static final long serialVersionUID = 1L;

    PluginDefect(String message) {
      super(message);
    }
  }
}
