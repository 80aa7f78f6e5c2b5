package app

import (
	"context"
	"sync"
)

// Window is the way in for the station's own window. Whoever is before it sits at this PC, so it asks for nothing that was
// printed there; a browser does not come this way. Who signed in there is on line until he signs out or the window closes: a
// browser's page keeps a connection for that, and this one needs none.
type Window struct {
	app *App

	mu      sync.Mutex // guards what follows
	session *SignedInSession
	leave   func() // ends the presence of session
}

// Call is Door.Call by a person's screen.
func (w *Window) Call(ctx context.Context, token, method string, args []byte) ([]byte, error) {
	session := w.app.Sessions.Find(token)
	if session != nil { // one that ended is off line already
		w.hold(session)
	}
	return w.app.door.answer(&Caller{Context: ctx, Session: session, Screen: true, Window: true}, method, args)
}

// Close is the end of the window.
func (w *Window) Close() { w.hold(nil) }

// hold keeps a session on line, in place of the one before.
func (w *Window) hold(session *SignedInSession) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.session == session {
		return
	}
	if w.leave != nil {
		w.leave()
	}
	w.session, w.leave = session, nil
	if session != nil {
		w.leave = w.app.Presence.Connected(session)
	}
}
