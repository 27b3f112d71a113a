package io.goodflops.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;

/** The page as one string of HTML, from the templates compiled at build time. */
final class HtmlPage {
  private HtmlPage() {}

  static String of(PageView view) {
    StringOutput out = new StringOutput(1 << 18);
    engine().render("page.jte", view, out);
    return out.toString();
  }

  static TemplateEngine engine() {
    return TemplateEngine.createPrecompiled(
        null, ContentType.Html, HtmlPage.class.getClassLoader(), HtmlPage.class.getPackageName());
  }
}
