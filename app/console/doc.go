// Package console serves a station's services and live feeds over HTTP and WebSocket: the screens in a browser,
// programs under /api/, clients of the ArmGuard guide under /ws/. It listens on loopback unless told otherwise, and
// then only with TLS.
//
// Every request is checked for its Host and Origin before anything else. A feed's connection has one goroutine that
// writes and one that reads; a slow client loses its queue, not its place: it goes on from the store.
package console
