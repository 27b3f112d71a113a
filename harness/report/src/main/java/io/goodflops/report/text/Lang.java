package io.goodflops.report.text;

import java.util.Locale;

/** The languages every report is written in. */
public enum Lang {
  EN("en", ""),
  ZH("zh-CN", ".zh");

  private final String tag;
  private final String fileSuffix;

  Lang(String tag, String fileSuffix) {
    this.tag = tag;
    this.fileSuffix = fileSuffix;
  }

  /** BCP 47 tag. */
  public String tag() {
    return tag;
  }

  /** What stands between a file's name and its extension. */
  public String fileSuffix() {
    return fileSuffix;
  }

  /** Chinese for any Chinese locale, English for all others. */
  public static Lang of(Locale locale) {
    return locale.getLanguage().equals("zh") ? ZH : EN;
  }
}
