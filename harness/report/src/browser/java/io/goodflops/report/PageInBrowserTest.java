package io.goodflops.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;

/** The page as a reader's browser sees it. */
class PageInBrowserTest {
  @TempDir static Path folder;
  private static ChromeDriver browser;

  @BeforeAll
  static void open() throws IOException {
    browser = Browser.open();
    Report.write(SampleRun.mixed(), folder);
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.quit();
    }
  }

  @BeforeEach
  void load() {
    browser.get("about:blank");
    messages(LogType.BROWSER).forEach(forgotten -> {});
    messages(LogType.PERFORMANCE).forEach(forgotten -> {});
    browser.get(folder.resolve("report.html").toUri() + "#lang=en");
  }

  @Test
  void switchesLanguage() {
    assertThat(browser.getTitle()).contains("report");
    assertThat(browser.findElement(By.id("verdict-title")).getText()).isEqualTo("Verdict");
    browser.findElement(By.cssSelector("[data-set-lang=zh]")).click();
    assertThat(browser.findElement(By.id("verdict-title")).getText()).isEqualTo("\u7ed3\u8bba");
    assertThat(browser.findElement(By.tagName("html")).getDomAttribute("lang")).isEqualTo("zh-CN");
    assertThat(browser.getTitle()).contains("\u62a5\u544a");
    browser.findElement(By.cssSelector("[data-set-lang=en]")).click();
  }

  @Test
  void opensInTheLanguageOfItsAddress() {
    browser.get("about:blank");
    browser.get(folder.resolve("report.html").toUri() + "#lang=zh");
    assertThat(browser.findElement(By.id("verdict-title")).getText()).isEqualTo("\u7ed3\u8bba");
  }

  @Test
  void sortsNumbersAsNumbersAndKeepsEmptyCellsLast() {
    WebElement head = browser.findElements(By.cssSelector("table.cases thead th")).get(4);
    head.findElement(By.tagName("button")).click();
    List<Double> up = rates();
    assertThat(up).isSorted().hasSizeGreaterThan(5);
    assertThat(head.getDomAttribute("aria-sort")).isEqualTo("ascending");
    head.findElement(By.tagName("button")).click();
    assertThat(rates()).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    String last =
        browser
            .findElement(By.cssSelector("table.cases tbody tr:last-child td:nth-child(5)"))
            .getDomAttribute("data-v");
    assertThat(last).isEmpty();
  }

  @Test
  void makesNoRequestBesideItself() {
    List<String> requests =
        messages(LogType.PERFORMANCE)
            .filter(m -> m.contains("Network.requestWillBeSent\""))
            .filter(m -> !m.contains("report.html"))
            .toList();
    assertThat(requests).isEmpty();
  }

  @Test
  void logsNothing() {
    assertThat(messages(LogType.BROWSER).toList()).isEmpty();
  }

  @Test
  void keepsHostileNamesInert() {
    assertThat(browser.findElements(By.tagName("img"))).isEmpty();
    assertThat(browser.findElements(By.tagName("script"))).hasSize(1);
    assertThat(browser.findElement(By.cssSelector("table.cases")).getText())
        .contains("<script>alert(1)</script>");
  }

  @Test
  void refusesForeignScript() {
    Object ran =
        browser.executeScript(
            "var s=document.createElement('script');s.textContent='window.foreign=1';"
                + "document.body.appendChild(s);return window.foreign===1;");
    assertThat(ran).isEqualTo(false);
    assertThat(messages(LogType.BROWSER)).anyMatch(m -> m.contains("Content Security Policy"));
  }

  @Test
  void canBeUsedByKeyboard() {
    browser.findElement(By.tagName("body")).sendKeys(org.openqa.selenium.Keys.TAB);
    assertThat(browser.switchTo().activeElement().getDomAttribute("class")).isEqualTo("skip");
  }

  @Test
  void fitsAPhone() {
    assertThat(Browser.tooWideForAPhone(browser)).isEmpty();
  }

  private static List<Double> rates() {
    return browser
        .findElements(By.cssSelector("table.cases tbody tr td:nth-child(5)"))
        .stream()
        .map(cell -> cell.getDomAttribute("data-v"))
        .filter(v -> v != null && !v.isEmpty())
        .map(Double::valueOf)
        .toList();
  }

  private static Stream<String> messages(String type) {
    return Browser.messages(browser, type);
  }
}
