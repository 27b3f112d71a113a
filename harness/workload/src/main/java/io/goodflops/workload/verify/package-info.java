/** Says whether an answer is right. Pure: never sees vendor code, and no vendor has a tolerance. */
package io.goodflops.workload.verify;
