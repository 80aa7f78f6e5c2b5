package app_test

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"armguard/app"
	"armguard/app/apptest"
	"armguard/app/ledger"
)

// lan is the network between an inviting station and newcomers, without sockets: what hub/enrol does, in its order.
type lan struct {
	inviter *apptest.Station
	offer   *offer // open at the inviter
	// What goes wrong: another key answers, another roster is sent, the cable is pulled when so many entries have come
	// (0: never), or just before the new station would open its log.
	server ed25519.PublicKey
	forge  func([]ledger.Sealed) []ledger.Sealed
	swap   []ledger.Sealed // sent instead of the record
	cutAt  int
	cutEnd bool
	batch  int
}

var errCut = &app.Error{Code: "LOST", Message: "The two PCs lost each other.", Fix: "Check the cable and begin again."}

const firstAddress = "10.0.0.1:7443"

// network gives a station a lan on which newcomers reach it.
func network(s *apptest.Station) *lan {
	l := &lan{inviter: s, batch: 50}
	s.App.Lan = l
	return l
}

type offer struct {
	changed func()
	root    ed25519.PublicKey
	expires time.Time

	mu       sync.Mutex
	phase    string
	withdraw context.CancelFunc
}

func (o *offer) Code() string { return "ABCD-EFGH" }

func (o *offer) State() app.OfferState {
	o.mu.Lock()
	defer o.mu.Unlock()
	return app.OfferState{Phase: o.phase, Expires: o.expires}
}

func (o *offer) Withdraw() {
	o.move("failed")
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.withdraw != nil {
		o.withdraw()
	}
}

func (o *offer) move(phase string) {
	o.mu.Lock()
	o.phase = phase
	o.mu.Unlock()
	o.changed()
}

func (l *lan) Offer(root ed25519.PublicKey, changed func()) app.Offer {
	l.offer = &offer{changed: changed, root: root, phase: "waiting", expires: l.inviter.Clock.Now().Add(15 * time.Minute)}
	return l.offer
}

func (l *lan) Find(context.Context) []app.FoundStation {
	return []app.FoundStation{{Address: "10.0.0.9:7443"}, {Address: firstAddress}}
}

func (l *lan) Join(ctx context.Context, ask app.JoinAsk, guest *app.Guest) error {
	refused := &app.Error{Code: "WRONG_CODE", Message: "That is not the join code.", Fix: "Type it again."}
	if ask.Address != firstAddress || l.offer == nil || ask.Code != l.offer.Code() {
		return refused
	}
	inviting := l.inviter.App.Inviting
	roster, err := inviting.Roster(ctx)
	if err != nil {
		return err
	}
	if l.forge != nil {
		roster = l.forge(roster)
	}
	server := l.inviter.App.Recorder.Here().Key.Public().(ed25519.PublicKey)
	if l.server != nil {
		server = l.server
	}
	sum := sha256.Sum256(l.offer.root)
	if err := guest.Check(roster, [10]byte(sum[:]), server); err != nil {
		return err
	}
	ctx, l.offer.withdraw = context.WithCancel(ctx)
	defer l.offer.withdraw()
	l.offer.move("comparing")
	guest.Compare("314159")
	if err := inviting.Confirm(ctx, app.Newcomer{Station: ask.Station, Name: ask.Name, Key: ask.Key.Public().(ed25519.PublicKey), Host: ask.Host,
		Addr: "10.0.0.2:50000", App: "test", Digits: "314159"}); err != nil {
		l.offer.move("failed")
		return err
	}
	l.offer.move("admitting")
	if err := l.hand(ctx, guest); err != nil {
		l.offer.move("failed")
		return err
	}
	l.offer.move("done")
	return nil
}

// hand gives the newcomer the record.
func (l *lan) hand(ctx context.Context, guest *app.Guest) error {
	total, err := l.inviter.App.Inviting.Total(ctx)
	if err != nil {
		return err
	}
	guest.Progress(0, total)
	var all []ledger.Sealed
	l.inviter.View(func(view app.View) (err error) {
		all, _, err = view.Missing(nil, 1<<20, 1<<30)
		return err
	})
	if l.swap != nil {
		all = l.swap
	}
	came := 0
	for batch := range slices.Chunk(all, l.batch) {
		if came += len(batch); l.cutAt > 0 && came >= l.cutAt {
			return errCut
		}
		if err := guest.Keep(ctx, batch); err != nil {
			return err
		}
	}
	if l.cutEnd {
		return errCut
	}
	records, err := l.inviter.App.Records(ctx)
	if err != nil {
		return err
	}
	for _, record := range records {
		if err := guest.Took(ctx, record); err != nil {
			return err
		}
	}
	return nil
}

// invite opens a join code at the inviting station.
func (l *lan) invite(t *testing.T) app.Invitation {
	t.Helper()
	got := apptest.Must[app.Invitation](l.inviter, l.inviter.Root, "Stations.Invite", apptest.Password)
	if got.State != "waiting" || got.Code == "" || !got.Mine {
		t.Fatalf("got %+v, want a code", got)
	}
	return got
}

// answer waits until a newcomer's digits are there to compare, and answers.
func (l *lan) answer(t *testing.T, yes bool) app.Invitation {
	t.Helper()
	got := l.until(t, "comparing")
	if got.Digits != "314159" || got.Name == "" || got.Address == "" {
		t.Errorf("got %+v, want the newcomer and its digits", got)
	}
	return apptest.Must[app.Invitation](l.inviter, l.inviter.Root, "Stations.Admit", yes)
}

// until waits for a state of the invitation.
func (l *lan) until(t *testing.T, state string) app.Invitation {
	t.Helper()
	ear := l.inviter.App.Push.Listen()
	defer ear.Close()
	late := time.After(30 * time.Second)
	for {
		got := apptest.Must[app.Invitation](l.inviter, l.inviter.Root, "Stations.Invitation")
		if got.State == state {
			return got
		}
		select {
		case <-ear.Ready():
			ear.Take()
		case <-late:
			t.Fatalf("got %+v, want %q", got, state)
		}
	}
}

// newcomer is a PC without a site on the same network.
func (l *lan) newcomer(t *testing.T, dir string) *apptest.Station {
	t.Helper()
	s := apptest.Open(t, apptest.Options{Dir: dir, Host: 2})
	s.Clock.Advance(l.inviter.Clock.Now().Sub(s.Clock.Now()))
	s.App.Lan = l
	return s
}

// join joins under a name while the superuser says yes, and returns the steps that were told.
func (l *lan) join(t *testing.T, s *apptest.Station, name string, yes bool) ([]app.JoinState, error) {
	t.Helper()
	l.invite(t)
	ended := make(chan error, 1)
	var steps []app.JoinState
	go func() {
		ended <- s.App.JoinSite(context.Background(), app.JoinRequest{Station: name, Code: l.offer.Code()}, func(state app.JoinState) { steps = append(steps, state) })
	}()
	l.answer(t, yes)
	select {
	case err := <-ended:
		return steps, err
	case <-time.After(30 * time.Second):
		return steps, errors.New("it did not end")
	}
}
