package console

import (
	"net/http"
	"time"

	"armguard/app"

	"github.com/gorilla/websocket"
)

// push tells a browser's pages what to read again: one JSON message {topic, rev} for each topic.
func (c *Console) push(w http.ResponseWriter, r *http.Request) {
	session := c.App.Sessions.Find(c.token(r))
	if session == nil {
		c.fail(w, r, &app.Error{Code: "SIGNED_OUT", Message: "You are not signed in.", Fix: "Sign in."})
		return
	}
	socket, err := c.feeds.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	c.wg.Go(func() { c.pushTo(socket, session) })
}

func (c *Console) pushTo(socket *websocket.Conn, session *app.SignedInSession) {
	disconnect := c.App.Presence.Connected(session)
	defer disconnect()
	listener := c.App.Push.Listen()
	defer listener.Close()
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		socket.SetReadLimit(maxIncoming)
		alive := func() { _ = socket.SetReadDeadline(time.Now().Add(idleWait)) }
		alive()
		socket.SetPongHandler(func(string) error { alive(); return nil })
		for {
			if _, _, err := socket.ReadMessage(); err != nil {
				return
			}
			alive()
		}
	}()
	code, text := 0, ""
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
loop:
	for {
		select {
		case <-gone:
			break loop
		case <-session.Ended():
			code, text = closeSignedOut, "signed out"
			break loop
		case <-c.closing.Done():
			code, text = websocket.CloseGoingAway, "the station is closing"
			break loop
		case <-ping.C:
			if socket.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeWait)) != nil {
				break loop
			}
		case <-listener.Ready():
			_ = socket.SetWriteDeadline(time.Now().Add(writeWait))
			for _, pushed := range listener.Take() {
				if socket.WriteJSON(pushed) != nil {
					break loop
				}
			}
		}
	}
	if code != 0 {
		_ = socket.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, text), time.Now().Add(time.Second))
	}
	_ = socket.Close()
	<-gone
}
