package io.goodflops.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.goodflops.result.UserException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginFolderTest {
  private static final String SERVICE = "META-INF/services/io.goodflops.spi.DevicePlugin";

  @TempDir Path folder;

  @Test
  void wholePluginHasNoDefect() throws Exception {
    PluginFolder plugin = PluginFolder.of(jar("good.jar", SERVICE, "1.3", "jdk.incubator.vector"));
    assertThat(plugin.defect()).isEmpty();
    assertThat(plugin.spiVersion()).isEqualTo("1.3");
    assertThat(plugin.addModules()).containsExactly("jdk.incubator.vector");
    assertThat(plugin.name()).isEqualTo("good");
  }

  @Test
  void hashChangesWithAnyJar() throws Exception {
    Path plugin = Files.createDirectory(folder.resolve("p"));
    Files.move(jar("a.jar", SERVICE, "1.0", null), plugin.resolve("a.jar"));
    String before = PluginFolder.of(plugin).sha256();
    Files.move(jar("b.jar", "x", "1.0", null), plugin.resolve("b.jar"));
    assertThat(PluginFolder.of(plugin).sha256()).isNotEqualTo(before).hasSize(64);
  }

  @Test
  void hashCoversEveryFileWhereverItLies() throws Exception {
    Path plugin = Files.createDirectories(folder.resolve("p/lib/x"));
    Files.move(jar("a.jar", SERVICE, "1.0", null), folder.resolve("p/a.jar"));
    Path library = Files.writeString(plugin.resolve("libx.so"), "1");
    String before = PluginFolder.of(folder.resolve("p")).sha256();
    Files.writeString(library, "2");
    String after = PluginFolder.of(folder.resolve("p")).sha256();
    assertThat(after).isNotEqualTo(before);
    Files.move(library, plugin.resolveSibling("libx.so"));
    assertThat(PluginFolder.of(folder.resolve("p")).sha256()).isNotIn(before, after);
  }

  @Test
  void sealBreaksWithAnyChangeEvenOneThatWasTakenBack() throws Exception {
    Path plugin = Files.createDirectory(folder.resolve("p"));
    Files.move(jar("a.jar", SERVICE, "1.0", null), plugin.resolve("a.jar"));
    Path library = Files.writeString(plugin.resolve("libx.so"), "1");
    var modified = Files.getLastModifiedTime(library);
    PluginFolder sealed = PluginFolder.of(plugin);
    assertThat(sealed.seal().broken()).isEmpty();
    Files.writeString(library, "2");
    Files.writeString(library, "1");
    Files.setLastModifiedTime(library, modified);
    assertThat(PluginFolder.of(plugin).sha256()).isEqualTo(sealed.sha256());
    assertThat(sealed.seal().broken()).contains(library.toString());
    PluginFolder again = PluginFolder.of(plugin);
    Path added = Files.writeString(plugin.resolve("new"), "");
    assertThat(again.seal().broken()).contains(added.toString());
    Files.delete(added);
    Files.delete(library);
    assertThat(again.seal().broken()).contains(library.toString());
  }

  @Test
  void twoPluginsOfOneNameAreRefused() throws Exception {
    Files.createDirectory(folder.resolve("acme"));
    jar("acme.jar", SERVICE, "1.0", null);
    assertThatThrownBy(() -> PluginFolders.scan(folder, List.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("'acme'")
        .hasMessageContaining("acme.jar");
    // naming one twice is no mistake
    assertThat(PluginFolders.scan(folder, List.of("acme", "acme"))).hasSize(1);
  }

  @Test
  void optionInjectionThroughTheManifestIsDropped() throws Exception {
    PluginFolder plugin = PluginFolder.of(jar("m.jar", SERVICE, "1.0", "a.b,-javaagent:evil,$x"));
    assertThat(plugin.addModules()).containsExactly("a.b");
  }

  @Test
  void unknownPluginIsRefusedWithWhatThereIs() throws Exception {
    Files.createDirectory(folder.resolve("known"));
    assertThatThrownBy(() -> PluginFolders.scan(folder, List.of("nosuch")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("nosuch")
        .hasMessageContaining("known");
  }

  @Test
  void trustFileHoldsHashesAndComments() throws Exception {
    String hash = "ab".repeat(32);
    Path file = Files.writeString(folder.resolve("trust"), "# ours\n" + hash + "  cpu\n\n");
    assertThat(PluginFolders.trusted(file)).containsExactly(hash);
    Files.writeString(file, "cpu\n");
    assertThatThrownBy(() -> PluginFolders.trusted(file)).hasMessageContaining("cpu");
  }

  private Path jar(String name, String entry, String spi, String modules) throws Exception {
    Path jar = folder.resolve(name);
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
    manifest.getMainAttributes().putValue("GoodFLOPS-SPI-Version", spi);
    if (modules != null) {
      manifest.getMainAttributes().putValue("GoodFLOPS-Add-Modules", modules);
    }
    try (OutputStream bytes = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(bytes, manifest)) {
      out.putNextEntry(new ZipEntry(entry));
      out.closeEntry();
    }
    return jar;
  }
}
