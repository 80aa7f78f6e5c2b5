// Package hub is the way between stations: sockets, timers and goroutines around hub/core, which decides. It carries
// entries and leave to write; it knows nothing of weapons.
//
// One goroutine, Node.run, hands events to the core one after the other and starts what the core asks for. It never waits
// for the disk or a socket. Each connection has one goroutine that reads and one that writes. What a peer sends is kept by
// that peer's own goroutine, so that the store gathers the entries of several peers in one commit. Two locks exist: the one
// around the core, which is asked inside the store's writing transaction (Usable) and may read the store, and never waits
// for a writer; and small ones around queues. What screens ask (View, Copies, Online) comes from a picture that is made
// after steps and takes no lock.
//
// New does no I/O, Open listens and begins, Close says goodbye and returns when every goroutine has ended.
package hub
