package io.goodflops.engine.measure;

import io.goodflops.engine.child.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Files that JMH makes in the machine's temporary folder, with no way to tell it another one. It
 * deletes them in the end; a host that is killed must leave word of them. (One that is killed in
 * the blink between their making and the word leaves two empty files.)
 */
final class JmhFiles {
  private final Set<String> before = names();

  /** Called when JMH has made its files and before it starts the fork. */
  void note() {
    try {
      Scratch.owns(names().stream().filter(name -> !before.contains(name)).toList());
    } catch (IOException e) {
      // three small files may stay
    }
  }

  private static Set<String> names() {
    try (Stream<Path> files = Files.list(Scratch.temporary())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(Scratch::canOwn)
          .collect(Collectors.toSet());
    } catch (IOException e) {
      return Set.of();
    }
  }
}
