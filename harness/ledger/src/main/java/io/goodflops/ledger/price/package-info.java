/** What effective work costs, in money and energy, and what a mix of workloads takes. */
package io.goodflops.ledger.price;
