package io.goodflops.cli;

import io.goodflops.result.UserException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Starts GoodFLOPS. */
@Command(
    name = "goodflops",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      RunCommand.class,
      DevicesCommand.class,
      SuitesCommand.class,
      ReportCommand.class,
      CompareCommand.class,
      GateCommand.class,
      AcceptCommand.class,
      PluginCommand.class,
      DoctorCommand.class
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = Language.OPTION,
      paramLabel = "zh|en",
      scope = ScopeType.INHERIT,
      descriptionKey = "lang")
  void setLanguage(String name) {
    if (Language.parse(name).isEmpty()) {
      throw new ParameterException(spec.commandLine(), Texts.get("usage.mistake.lang", name));
    }
  }

  private Main() {}

  public static void main(String[] arguments) {
    // before any AWT class loads: a dead display must not matter
    System.setProperty("java.awt.headless", "true");
    Language.speak(Language.of(List.of(arguments), System.getenv()));
    System.exit(execute(arguments));
  }

  /** An Error is no reason to forget what a script expects: one sentence and an exit code. */
  private static int execute(String[] arguments) {
    // ready before it is needed: with no memory left nothing can be put together
    String outOfMemory = "goodflops: " + Texts.get("error.memory");
    try {
      return commandLine().execute(arguments);
    } catch (OutOfMemoryError e) {
      System.err.println(outOfMemory);
    } catch (Error e) {
      System.err.println("goodflops: " + Texts.get("error.internal", e));
    }
    return ExitCode.ENVIRONMENT;
  }

  /** The command tree, for the completion script as well. */
  static CommandLine commandLine() {
    CommandLine commands = new CommandLine(new Main());
    commands.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    commands.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.setResourceBundle(Texts.bundle(Language.current()));
    commands.setParameterExceptionHandler(Main::badUsage);
    commands.setExecutionExceptionHandler(
        (error, command, result) -> failed(error, command.getErr()));
    return commands;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static int badUsage(ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("goodflops: " + oneLine(UsageMistake.sentence(error)));
    err.println(Texts.get("usage.mistake.try", command.getCommandSpec().qualifiedName()));
    return ExitCode.USAGE;
  }

  private static int failed(Exception error, PrintWriter err) {
    if (error instanceof UserException user) {
      err.println("goodflops: " + Texts.translated(oneLine(user.getMessage())));
      return user.kind() == UserException.Kind.USAGE ? ExitCode.USAGE : ExitCode.ENVIRONMENT;
    }
    // ours, and worth a report with its trace
    err.println("goodflops: " + Texts.get("error.internal", error));
    for (StackTraceElement frame : error.getStackTrace()) {
      err.println("\tat " + frame);
    }
    return ExitCode.ENVIRONMENT;
  }

  /** A file may hold anything, also what steers a terminal. */
  private static String oneLine(String text) {
    StringBuilder line = new StringBuilder();
    String.valueOf(text)
        .replaceAll("\\s*\\R\\s*", " ")
        .codePoints()
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c)
        .forEach(line::appendCodePoint);
    return line.toString();
  }
}
