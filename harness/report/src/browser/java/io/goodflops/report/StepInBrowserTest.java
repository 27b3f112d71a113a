package io.goodflops.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;

/** The section of a training step, as a reader's browser sees it. */
class StepInBrowserTest {
  private static final int OPS = 120;
  private static final int SHOWN = 20;

  @TempDir static Path folder;
  private static ChromeDriver browser;

  @BeforeAll
  static void open() throws IOException {
    browser = Browser.open();
    Report.write(SampleStep.deep(OPS / 3), folder);
    browser.get(folder.resolve("report.html").toUri() + "#lang=en");
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.quit();
    }
  }

  @Test
  void largestLossesStandOpenAndTheOthersAreOneClickAway() {
    List<WebElement> rows = browser.findElements(By.cssSelector("table.ops tbody tr"));
    assertThat(rows).hasSize(OPS);
    assertThat(rows.stream().filter(WebElement::isDisplayed)).hasSize(SHOWN);
    WebElement more = browser.findElement(By.xpath("//summary[contains(., '100 more ops')]"));
    more.click();
    assertThat(rows.stream().filter(WebElement::isDisplayed)).hasSize(OPS);
    more.click();
  }

  @Test
  void timelineHasABarForEveryOpThatCanBeSeen() {
    Object bars =
        browser.executeScript(
            "var s=document.getElementById('step-1-title').closest('section');"
                + "return Array.from(s.querySelectorAll('svg rect')).filter(r=>r.querySelector('title'))"
                + ".filter(r=>{var b=r.getBoundingClientRect();return b.width>0&&b.height>0}).length");
    assertThat(((Number) bars).intValue()).isGreaterThanOrEqualTo(OPS);
  }

  @Test
  void speaksChinese() {
    WebElement section = browser.findElement(By.xpath("//section[.//*[@id='step-1-title']]"));
    assertThat(section.getText()).contains("What would help most").doesNotContain("最值得改进");
    browser.findElement(By.cssSelector("[data-set-lang=zh]")).click();
    assertThat(section.getText()).contains("最值得改进").doesNotContain("What would help most");
    browser.findElement(By.cssSelector("[data-set-lang=en]")).click();
  }

  @Test
  void fitsAPhone() {
    assertThat(Browser.tooWideForAPhone(browser)).isEmpty();
  }

  @Test
  void logsNothing() {
    assertThat(Browser.messages(browser, LogType.BROWSER)).isEmpty();
  }
}
