package console

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"time"

	"armguard/app"
	"armguard/app/armory"

	"github.com/gorilla/websocket"
	"golang.org/x/time/rate"
)

// Times and limits of a feed's connection.
const (
	writeWait   = 10 * time.Second // a write stuck longer: the client is too slow
	slowWait    = 3 * time.Second  // for who was too slow to take that he was
	idleWait    = 90 * time.Second // without any frame from the client; its own pings come every 30 s
	pingEvery   = 30 * time.Second
	maxIncoming = 4 << 10
	incomingPer = 10 // messages a second
	replayPage  = 500
)

// conn is one client of one feed.
type conn struct {
	feeds   *feeds
	feed    feed
	name    string
	socket  *websocket.Conn
	session *app.SignedInSession
	queue   *queue
	since   int64  // asked for, -1: from now on
	epoch   string // that since belongs to, as far as the client says
	sent    int64  // the last seq looked at

	dismissed chan struct{} // closed by dismiss: the account may not listen any more
	dismiss   func()
}

// run serves the connection until it ends.
func (c *conn) run() {
	console := c.feeds.console
	defer c.feeds.forget(c)
	disconnect := console.App.Presence.Connected(c.session)
	defer disconnect()
	done := make(chan struct{})
	reading := make(chan closing, 1)
	go func() { defer close(done); reading <- c.read() }()
	end := c.write(reading)
	c.shut(end.code, end.text)
	<-done
}

// closing is why a connection ends; code 0: the client went.
type closing struct {
	code int
	text string
}

// shut closes the socket, with a code when there is one to tell.
func (c *conn) shut(code int, text string) {
	wait := time.Second
	if code == closeSlow {
		wait = slowWait
	}
	if code != 0 {
		_ = c.socket.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, text), time.Now().Add(wait))
	}
	_ = c.socket.Close()
}

// write sends the greeting, what was missed, and then what comes.
func (c *conn) write(reading <-chan closing) closing {
	console := c.feeds.console
	ctx, cancel := context.WithCancel(console.closing)
	defer cancel()
	if err := c.greet(ctx); err != nil {
		return c.failed(err)
	}
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	for {
		select {
		case end := <-reading:
			return end
		case <-c.session.Ended():
			return closing{closeSignedOut, "signed out"}
		case <-c.dismissed:
			select {
			case <-c.session.Ended(): // disabled: both are true, and to sign in again is what it has to know
				return closing{closeSignedOut, "signed out"}
			default:
				return closing{closeRole, "this account may not listen any more"}
			}
		case <-console.closing.Done():
			return closing{websocket.CloseGoingAway, "the station is closing"}
		case <-ping.C:
			if err := c.socket.WriteControl(websocket.PingMessage, nil, time.Now().Add(c.feeds.limits.write)); err != nil {
				return c.failed(err)
			}
		case <-c.queue.ready:
			if err := c.drain(ctx); err != nil {
				return c.failed(err)
			}
		}
	}
}

func (c *conn) failed(err error) closing {
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return closing{closeSlow, "too slow"}
	}
	return closing{}
}

// drain sends all that waits in one system call.
func (c *conn) drain(ctx context.Context) error {
	messages, presence, replies, behind := c.queue.take()
	return c.together(func() error {
		for _, reply := range replies {
			if err := c.socket.WriteMessage(websocket.TextMessage, reply); err != nil {
				return err
			}
		}
		for _, change := range presence {
			if err := c.sendPresence(change); err != nil {
				return err
			}
		}
		if behind {
			return c.replay(ctx)
		}
		for _, m := range messages {
			if m.seq <= c.sent {
				continue
			}
			c.sent = m.seq
			if !c.wants(m.feed, m.account) {
				continue
			}
			frame := m.plain
			if c.feed.labelled {
				frame = m.labelled
			}
			if err := c.socket.WritePreparedMessage(frame); err != nil {
				return err
			}
		}
		return nil
	})
}

// together holds writes back while f runs and sends them at once.
func (c *conn) together(f func() error) error {
	_ = c.socket.SetWriteDeadline(time.Now().Add(c.feeds.limits.write))
	corked, ok := c.socket.NetConn().(*corkConn)
	if !ok {
		return f()
	}
	corked.Cork()
	err := f()
	if flushed := corked.Uncork(); err == nil {
		err = flushed
	}
	return err
}

// greet says where the feed stands and sends what was missed since the client's last seq.
func (c *conn) greet(ctx context.Context) error {
	var last, first, base int64
	err := c.feeds.console.App.Store.Read(ctx, func(view app.View) (err error) {
		if last, err = view.LastSeq(); err != nil {
			return err
		}
		if first, err = view.FirstSeq(); err != nil {
			return err
		}
		base, err = view.BaseSeq()
		return err
	})
	if err != nil {
		return err
	}
	epoch := c.feeds.console.App.Recorder.Here().Log.String()
	return c.together(func() error {
		if err := c.send(map[string]any{"type": "connection_established", "message": "Connected to " + c.name, "seq": last, "epoch": epoch}); err != nil {
			return err
		}
		c.sent = last
		if c.since >= 0 {
			c.sent = c.since
			// A number below where this station's log began, above all that it gave, or said to be of another log is one of a
			// log that was lost. Who has read nothing, 0, gets all there is.
			other := c.since > last || c.since > 0 && c.since < base || c.epoch != "" && c.epoch != epoch
			gap := true
			switch {
			case other && c.since < base:
				c.sent = max(base, first-1) // all that came since then is new to him
			case other:
				c.sent = last
			case first > 0 && c.since+1 < first:
				c.sent = first - 1
			default:
				gap = false
			}
			if gap {
				if err := c.send(map[string]any{"type": "replay_gap", "since": c.since, "from": c.sent + 1, "seq": last, "epoch": epoch}); err != nil {
					return err
				}
			}
			if err := c.replay(ctx); err != nil {
				return err
			}
		}
		if c.feed.presence {
			return c.snapshot(ctx)
		}
		return nil
	})
}

// send writes a message of the connection itself, labelled where the socket carries several feeds.
func (c *conn) send(body map[string]any) error {
	if c.feed.labelled && body["feed"] == nil {
		body["feed"] = "all"
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return c.socket.WriteMessage(websocket.TextMessage, raw)
}

// replay sends from the store everything after the last seq looked at.
func (c *conn) replay(ctx context.Context) error {
	if len(c.feed.kept) == 0 {
		return nil
	}
	for {
		var page []armory.Message
		err := c.feeds.console.App.Store.Read(ctx, func(view app.View) (err error) {
			page, err = view.Messages(c.sent, replayPage, c.feed.kept)
			return err
		})
		if err != nil {
			return err
		}
		for _, m := range page {
			c.sent = m.Seq
			if !c.wants(m.Feed, m.Account) {
				continue
			}
			one, err := frame(m)
			if err != nil {
				return err
			}
			prepared := one.plain
			if c.feed.labelled {
				prepared = one.labelled
			}
			if err := c.socket.WritePreparedMessage(prepared); err != nil {
				return err
			}
		}
		if len(page) < replayPage {
			return nil
		}
		// Between pages the client gets what is held back, so that a long replay needs no more memory than a page.
		if corked, ok := c.socket.NetConn().(*corkConn); ok {
			if err := corked.Uncork(); err != nil {
				return err
			}
			_ = c.socket.SetWriteDeadline(time.Now().Add(c.feeds.limits.write))
			corked.Cork()
		}
	}
}

// snapshot says who is on line when the client joins.
func (c *conn) snapshot(ctx context.Context) error {
	users := []map[string]any{}
	for _, online := range c.feeds.console.App.Presence.Online() {
		user, err := c.user(ctx, online)
		if err != nil {
			return err
		}
		users = append(users, user)
	}
	body := map[string]any{"type": "presence_snapshot", "users": users}
	if c.feed.labelled {
		body["feed"] = app.FeedPresence
	}
	return c.send(body)
}

func (c *conn) sendPresence(change app.PresenceChange) error {
	body, err := c.user(c.feeds.console.closing, change)
	if err != nil {
		return err
	}
	body["type"] = "user_offline"
	if change.Online {
		body["type"] = "user_online"
	}
	if c.feed.labelled {
		body["feed"] = app.FeedPresence
	}
	return c.send(body)
}

func (c *conn) user(ctx context.Context, change app.PresenceChange) (map[string]any, error) {
	who, err := c.feeds.console.App.Who(ctx, change)
	if err != nil {
		return nil, err
	}
	return map[string]any{"user_id": change.Account.String(), "username": who.Username, "station": who.Station,
		"timestamp": change.At.UTC().Format(time.RFC3339Nano)}, nil
}

// read answers pings and watches for the end.
func (c *conn) read() closing {
	c.socket.SetReadLimit(maxIncoming)
	alive := func() { _ = c.socket.SetReadDeadline(time.Now().Add(idleWait)) }
	alive()
	c.socket.SetPongHandler(func(string) error { alive(); return nil })
	limit := rate.NewLimiter(incomingPer, 2*incomingPer)
	for {
		_, raw, err := c.socket.ReadMessage()
		if err != nil {
			var timeout net.Error
			if errors.As(err, &timeout) && timeout.Timeout() {
				return closing{websocket.CloseGoingAway, "idle"}
			}
			return closing{}
		}
		alive()
		if !limit.Allow() {
			return closing{closeRate, "too many messages"}
		}
		var message struct {
			Type      string          `json:"type"`
			Timestamp json.RawMessage `json:"timestamp"`
		}
		if json.Unmarshal(raw, &message) != nil || message.Type != "ping" {
			continue // nothing else is asked of a feed; the guide's clients may say more, and are not turned away for it
		}
		pong := map[string]any{"type": "pong"}
		if message.Timestamp != nil {
			pong["timestamp"] = message.Timestamp
		}
		if c.feed.labelled {
			pong["feed"] = "all"
		}
		body, err := json.Marshal(pong)
		if err != nil {
			continue
		}
		c.queue.reply(body)
	}
}
