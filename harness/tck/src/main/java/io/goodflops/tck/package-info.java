/**
 * The conformance kit: the numbered rules of the plugin guide, and a check for each that a program
 * can check.
 *
 * <p>{@link io.goodflops.tck.Kit} runs them over a plugin, in one process; whoever runs it isolates
 * and limits that process. {@link io.goodflops.tck.PluginConformance} runs them as JUnit tests in a
 * vendor's own build. {@link io.goodflops.tck.Rule} holds their wording.
 */
package io.goodflops.tck;
