package console

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"armguard/app"
	"armguard/app/armory"
	"armguard/app/ledger"

	"github.com/gorilla/websocket"
)

// Close codes of the feeds. 4400-4499 tell a client why; it may come back at once only after 4408.
const (
	closeSignedOut = 4401 // stop: sign in again
	closeRole      = 4403 // stop: this account may not
	closeSlow      = 4408 // come back with ?since=
	closeTooMany   = 4409 // stop: too many connections
	closeRate      = 4429 // come back later
)

// feed is one path: which kept feeds it carries and who may listen.
type feed struct {
	kept     []string
	presence bool
	labelled bool // each message has a field "feed"
	need     string
}

var feedsByName = map[string]feed{
	"notifications": {kept: []string{app.FeedNotifications, app.FeedAnnouncements}, need: armory.MayRead},
	"transactions":  {kept: []string{app.FeedTransactions}, need: armory.MaySeeBoard},
	"inventory":     {kept: []string{app.FeedInventory}, need: armory.MaySeeBoard},
	"announcements": {kept: []string{app.FeedAnnouncements}, need: armory.MaySeeBoard},
	"presence":      {presence: true, need: armory.MaySeeBoard},
	"all": {kept: []string{app.FeedNotifications, app.FeedTransactions, app.FeedInventory, app.FeedAnnouncements}, presence: true, labelled: true,
		need: armory.MayRead},
}

// feeds hands committed messages to every connection. Each message is framed once, however many listen.
type feeds struct {
	console  *Console
	upgrader websocket.Upgrader
	cancel   func()
	limits   limits

	mu    sync.Mutex // guards conns
	conns map[*conn]struct{}
}

// limits are what a test makes smaller.
type limits struct {
	connections, perSession int
	write                   time.Duration
}

func newFeeds(c *Console) *feeds {
	f := &feeds{console: c, limits: limits{maxConnections, maxPerSession, writeWait}, conns: map[*conn]struct{}{}, upgrader: websocket.Upgrader{
		HandshakeTimeout: 5 * time.Second, ReadBufferSize: 512, WriteBufferSize: 1024, WriteBufferPool: &sync.Pool{},
		CheckOrigin: func(*http.Request) bool { return true }, // the guard has checked it
	}}
	f.cancel = c.App.Live.Subscribe(app.Subscriber{Messages: f.messages, Presence: f.presence})
	c.wg.Go(f.watch)
	return f
}

func (f *feeds) close() { f.cancel() }

// watchEvery is how often it is looked whether sessions have become too old.
const watchEvery = time.Minute

// watch closes the connections of those who may not listen any more: whose role was changed, whose account was
// disabled, whose session is too old. It looks whenever accounts change and from time to time.
func (f *feeds) watch() {
	ear := f.console.App.Push.Listen()
	defer ear.Close()
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		select {
		case <-f.console.closing.Done():
			return
		case <-tick.C:
		case <-ear.Ready():
			if !slices.ContainsFunc(ear.Take(), func(p app.Pushed) bool { return p.Topic == app.TopicAccounts }) {
				continue
			}
		}
		f.review()
	}
}

func (f *feeds) review() {
	f.mu.Lock()
	listening := slices.Collect(maps.Keys(f.conns))
	f.mu.Unlock()
	f.console.App.Sessions.EndExpired()
	for _, c := range listening {
		// A station that cannot be read just now has other worries than who listens.
		if may, err := f.console.App.Door().StillAdmits(f.console.closing, c.session, c.feed.need); err == nil && !may {
			c.dismiss()
		}
	}
}

// framed is a message ready to be sent, by whether the socket carries all feeds.
type framed struct {
	seq      int64
	feed     string
	account  ledger.AccountID
	plain    *websocket.PreparedMessage
	labelled *websocket.PreparedMessage
}

// frame puts seq, and for /ws/all/ the feed's name, in front of a message's fields.
func frame(m armory.Message) (framed, error) {
	out := framed{seq: m.Seq, feed: m.Feed, account: m.Account}
	head := []byte(`{"seq":` + strconv.FormatInt(m.Seq, 10) + `,`)
	plain := append(head, m.Body[1:]...)
	labelled := append([]byte(`{"feed":"`+m.Feed+`",`), plain[1:]...)
	var err error
	if out.plain, err = websocket.NewPreparedMessage(websocket.TextMessage, plain); err != nil {
		return out, err
	}
	out.labelled, err = websocket.NewPreparedMessage(websocket.TextMessage, labelled)
	return out, err
}

// messages gets every commit's messages, in order. It only queues.
func (f *feeds) messages(messages []armory.Message) {
	batch := make([]framed, 0, len(messages))
	for _, m := range messages {
		one, err := frame(m)
		if err != nil {
			f.console.Log.Error("frame a feed message", "error", err)
			continue
		}
		batch = append(batch, one)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for c := range f.conns {
		c.queue.put(batch)
	}
}

// presence gets who came and went. It is not kept, so it has no seq.
func (f *feeds) presence(changes []app.PresenceChange) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for c := range f.conns {
		if c.feed.presence {
			c.queue.putPresence(changes)
		}
	}
}

// serve upgrades a request to a feed after checking who asks.
func (f *feeds) serve(name string) http.HandlerFunc {
	kind := feedsByName[name]
	return func(w http.ResponseWriter, r *http.Request) {
		c := f.console
		caller, err := c.App.Door().Admit(r.Context(), c.token(r), kind.need, false)
		if err != nil {
			c.fail(w, r, err)
			return
		}
		since := int64(-1)
		if text := r.URL.Query().Get("since"); text != "" {
			if since, err = strconv.ParseInt(text, 10, 64); err != nil || since < 0 {
				c.fail(w, r, &app.Error{Code: armory.CodeInvalid, Message: "since is not a sequence number.", Fix: "Use the last seq you have seen."})
				return
			}
		}
		f.mu.Lock()
		total, mine := len(f.conns), 0
		for other := range f.conns {
			if other.session == caller.Session {
				mine++
			}
		}
		f.mu.Unlock()
		if total >= f.limits.connections {
			w.Header().Set("Retry-After", "5")
			writeJSON(w, http.StatusTooManyRequests, app.Error{Code: "BUSY", Message: "Too many connections are open.", Fix: "Close some.", RetryMs: 5000})
			return
		}
		socket, err := f.upgrader.Upgrade(w, r, nil)
		if err != nil {
			return // Upgrade has answered
		}
		conn := &conn{feeds: f, feed: kind, name: name, socket: socket, session: caller.Session, since: since, epoch: r.URL.Query().Get("epoch"), queue: newQueue(),
			dismissed: make(chan struct{})}
		conn.dismiss = sync.OnceFunc(func() { close(conn.dismissed) })
		if mine >= f.limits.perSession {
			conn.shut(closeTooMany, "too many connections")
			return
		}
		f.mu.Lock()
		f.conns[conn] = struct{}{}
		f.mu.Unlock()
		c.wg.Go(conn.run)
	}
}

func (f *feeds) forget(c *conn) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.conns, c)
}

// wants reports whether a message goes to this connection.
func (c *conn) wants(feedName string, account ledger.AccountID) bool {
	return slices.Contains(c.feed.kept, feedName) && (account.IsZero() || account == c.session.Account)
}
