package app

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/subtle"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Setup is the first start: what this PC is, and making a site on it.
type Setup struct{ app *App }

// State tells anybody at this PC how far the station has come.
func (s *Setup) State(c *Caller) (SetupState, error) {
	a := s.app
	a.state.mu.Lock()
	out := SetupState{HostName: a.HostName, DataDir: a.DataDir, Version: a.Version, Busy: a.state.busy, Progress: a.state.progress,
		Problem: a.state.problem, Interactive: c.Window, NeedsToken: a.SetupToken != "" && !c.Window}
	open, ready := a.state.open, a.state.ready
	a.state.mu.Unlock()
	out.NeedsSite = open && !ready && out.Busy == "" && out.Problem == nil
	out.CanJoin = a.mayJoin() == nil
	if !ready {
		return out, nil
	}
	here := a.Recorder.Here()
	return out, a.Store.Read(c.Context, func(view View) error {
		n := newNames(view)
		site, err := n.record(armory.KindSite, here.Site.ID)
		if err != nil {
			return err
		}
		out.Site, out.Unit = site.Value("name"), site.Value("unit")
		out.Station, err = n.station(here.Station)
		return err
	})
}

// CreateSite makes a site with this station and its first superuser in one commit, and returns the root key, which
// nobody can read again.
func (s *Setup) CreateSite(c *Caller, site NewSite, token string) (Recovery, error) {
	if err := s.allowed(c, token); err != nil {
		return Recovery{}, err
	}
	return s.app.CreateSite(c.Context, site)
}

// allowed refuses who cannot have seen what the station printed when it started, and is not before its window.
func (s *Setup) allowed(c *Caller, token string) error {
	if want := s.app.SetupToken; want != "" && !c.Window && subtle.ConstantTimeCompare([]byte(want), []byte(token)) != 1 {
		return &Error{Code: armory.CodeForbidden, Message: "The set-up address is not complete.", Fix: "Open the whole address that the station printed when it started."}
	}
	return nil
}

// stationKey is this PC's key, made when there is none yet.
func (a *App) stationKey() (ed25519.PrivateKey, error) {
	key, err := a.Identity.Key()
	if err == nil && key == nil {
		return a.Identity.CreateKey()
	}
	return key, err
}

// CreateSite is the first start. Of two calls at once, a double click, the second finds the site there.
func (a *App) CreateSite(ctx context.Context, site NewSite) (Recovery, error) {
	if a.Joining.under() {
		return Recovery{}, busyJoining()
	}
	a.founding.Lock()
	defer a.founding.Unlock()
	if err := a.ready(); err == nil {
		return Recovery{}, &Error{Code: "CHANGED", Message: "This station already belongs to a site.", Fix: "Sign in."}
	} else if asError(err).Code != "NO_SITE" {
		return Recovery{}, err
	}
	if err := armory.CheckFounding(site.Site, site.Unit, site.Station, site.Username, site.FullName); err != nil {
		return Recovery{}, err
	}
	if err := checkPassword(site.Password, site.Username, armory.RoleSuperuser); err != nil {
		return Recovery{}, err
	}
	_, root, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return Recovery{}, err
	}
	account := ledger.AccountID{ID: ledger.NewID(a.Now(), rand.Reader)}
	credential, accountKey, err := ledger.NewCredential(account, site.Password)
	if err != nil {
		return Recovery{}, err
	}
	key, err := a.stationKey()
	if err != nil {
		return Recovery{}, err
	}
	here := Here{Site: ledger.SiteID{ID: ledger.NewID(a.Now(), rand.Reader)}, Station: ledger.StationID{ID: ledger.NewID(a.Now(), rand.Reader)},
		Log: ledger.LogID{ID: ledger.RandomID()}, Key: key}
	founding := armory.Founding{Site: here.Site, Name: site.Site, Unit: site.Unit, Root: root, Station: here.Station,
		StationKey: key.Public().(ed25519.PublicKey), StationName: site.Station, Account: account, Username: site.Username, FullName: site.FullName,
		AccountKey: accountKey, Credential: credential.Hash(), NewID: func() ledger.ID { return ledger.NewID(a.Now(), rand.Reader) }}
	a.Recorder.settle(here)
	err = a.Store.Write(ctx, func(tx Tx) error {
		if n, _, err := tx.Counts(); err != nil || n > 0 {
			return cmp.Or[error](err, notEnrolled())
		}
		if err := a.openLog(tx, here, "new", ledger.Head{}); err != nil {
			return err
		}
		act := Act{Account: account, Role: armory.RoleSuperuser, Method: "password", Command: a.Recorder.NewCommand()}
		for _, step := range founding.Steps() {
			facts := []armory.Fact{}
			if step.Fact != nil {
				facts = append(facts, *step.Fact)
			} else if facts, err = armory.Decide(tx, a.Recorder.ask(act), step.Command); err != nil {
				return err
			}
			for _, fact := range facts {
				if _, err := a.Recorder.append(tx, act, Leave{Why: ledger.WhyAlone}, rests{}, fact); err != nil {
					return err
				}
			}
		}
		return tx.SaveCredential(account, ledger.Encode(credential))
	})
	if err != nil {
		a.Recorder.settle(Here{})
		return Recovery{}, err
	}
	a.start(here)
	a.Push.Emit(TopicSession, TopicShell)
	return recoverySheet(root.Seed())
}
