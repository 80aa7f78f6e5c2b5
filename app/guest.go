package app

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"sync"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Guest is what a newcomer knows and checks while it joins. An Enroller calls it; Check first, and nothing secret is said before
// that returned nil.
type Guest struct {
	app  *App
	say  func(JoinState)
	key  ed25519.PublicKey // its own
	name string

	mu      sync.Mutex // guards what follows
	state   JoinState
	site    ledger.SiteID // of the roster that was checked; zero before
	created ledger.Hash   // its site.create
	roster  armory.State  // what it adds up to
}

// Check refuses a roster that is not of the site whose root key's SHA-256 begins like this, that begins otherwise or has gaps,
// or in which the key of the station at the other end is not enrolled, or revoked.
func (g *Guest) Check(roster []ledger.Sealed, root [10]byte, server ed25519.PublicKey) error {
	wrong := &Error{Code: "WRONG_SITE", Message: "The station that answered does not belong to the site of this join code.",
		Fix: "Compare the code and the address with the screen of the station that gave them."}
	state := armory.NewRoster()
	var created *ledger.Sealed
	for i := range roster {
		s := &roster[i]
		if s.Entry.Site != roster[0].Entry.Site {
			return wrong
		}
		switch {
		case s.Entry.Kind == armory.KindSiteCreate && created == nil:
			created = s
		case s.Entry.Kind == armory.KindSiteCreate: // a second one could bring a key of its own
			return wrong
		case created == nil && s.Entry.Kind != ledger.KindLogOpen: // the site is the first that is said of anything
			return wrong
		}
		if err := state.Apply(s); err != nil && !errors.Is(err, armory.ErrUnread) {
			g.app.Log.Warn("the roster of the other station could not be read", "error", err)
			return &Error{Code: "BROKEN_ROSTER", Message: "The list of stations that the other PC sent is broken: something that it rests on is missing.",
				Fix: "Let that PC verify its ledger (armguard verify), and join at another station of the site meanwhile."}
		}
	}
	if created == nil {
		return wrong
	}
	n, site := newNames(state), created.Entry.Site
	record, err := n.record(armory.KindSite, site.ID)
	if err != nil {
		return err
	}
	public, err := hex.DecodeString(record.Value("root"))
	sum := sha256.Sum256(public)
	if err != nil || len(public) != ed25519.PublicKeySize || [10]byte(sum[:10]) != root {
		return wrong
	}
	inviter, err := enrolledAs(state, server)
	if err != nil {
		return err
	}
	if inviter.IsZero() {
		return &Error{Code: "UNKNOWN_STATION", Message: "The PC that answered is not a station of this site, or not any more.",
			Fix: "Do not go on with it: show it to a superuser, and use the address of a station that works."}
	}
	if err := g.fits(state, site); err != nil {
		return err
	}
	name, err := n.station(inviter)
	if err != nil {
		return err
	}
	g.mu.Lock()
	g.site, g.created, g.roster = site, created.Hash, state
	g.mu.Unlock()
	g.step(func(s *JoinState) { s.Site, s.Inviter = record.Value("name"), name })
	return nil
}

// fits refuses a site that this PC cannot join: another one's entries lie here, or its name is taken there.
func (g *Guest) fits(state armory.State, site ledger.SiteID) error {
	var here ledger.SiteID
	if err := g.app.Store.Read(context.Background(), func(view View) (err error) {
		here, _, err = siteHere(view)
		return err
	}); err != nil {
		return err
	}
	if !here.IsZero() && here != site {
		return &Error{Code: "WRONG_SITE", Message: "Part of another site's record lies on this PC.",
			Fix: "Join that site, or begin with an empty data folder (--data)."}
	}
	return freeName(state, g.name, g.key)
}

// freeName refuses a name that another station has than the one with this key.
func freeName(state armory.State, name string, key ed25519.PublicKey) error {
	mine, err := enrolledAs(state, key)
	if err != nil {
		return err
	}
	other, err := stationWhere(state, func(r *armory.Record) bool {
		return r.ID != mine.ID && armory.Fold(r.Value("name")) == armory.Fold(name)
	})
	if err == nil && !other.IsZero() {
		err = &Error{Code: "NAME_TAKEN", Message: "There is already a station named " + name + ".", Fix: "Choose another name for this one; the code is still good."}
	}
	return err
}

// Roster is what the roster adds up to that Check found good.
func (g *Guest) Roster() armory.State {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.roster
}

// checked reports whether the station at the other end was found to be the site's.
func (g *Guest) checked() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return !g.site.IsZero()
}

// Compare shows the six digits.
func (g *Guest) Compare(digits string) {
	g.step(func(s *JoinState) { s.State, s.Digits = "comparing", digits })
}

// Progress says how many entries are to come.
func (g *Guest) Progress(done, total int) {
	g.step(func(s *JoinState) { s.State, s.Done, s.Total = "syncing", done, total })
}

// Keep stores entries of the record, causes first. They are checked like those of any station.
func (g *Guest) Keep(ctx context.Context, entries []ledger.Sealed) error {
	g.mu.Lock()
	site, created := g.site, g.created
	g.mu.Unlock()
	for i := range entries {
		if s := &entries[i]; s.Entry.Site != site || s.Entry.Kind == armory.KindSiteCreate && s.Hash != created {
			return foreign(s, errors.New("it is of another site than the roster"))
		}
	}
	if err := g.app.Recorder.Receive(ctx, entries, true); err != nil {
		return err
	}
	g.step(func(s *JoinState) { s.State, s.Done = "syncing", s.Done+len(entries) })
	return nil
}

// Took keeps what is shared beside the record.
func (g *Guest) Took(ctx context.Context, record Shared) error { return g.app.Took(ctx, record) }

// step changes the state and tells it.
func (g *Guest) step(change func(*JoinState)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	change(&g.state)
	if g.say != nil {
		g.say(g.state)
	}
}
