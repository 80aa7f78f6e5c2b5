// Package armory is the rules of the armory as pure functions over facts: what may happen (Decide), what an entry
// means (Apply), what contradicts itself (conflicts), who may do what (the policy table), what a scanned code is.
//
// State is read and written through the State interface, of which there are two: Memory here, for rules tests and
// as the yardstick, and storage's transaction. The same set of entries gives the same documents in both, in every
// order of arrival that keeps causes before effects. Nothing here reads a clock, a file or a socket, and nothing
// blocks. A State is used by one goroutine at a time.
package armory
