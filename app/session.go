package app

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Session is signing in and out, the lock, and what every page shows around its content.
type Session struct{ app *App }

// SignIn checks a username and a password. At a screen it ends the session of who was there, locked or not: one screen has
// one person.
func (s *Session) SignIn(c *Caller, username, password string) (SignedIn, error) {
	in, err := s.app.SignIn(c.Context, username, password, c.Screen)
	if err == nil && c.Screen && c.Session != nil {
		s.app.Sessions.End(c.Session)
	}
	return in, err
}

// SignIn makes a session. Errors: BAD_PASSWORD (also for an unknown or disabled account), LOCKED_OUT.
func (a *App) SignIn(ctx context.Context, username, password string, screen bool) (SignedIn, error) {
	if err := a.ready(); err != nil {
		return SignedIn{}, err
	}
	account, key, err := a.Accounts.authenticate(ctx, username, password)
	if err != nil {
		return SignedIn{}, err
	}
	id := ledger.AccountID{ID: account.ID}
	// Who has no password of his own to type, a wall screen, cannot unlock and is not locked.
	token, session := a.Sessions.Begin(id, key, "password", screen && armory.Allows(account.Value("role"), armory.MayPassword))
	// A password changed, or an account disabled, since it was checked has ended every session but this one.
	if current, err := a.stillOpens(ctx, id, key); err != nil || !current {
		a.Sessions.End(session)
		return SignedIn{}, cmp.Or[error](err, &Error{Code: "BAD_PASSWORD", Message: "The password of this account was changed just now.", Fix: "Sign in with the new one."})
	}
	return SignedIn{Token: token, Account: a.accountRow(account)}, nil
}

// stillOpens reports whether an account is enabled and has this key.
func (a *App) stillOpens(ctx context.Context, id ledger.AccountID, key ed25519.PrivateKey) (ok bool, err error) {
	err = a.Store.Read(ctx, func(view View) error {
		r, err := newNames(view).record(armory.KindAccount, id.ID)
		ok = err == nil && r.Value("disabled") == "" && r.Value("key") == publicHex(key)
		return err
	})
	return ok, err
}

// Me is the account of the session.
func (s *Session) Me(c *Caller) (Account, error) { return s.app.accountRow(c.Account), nil }

// Whose is the account of the session, locked or not: a locked screen says whom it waits for.
func (s *Session) Whose(c *Caller) (Account, error) { return s.app.accountRow(c.Account), nil }

// SignOut ends the session.
func (s *Session) SignOut(c *Caller) error {
	s.app.Sessions.End(c.Session)
	return nil
}

// Lock keeps the screen from others; the page and the draft stay.
func (s *Session) Lock(c *Caller) error {
	s.app.Sessions.Lock(c.Session)
	return nil
}

// Unlock goes on after the lock.
func (s *Session) Unlock(c *Caller, password string) (Account, error) {
	if _, _, err := s.app.Accounts.authenticate(c.Context, c.Account.Value("username"), password); err != nil {
		return Account{}, err
	}
	s.app.Sessions.Unlock(c.Session)
	return s.app.accountRow(c.Account), nil
}

// ChangePassword makes a new signing key, signed by the old one. Other sessions of the account end.
func (s *Session) ChangePassword(c *Caller, old, next string) error {
	account, key, err := s.app.Accounts.authenticate(c.Context, c.Account.Value("username"), old)
	if err != nil {
		return err
	}
	id := ledger.AccountID{ID: account.ID}
	c.Session.changing.Store(true)
	defer c.Session.changing.Store(false)
	newKey, err := s.app.Accounts.setPassword(c, account, next, id, key)
	if err != nil {
		return err
	}
	s.app.Sessions.EndAll(id, c.Session)
	c.Session.key.Store(&newKey)
	return nil
}

// Shell is what every page shows.
func (s *Session) Shell(c *Caller) (Shell, error) {
	a := s.app
	here, status, now := a.Recorder.Here(), a.Recorder.hub.Status(), a.Now()
	out := Shell{StationID: here.Station.String(), Role: status.Role, Announcements: []Announcement{}, CountsDue: []CountDue{}, Mass: []MassRow{}, ClockWarning: a.clock.Warning(),
		Version: a.Version, Now: now.UTC().Format(time.RFC3339)}
	return out, a.Store.Read(c.Context, func(view View) error {
		n := newNames(view)
		site, err := n.record(armory.KindSite, here.Site.ID)
		if err != nil {
			return err
		}
		out.Site, out.Unit, out.IdleLockMin = site.Value("name"), site.Value("unit"), site.Number("idle_lock_min", 10)
		if out.Station, err = n.station(here.Station); err != nil {
			return err
		}
		if out.Hub, err = n.station(status.Hub); err != nil {
			return err
		}
		if out.Waiting, err = waiting(view, status); err != nil {
			return err
		}
		if out.Entries, _, err = view.Counts(); err != nil {
			return err
		}
		if _, out.Unread, err = view.Notifications(c.Session.Account, 0, 1); err != nil {
			return err
		}
		open, err := view.Find(armory.DocConflict, armory.Key{Index: "state", Value: "open"})
		if err != nil {
			return err
		}
		out.ConflictsOpen, out.DiscrepanciesOpen = len(open), len(open)
		for _, state := range []string{armory.DiscrepancyOpen, armory.DiscrepancyReview} {
			raised, err := view.Find(armory.DocDiscrepancy, armory.Key{Index: "state", Value: state})
			if err != nil {
				return err
			}
			out.DiscrepanciesOpen += len(raised)
		}
		strength, err := view.Strength(now.UnixMilli())
		if err != nil {
			return err
		}
		for _, row := range strength {
			if row.Status == armory.StatusOverdue {
				out.Overdue += row.Count
			}
		}
		if out.LowStock, err = lowStock(view); err != nil {
			return err
		}
		if out.CountsDue, err = countsDue(view, site, now.Local()); err != nil {
			return err
		}
		if out.Mass, err = massRows(n, "live"); err != nil {
			return err
		}
		if out.DueSoon, err = a.show(view).dueSoon(); err != nil {
			return err
		}
		all, err := announcements(n, view, c.Session.Account, true)
		for _, one := range all {
			if !one.Mine && !one.Withdrawn {
				out.Announcements = append(out.Announcements, one)
			}
		}
		return err
	})
}

// Search finds people, items and transactions for the command palette.
func (s *Session) Search(c *Caller, text string) ([]Hit, error) {
	out := []Hit{}
	if strings.TrimSpace(text) == "" {
		return out, nil
	}
	return out, s.app.Store.Read(c.Context, func(view View) error {
		found, err := view.Search(text, 20)
		if err != nil {
			return err
		}
		sh := s.app.show(view)
		for _, f := range found {
			hit, err := sh.hit(f)
			if err != nil {
				return err
			}
			if hit.Kind != "" {
				out = append(out, hit)
			}
		}
		return nil
	})
}

func (s *show) hit(f armory.Found) (Hit, error) {
	if f.Kind == armory.DocTransaction {
		tx, err := s.transactionByID(ledger.CommandID{ID: f.ID})
		var missing *Error
		if errors.As(err, &missing) {
			return Hit{}, nil
		}
		return Hit{Kind: "transaction", ID: tx.ID, Title: tx.ReceiptNo, Detail: tx.Action + ", " + tx.Person, Status: tx.Action}, err
	}
	r, err := s.record("", f.ID)
	if err != nil {
		return Hit{}, err
	}
	switch r.Kind {
	case armory.KindPerson:
		row, _, err := s.personRow(ledger.SubjectID{ID: f.ID})
		return Hit{Kind: "person", ID: row.ID, Title: row.Name, Detail: row.Label, Status: row.Status}, err
	case armory.KindItem:
		row, err := s.itemRow(ledger.SubjectID{ID: f.ID})
		detail := row.Label
		if row.Holder != nil {
			detail += ", " + row.Holder.Name
		}
		return Hit{Kind: "item", ID: row.ID, Title: strings.TrimSpace(row.Model + " " + row.Number + " SN " + row.Serial), Detail: detail, Status: row.Status}, err
	}
	return Hit{}, nil
}

// signWith signs roster entries with a key.
func signWith(key ed25519.PrivateKey) func([]byte) []byte {
	return func(message []byte) []byte { return ed25519.Sign(key, message) }
}

func publicHex(key ed25519.PrivateKey) string {
	return hex.EncodeToString(key.Public().(ed25519.PublicKey))
}
