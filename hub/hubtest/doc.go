// Package hubtest plays many stations in virtual time over the real core (hub/core), the real entries (app/ledger)
// and the real rules (app/armory), with everything that happens to PCs and cables, and checks what must never happen.
// The same seed plays the same history. A history that breaks an invariant is printed, one line an event.
package hubtest
