/**
 * What a chip vendor implements.
 *
 * <p>Start at {@link io.goodflops.spi.DevicePlugin}; the plugin {@code plugins/reference}
 * implements every type here in plain Java and is meant to be copied. A first plugin needs {@code
 * DevicePlugin}, {@code DeviceInfo}, {@code Device}, {@code Kernel}, {@code Launch}, {@code
 * Buffer}, {@code Queue} and the ops it supports; MatMul in FP32 alone is a legal plugin.
 *
 * <p>Compatibility within a major version: enum constants, records and default methods may be
 * added; nothing abstract is added and nothing is removed.
 */
package io.goodflops.spi;
