// Package core decides, for one station, how it moves among the others: who is hub, who may write, what is sent to
// whom. It is one function, Step(now, event) -> effects, without a goroutine, clock, socket, file or lock: the shell
// (package hub) and the simulator (package hubtest) hand in what happened and carry out what is asked.
//
// Order matters and nothing else does: one goroutine calls Step, effects are carried out in their order, and a
// session's Send and Stream effects share one ordered way to the peer. Every Stream is answered by one Streamed,
// every Store by one Committed with From set, every Dial by SessionOpened or SessionClosed, every Probe by Answered
// or Silent; the core waits for none of them longer than its timers say.
//
// The core compares heads, locks and doubts. It knows no rule about weapons. hub/DESIGN.md tells the protocol as
// prose and why it is so.
package core
