package app

import (
	"context"
	"crypto/sha256"
	"slices"
	"sync"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// told is what screens were told of the hub last.
type told struct {
	mu     sync.Mutex // guards doubts
	doubts []Doubt
}

// news takes the doubts of now and reports whether they are others.
func (t *told) news(doubts []Doubt) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	same := slices.EqualFunc(t.doubts, doubts, func(x, y Doubt) bool { return x.Station == y.Station && slices.Equal(x.Subjects, y.Subjects) })
	t.doubts = doubts
	return !same
}

// HubChanged tells screens, and who listens to presence, that something the hub knows is new: its Status, Copies or Online.
// It does not wait.
func (a *App) HubChanged() {
	a.Presence.Elsewhere(a.othersOnline())
	topics := []string{TopicStations, TopicShell, TopicTransactions}
	if a.told.news(a.Recorder.hub.Status().Doubts) {
		topics = append(topics, TopicItems, TopicBoard)
	}
	a.Push.Emit(topics...)
}

// othersOnline are the sessions of other stations; what one of them says of this one is not believed.
func (a *App) othersOnline() []SharedPresence {
	here := a.Recorder.Here().Station
	return slices.DeleteFunc(slices.Clone(a.Recorder.hub.Online()), func(p SharedPresence) bool { return p.Station == here })
}

// Took keeps a record that another station shared: the newest counts. What is not a proper record is left out.
func (a *App) Took(ctx context.Context, record Shared) error {
	var changed bool
	var topics []string
	write := func(what []string, take func(Tx) (bool, error)) error {
		topics = what
		return a.Store.Write(ctx, func(tx Tx) (err error) {
			changed, err = take(tx)
			return err
		})
	}
	var err error
	switch r := record.(type) {
	case SharedDraft:
		if !r.proper() {
			return nil
		}
		err = write([]string{TopicDrafts}, func(tx Tx) (bool, error) { return tx.TakeDraft(r.Draft, r.Ended) })
	case SharedMark:
		err = write([]string{TopicNotifications, TopicShell}, func(tx Tx) (bool, error) { return tx.TakeMark(r.Account, r.Entry) })
	case SharedCredential:
		if !r.proper() {
			return nil
		}
		err = write([]string{TopicAccounts}, func(tx Tx) (bool, error) { return tx.TakeCredential(r.Account, r.Value) })
	case SharedPresence:
		a.Presence.Elsewhere(a.othersOnline())
	}
	if changed && err == nil {
		a.Push.Emit(topics...)
	}
	return err
}

// proper reports whether a draft may be kept: what a screen could have saved.
func (d SharedDraft) proper() bool {
	return !d.ID.IsZero() && d.Rev > 0 && d.Rev < maxRev && len(d.Body) <= maxDraft && len(d.Title) <= maxDraftTitle && len(d.Form) <= maxDraftForm &&
		d.Title == armory.Clean(d.Title, false) && d.Form == armory.Clean(d.Form, false)
}

// maxRev is more revisions than any draft has: one beyond it would make a number that no screen can hold.
const maxRev = 1 << 40

// proper reports whether a credential is one of its account. Whether it counts the account's record says, by its hash.
func (c SharedCredential) proper() bool {
	var credential ledger.Credential
	if len(c.Value) > maxCredential || ledger.Decode(c.Value, &credential) != nil {
		return false
	}
	sum := sha256.Sum256(c.Value)
	return credential.Account == c.Account && slices.Equal(credential.Hash(), sum[:])
}

// maxCredential is more bytes than any credential has.
const maxCredential = 1 << 10

// Records are the records outside the ledger that a new peer must get.
func (a *App) Records(ctx context.Context) ([]Shared, error) {
	out := []Shared{}
	return out, a.Store.Read(ctx, func(view View) error {
		credentials, err := view.AllCredentials()
		if err != nil {
			return err
		}
		for account, value := range credentials {
			out = append(out, SharedCredential{account, value})
		}
		open, ended, err := view.AllDrafts()
		if err != nil {
			return err
		}
		for _, d := range open {
			out = append(out, SharedDraft{d, false})
		}
		for _, d := range ended {
			out = append(out, SharedDraft{d, true})
		}
		marks, err := view.AllMarks()
		if err != nil {
			return err
		}
		for account, entries := range marks {
			for _, entry := range entries {
				out = append(out, SharedMark{account, entry})
			}
		}
		return nil
	})
}
