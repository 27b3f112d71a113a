/** Iluvatar GPUs through CoreX: a dialect file, and the class that names it. */
package io.goodflops.plugin.iluvatar;
