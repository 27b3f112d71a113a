/**
 * Plan, probe, verify, measure. The only module that knows JMH and OSHI.
 *
 * <p>Vendor code runs in child JVMs only ({@code child}, and the classes whose name ends in {@code
 * Child}); everything else here runs in the host, which never loads a plugin class.
 */
package io.goodflops.engine;
