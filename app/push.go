package app

import (
	"sync"
)

// Topics name what a screen may have to read again.
const (
	TopicShell         = "shell"
	TopicBoard         = "board"
	TopicItems         = "items"
	TopicPeople        = "people"
	TopicTransactions  = "transactions"
	TopicDrafts        = "drafts"
	TopicNotifications = "notifications"
	TopicAnnouncements = "announcements"
	TopicAccounts      = "accounts"
	TopicSettings      = "settings"
	TopicJobs          = "jobs"
	TopicAudit         = "audit"
	TopicPresence      = "presence"
	TopicStations      = "stations"
	TopicConflicts     = "conflicts"
	TopicFeed          = "feed"
	TopicSession       = "session"
	TopicAttachments   = "attachments"
	TopicStock         = "stock"
	TopicCounts        = "counts"
	TopicMass          = "mass"
)

// Pushed tells a screen to read a topic again. Rev grows with every push of this start of the station.
type Pushed struct {
	Topic string `json:"topic"`
	Rev   uint64 `json:"rev"`
}

// Push hands topics to every listening screen. It never waits for one: a listener keeps a set of topics that it has
// not fetched yet, so a slow screen gets each topic once.
type Push struct {
	mu        sync.Mutex // guards what follows
	rev       uint64
	listeners map[*Listener]struct{}
}

// Listener is one screen's ear. Wait on Ready, then Take.
type Listener struct {
	push    *Push
	pending map[string]uint64
	order   []string
	ready   chan struct{}
}

// NewPush returns a push without listeners.
func NewPush() *Push { return &Push{listeners: map[*Listener]struct{}{}} }

// Listen adds a listener. Close it.
func (p *Push) Listen() *Listener {
	l := &Listener{push: p, pending: map[string]uint64{}, ready: make(chan struct{}, 1)}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.listeners[l] = struct{}{}
	return l
}

// Close ends the listening.
func (l *Listener) Close() {
	l.push.mu.Lock()
	defer l.push.mu.Unlock()
	delete(l.push.listeners, l)
}

// Ready gets a value when there is something to take.
func (l *Listener) Ready() <-chan struct{} { return l.ready }

// Take returns what was pushed since the last Take, each topic once.
func (l *Listener) Take() []Pushed {
	l.push.mu.Lock()
	defer l.push.mu.Unlock()
	out := make([]Pushed, 0, len(l.order))
	for _, topic := range l.order {
		out = append(out, Pushed{topic, l.pending[topic]})
	}
	clear(l.pending)
	l.order = l.order[:0]
	return out
}

// Emit pushes topics to every listener.
func (p *Push) Emit(topics ...string) {
	if len(topics) == 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rev++
	for l := range p.listeners {
		for _, topic := range topics {
			if _, waiting := l.pending[topic]; !waiting {
				l.order = append(l.order, topic)
			}
			l.pending[topic] = p.rev
		}
		select {
		case l.ready <- struct{}{}:
		default:
		}
	}
}
