package app

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"math"
	"sort"
	"sync"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Wrong passwords: five lock an account for 30 s, each further lock doubles that, up to 15 min.
const (
	failuresAllowed = 5
	firstLock       = 30 * time.Second
	longestLock     = 15 * time.Minute
)

// Accounts are those who sign in. It checks passwords and keeps count of wrong ones.
type Accounts struct {
	app *App

	mu       sync.Mutex // guards failures
	failures map[ledger.AccountID]*failures
	stretch  sync.Mutex // one argon2id at a time: 19 MiB and a core each
}

type failures struct {
	count  int
	locks  int
	locked time.Time // until
	last   time.Time // a good sign-in
}

// authenticate returns the account and its unlocked key. An unknown name costs the same time as a wrong password.
func (s *Accounts) authenticate(ctx context.Context, username, password string) (*armory.Record, ed25519.PrivateKey, error) {
	wrong := &Error{Code: "BAD_PASSWORD", Message: "The username or the password is wrong.", Fix: "Type both again; mind the Caps Lock key."}
	account, credential, err := s.find(ctx, username)
	if err != nil {
		return nil, nil, err
	}
	if account == nil || account.Value("disabled") != "" || len(password) > 4*maxPassword {
		s.stretch.Lock()
		_, _ = unknownCredential.Open("no such account")
		s.stretch.Unlock()
		return nil, nil, wrong
	}
	id := ledger.AccountID{ID: account.ID}
	if wait := s.lockedFor(id); wait > 0 {
		return nil, nil, lockedOut(wait)
	}
	s.stretch.Lock()
	key, err := credential.Open(password)
	s.stretch.Unlock()
	if err != nil || publicHex(key) != account.Value("key") {
		if wait := s.failed(id); wait > 0 {
			s.recordLock(ctx, id, wait)
			return nil, nil, lockedOut(wait)
		}
		return nil, nil, wrong
	}
	s.mu.Lock()
	s.failures[id] = &failures{last: s.app.Now()}
	s.mu.Unlock()
	return account, key, nil
}

// unknownCredential is opened in place of one that does not exist.
var unknownCredential = ledger.Credential{Salt: make([]byte, 16), Nonce: make([]byte, 24), Wrapped: make([]byte, 48), MemKiB: 19 * 1024, Passes: 2}

func (s *Accounts) find(ctx context.Context, username string) (account *armory.Record, credential ledger.Credential, err error) {
	err = s.app.Store.Read(ctx, func(view View) error {
		ids, err := view.Find(armory.DocRecord, armory.Key{Index: "account.username", Value: armory.Fold(username)})
		if err != nil || len(ids) == 0 {
			return err
		}
		raw, err := view.Credential(ledger.AccountID{ID: ids[0]})
		if err != nil || raw == nil {
			return err
		}
		if err := ledger.Decode(raw, &credential); err != nil {
			return err
		}
		account, err = newNames(view).record(armory.KindAccount, ids[0])
		return err
	})
	return account, credential, err
}

func lockedOut(wait time.Duration) error {
	seconds := int(math.Ceil(wait.Seconds()))
	return &Error{Code: "LOCKED_OUT", Message: "Too many wrong passwords: this account is locked for a while.",
		Fix: "Wait " + (time.Duration(seconds) * time.Second).String() + ", then type it again.", RetryMs: seconds * 1000}
}

func (s *Accounts) lockedFor(id ledger.AccountID) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.failures[id]; f != nil {
		return f.locked.Sub(s.app.Now())
	}
	return 0
}

// failed counts a wrong password and returns how long the account is locked by it, 0 when it is not.
func (s *Accounts) failed(id ledger.AccountID) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.failures[id]
	if f == nil {
		f = &failures{}
		s.failures[id] = f
	}
	f.count++
	if f.count < failuresAllowed {
		return 0
	}
	wait := min(firstLock<<f.locks, longestLock)
	f.count, f.locks, f.locked = 0, min(f.locks+1, 10), s.app.Now().Add(wait)
	return wait
}

// recordLock writes one entry a lock. A failure to write it does not open the account.
func (s *Accounts) recordLock(ctx context.Context, id ledger.AccountID, wait time.Duration) {
	act := Act{Role: armory.RoleSuperuser, Method: "station"}
	if err := s.app.Recorder.Record(ctx, act, armory.LockOut{Account: ledger.SubjectID{ID: id.ID}, Seconds: int64(wait.Seconds())}); err != nil {
		s.app.Log.Error("record a lock-out", "error", err)
	}
}

func (a *App) accountRow(r *armory.Record) Account {
	id := ledger.AccountID{ID: r.ID}
	out := Account{ID: r.ID.String(), Username: r.Value("username"), Name: r.Value("name"), Role: r.Value("role"),
		Disabled: r.Value("disabled") != "", Can: armory.CommandsOf(r.Value("role"))}
	if wait := a.Accounts.lockedFor(id); wait > 0 {
		out.LockedUntil = a.Now().Add(wait).UTC().Format(time.RFC3339)
	}
	for _, session := range a.Sessions.All() {
		if session.Account == id {
			out.LastSeen = max(out.LastSeen, session.Since.UTC().Format(time.RFC3339))
		}
	}
	for _, p := range a.Presence.Online() {
		out.Online = out.Online || p.Account == id
	}
	return out
}

// List lists the accounts by username. Everybody sees who there is.
func (s *Accounts) List(c *Caller) ([]Account, error) {
	out := []Account{}
	err := s.app.Store.Read(c.Context, func(view View) error {
		ids, err := view.Find(armory.DocRecord, armory.Key{Index: "kind", Value: string(armory.KindAccount)})
		if err != nil {
			return err
		}
		n := newNames(view)
		for _, id := range ids {
			r, err := n.record(armory.KindAccount, id)
			if err != nil {
				return err
			}
			out = append(out, s.app.accountRow(r))
		}
		return nil
	})
	sort.Slice(out, func(i, j int) bool { return out[i].Username < out[j].Username })
	return out, err
}

// Add makes an account, signed by the superuser who asks.
func (s *Accounts) Add(c *Caller, account NewAccount) (Account, error) {
	id := ledger.AccountID{ID: ledger.NewID(s.app.Now(), rand.Reader)}
	return s.app.addAccount(c, account, id)
}

func (a *App) addAccount(c *Caller, account NewAccount, id ledger.AccountID) (Account, error) {
	if err := checkPassword(account.Password, account.Username, account.Role); err != nil {
		return Account{}, err
	}
	credential, key, err := ledger.NewCredential(id, account.Password)
	if err != nil {
		return Account{}, err
	}
	entry := armory.RosterEntry{Kind: armory.KindAccountAdd, ID: ledger.SubjectID{ID: id.ID}, Signer: c.Session.Account, Sign: signWith(c.Session.Key),
		Set: map[string]string{"username": account.Username, "name": account.Name, "role": account.Role, "key": publicHex(key),
			"credential": hex.EncodeToString(credential.Hash())}}
	err = a.Recorder.RecordWith(c.Context, c.act(), func(tx Tx) error { return tx.SaveCredential(id, ledger.Encode(credential)) }, entry)
	if err != nil {
		return Account{}, err
	}
	return a.readAccount(c.Context, id)
}

func (a *App) readAccount(ctx context.Context, id ledger.AccountID) (row Account, err error) {
	err = a.Store.Read(ctx, func(view View) error {
		r, err := newNames(view).record(armory.KindAccount, id.ID)
		row = a.accountRow(r)
		return err
	})
	return row, err
}

// Edit changes name, role, or whether an account may sign in. Disabling ends its sessions.
func (s *Accounts) Edit(c *Caller, edit EditAccount) (Account, error) {
	id, err := accountID(edit.ID)
	if err != nil {
		return Account{}, err
	}
	set := map[string]string{"disabled": ""}
	if edit.Disabled {
		set["disabled"] = "yes"
	}
	if edit.Name != "" {
		set["name"] = edit.Name
	}
	if edit.Role != "" {
		set["role"] = edit.Role
	}
	entry := armory.RosterEntry{Kind: armory.KindAccountEdit, ID: ledger.SubjectID{ID: id.ID}, Set: set, Reason: edit.Reason,
		Signer: c.Session.Account, Sign: signWith(c.Session.Key)}
	if err := s.app.Recorder.Record(c.Context, c.act(), entry); err != nil && !errors.Is(err, armory.ErrUnchanged) {
		return Account{}, err
	}
	if edit.Disabled {
		s.app.Sessions.EndAll(id, nil)
	}
	return s.app.readAccount(c.Context, id)
}

// ResetPassword gives an account a new key under a new password, signed by the superuser. Its sessions end.
func (s *Accounts) ResetPassword(c *Caller, account, password string) error {
	id, err := accountID(account)
	if err != nil {
		return err
	}
	var r *armory.Record
	if err := s.app.Store.Read(c.Context, func(view View) error {
		r, err = newNames(view).record(armory.KindAccount, id.ID)
		return err
	}); err != nil {
		return err
	}
	if _, err := s.setPassword(c, r, password, c.Session.Account, c.Session.Key); err != nil {
		return err
	}
	s.mu.Lock()
	delete(s.failures, id)
	s.mu.Unlock()
	s.app.Sessions.EndAll(id, nil)
	return nil
}

// setPassword makes a new key for an account, signed by signer.
func (s *Accounts) setPassword(c *Caller, account *armory.Record, password string, signer ledger.AccountID, key ed25519.PrivateKey) (ed25519.PrivateKey, error) {
	if err := checkPassword(password, account.Value("username"), account.Value("role")); err != nil {
		return nil, err
	}
	id := ledger.AccountID{ID: account.ID}
	credential, newKey, err := ledger.NewCredential(id, password)
	if err != nil {
		return nil, err
	}
	entry := armory.RosterEntry{Kind: armory.KindAccountKey, ID: ledger.SubjectID{ID: account.ID}, Signer: signer, Sign: signWith(key),
		Set: map[string]string{"key": publicHex(newKey), "credential": hex.EncodeToString(credential.Hash())}}
	return newKey, s.app.Recorder.RecordWith(c.Context, c.act(), func(tx Tx) error { return tx.SaveCredential(id, ledger.Encode(credential)) }, entry)
}

func accountID(text string) (ledger.AccountID, error) {
	id, err := ledger.ParseID(text)
	if err != nil {
		return ledger.AccountID{}, &Error{Code: armory.CodeNotFound, Message: "There is no such account.", Fix: "Read the list again."}
	}
	return ledger.AccountID{ID: id}, nil
}
