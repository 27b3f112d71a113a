/** Under construction. */
package io.goodflops.ledger;
