/**
 * A device with programmable rates and faults, to test the harness itself.
 *
 * <p>Results are right: the reference plugin calculates them. Time is programmed: {@link
 * io.goodflops.plugin.simulator.Timeline} says how long each launch takes, and {@code finish} waits
 * for as long. README.md in this module's folder lists what can be programmed.
 */
package io.goodflops.plugin.simulator;
