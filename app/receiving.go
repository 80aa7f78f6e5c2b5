package app

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// ErrForeign is wrapped by the refusal of another station's entry, with which one it was and why.
var ErrForeign = errors.New("an entry from another station was refused")

// doubtBehind is why a log is not continued of which others have more than this station wrote: its disk was restored or
// copied.
const doubtBehind = "behind"

// Receive keeps entries of other stations with what they mean, causes first, in one commit: all or none. It returns after
// the commit is durable. Those that are here are skipped. The caller has read them with ledger.Open; checked here are
// the site, that what they rest on is here, their place in their log, and the signature of an enrolled station. Entries
// that this version cannot read are kept all the same. A refusal wraps ErrForeign. Quiet: nobody is told by the feeds,
// as when a station gets the history of years.
//
// An entry of this station's own log that is not here is kept too. That log is then never continued: a new one is begun
// before anything else is written.
func (r *Recorder) Receive(ctx context.Context, entries []ledger.Sealed, quiet bool) error {
	if len(entries) == 0 {
		return nil
	}
	signers, err := r.signers(ctx, entries)
	if err != nil {
		return err
	}
	var done []ledger.Sealed
	err = r.store.Write(ctx, func(tx Tx) error {
		done = done[:0]
		site, err := siteOf(tx, r.Here().Site, entries)
		if err != nil {
			return err
		}
		open, err := openConflicts(tx)
		if err != nil {
			return err
		}
		behind := false
		for i := range entries {
			s := &entries[i]
			if _, _, known, err := tx.Place(s.Hash); err != nil || known {
				if err != nil {
					return err
				}
				continue
			}
			if s.Entry.Site != site {
				return foreign(s, errors.New("it is of another site"))
			}
			if err := credible(tx, s, signers[s.Hash]); err != nil {
				return err
			}
			if err := keep(tx, s, quiet); err != nil {
				return err
			}
			behind = behind || s.Entry.Log == r.Here().Log
			done = append(done, *s)
		}
		if !quiet && len(done) > 0 {
			if err := foundConflicts(tx, open); err != nil {
				return err
			}
		}
		if !behind {
			return nil
		}
		r.doubtful(doubtBehind) // from here on in the writer nothing is added to that log
		return tx.DoubtOwnLog(doubtBehind)
	})
	if err != nil {
		return err
	}
	r.tell(done)
	return r.renewed(ctx)
}

// foreign is the refusal of an entry.
func foreign(s *ledger.Sealed, why error) error {
	return fmt.Errorf("%w: entry %d of log %s: %w", ErrForeign, s.Entry.Seq, s.Entry.Log.Short(), why)
}

// siteOf is the site whose entries are kept here: this station's or, while it has none, that of the first entry.
func siteOf(view View, here ledger.SiteID, entries []ledger.Sealed) (ledger.SiteID, error) {
	if !here.IsZero() {
		return here, nil
	}
	heads, err := view.Heads() // in memory: a first sync asks with every batch
	if err != nil || len(heads) == 0 {
		return entries[0].Entry.Site, err
	}
	entry, err := view.Entry(heads[0].Hash)
	if err != nil {
		return here, err
	}
	return entry.Site, nil
}

// signers checks signatures before the one writer is asked to wait: by hash, the key that signed. Whether that is the
// right key is decided in the writer.
func (r *Recorder) signers(ctx context.Context, entries []ledger.Sealed) (map[ledger.Hash]ed25519.PublicKey, error) {
	keys := map[ledger.LogID]ed25519.PublicKey{}
	err := r.store.Read(ctx, func(view View) error {
		for i := range entries {
			id := entries[i].Entry.Log
			if _, looked := keys[id]; looked {
				continue
			}
			log := &armory.Log{ID: id.ID}
			if _, err := view.Load(log); err != nil {
				return err
			}
			keys[id] = log.Key
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i := range entries {
		if body, err := ledger.OpenLog(&entries[i]); err == nil && keys[entries[i].Entry.Log] == nil {
			keys[entries[i].Entry.Log] = body.Key
		}
	}
	out := map[ledger.Hash]ed25519.PublicKey{}
	var mu sync.Mutex // guards out
	var checking sync.WaitGroup
	for part := range slices.Chunk(entries, (len(entries)+runtime.NumCPU()-1)/runtime.NumCPU()) {
		checking.Go(func() {
			for i := range part {
				if key := keys[part[i].Entry.Log]; part[i].Verify(key) == nil {
					mu.Lock()
					out[part[i].Hash] = key
					mu.Unlock()
				}
			}
		})
	}
	checking.Wait()
	return out, nil
}

// credible refuses an entry that is not what an enrolled station wrote next in its log, or whose causes are not here.
// Signer is the key that is known to have signed it; nil when none is.
func credible(tx Tx, s *ledger.Sealed, signer ed25519.PublicKey) error {
	e := &s.Entry
	before, err := tx.Tip(e.Log)
	if err != nil {
		return err
	}
	switch {
	case e.Seq == 1 && before.Seq > 0: // else anybody could open another's log with a key of his own
		return foreign(s, errors.New("another entry has opened its log"))
	case e.Seq > 1:
		at, lam, known, err := tx.Place(e.Prev)
		if err != nil {
			return err
		}
		if !known || at.Log != e.Log {
			return foreign(s, errors.New("the entry before it is not here"))
		}
		before = ledger.Tip{Seq: at.Seq, Hash: at.Hash, Lam: lam}
	}
	var depLam uint64
	for _, dep := range e.Deps {
		at, lam, known, err := tx.Place(dep.Hash)
		if err != nil {
			return err
		}
		if !known || at != dep {
			return foreign(s, fmt.Errorf("it rests on entry %d of log %s, which is not here", dep.Seq, dep.Log.Short()))
		}
		depLam = max(depLam, lam)
	}
	if err := s.Continues(before, depLam); err != nil {
		return foreign(s, err)
	}
	for _, subject := range e.Subjects {
		for _, parent := range subject.Parents {
			if _, _, known, err := tx.Place(parent); err != nil {
				return err
			} else if !known {
				return foreign(s, fmt.Errorf("it rests on entry %s about the same %s, which is not here", parent.Short(), subject.Kind))
			}
		}
	}
	key, err := armory.Vouch(tx, s)
	if err != nil {
		return foreign(s, err)
	}
	if !key.Equal(signer) {
		if err := s.Verify(key); err != nil {
			return foreign(s, err)
		}
	}
	return nil
}

// keep appends an entry of another station, ends the draft it was made from, and tells the feeds.
func keep(tx Tx, s *ledger.Sealed, quiet bool) error {
	if draft := draftOf(&s.Entry); !draft.IsZero() {
		if err := tx.DeleteDraft(draft); err != nil {
			return err
		}
	}
	if quiet {
		return tx.Append(s)
	}
	before, err := previously(tx, &s.Entry)
	if err != nil {
		return err
	}
	if err := tx.Append(s); err != nil {
		return err
	}
	if unread, err := tx.Unread(s.Hash); err != nil || unread {
		return err
	}
	if counts, err := armory.Counts(tx, s.Hash); err != nil || !counts {
		return err
	}
	return publish(tx, s, before)
}

// draftOf is the draft from which a transaction was made; zero when there was none.
func draftOf(e *ledger.Entry) ledger.ID {
	var take armory.TakeBody
	var back armory.ReturnBody
	switch {
	case e.KindVer != 1:
	case e.Kind == armory.KindTake && ledger.Decode(e.Body, &take) == nil:
		return take.Draft.ID
	case e.Kind == armory.KindReturn && ledger.Decode(e.Body, &back) == nil:
		return back.Draft.ID
	}
	return ledger.ID{}
}
