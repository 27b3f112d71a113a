package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents lead somewhere. */
class DocumentsIT {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(#[^)]*)?\\)");

  @Test
  void everyLinkInsideTheTreeHasATarget() throws IOException {
    List<String> dead = new ArrayList<>();
    for (Path page : pages()) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        String target = link.group(1);
        if (!target.contains("://") && !Files.exists(page.resolveSibling(target))) {
          dead.add(Layout.tree().relativize(page) + " -> " + target);
        }
      }
    }
    assertThat(dead).isEmpty();
  }

  @Test
  void theTwoCommandsStandAtTheTop() throws IOException {
    for (String name : List.of("README.md", "README.zh-CN.md")) {
      List<String> top = Files.readAllLines(Layout.tree().resolve(name)).subList(0, 5);
      assertThat(top).as(name).anyMatch(line -> line.contains("./goodflops run"));
      assertThat(top).as(name).anyMatch(line -> line.contains("./goodflops test"));
    }
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> root = Files.list(Layout.tree());
        Stream<Path> docs = Files.walk(Layout.tree().resolve("docs"))) {
      return Stream.concat(root, docs).filter(file -> file.toString().endsWith(".md")).toList();
    }
  }
}
