// Package wire is what stations say to each other: messages, and their form as frames.
//
// A frame is one binary WebSocket message: the CBOR array [type, n, body], at most MaxFrame bytes. n counts the
// frames of one side of one connection from 1; an answer carries the n it answers in its body. Frames are read
// strictly (no duplicate keys, no indefinite lengths, depth at most 8); what does not decode closes the connection
// with CloseForm. A type that this version does not know is skipped: an older station goes on beside a newer one.
//
// Everything here is plain data. Nothing blocks, nothing is shared, nothing keeps state.
package wire
