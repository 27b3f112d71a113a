package io.goodflops.tck;

import io.goodflops.spi.DevicePlugin;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/** A class loader that has the SPI once more than its parent. */
final class TwoSpis extends ClassLoader {
  private TwoSpis() {
    super(TwoSpis.class.getClassLoader());
  }

  static DevicePlugin plugin() {
    String name = AlteredPlugin.class.getName();
    String file = name.replace('.', '/') + ".class";
    try (InputStream in = TwoSpis.class.getClassLoader().getResourceAsStream(file)) {
      byte[] code = in.readAllBytes();
      TwoSpis loader = new TwoSpis();
      Class<?> type = loader.defineClass(name, code, 0, code.length);
      var constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return (DevicePlugin) constructor.newInstance();
    } catch (IOException | ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    List<URL> found = new ArrayList<>(Collections.list(super.getResources(name)));
    found.add(new URL("file:/acme/own.jar/" + name));
    return Collections.enumeration(found);
  }
}
