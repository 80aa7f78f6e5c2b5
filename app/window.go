package app

import "context"

// Window is the way in for the station's own window. Whoever is before it sits at this PC, so it asks for nothing that was
// printed there; a browser does not come this way.
type Window struct{ app *App }

// Call is Door.Call by a person's screen.
func (w *Window) Call(ctx context.Context, token, method string, args []byte) ([]byte, error) {
	return w.app.door.answer(&Caller{Context: ctx, Session: w.app.Sessions.Find(token), Screen: true, Window: true}, method, args)
}
