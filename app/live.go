package app

import (
	"sync"

	"armguard/app/armory"
)

// Live hands committed messages, and who comes and goes, to the console's feeds. Subscribers are called in the order
// of the commits, one at a time, and must not wait: they put what they get into their own queues.
type Live struct {
	mu   sync.Mutex // guards subs, and is held while they are called, so that order is kept
	next int
	subs map[int]Subscriber
}

// Subscriber gets one batch per commit.
type Subscriber struct {
	Messages func([]armory.Message)
	Presence func([]PresenceChange)
}

// NewLive returns a Live without subscribers.
func NewLive() *Live { return &Live{subs: map[int]Subscriber{}} }

// Subscribe adds a subscriber until cancel is called; when cancel has returned it is not called any more.
func (l *Live) Subscribe(s Subscriber) (cancel func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	id := l.next
	l.next++
	l.subs[id] = s
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.subs, id)
	}
}

// Publish hands a commit's messages on. The store calls it.
func (l *Live) Publish(messages []armory.Message) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range l.subs {
		if s.Messages != nil {
			s.Messages(messages)
		}
	}
}

func (l *Live) presence(changes []PresenceChange) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range l.subs {
		if s.Presence != nil {
			s.Presence(changes)
		}
	}
}
