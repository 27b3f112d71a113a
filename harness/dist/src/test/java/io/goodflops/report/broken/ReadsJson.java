package io.goodflops.report.broken;

import com.fasterxml.jackson.databind.ObjectMapper;

/** Breaks: only result knows Jackson. */
record ReadsJson(ObjectMapper mapper) {}
