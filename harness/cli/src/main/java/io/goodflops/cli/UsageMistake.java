package io.goodflops.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** One sentence for arguments that make no sense: what, and what was probably meant. */
final class UsageMistake {
  private UsageMistake() {}

  static String sentence(ParameterException error) {
    CommandLine command = error.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    if (error instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      String word = unmatched.getUnmatched().get(0);
      return unknown(command, name, word, unmatched.getSuggestions());
    }
    if (error instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
      List<String> labels =
          missing.getMissing().stream()
              .map(
                  argument ->
                      argument instanceof OptionSpec option
                          ? option.longestName()
                          : argument.paramLabel())
              .toList();
      return Texts.get("usage.mistake.missing", name, String.join(", ", labels));
    }
    return Texts.translated(String.valueOf(error.getMessage()).replace("option option", "option"));
  }

  private static String unknown(
      CommandLine command, String name, String word, List<String> suggestions) {
    Optional<String> meant = suggestions.stream().filter(other -> !other.isBlank()).findFirst();
    String guess = meant.map(other -> Texts.get("usage.mistake.meant", other)).orElse("");
    if (word.startsWith("-")) {
      return Texts.get("usage.mistake.option", word, name) + guess;
    }
    List<String> commands = new ArrayList<>(command.getSubcommands().keySet());
    return commands.isEmpty()
        ? Texts.get("usage.mistake.argument", word, name)
        : Texts.get("usage.mistake.command", word, String.join(", ", commands)) + guess;
  }
}
