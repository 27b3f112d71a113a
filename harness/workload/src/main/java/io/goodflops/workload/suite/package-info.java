/** Suites: lists of cases, read from data files. */
package io.goodflops.workload.suite;
