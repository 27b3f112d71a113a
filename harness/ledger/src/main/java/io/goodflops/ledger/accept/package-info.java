/** What a tender asked for against what runs show. */
package io.goodflops.ledger.accept;
