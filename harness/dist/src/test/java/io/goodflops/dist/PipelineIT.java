package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The pipelines of the documents, their steps run as a runner does. Maven is played by a script
 * that puts a plugin where its build would, and the suite is a small one; all else is real.
 */
class PipelineIT {
  private static final String SUITE =
      """
      {"name": "small", "policy": {"minForks": 1, "maxForks": 1, "minBatches": 5,
         "minBatchSeconds": 0.005, "minTimedSeconds": 0.2, "maxWarmupSeconds": 0.05,
         "precision": 0.05, "budgetSeconds": 60},
       "workloads": [
         {"op": "copy", "workingSets": "64KiB", "dtypes": ["FP32"], "source": "test"}]}
      """;

  @TempDir private Path folder;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void prepareTheRunner() throws Exception {
    Path plugin = new TestPlugin("acme").in(Files.createDirectory(folder.resolve("plugin")));
    Path tools = Files.createDirectory(folder.resolve("tools"));
    script(tools.resolve("mvn"), "mkdir -p target && cp -r '" + plugin + "' target/");
    script(tools.resolve("goodflops"), "exec '" + Layout.home() + "/bin/goodflops' \"$@\"");
    environment.put("PATH", tools + ":" + System.getenv("PATH"));
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("GOODFLOPS_HOST_JAVA_OPTS", "-Djava.io.tmpdir=" + Goodflops.temporary());
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, "#!/bin/sh\nset -e\n" + text + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void gitHubActions() throws Exception {
    Map<String, Object> job = map(map(load("github-actions.yml").get("jobs")).get("gate"));
    map(job.get("env")).forEach((name, value) -> environment.put(name, value.toString()));
    List<String> steps =
        list(job.get("steps")).stream()
            .map(step -> (String) map(step).get("run"))
            .filter(Objects::nonNull)
            .toList();
    Path work = Files.createDirectory(folder.resolve("work"));
    Files.createDirectory(work.resolve("base"));
    Files.createDirectory(work.resolve("head"));
    Path summary = folder.resolve("summary.md");
    environment.put("GITHUB_STEP_SUMMARY", summary.toString());

    steps(work, steps);

    assertThat(summary).content().contains("## GoodFLOPS gate");
    requireResults(work);
  }

  @Test
  void gitLab() throws Exception {
    Map<String, Object> job = map(load("gitlab-ci.yml").get("gate"));
    map(job.get("variables")).forEach((name, value) -> environment.put(name, value.toString()));
    Path work = Files.createDirectory(folder.resolve("work"));
    String git =
        "git init -q . && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m base"
            + " && git rev-parse HEAD";
    Outcome repository = bash(work, git);
    assertThat(repository.exitCode()).as(repository.err()).isZero();
    environment.put("CI_MERGE_REQUEST_DIFF_BASE_SHA", repository.out().strip());
    List<String> lines = list(job.get("script")).stream().map(String.class::cast).toList();

    steps(work, List.of(String.join("\n", lines)));

    requireResults(work);
  }

  private void steps(Path work, List<String> steps) throws Exception {
    Path suite = Files.writeString(folder.resolve("small.json"), SUITE);
    environment.put("SUITE", suite.toString());
    for (String step : steps) {
      Outcome outcome = bash(work, step);
      assertThat(outcome.exitCode()).as("%s%n%s", step, outcome.err()).isZero();
    }
  }

  private static void requireResults(Path work) {
    assertThat(work.resolve("turns/report.html")).isNotEmptyFile();
    assertThat(work.resolve("gate.xml")).content().contains("copy-64KiB");
    assertThat(work.resolve("history")).isNotEmptyDirectory();
  }

  private Outcome bash(Path work, String script) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", "-e", "-o", "pipefail", "-c", script));
    return Outcome.of(work, environment, command);
  }

  private static Map<String, Object> load(String name) throws IOException {
    String text = Files.readString(Layout.tree().resolve("docs/pipelines").resolve(name));
    return map(new Yaml(new SafeConstructor(new LoaderOptions())).load(text));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Object value) {
    return (List<Object>) value;
  }
}
