package io.goodflops.engine.child;

import io.goodflops.engine.plugin.PluginFolder;
import io.goodflops.result.PluginRecord;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The environment of a child that loads a plugin: what programs and drivers need, what the plugin's
 * manifest asks for unless it looks like a secret, and what the user lets through. Where the
 * manifest gives a value, it holds unless the user has set another.
 */
public final class ChildEnvironment {
  /**
   * Variable of the host with names, or beginnings with {@code *}, that plugins may see as well.
   */
  public static final String MORE = "GOODFLOPS_PLUGIN_ENV";

  private static final String LIBRARY_PATH = "LD_LIBRARY_PATH";

  /** Names, and beginnings of names. Vendors' own are listed so that their stacks work unasked. */
  private static final List<String> EVERYBODY =
      List.of(
              "PATH HOME USER LOGNAME LANG LANGUAGE LC_* TZ TMPDIR XDG_CACHE_HOME LD_LIBRARY_PATH"
                  .split(" "),
              "OMP_* GOMP_* KMP_* MKL_* OPENBLAS_* DNNL_* ONEDNN_*".split(" "),
              "CUDA_* CUDNN_* CUBLAS_* NVIDIA_* NCCL_*".split(" "),
              "HIP_* HSA_* ROCM_* ROCR_* ROCBLAS_* HIPBLASLT_* MIOPEN_* RCCL_* AMD_* GPU_*"
                  .split(" "),
              "MACA_* MXMACA_* MCCL_* METAX_* MUSA_* MTHREADS_* MUBLAS_*".split(" "),
              "ASCEND_* HCCL_* DTK_* HYHAL_* COREX_* ILUVATAR_* IX_*".split(" "),
              "NEUWARE_* CNRT_* CAMBRICON_* TOPS_* ENFLAME_* ECCL_* SUPA_*".split(" "),
              "ZE_* SYCL_* ONEAPI_* HABANA_* XPU_*".split(" "))
          .stream()
          .flatMap(Arrays::stream)
          .toList();

  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "SECRET|TOKEN|PASSW|PASSPHRASE|PASSCODE|_PWD|_PASS$|_PASS_|CREDENTIAL|PRIVATE|AUTH|COOKIE"
              + "|SESSION|APIKEY|API_KEY|ACCESS_KEY|_KEY$|_KEY_|_KEYS$|_PAT$|_DSN$|CERT|SIGNING"
              + "|WEBHOOK|_PROXY$",
          Pattern.CASE_INSENSITIVE);

  /** Where credentials live, whatever the names behind these beginnings are. */
  private static final Pattern SECRET_FAMILY =
      Pattern.compile(
          "(AWS|AZURE|ARM|GOOGLE|GCP|GCLOUD|ALIBABA|ALICLOUD|ALIYUN|TENCENTCLOUD|HUAWEICLOUD|GITHUB|GH"
              + "|GITLAB|GITEE|GIT|CI|ACTIONS|JENKINS|SSH|GPG|DOCKER|REGISTRY|KUBE|KUBERNETES|VAULT"
              + "|NPM|PIP|TWINE|MAVEN|GRADLE|CARGO|HF|HUGGINGFACE|WANDB|SLACK"
              + "|DATABASE|DB|PG|POSTGRES|MYSQL|REDIS|MONGO|MONGODB|SMTP|MAIL|LDAP|KRB5"
              + "|JAVA|JDK|_JAVA)(_.*)?|KUBECONFIG|CLASSPATH|LD_PRELOAD|LD_AUDIT",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern SECRET_VALUE = Pattern.compile("://[^/@\\s]*:[^/@\\s]*@");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private ChildEnvironment() {}

  /** All that a child of this process gets to see with this plugin. */
  static Map<String, String> of(PluginFolder plugin) {
    Map<String, String> result = of(plugin, System.getenv());
    result.put("TMPDIR", Scratch.ofChildren().toString());
    return result;
  }

  /**
   * What the plugin sees beyond what every plugin sees: for the user to look at.
   *
   * @return the words of its manifest, and the names of the variables that it was given because of
   *     them or by the user
   */
  public static PluginRecord.Environment disclosed(PluginFolder plugin) {
    return disclosed(plugin, System.getenv());
  }

  static PluginRecord.Environment disclosed(PluginFolder plugin, Map<String, String> host) {
    return new PluginRecord.Environment(
        plugin.environment().stream().map(Words::clean).toList(),
        of(plugin, host).keySet().stream().filter(name -> !named(name, EVERYBODY)).toList());
  }

  static Map<String, String> of(PluginFolder plugin, Map<String, String> host) {
    List<String> asked = new ArrayList<>(EVERYBODY);
    Map<String, String> defaults = new TreeMap<>();
    for (String word : plugin.environment()) {
      int equals = word.indexOf('=');
      asked.add(equals < 0 ? word : word.substring(0, equals));
      if (equals > 0) {
        defaults.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }
    List<String> granted = List.of(host.getOrDefault(MORE, "").strip().split("[,\\s]+"));
    Map<String, String> result = new TreeMap<>();
    host.forEach(
        (name, value) -> {
          boolean wanted = named(name, asked) && !secret(name, value);
          if (NAME.matcher(name).matches() && (wanted || named(name, granted))) {
            result.put(name, value);
          }
        });
    defaults.forEach(
        (name, value) -> {
          if (!secret(name, value)) {
            result.putIfAbsent(name, value);
          }
        });
    result.remove(MORE);
    if (Files.isDirectory(plugin.path())) {
      result.merge(LIBRARY_PATH, folder(plugin), (old, own) -> own + File.pathSeparator + old);
    }
    return result;
  }

  /**
   * Words before a {@code java} command that give it this environment and no other, for who cannot
   * set it otherwise. Nothing that is granted unasked is secret: these words can be seen by other
   * users of the machine until {@code env} has become {@code java}.
   */
  public static List<String> prefix(PluginFolder plugin) {
    List<String> words = new ArrayList<>();
    words.add(Files.isExecutable(Path.of("/usr/bin/env")) ? "/usr/bin/env" : "env");
    words.add("-i");
    of(plugin).forEach((name, value) -> words.add(name + "=" + value));
    return List.copyOf(words);
  }

  /** Where the JVM looks for native libraries: in the plugin first. */
  static String libraryPath(PluginFolder plugin) {
    String usual = System.getProperty("java.library.path", "");
    return Files.isDirectory(plugin.path())
        ? folder(plugin) + (usual.isEmpty() ? "" : File.pathSeparator + usual)
        : usual;
  }

  private static String folder(PluginFolder plugin) {
    return plugin.path().toAbsolutePath().normalize().toString();
  }

  private static boolean named(String name, List<String> patterns) {
    return patterns.stream()
        .anyMatch(
            pattern ->
                pattern.endsWith("*")
                    ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                    : name.equals(pattern));
  }

  private static boolean secret(String name, String value) {
    return SECRET_NAME.matcher(name).find()
        || SECRET_FAMILY.matcher(name).matches()
        || SECRET_VALUE.matcher(value).find();
  }
}
