package io.goodflops.engine.broken;

import org.jfree.chart.JFreeChart;

/** Breaks: only report knows the chart library. */
record DrawsCharts(JFreeChart chart) {}
