package io.goodflops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.report.text.Lang;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

class TextsTest {
  private static final Pattern PLACE = Pattern.compile("\\{\\d}|%n|%%");
  private static final Pattern CHINESE = Pattern.compile("[\\u4e00-\\u9fff]");
  private final Lang before = Language.current();

  @AfterEach
  void speakAsBefore() {
    Language.speak(before);
  }

  @Test
  void everyTextIsThereInBothLanguagesWithTheSamePlaces() {
    assertThat(Texts.keys())
        .isNotEmpty()
        .allSatisfy(
            key -> {
              String english = Texts.text(key, Lang.EN);
              String chinese = Texts.text(key, Lang.ZH);
              assertThat(english).as(key + ".en").isNotBlank();
              assertThat(chinese).as(key + ".zh").isNotBlank();
              assertThat(places(chinese)).as(key).isEqualTo(places(english));
              assertThat(CHINESE.matcher(english).find()).as(key + ".en").isFalse();
            });
  }

  @Test
  void noKeyIsThereInAThirdLanguageOrWithoutOne() throws Exception {
    Properties all = new Properties();
    all.load(
        new InputStreamReader(
            Texts.class.getResourceAsStream("texts.properties"), StandardCharsets.UTF_8));
    assertThat(all.stringPropertyNames()).allMatch(name -> name.matches(".*\\.(en|zh)"));
  }

  @Test
  void chineseHasChinesePunctuation() {
    assertThat(Texts.keys())
        .allSatisfy(
            key ->
                assertThat(Texts.text(key, Lang.ZH))
                    .as(key)
                    .doesNotContainPattern("[\\u4e00-\\u9fff][,;:!?]"));
  }

  /** The pattern of a sentence numbers its places by the English text. */
  @Test
  void placesOfSentencesAreInOrder() {
    for (String key : Texts.keys()) {
      if (key.startsWith("say.")) {
        List<String> found = new ArrayList<>();
        Matcher place = Pattern.compile("\\{(\\d)}").matcher(Texts.text(key, Lang.EN));
        while (place.find()) {
          found.add(place.group(1));
        }
        for (int i = 0; i < found.size(); i++) {
          assertThat(found.get(i)).as(key).isEqualTo(Integer.toString(i));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Lang.class)
  void everyCommandAndOptionIsExplained(Lang lang) {
    Language.speak(lang);
    List<CommandLine> commands = new ArrayList<>();
    collect(Main.commandLine(), commands);
    assertThat(commands).hasSizeGreaterThan(7);
    for (CommandLine command : commands) {
      String name = command.getCommandSpec().qualifiedName();
      assertThat(command.getCommandSpec().usageMessage().description()).as(name).isNotEmpty();
      for (ArgSpec argument : command.getCommandSpec().args()) {
        assertThat(argument.description()).as(name + " " + argument).isNotEmpty();
        assertThat(CHINESE.matcher(String.join("", argument.description())).find())
            .as(name + " " + argument)
            .isEqualTo(lang == Lang.ZH);
      }
      assertThat(command.getUsageMessage()).as(name).doesNotContain("{0}");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          There is no suite 'x'; there are: a, b. A path to your own JSON file works too. | 没有套件“x”；现有：a, b。也可以给出自己的 JSON 文件的路径。
          The output folder /x cannot be written: permission denied.                      | 输出文件夹 /x 无法写入：没有权限。
          s.json is not a valid suite: suite 'x', workload 2: m is -4, must be at least 1. | s.json 不是有效的套件：套件“x”第 2 项：m 为 -4，至少为 1。
          looking for devices                                                             | 正在查找设备
          what nobody knows                                                               | what nobody knows
          """)
  void sentencesOfOtherModulesAreTranslated(String english, String chinese) {
    assertThat(Texts.translated(english, Lang.ZH)).isEqualTo(chinese);
    assertThat(Texts.translated(english, Lang.EN)).isEqualTo(english);
  }

  @Test
  void whatIsFilledInIsNoPatternAndNoPlace() {
    Language.speak(Lang.EN);
    assertThat(Texts.get("run.report", "$1\\{0}")).isEqualTo("Report: $1\\{0}");
  }

  @Test
  void theOptionOutweighsTheVariablesAndTheyTheirLikeInOrder() {
    Map<String, String> chinese = Map.of("LANG", "zh_CN.UTF-8");
    assertThat(Language.of(List.of(), Map.of())).isEqualTo(Lang.EN);
    assertThat(Language.of(List.of("run"), chinese)).isEqualTo(Lang.ZH);
    assertThat(Language.of(List.of(), Map.of("LANG", "zh_CN", "LC_ALL", "C.UTF-8")))
        .isEqualTo(Lang.EN);
    assertThat(Language.of(List.of(), Map.of("GOODFLOPS_LANG", "zh", "LC_ALL", "C")))
        .isEqualTo(Lang.ZH);
    assertThat(Language.of(List.of("run", "--lang", "en"), chinese)).isEqualTo(Lang.EN);
    assertThat(Language.of(List.of("--lang=zh-CN"), Map.of())).isEqualTo(Lang.ZH);
    assertThat(Language.of(List.of("--lang", "fr"), chinese)).isEqualTo(Lang.ZH);
    assertThat(Language.of(List.of("--lang"), Map.of("LC_MESSAGES", "zh_TW"))).isEqualTo(Lang.ZH);
  }

  private static Set<String> places(String text) {
    Set<String> places = new TreeSet<>();
    Matcher matcher = PLACE.matcher(text);
    while (matcher.find()) {
      places.add(matcher.group());
    }
    return places;
  }

  private static void collect(CommandLine command, List<CommandLine> all) {
    all.add(command);
    command.getSubcommands().values().forEach(sub -> collect(sub, all));
  }
}
