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
	"sync/atomic"
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

// maxWaiting is how many sign-ins may wait for their turn, maxNames how many names wrong passwords are counted for.
const (
	maxWaiting = 32
	maxNames   = 10000
)

// Accounts are those who sign in. It checks passwords and keeps count of wrong ones.
type Accounts struct {
	app     *App
	turn    chan struct{} // holds a value while a password is checked: one argon2id at a time, 19 MiB and a core each
	waiting atomic.Int32  // for the turn

	mu       sync.Mutex           // guards failures
	failures map[string]*failures // by folded username, also of accounts that do not exist
}

func newAccounts(a *App) *Accounts {
	return &Accounts{app: a, turn: make(chan struct{}, 1), failures: map[string]*failures{}}
}

type failures struct {
	count  int
	locks  int
	locked time.Time // until
	last   time.Time // a good sign-in
}

// authenticate returns the account and its unlocked key. An unknown or disabled name costs the same time as a wrong
// password, and is locked like any other, so that nobody learns by it which accounts there are.
func (s *Accounts) authenticate(ctx context.Context, username, password string) (*armory.Record, ed25519.PrivateKey, error) {
	if err := s.takeTurn(ctx); err != nil {
		return nil, nil, err
	}
	defer func() { <-s.turn }()
	// Asked only now that it is this call's turn: a hundred guesses sent at once are five guesses.
	name := armory.Fold(username)
	if wait := s.lockedFor(name); wait > 0 {
		return nil, nil, lockedOut(wait)
	}
	account, credential, err := s.find(ctx, username)
	if err != nil {
		return nil, nil, err
	}
	known := account != nil && account.Value("disabled") == ""
	if !known || len(password) > 4*maxPassword {
		credential, password = unknownCredential, "no such account"
	}
	key, err := credential.Open(password)
	if !known || err != nil || publicHex(key) != account.Value("key") {
		if wait := s.failed(name); wait > 0 {
			if known {
				s.recordLock(ctx, ledger.AccountID{ID: account.ID}, wait)
			}
			return nil, nil, lockedOut(wait)
		}
		return nil, nil, &Error{Code: "BAD_PASSWORD", Message: "The username or the password is wrong.", Fix: "Type both again; mind the Caps Lock key."}
	}
	s.mu.Lock()
	s.failures[name] = &failures{last: s.app.Now()}
	s.mu.Unlock()
	return account, key, nil
}

// takeTurn waits until no other password is being checked.
func (s *Accounts) takeTurn(ctx context.Context) error {
	defer s.waiting.Add(-1)
	if s.waiting.Add(1) > maxWaiting {
		return &Error{Code: "BUSY", Message: "Too many sign in at once.", Fix: "Wait a moment.", RetryMs: 2000}
	}
	select {
	case s.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
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

func (s *Accounts) lockedFor(name string) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.failures[name]; f != nil {
		return f.locked.Sub(s.app.Now())
	}
	return 0
}

// lastSeen is the account's newest good sign-in since the station was started.
func (s *Accounts) lastSeen(name string) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.failures[name]; f != nil {
		return f.last
	}
	return time.Time{}
}

// failed counts a wrong password and returns how long the name is locked by it, 0 when it is not.
func (s *Accounts) failed(name string) time.Duration {
	if len(name) > 128 {
		return 0 // no account has such a name
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.failures[name]
	if f == nil {
		s.forgetOld()
		f = &failures{}
		s.failures[name] = f
	}
	f.count++
	if f.count < failuresAllowed {
		return 0
	}
	wait := min(firstLock<<f.locks, longestLock)
	f.count, f.locks, f.locked = 0, min(f.locks+1, 10), s.app.Now().Add(wait)
	return wait
}

// forgetOld keeps made-up names from filling the memory: what is not locked now goes. Call it with mu held.
func (s *Accounts) forgetOld() {
	if len(s.failures) < maxNames {
		return
	}
	now := s.app.Now()
	for name, f := range s.failures {
		if !f.locked.After(now) {
			delete(s.failures, name)
		}
	}
}

// recordLock writes one entry a lock. A failure to write it does not open the account.
func (s *Accounts) recordLock(ctx context.Context, id ledger.AccountID, wait time.Duration) {
	act := Act{Role: armory.RoleSuperuser, Method: "station"}
	if err := s.app.Recorder.Record(ctx, act, armory.LockOut{Account: ledger.SubjectID(id), Seconds: int64(wait.Seconds())}); err != nil {
		s.app.Log.Error("record a lock-out", "error", err)
	}
}

func (a *App) accountRow(r *armory.Record) Account {
	id, name := ledger.AccountID{ID: r.ID}, armory.Fold(r.Value("username"))
	out := Account{ID: r.ID.String(), Username: r.Value("username"), Name: r.Value("name"), Role: r.Value("role"),
		Disabled: r.Value("disabled") != "", Can: armory.CommandsOf(r.Value("role"))}
	if wait := a.Accounts.lockedFor(name); wait > 0 {
		out.LockedUntil = a.Now().Add(wait).UTC().Format(time.RFC3339)
	}
	if seen := a.Accounts.lastSeen(name); !seen.IsZero() {
		out.LastSeen = seen.UTC().Format(time.RFC3339)
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
	entry := armory.RosterEntry{Kind: armory.KindAccountAdd, ID: ledger.SubjectID(id), Signer: c.Session.Account, Sign: signWith(c.Session.Key()),
		Set: map[string]string{"username": account.Username, "name": account.Name, "role": account.Role, "key": publicHex(key),
			"credential": hex.EncodeToString(credential.Hash())}}
	err = a.recordCredential(c.Context, c.act(), id, credential, entry)
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
	if err := s.mayBecome(c, id, edit.Role); err != nil {
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
	entry := armory.RosterEntry{Kind: armory.KindAccountEdit, ID: ledger.SubjectID(id), Set: set, Reason: edit.Reason,
		Signer: c.Session.Account, Sign: signWith(c.Session.Key())}
	if err := s.app.Recorder.Record(c.Context, c.act(), entry); err != nil && !errors.Is(err, armory.ErrUnchanged) {
		return Account{}, err
	}
	if edit.Disabled {
		s.app.Sessions.EndAll(id, nil)
	}
	return s.app.readAccount(c.Context, id)
}

// mayBecome refuses to make a superuser of an account: its password may be shorter than a superuser's has to be, and
// nobody can see how long it is.
func (s *Accounts) mayBecome(c *Caller, id ledger.AccountID, role string) error {
	if role != armory.RoleSuperuser {
		return nil
	}
	now, err := s.app.readAccount(c.Context, id)
	if err == nil && now.Role != role && now.Role != "" {
		err = &Error{Code: armory.CodeInvalid, Message: "An account cannot become superuser: a superuser's password needs more characters than it may have.",
			Fix: "Add a new account with the role superuser, and disable this one."}
	}
	return err
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
	if _, err := s.setPassword(c, r, password, c.Session.Account, c.Session.Key()); err != nil {
		return err
	}
	s.mu.Lock()
	delete(s.failures, armory.Fold(r.Value("username")))
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
	return newKey, s.app.recordCredential(c.Context, c.act(), id, credential, entry)
}

// recordCredential writes a roster entry with the credential it names, and shares that.
func (a *App) recordCredential(ctx context.Context, act Act, id ledger.AccountID, credential ledger.Credential, entry armory.Command) error {
	value := ledger.Encode(credential)
	err := a.Recorder.RecordWith(ctx, act, func(tx Tx) error { return tx.SaveCredential(id, value) }, entry)
	if err == nil {
		a.Recorder.hub.Share(SharedCredential{id, value})
	}
	return err
}

func accountID(text string) (ledger.AccountID, error) {
	id, err := ledger.ParseID(text)
	if err != nil {
		return ledger.AccountID{}, &Error{Code: armory.CodeNotFound, Message: "There is no such account.", Fix: "Read the list again."}
	}
	return ledger.AccountID{ID: id}, nil
}
