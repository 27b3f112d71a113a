package io.goodflops.engine.child;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.engine.plugin.PluginFolder;
import io.goodflops.result.PluginRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChildEnvironmentTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PATH",
        "HOME",
        "LC_ALL",
        "TZ",
        "OMP_NUM_THREADS",
        "CUDA_VISIBLE_DEVICES",
        "MIOPEN_USER_DB_PATH"
      })
  void whatProgramsNeedArrives(String name) {
    assertThat(given(Map.of(name, "value"))).containsEntry(name, "value");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "DB_PASSWORD", "SSH_AUTH_SOCK", "ANYTHING",
        "NVIDIA_API_KEY", "CUDA_TOKEN", "JAVA_TOOL_OPTIONS", "LD_PRELOAD", "HTTPS_PROXY",
        "BASH_FUNC_x%%", "KUBECONFIG", "GOODFLOPS_PLUGIN_ENV", "PATHS", "LC"
      })
  void nothingElseDoes(String name) {
    assertThat(given(Map.of(name, "value"))).doesNotContainKey(name);
  }

  @Test
  void valueWithAPasswordInItDoesNot() {
    assertThat(given(Map.of("CUDA_CACHE", "https://me:secret@host/x")))
        .doesNotContainKey("CUDA_CACHE");
    assertThat(given(Map.of("CUDA_CACHE", "https://host:80/x@y"))).containsKey("CUDA_CACHE");
  }

  @Test
  void valueOfTheManifestHoldsUnlessTheUserHasAnother() {
    assertThat(given(Map.of(), "ACME_MODE=fast")).containsEntry("ACME_MODE", "fast");
    assertThat(given(Map.of("ACME_MODE", "slow"), "ACME_MODE=fast"))
        .containsEntry("ACME_MODE", "slow");
  }

  /** A library that is loaded before all others, or options of the JVM, are not a plugin's. */
  @Test
  void manifestCannotSetWhatIsNotItsOwn() {
    assertThat(given(Map.of(), "LD_PRELOAD=/tmp/x.so", "JAVA_TOOL_OPTIONS=-Xint", "A_TOKEN=t"))
        .doesNotContainKeys("LD_PRELOAD", "JAVA_TOOL_OPTIONS", "A_TOKEN");
  }

  @Test
  void userLetsThroughWhatHeNames() {
    Map<String, String> host =
        Map.of(
            "GOODFLOPS_PLUGIN_ENV",
            "ACME_TOKEN, MY_*",
            "ACME_TOKEN",
            "t",
            "MY_X",
            "x",
            "MINE",
            "y");
    assertThat(given(host)).containsOnlyKeys("ACME_TOKEN", "MY_X", "LD_LIBRARY_PATH");
  }

  @Test
  void noGrantIsNoGrant() {
    assertThat(given(Map.of("GOODFLOPS_PLUGIN_ENV", "", "A", "b")))
        .containsOnlyKeys("LD_LIBRARY_PATH");
  }

  @Test
  void whatOnePluginAloneSeesIsDisclosedByNameAndNotByValue() {
    Map<String, String> host =
        Map.of(
            "GOODFLOPS_PLUGIN_ENV",
            "ACME_TOKEN",
            "ACME_TOKEN",
            "hidden",
            "CUDA_HOME",
            "c",
            "Z",
            "z");
    assertThat(ChildEnvironment.disclosed(PluginFolder.of(folder), host))
        .isEqualTo(new PluginRecord.Environment(List.of(), List.of("ACME_TOKEN")));
  }

  @Test
  void librariesAreLookedForInThePluginFirst() {
    assertThat(given(Map.of("LD_LIBRARY_PATH", "/opt/lib")))
        .containsEntry("LD_LIBRARY_PATH", folder + ":/opt/lib");
  }

  private Map<String, String> given(Map<String, String> host, String... words) {
    if (words.length > 0) {
      Manifest manifest = new Manifest();
      manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
      manifest.getMainAttributes().putValue("GoodFLOPS-Environment", String.join(" ", words));
      try (JarOutputStream jar =
          new JarOutputStream(Files.newOutputStream(folder.resolve("acme.jar")), manifest)) {
        jar.putNextEntry(new ZipEntry("META-INF/services/io.goodflops.spi.DevicePlugin"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return ChildEnvironment.of(PluginFolder.of(folder), host);
  }
}
