/** MetaX GPUs through MACA: a dialect file, and the class that names it. */
package io.goodflops.plugin.metax;
