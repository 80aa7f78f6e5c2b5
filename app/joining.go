package app

import (
	"context"
	"crypto/ed25519"
	"errors"
	"strings"
	"sync"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Enroller is the way to stations that are not connected yet: for a PC that joins a site, and for a station that lets one
// in.
type Enroller interface {
	// Offer opens a join code for the site with this root key; newcomers that know it come to App.Inviting. Changed is
	// called after its state has; it must not be waited for.
	Offer(root ed25519.PublicKey, changed func()) Offer
	// Find lists stations that can be seen now. It returns within a few seconds.
	Find(ctx context.Context) []FoundStation
	// Join speaks with an inviting station until this PC has the whole record. Errors: what Guest returned, an *Error
	// that says why the other side did not let it in, or the context's.
	Join(ctx context.Context, ask JoinAsk, guest *Guest) error
}

// JoinAsk is a newcomer at an address, with the code as it was typed.
type JoinAsk struct {
	Address string
	Code    string
	Station ledger.StationID // drawn for it; the roster may know its key under another
	Name    string
	Key     ed25519.PrivateKey
	Host    []byte // binding of the machine, 32 bytes
}

// Joining is a PC without a site on its way into one. There is one at a time.
type Joining struct {
	app *App

	mu     sync.Mutex // guards what follows
	state  JoinState
	cancel context.CancelFunc
	ended  chan struct{} // closed when the one under way has ended; nil when there is none
}

// Join starts joining a site. JoinState tells how far it is.
func (s *Setup) Join(c *Caller, ask JoinRequest, token string) (JoinState, error) {
	if err := s.allowed(c, token); err != nil {
		return JoinState{}, err
	}
	return s.app.Joining.start(c.Context, ask)
}

// JoinState tells how far the newcomer is.
func (s *Setup) JoinState(*Caller) (JoinState, error) { return s.app.Joining.now(), nil }

// CancelJoin gives joining up. What came of the record stays, so that it can be begun again.
func (s *Setup) CancelJoin(c *Caller, token string) (JoinState, error) {
	if err := s.allowed(c, token); err != nil {
		return JoinState{}, err
	}
	s.app.Joining.close()
	return s.app.Joining.now(), nil
}

// FindStations lists stations that can be seen from a PC without a site.
func (s *Setup) FindStations(c *Caller, token string) ([]FoundStation, error) {
	if err := s.allowed(c, token); err != nil {
		return []FoundStation{}, err
	}
	if err := s.app.mayJoin(); err != nil {
		return []FoundStation{}, err
	}
	return append([]FoundStation{}, s.app.Lan.Find(c.Context)...), nil
}

// mayJoin refuses joining where it cannot be: there is a site, the store is not open, this start has no network.
func (a *App) mayJoin() error {
	err := a.ready()
	switch {
	case err == nil:
		return &Error{Code: "CHANGED", Message: "This station already belongs to a site.", Fix: "Sign in."}
	case asError(err).Code != "NO_SITE" && asError(err).Code != "NOT_ENROLLED":
		return err
	case a.Lan == nil:
		return &Error{Code: "NO_LAN", Message: "This program was started without a network.", Fix: "Start the station itself, then join."}
	}
	return nil
}

func (j *Joining) now() JoinState {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.state.State == "" {
		return JoinState{State: "idle"}
	}
	return j.state
}

// under reports whether this PC is joining a site.
func (j *Joining) under() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.ended != nil
}

// start begins in the background; the request's context ends before it.
func (j *Joining) start(ctx context.Context, ask JoinRequest) (JoinState, error) {
	if err := checkJoin(&ask); err != nil {
		return JoinState{}, err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.ended != nil {
		return j.state, busyJoining()
	}
	if err := j.app.mayJoin(); err != nil {
		return JoinState{}, err
	}
	ctx, j.cancel = context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan struct{})
	j.ended, j.state = ended, JoinState{State: "looking"}
	go func() {
		_ = j.app.JoinSite(ctx, ask, func(state JoinState) {
			j.mu.Lock()
			defer j.mu.Unlock()
			j.state = state
		})
		j.mu.Lock()
		defer j.mu.Unlock()
		if ctx.Err() != nil && j.state.State != "done" {
			j.state = JoinState{State: "idle"}
		}
		j.cancel()
		j.ended, j.cancel = nil, nil
		close(ended)
	}()
	return j.state, nil
}

func busyJoining() error {
	return &Error{Code: "BUSY", Message: "This PC is joining a site at this moment.", Fix: "Wait until it is done, or cancel it.", RetryMs: 2000}
}

// close gives up what is under way and waits for its end.
func (j *Joining) close() {
	j.mu.Lock()
	ended, cancel := j.ended, j.cancel
	j.mu.Unlock()
	if ended != nil {
		cancel()
		<-ended
	}
}

// checkJoin cleans what was typed.
func checkJoin(ask *JoinRequest) (err error) {
	if ask.Station, err = armory.CheckField(armory.KindStation, "name", ask.Station); err != nil {
		return err
	}
	if len(ask.Station) > 60 {
		return &Error{Code: armory.CodeInvalid, Message: "The station's name is too long.", Fix: "Use at most 60 letters without accents."}
	}
	if strings.TrimSpace(ask.Address) != "" {
		if ask.Address, err = CheckAddress(ask.Address); err != nil {
			return err
		}
	}
	if ask.Code = strings.TrimSpace(ask.Code); ask.Code == "" {
		return &Error{Code: armory.CodeInvalid, Message: "The join code is missing.", Fix: "Type the code from the screen of the station that lets this one in."}
	}
	return nil
}

// JoinSite makes this PC a station of a site: it takes the whole record from the station that gave the code, then opens
// its own log. Say is called with every step and with the failure. A join that ended half way can be begun again.
func (a *App) JoinSite(ctx context.Context, ask JoinRequest, say func(JoinState)) error {
	guest := &Guest{app: a, say: say, state: JoinState{State: "looking"}}
	err := a.joinSite(ctx, ask, guest)
	if err != nil {
		if ctx.Err() == nil && asError(err).Code == "INTERNAL" {
			a.Log.Error("join a site", "error", err)
		}
		err = errors.Join(err, a.strand(context.WithoutCancel(ctx)))
		guest.step(func(s *JoinState) { s.State, s.Problem = "failed", asError(err) })
	}
	return err
}

func (a *App) joinSite(ctx context.Context, ask JoinRequest, guest *Guest) error {
	if err := checkJoin(&ask); err != nil {
		return err
	}
	if !a.founding.TryLock() {
		return busyJoining()
	}
	defer a.founding.Unlock()
	if err := a.mayJoin(); err != nil {
		return err
	}
	key, err := a.stationKey()
	if err != nil {
		return err
	}
	guest.key, guest.name = key.Public().(ed25519.PublicKey), ask.Station
	guest.step(func(*JoinState) {})
	found := []FoundStation{{Address: ask.Address}}
	if strings.TrimSpace(ask.Address) == "" {
		if found = a.Lan.Find(ctx); len(found) == 0 {
			return &Error{Code: armory.CodeNotFound, Message: "No station with an open join code was found on this network.",
				Fix: "Open a code at a station of the site first, check the cable, or type the address that its screen shows beside the code."}
		}
	}
	for _, station := range found {
		guest.step(func(s *JoinState) { s.State, s.Digits = "connecting", "" })
		err = a.Lan.Join(ctx, JoinAsk{Address: station.Address, Code: ask.Code, Station: ledger.StationID(a.Recorder.NewSubject()), Name: ask.Station,
			Key: key, Host: a.Identity.Host()}, guest)
		if err == nil || guest.checked() || ctx.Err() != nil {
			break // it was the right station; else another one may have given the code
		}
	}
	if err != nil {
		return err
	}
	guest.step(func(s *JoinState) { s.State = "opening" })
	if err := a.settleIn(ctx, key); err != nil {
		return err
	}
	guest.step(func(s *JoinState) { s.State, s.Done = "done", max(s.Done, s.Total) })
	return nil
}

// settleIn opens the log of a station that is enrolled and has none, and makes it ready.
func (a *App) settleIn(ctx context.Context, key ed25519.PrivateKey) error {
	here := Here{Log: ledger.LogID{ID: ledger.RandomID()}, Key: key}
	var newest int64
	err := a.Store.Read(ctx, func(view View) (err error) {
		if here.Site, newest, err = siteHere(view); err != nil {
			return err
		}
		here.Station, err = enrolledAs(view, key.Public().(ed25519.PublicKey))
		return err
	})
	if err == nil && here.Station.IsZero() {
		err = &Error{Code: "NOT_ENROLLED", Message: "The other station did not write this PC into the roster.", Fix: "Begin again with a new join code."}
	}
	if err != nil {
		return err
	}
	a.clock.Opened(newest)
	a.Recorder.settle(here)
	if err := a.Store.Write(ctx, func(tx Tx) error { return a.openLog(tx, here, "new", ledger.Head{}) }); err != nil {
		a.Recorder.settle(Here{})
		return err
	}
	a.state.set(func(s *state) { s.problem = nil })
	a.start(here)
	a.Push.Emit(TopicSession, TopicShell)
	return nil
}

// resumeJoin makes a station of a PC that was cut off while it joined, when it is in the roster by now: what it lacks of the
// record it gets like any station. Else it has to join once more.
func (a *App) resumeJoin(ctx context.Context, key ed25519.PrivateKey) error {
	if key == nil {
		return notEnrolled()
	}
	if err := a.settleIn(ctx, key); err != nil {
		if asError(err).Code == "NOT_ENROLLED" {
			return notEnrolled()
		}
		return err
	}
	return nil
}

// strand says, after a join that failed, that part of a site lies here: no other site may be made over it.
func (a *App) strand(ctx context.Context) error {
	if err := a.ready(); err == nil || asError(err).Code != "NO_SITE" {
		return nil
	}
	return a.Store.Read(ctx, func(view View) error {
		site, _, err := siteHere(view)
		if err == nil && !site.IsZero() {
			a.state.set(func(s *state) { s.problem = notEnrolled() })
		}
		return err
	})
}

// notEnrolled is the problem of a store whose site does not know this PC.
func notEnrolled() *Error {
	return &Error{Code: "NOT_ENROLLED", Message: "This data folder holds a site, but this PC is not one of its stations.",
		Fix: "Join the site with a join code from another station. Where none is left, use the recovery sheet, or restore this station's folder DIR/keys."}
}

// siteHere is the site whose entries lie here, zero when there are none, with the wall time of the newest.
func siteHere(view View) (site ledger.SiteID, newestMs int64, err error) {
	hashes, _, err := view.Entries(0, 1)
	if err != nil || len(hashes) == 0 {
		return site, 0, err
	}
	entry, err := view.Entry(hashes[0])
	if err != nil {
		return site, 0, err
	}
	return entry.Site, entry.WallMs, nil
}

// enrolledAs is the station that a key is enrolled as and that is not revoked; zero when there is none.
func enrolledAs(st armory.State, key ed25519.PublicKey) (ledger.StationID, error) {
	return stationWhere(st, func(r *armory.Record) bool {
		return r.HasKey(key) && r.Value("revoked") == ""
	})
}

// stationWhere is a station for which is holds; zero when there is none.
func stationWhere(st armory.State, is func(*armory.Record) bool) (ledger.StationID, error) {
	ids, err := st.Find(armory.DocRecord, armory.Key{Index: "kind", Value: string(armory.KindStation)})
	if err != nil {
		return ledger.StationID{}, err
	}
	for _, id := range ids {
		r := &armory.Record{Kind: armory.KindStation, ID: id}
		if _, err := st.Load(r); err != nil {
			return ledger.StationID{}, err
		}
		if is(r) {
			return ledger.StationID{ID: id}, nil
		}
	}
	return ledger.StationID{}, nil
}
