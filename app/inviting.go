package app

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Offer is a join code that is open: for one newcomer, a quarter of an hour, a few tries.
type Offer interface {
	Code() string
	State() OfferState
	Withdraw() // the code is good for nobody any more; who is being compared hears so
}

// OfferState is how far an offer is.
type OfferState struct {
	Phase   string // waiting, comparing, admitting, done, failed, expired
	Expires time.Time
	Problem *Error // of failed and expired
}

// met reports whether a newcomer is being compared or let in.
func (s OfferState) met() bool { return s.Phase == "comparing" || s.Phase == "admitting" }

// Newcomer is a PC that has shown that it knows the code.
type Newcomer struct {
	Station ledger.StationID // it has drawn
	Name    string
	Key     ed25519.PublicKey
	Host    []byte
	Addr    string
	App     string
	Digits  string // six, the same on its screen
}

// Inviting is the join code that this station has open, and the superuser behind it. There is one at a time.
type Inviting struct {
	app     *App
	working sync.WaitGroup

	mu    sync.Mutex // guards what follows
	offer *offered
}

// offered is one code with who gave it. The superuser's key is in memory for as long as the code is good.
type offered struct {
	Offer
	by       ledger.AccountID
	byName   string
	key      ed25519.PrivateKey
	newcomer *Newcomer     // while the digits are compared, and after
	answer   chan bool     // one, the superuser's
	answered bool          // under Inviting.mu
	judged   chan struct{} // closed when what was answered is done
	problem  *Error        // why the newcomer was not written into the roster
	over     chan struct{} // closed when the code was taken back
	taken    bool          // back; under Inviting.mu
}

// Invite gives a join code for one new station. The password is asked again: who finds a screen open adds no PC.
func (s *Stations) Invite(c *Caller, password string) (Invitation, error) {
	return s.app.Inviting.open(c, password)
}

// Invitation tells how far the newcomer is.
func (s *Stations) Invitation(c *Caller) (Invitation, error) { return s.app.Inviting.show(c) }

// Admit says whether the digits on both screens are the same, and returns when the newcomer is written into the roster
// or turned away.
func (s *Stations) Admit(c *Caller, yes bool) (Invitation, error) {
	return s.app.Inviting.admit(c, yes)
}

// CancelInvite takes the code back.
func (s *Stations) CancelInvite(c *Caller) (Invitation, error) {
	s.app.Inviting.close()
	return s.app.Inviting.show(c)
}

func (i *Inviting) open(c *Caller, password string) (Invitation, error) {
	a := i.app
	if a.Lan == nil {
		return Invitation{}, &Error{Code: "NO_LAN", Message: "This station was started without a network.", Fix: "Start it with a network, then invite."}
	}
	account, key, err := a.Accounts.authenticate(c.Context, c.Account.Value("username"), password)
	if err != nil {
		return Invitation{}, err
	}
	var root ed25519.PublicKey
	if err := a.Store.Read(c.Context, func(view View) error {
		site, err := newNames(view).record(armory.KindSite, a.Recorder.Here().Site.ID)
		if err == nil {
			root, err = hex.DecodeString(site.Value("root"))
		}
		return err
	}); err != nil {
		return Invitation{}, err
	}
	i.mu.Lock()
	if old := i.offer; old != nil && old.State().met() {
		i.mu.Unlock()
		return Invitation{}, &Error{Code: "CHANGED", Message: "A new station is being let in at this moment.", Fix: "Answer for that one first, or cancel it."}
	}
	i.takeBack()
	changed := func() { a.Push.Emit(TopicStations) }
	next := &offered{Offer: a.Lan.Offer(root, changed), by: ledger.AccountID{ID: account.ID}, byName: account.Value("name"), key: key,
		answer: make(chan bool, 1), judged: make(chan struct{}), over: make(chan struct{})}
	i.offer = next
	i.working.Go(func() { i.forget(next, c.Session) })
	i.mu.Unlock()
	changed()
	return i.show(c)
}

// forget takes a code back when it is too old, or when who gave it signs out.
func (i *Inviting) forget(o *offered, session *SignedInSession) {
	timer := time.NewTimer(o.State().Expires.Sub(i.app.Now()))
	defer timer.Stop()
	select {
	case <-o.over:
		return
	case <-session.Ended():
	case <-timer.C:
		if o.State().met() {
			return // it came in time
		}
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.offer == o {
		i.takeBack()
		i.app.Push.Emit(TopicStations)
	}
}

// close takes the code back and forgets it.
func (i *Inviting) close() {
	i.mu.Lock()
	i.takeBack()
	i.offer = nil
	i.mu.Unlock()
	i.app.Push.Emit(TopicStations)
}

// shut is close that waits until nothing is under way any more.
func (i *Inviting) shut() {
	i.close()
	i.working.Wait()
}

// takeBack withdraws the code. Call it with mu held.
func (i *Inviting) takeBack() {
	if o := i.offer; o != nil && !o.taken {
		o.taken, o.key = true, nil
		close(o.over)
		i.working.Go(o.Withdraw) // not here: it tells of itself at once
	}
}

// show is the invitation as the caller may see it.
func (i *Inviting) show(c *Caller) (Invitation, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	o := i.offer
	if o == nil {
		return Invitation{State: "none"}, nil
	}
	state := o.State()
	out := Invitation{State: state.Phase, Code: o.Code(), Expires: state.Expires.UTC().Format(time.RFC3339), By: o.byName, Mine: o.by == c.Session.Account,
		At: i.app.ownAddress(), Problem: state.Problem}
	switch {
	case o.newcomer != nil:
		out.Name, out.Address, out.Digits = o.newcomer.Name, o.newcomer.Addr, o.newcomer.Digits
	case out.State == "comparing": // the roster is still being sent
		out.State = "waiting"
	}
	if o.problem != nil {
		out.State, out.Problem = "failed", o.problem
	}
	if out.State != "waiting" || !out.Mine {
		out.Code = "" // it is used up, or somebody else's to tell
	}
	return out, nil
}

func (i *Inviting) admit(c *Caller, yes bool) (Invitation, error) {
	i.mu.Lock()
	o := i.offer
	var refused *Error
	switch {
	case o == nil || o.newcomer == nil || o.answered || o.problem != nil || o.taken:
		refused = &Error{Code: "CHANGED", Message: "No new station waits for an answer.", Fix: "Look at the screen again."}
	case o.by != c.Session.Account:
		refused = &Error{Code: armory.CodeForbidden, Message: "The join code was given by " + o.byName + ", who has to compare the digits.",
			Fix: "Ask " + o.byName + ", or cancel it and give a code of your own."}
	default:
		o.answered = true
		o.answer <- yes
	}
	i.mu.Unlock()
	if refused != nil {
		return Invitation{}, refused
	}
	select {
	case <-o.judged:
	case <-c.Done():
	}
	return i.show(c)
}

// Confirm asks the superuser whether the digits are the same, and writes the newcomer into the roster. It returns nil when
// that is durable, else an *Error that says why not. When ctx ends it returns soon, with nil if it was written all
// the same.
func (i *Inviting) Confirm(ctx context.Context, n Newcomer) error {
	i.mu.Lock()
	o := i.offer
	if o == nil || o.taken || o.newcomer != nil {
		i.mu.Unlock()
		return &Error{Code: "CHANGED", Message: "The join code was taken back.", Fix: "Ask for a new one."}
	}
	o.newcomer = &n
	i.mu.Unlock()
	err := i.judge(ctx, o, n)
	i.mu.Lock()
	if err != nil {
		o.problem = asError(err)
	}
	o.key = nil // it has done its work
	i.mu.Unlock()
	close(o.judged)
	i.app.Push.Emit(TopicStations, TopicShell)
	return err
}

func (i *Inviting) judge(ctx context.Context, o *offered, n Newcomer) error {
	if err := i.fits(ctx, &n); err != nil {
		return err
	}
	i.app.Push.Emit(TopicStations)
	select {
	case yes := <-o.answer:
		if !yes {
			return &Error{Code: armory.CodeForbidden, Message: "The new PC was turned away: the digits were not confirmed.", Fix: "Find out which PC it was before giving another code."}
		}
	case <-o.over:
		return &Error{Code: "CHANGED", Message: "The join code was taken back.", Fix: "Ask for a new one."}
	case <-ctx.Done():
		return &Error{Code: "CHANGED", Message: "The new PC gave up, or nobody answered in time.", Fix: "Begin again with a new code."}
	}
	i.mu.Lock()
	key := o.key
	i.mu.Unlock()
	if key == nil {
		return &Error{Code: "CHANGED", Message: "The join code was taken back.", Fix: "Ask for a new one."}
	}
	return i.enrol(ctx, o.by, key, n)
}

// fits refuses a newcomer whose name, or key, another station has. One that is enrolled already, because it was cut off
// while it joined, is let in again.
func (i *Inviting) fits(ctx context.Context, n *Newcomer) error {
	if len(n.Key) != ed25519.PublicKeySize {
		return &Error{Code: armory.CodeInvalid, Message: "The new PC has no proper key.", Fix: "Install the same version of the program on both."}
	}
	name, err := armory.CheckField(armory.KindStation, "name", n.Name)
	if err != nil {
		return err
	}
	n.Name = name
	return i.app.Store.Read(ctx, func(view View) error {
		revoked, err := stationWhere(view, func(r *armory.Record) bool {
			return r.Value("revoked") != "" && r.HasKey(n.Key)
		})
		if err != nil {
			return err
		}
		if !revoked.IsZero() {
			return &Error{Code: armory.CodeForbidden, Message: "The new PC has the key of a station that was revoked.", Fix: "Begin there with an empty data folder."}
		}
		return freeName(view, n.Name, n.Key)
	})
}

// enrol writes the newcomer into the roster with the superuser's signature.
func (i *Inviting) enrol(ctx context.Context, by ledger.AccountID, key ed25519.PrivateKey, n Newcomer) error {
	enrolled := func() (id ledger.StationID, err error) {
		err = i.app.Store.Read(context.WithoutCancel(ctx), func(view View) error {
			id, err = enrolledAs(view, n.Key)
			return err
		})
		return id, err
	}
	if id, err := enrolled(); err != nil || !id.IsZero() {
		return err
	}
	account, err := i.app.readAccount(ctx, by)
	if err != nil {
		return err
	}
	err = i.app.Recorder.Record(ctx, Act{Account: by, Role: account.Role, Method: "password"},
		armory.RosterEntry{Kind: armory.KindStationEnrol, ID: ledger.SubjectID(n.Station), Signer: by, Sign: signWith(key),
			Set: map[string]string{"name": n.Name, "key": hex.EncodeToString(n.Key), "priority": "0"}})
	if err != nil {
		if id, look := enrolled(); look == nil && !id.IsZero() { // given up, and written all the same
			return nil
		}
		return i.app.door.shown(ctx, "enrol a station", err)
	}
	return nil
}

// Roster are the entries that say who belongs to the site, causes first: all about the site, its accounts and its stations,
// and the first of every log.
func (i *Inviting) Roster(ctx context.Context) ([]ledger.Sealed, error) {
	found := map[ledger.Hash]ledger.Sealed{}
	err := i.app.Store.Read(ctx, func(view View) error {
		for _, kind := range []armory.RecordKind{armory.KindSite, armory.KindAccount, armory.KindStation} {
			ids, err := view.Find(armory.DocRecord, armory.Key{Index: "kind", Value: string(kind)})
			if err != nil {
				return err
			}
			for _, id := range ids {
				if err := about(view, id, found); err != nil {
					return err
				}
			}
		}
		return opens(view, found)
	})
	if err != nil {
		return nil, err
	}
	out := make([]ledger.Sealed, 0, len(found))
	for _, s := range found {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b ledger.Sealed) int {
		return cmp.Or(cmp.Compare(a.Entry.Lam, b.Entry.Lam), a.Hash.Compare(b.Hash))
	})
	return out, nil
}

// about adds the entries that make a record of the roster.
func about(view View, id ledger.ID, found map[ledger.Hash]ledger.Sealed) error {
	hashes, err := view.History(id, 0, 1<<30)
	if err != nil {
		return err
	}
	for _, hash := range hashes {
		if _, there := found[hash]; there {
			continue
		}
		s, err := view.Sealed(hash)
		if err != nil {
			return err
		}
		word, _, _ := strings.Cut(s.Entry.Kind, ".")
		if slices.Contains([]string{"site", "account", "station"}, word) && s.Entry.Kind != armory.KindAccountLock || s.Entry.Kind == armory.KindMerge {
			found[hash] = s
		}
	}
	return nil
}

// opens adds the first entry of every log: what a peer lacks first that has all of the others.
func opens(view View, found map[ledger.Hash]ledger.Sealed) error {
	heads, err := view.Heads()
	if err != nil {
		return err
	}
	for _, head := range heads {
		others := slices.DeleteFunc(slices.Clone(heads), func(h ledger.Head) bool { return h.Log == head.Log })
		list, _, err := view.Missing(others, 1, 1)
		if err != nil {
			return err
		}
		if len(list) == 0 || list[0].Entry.Kind != ledger.KindLogOpen {
			return errors.New("log " + head.Log.Short() + " has no first entry here")
		}
		found[list[0].Hash] = list[0]
	}
	return nil
}

// Total counts the entries of the record.
func (i *Inviting) Total(ctx context.Context) (n int, err error) {
	err = i.app.Store.Read(ctx, func(view View) error {
		n, _, err = view.Counts()
		return err
	})
	return n, err
}
