/**
 * The plugin to copy: plain Java, every op, slow and obviously right.
 *
 * <p>Read {@link io.goodflops.plugin.reference.ReferencePlugin} first, then the files in the order
 * device, kernel, buffer, queue. {@code MatMulLaunch}, {@code StreamOps} and {@code Elements} are
 * the "hardware": a vendor replaces them by calls of the own library.
 */
package io.goodflops.plugin.reference;
