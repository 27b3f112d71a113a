/**
 * Checks a plugin with the conformance kit, which runs in children: {@link
 * io.goodflops.engine.check.PluginCheck} is the host's side.
 */
package io.goodflops.engine.check;
