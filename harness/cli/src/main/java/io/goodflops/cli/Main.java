package io.goodflops.cli;

import io.goodflops.result.UserException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts GoodFLOPS. */
@Command(
    name = "goodflops",
    description = {
      "Of the compute you pay for, how much reaches your workload, and where does the rest go?",
      "付出的算力有多少真正到达业务,其余去了哪里?"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      RunCommand.class,
      DevicesCommand.class,
      SuitesCommand.class,
      ReportCommand.class,
      PluginCommand.class,
      DoctorCommand.class
    },
    footerHeading = "%nExit codes:%n",
    footer = {
      "  0  all well (a case that a device does not support is no failure)",
      "  1  a result was wrong, or a plugin does not conform",
      "  2  the command line, a suite or a file makes no sense",
      "  3  a device or the machine failed, or there is no device"
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  private Main() {}

  public static void main(String[] arguments) {
    // before any AWT class loads: a dead display must not matter
    System.setProperty("java.awt.headless", "true");
    System.exit(execute(arguments));
  }

  /** An Error is no reason to forget what a script expects: one sentence and an exit code. */
  private static int execute(String[] arguments) {
    try {
      return commandLine().execute(arguments);
    } catch (OutOfMemoryError e) {
      System.err.println(
          "goodflops: out of memory. What was measured is in the journal: go on with run --resume"
              + " DIR, with GOODFLOPS_HOST_JAVA_OPTS=-Xmx2g in the environment.");
    } catch (Error e) {
      System.err.println("goodflops: internal error, please report it: " + e);
    }
    return ExitCode.ENVIRONMENT;
  }

  /** The command tree, for the completion script as well. */
  static CommandLine commandLine() {
    CommandLine commands = new CommandLine(new Main());
    commands.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    commands.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    commands.setCaseInsensitiveEnumValuesAllowed(true);
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
    err.println("goodflops: " + oneLine(error.getMessage()));
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help' for what there is.");
    return ExitCode.USAGE;
  }

  private static int failed(Exception error, PrintWriter err) {
    if (error instanceof UserException user) {
      err.println("goodflops: " + oneLine(user.getMessage()));
      return user.kind() == UserException.Kind.USAGE ? ExitCode.USAGE : ExitCode.ENVIRONMENT;
    }
    // ours, and worth a report with its trace
    err.println("goodflops: internal error, please report it:");
    err.println(error);
    for (StackTraceElement frame : error.getStackTrace()) {
      err.println("\tat " + frame);
    }
    return ExitCode.ENVIRONMENT;
  }

  private static String oneLine(String text) {
    return String.valueOf(text).replaceAll("\\s*\\R\\s*", " ");
  }
}
