package main

import (
	"context"
	"encoding/json"
	"maps"
	"net"
	"slices"
	"strconv"
	"sync"
	"time"

	"armguard/app"
	"armguard/app/ledger"
	"armguard/hub"
	"armguard/hub/discovery"
	"armguard/storage"
)

const (
	bookSetting = "lan"
	bookEvery   = 5 * time.Second // it is written at most so often
	maxTyped    = 16
	maxSecured  = 4 // of the logs this station wrote last
)

// book is what a station remembers of the LAN from one start to the next.
type book struct {
	news chan struct{}

	mu    sync.Mutex // guards what follows
	page  page
	saved []byte // as it lies in the store
	addr  string // where others reach this station now
}

// page is the book as it is stored, in JSON.
type page struct {
	Known   map[string]string `json:"known"`   // station: address where it was reached last
	Typed   []string          `json:"typed"`   // addresses somebody typed, the newest last
	Secured []secured         `json:"secured"` // of the own logs, the newest last
}

// secured is up to which entry of a log a second station has it.
type secured struct {
	Log ledger.LogID `json:"log"`
	Seq uint64       `json:"seq"`
}

func (b *book) load(db *storage.DB) error {
	var raw []byte
	err := db.Read(context.Background(), func(view *storage.View) (err error) {
		raw, _, err = view.Setting(bookSetting)
		return err
	})
	b.mu.Lock()
	defer b.mu.Unlock()
	b.page, b.saved = page{}, raw
	if err != nil || len(raw) == 0 {
		return err
	}
	return json.Unmarshal(raw, &b.page)
}

// poke says that there may be something to write down.
func (b *book) poke() {
	select {
	case b.news <- struct{}{}:
	default:
	}
}

// addTyped adds an address that somebody typed.
func (b *book) addTyped(addr string) {
	b.mu.Lock()
	b.page.Typed = append(slices.DeleteFunc(b.page.Typed, func(a string) bool { return a == addr }), addr)
	b.page.Typed = b.page.Typed[max(0, len(b.page.Typed)-maxTyped):]
	b.mu.Unlock()
	b.poke()
}

func (b *book) typed() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.page.Typed)
}

func (b *book) known() (out []hub.Known) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, text := range slices.Sorted(maps.Keys(b.page.Known)) {
		if id, err := ledger.ParseID(text); err == nil {
			out = append(out, hub.Known{Station: ledger.StationID{ID: id}, Addr: b.page.Known[text]})
		}
	}
	return out
}

// secured is up to which entry of a log a second station is known to have it.
func (b *book) secured(log ledger.LogID) uint64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, s := range b.page.Secured {
		if s.Log == log {
			return s.Seq
		}
	}
	return 0
}

// learn takes in where stations are reached, and what two stations have.
func (b *book) learn(places []app.Place, own ledger.StationID, log ledger.LogID, upTo uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.page.Known == nil {
		b.page.Known = map[string]string{}
	}
	for _, p := range places {
		if p.Station != own && p.Addr != "" && p.State != "unreachable" {
			b.page.Known[p.Station.String()] = p.Addr
		}
	}
	if upTo == 0 {
		return
	}
	i := slices.IndexFunc(b.page.Secured, func(s secured) bool { return s.Log == log })
	if i < 0 {
		b.page.Secured = append(b.page.Secured, secured{Log: log})
		b.page.Secured = b.page.Secured[max(0, len(b.page.Secured)-maxSecured):]
		i = len(b.page.Secured) - 1
	}
	b.page.Secured[i].Seq = max(b.page.Secured[i].Seq, upTo)
}

// changed is the book to be stored; nil when that is how it lies there.
func (b *book) changed() []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	raw, err := json.Marshal(b.page)
	if err != nil || string(raw) == string(b.saved) {
		return nil
	}
	return raw
}

// look finds out where others reach this station.
func (b *book) look(port int, loopback bool) {
	host := "127.0.0.1"
	if !loopback {
		host = ""
		if of := discovery.Addresses(); len(of) > 0 {
			host = of[0]
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.addr = ""
	if host != "" && port > 0 {
		b.addr = net.JoinHostPort(host, strconv.Itoa(port))
	}
}

func (b *book) own() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.addr
}

// remember keeps the book up to date until the station closes.
func (l *lan) remember(ctx context.Context) {
	for ctx.Err() == nil {
		select {
		case <-l.book.news:
		case <-ctx.Done():
		}
		l.note()
		select {
		case <-time.After(bookEvery):
		case <-ctx.Done():
		}
	}
	l.note()
}

// note takes into the book what the picture shows.
func (l *lan) note() {
	here, node := l.here.Load(), l.node.Load()
	if here != nil && node != nil {
		l.book.look(node.Port(), l.loopback())
		s := l.look()
		l.book.learn(s.status.Places, here.Station, here.Log, s.secured)
	}
	l.save()
}

// save stores the book where it has changed.
func (l *lan) save() {
	raw := l.book.changed()
	if raw == nil {
		return
	}
	err := l.db.Write(context.Background(), func(tx *storage.Tx) error { return tx.SaveSetting(bookSetting, raw) })
	if err != nil {
		l.log.Warn("the addresses of other stations could not be kept", "error", err)
		return
	}
	l.book.mu.Lock()
	l.book.saved = raw
	l.book.mu.Unlock()
}
