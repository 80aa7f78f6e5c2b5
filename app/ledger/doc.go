// Package ledger is the form of a fact: an entry, its hash and signature, the logs entries stand in, and what
// one station knows of them (a vector of heads). It is pure: no clock, no file, no socket, and it knows nothing
// of weapons. Everything here may be used from several goroutines at once, because nothing here keeps state.
//
// The entry format is fixed by golden bytes (testdata/golden). Rules for changing it: a field is never removed,
// renumbered or given another meaning; a kind gains fields only under new integer keys and a higher kver; a
// reader keeps and relays what it cannot read. The golden files are added to, never edited.
package ledger
