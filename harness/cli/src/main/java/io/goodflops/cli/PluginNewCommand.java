package io.goodflops.cli;

import io.goodflops.engine.child.Words;
import io.goodflops.engine.plugin.PluginFolder;
import io.goodflops.engine.plugin.PluginFolders;
import io.goodflops.result.UserException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the beginning of a plugin. */
@Command(name = "new", mixinStandardHelpOptions = true, sortOptions = false)
final class PluginNewCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", descriptionKey = "name")
  private String name;

  @Option(names = "--kind", paramLabel = "KIND", defaultValue = "java")
  private PluginProject.Kind kind;

  @Option(names = "--out", paramLabel = "DIR")
  private Optional<Path> out = Optional.empty();

  @Override
  public Integer call() {
    PluginName checked = new PluginName(name);
    mustBeNew();
    Path target = out.orElse(Path.of(name + "-plugin"));
    PluginProject project =
        PluginProject.write(checked, kind, target, Home.folder(), Home.program());
    tell(project, checked, target);
    return ExitCode.OK;
  }

  /** Else --plugin NAME would mean another one. */
  private void mustBeNew() {
    List<String> taken =
        PluginFolders.scan(Home.plugins(), List.of()).stream().map(PluginFolder::name).toList();
    if (taken.contains(name)) {
      throw UserException.usage(
          "There is a plugin '"
              + name
              + "' already, in "
              + Home.plugins()
              + "; choose another name.");
    }
  }

  private void tell(PluginProject project, PluginName checked, Path target) {
    PrintWriter out = spec.commandLine().getOut();
    String program = Home.program();
    String built = PluginProject.built(checked, target);
    out.println(
        "%s: %d files, %d lines, and the SPI and the conformance kit in repository/"
            .formatted(project.folder(), project.files(), project.lines()));
    out.println();
    out.println(
        "  (cd " + Words.quoted(target.toString()) + " && mvn verify)   # builds it, runs the kit");
    out.println("  " + program + " plugin check " + built);
    out.println("  " + program + " run --plugin " + built + " --suite smoke");
    out.println();
    out.println("README.md in it says where your driver's calls go.");
    out.flush();
  }
}
