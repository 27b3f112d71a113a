/** What needs the incubating Vector API, compiled apart from the rest. */
package io.goodflops.plugin.cpu.vector;
