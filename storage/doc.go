// Package storage keeps a station's ledger in SQLite: the entries as they were signed, the projection that
// app/armory makes of them, the live messages, and what is local to this PC (drafts, settings, credentials).
//
// One goroutine writes. It drains everything that waits into one transaction, each piece in a savepoint of its own,
// and answers after the commit is durable (WAL, synchronous=FULL). Readers have their own connections and see one
// snapshot each; they never wait for the writer. All tables but entry, its ends (head, branch),
// feed and the local ones are projections, dropped and rebuilt at will. Storage saves; it judges nothing.
package storage
