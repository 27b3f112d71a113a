package io.goodflops.report;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.util.stream.Stream;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The browser of these tests, with what a page may be asked. */
final class Browser {
  private static final Dimension DESK = new Dimension(1200, 900);
  private static final Dimension PHONE = new Dimension(390, 800);

  private Browser() {}

  /** Opens one; without any the test is skipped. */
  static ChromeDriver open() {
    File chromium = new File("/usr/bin/chromium");
    File driver = new File("/usr/bin/chromedriver");
    assumeTrue(
        chromium.canExecute() && driver.canExecute(),
        "skipped: no browser (apt-get install chromium chromium-driver)");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, java.util.logging.Level.ALL);
    logs.enable(LogType.PERFORMANCE, java.util.logging.Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium);
    options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--lang=en");
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriver browser =
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(driver).build(), options);
    browser.manage().window().setSize(DESK);
    return browser;
  }

  /** What reaches beyond the right edge of a phone and cannot be scrolled to by itself. */
  static String tooWideForAPhone(ChromeDriver browser) {
    browser.manage().window().setSize(PHONE);
    try {
      return (String)
          browser.executeScript(
              "var w=document.documentElement.clientWidth;"
                  + "return Array.from(document.querySelectorAll('body *'))"
                  + ".filter(e=>!e.closest('.scroll')&&!e.closest('.skip'))"
                  + ".filter(e=>e.getBoundingClientRect().right>w+1)"
                  + ".map(e=>e.tagName+'.'+e.className).join(' ')");
    } finally {
      browser.manage().window().setSize(DESK);
    }
  }

  static Stream<String> messages(ChromeDriver browser, String type) {
    return browser.manage().logs().get(type).getAll().stream().map(entry -> entry.getMessage());
  }
}
