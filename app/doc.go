// Package app is what a station does for the people at it: the services behind the screens, the one way to write
// (Recorder), sessions, live feeds. It declares the interfaces it needs of a store and a hub and imports neither.
//
// Services may be called from any goroutine. A call that writes returns after the write is durable on this PC's
// disk; what other screens have to read again is pushed after that, as topics, never as data.
package app
