package app

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Identity keeps who this station is, beside the store: its key, its machine, the log it writes.
type Identity interface {
	// Key reads the station's signing key; nil when there is none yet.
	Key() (ed25519.PrivateKey, error)
	// CreateKey makes and keeps one.
	CreateKey() (ed25519.PrivateKey, error)
	// OwnLog is the log this store was writing; the zero id before a site is created or after a restore.
	OwnLog(ctx context.Context) (ledger.LogID, error)
	// Doubt says why that log may not be continued: restored, moved, anchor; empty when it may.
	Doubt(ctx context.Context) (reason string, err error)
	// Host is SHA-256 of the machine's id.
	Host() []byte
}

// state is how far the station has come: opening, without a site, ready, or stopped by a problem.
type state struct {
	mu       sync.Mutex // guards what follows
	busy     string
	progress int
	problem  *Error
	ready    bool
	open     bool
}

func (s *state) set(change func(*state)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(s)
}

// Open opens the store and finds out who this station is. A problem is kept for the screens and returned.
func (a *App) Open(ctx context.Context) error {
	a.state.set(func(s *state) { s.busy, s.problem, s.ready = "opening", nil, false })
	err := a.Store.Open(ctx, func(done, total int) {
		a.state.set(func(s *state) { s.busy, s.progress = "rebuilding", done*100/max(total, 1) })
	})
	if err == nil {
		a.state.set(func(s *state) { s.open = true })
		err = a.begin(ctx)
	}
	a.state.set(func(s *state) {
		s.busy, s.progress = "", 0
		if err != nil {
			s.problem = asError(err)
		}
	})
	a.Push.Emit(TopicSession, TopicShell)
	return err
}

// Close stops work and closes the store. It may be called twice.
func (a *App) Close() error {
	shut := func(s *state) { s.ready, s.open = false, false }
	a.state.set(shut)
	a.Joining.close()
	a.Inviting.shut()
	a.Jobs.Close()
	a.state.set(shut) // a restore that was under way has opened the station once more
	a.Presence.Close()
	a.due.close()
	return errors.Join(a.Hub.Close(), a.Store.Close())
}

// begin continues the station's log or, where that may not be, opens a new one.
func (a *App) begin(ctx context.Context) error {
	key, err := a.Identity.Key()
	if err != nil {
		return err
	}
	var here Here
	var newest int64
	var station *armory.Log
	own, err := a.Identity.OwnLog(ctx)
	if err != nil {
		return err
	}
	err = a.Store.Read(ctx, func(view View) error {
		sites, err := view.Find(armory.DocRecord, armory.Key{Index: "kind", Value: string(armory.KindSite)})
		if err != nil || len(sites) == 0 {
			return err
		}
		here.Site = ledger.SiteID{ID: sites[0]}
		if hashes, _, err := view.Entries(0, 1); err == nil && len(hashes) > 0 {
			if entry, err := view.Entry(hashes[0]); err == nil {
				newest = entry.WallMs
			}
		}
		station, err = lastLogOf(view, key, own)
		return err
	})
	if err != nil || here.Site.IsZero() {
		return err // no site yet: the first start's screen
	}
	a.clock.Opened(newest)
	if key == nil || station == nil {
		return a.resumeJoin(ctx, key)
	}
	here.Key, here.Station, here.Log = key, station.Station, ledger.LogID{ID: station.ID}
	doubt, err := a.Identity.Doubt(ctx)
	if err != nil {
		return err
	}
	switch {
	case doubt != "":
	case own.IsZero():
		doubt = "restored"
	case !bytes.Equal(station.Host, a.Identity.Host()): // a disk that was cloned with all that lies on it
		doubt = "moved"
	}
	a.Recorder.settle(here)
	if doubt != "" {
		a.Recorder.doubtful(doubt)
		if err := a.Recorder.renewed(ctx); err != nil {
			return err
		}
	}
	a.start(a.Recorder.Here())
	return nil
}

// lastLogOf finds the log that key wrote: own when it is one of them, else the one opened last; nil when there is none.
func lastLogOf(view View, key ed25519.PrivateKey, own ledger.LogID) (*armory.Log, error) {
	if key == nil {
		return nil, nil
	}
	public := key.Public().(ed25519.PublicKey)
	if !own.IsZero() {
		log := &armory.Log{ID: own.ID}
		known, err := view.Load(log)
		if err != nil {
			return nil, err
		}
		if known && public.Equal(ed25519.PublicKey(log.Key)) { // another station's backup may lie here
			return log, nil
		}
	}
	vector, err := view.Vector()
	if err != nil {
		return nil, err
	}
	var last *armory.Log
	for id := range vector {
		log := &armory.Log{ID: id.ID}
		if _, err := view.Load(log); err != nil {
			return nil, err
		}
		if public.Equal(ed25519.PublicKey(log.Key)) && (last == nil || log.Opened > last.Opened) {
			last = log
		}
	}
	return last, nil
}

// start makes the station ready to work as here.
func (a *App) start(here Here) {
	a.Recorder.settle(here)
	a.Hub.Open(here)
	a.state.set(func(s *state) { s.ready = true })
	a.due.start()
}

// newIncarnation opens a new log that continues the old one's story without continuing its chain.
func (a *App) newIncarnation(ctx context.Context, reason string) error {
	a.renewing.Lock()
	defer a.renewing.Unlock()
	if a.Recorder.doubted() == "" {
		return nil // somebody who waited for the same has done it
	}
	old := a.Recorder.Here()
	next := old
	next.Log = ledger.LogID{ID: ledger.RandomID()}
	back := func() {
		a.Recorder.settle(old)
		a.Recorder.doubtful(reason)
	}
	err := a.Store.Write(ctx, func(tx Tx) (err error) {
		tip, err := tx.Tip(old.Log)
		if err != nil {
			return err
		}
		a.Recorder.settle(next) // in the one writer: nobody writes between
		defer func() {
			if err != nil {
				back()
			}
		}()
		return a.openLog(tx, next, reason, ledger.Head{Log: old.Log, Seq: tip.Seq, Hash: tip.Hash})
	})
	if err != nil {
		back()
		return fmt.Errorf("open a new log: %w", err)
	}
	a.Log.Info("opened a new log", "reason", reason, "log", next.Log.Short())
	if a.ready() == nil {
		a.Hub.Renew(next)
	}
	return nil
}

func (a *App) openLog(tx Tx, here Here, reason string, old ledger.Head) error {
	if err := a.beginFeeds(tx, reason); err != nil {
		return err
	}
	fact := armory.Fact{Kind: ledger.KindLogOpen, Body: ledger.LogOpen{Station: here.Station, Key: here.Key.Public().(ed25519.PublicKey),
		HostBinding: a.Identity.Host(), Reason: reason, PrevLog: old.Log, PrevSeq: old.Seq, PrevHash: prevHash(old)}}
	act := Act{Method: "station", Command: ledger.CommandID{ID: ledger.NewID(a.Now(), rand.Reader)}}
	if _, err := a.Recorder.append(tx, act, Leave{Why: ledger.WhyFree}, rests{}, fact); err != nil {
		return err
	}
	return tx.SetOwnLog(here.Log)
}

// feedsApart is by how much the feeds' numbers of a new log are above those of the one before, at least.
const feedsApart = 1_000_000

// beginFeeds lets the feeds' numbers of a new log begin above all that were given before. A store that was restored or put back
// does not know how far they came, but nobody gives a thousand a second: the time in milliseconds is above them.
func (a *App) beginFeeds(tx Tx, reason string) error {
	last, err := tx.LastSeq()
	if err != nil || last == 0 && reason == "new" {
		return err
	}
	return tx.BeginFeeds(max(last+feedsApart, a.Now().UnixMilli()))
}

func prevHash(old ledger.Head) []byte {
	if old.Log.IsZero() {
		return nil
	}
	return old.Hash[:]
}

// ready refuses work before the station is ready.
func (a *App) ready() error {
	a.state.mu.Lock()
	defer a.state.mu.Unlock()
	switch {
	case a.state.ready:
		return nil
	case a.state.problem != nil:
		return a.state.problem
	case a.state.busy != "":
		return &Error{Code: "SETTLING", Message: "The station is starting.", Fix: "Wait a moment.", RetryMs: 500}
	case !a.state.open:
		return &Error{Code: "CLOSED", Message: "The station is closing.", Fix: "Start it again."}
	}
	return &Error{Code: "NO_SITE", Message: "This station does not belong to a site yet.", Fix: "Create a site first."}
}

// asError is err as a screen may see it.
func asError(err error) *Error {
	var shown *Error
	if errors.As(err, &shown) {
		return shown
	}
	var coded interface {
		error
		Shown() (code, message, fix string)
	}
	if errors.As(err, &coded) {
		code, message, fix := coded.Shown()
		return &Error{Code: code, Message: message, Fix: fix}
	}
	var refused *armory.Refusal
	if errors.As(err, &refused) {
		return &Error{Code: refused.Code, Message: refused.Message, Fix: refused.Fix}
	}
	return &Error{Code: "INTERNAL", Message: "Something went wrong in the program itself.", Fix: "Nothing was half written. Try again; if it comes back, tell whoever looks after this program what you did."}
}
