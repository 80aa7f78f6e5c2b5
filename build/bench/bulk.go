package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"armguard/app"
	"armguard/app/armory"
	"armguard/app/ledger"
	"armguard/storage"
)

// spreadOver is how long the transactions of a bulk took, as their times say: a report is of days.
const spreadOver = 2 * 365 * 24 * time.Hour

// perWrite is how many commands of a bulk share a commit.
const perWrite = 2000

// filled is a closed store that the bench made, with what is in it.
type filled struct {
	dir      string
	entries  int
	pairings []pairing // people 1..n with the items 1..n; nobody holds anything
	took     time.Duration
}

// fill makes a store in the folder name: people, items, and Takes with their Returns up to that many entries. Each
// entry is decided, sealed and signed as a counter's would be; only the commits are larger.
func (b *bench) fill(name string, people, items, entries int) (*filled, error) {
	ctx, began := context.Background(), time.Now()
	f := &filled{dir: filepath.Join(b.dir, name)}
	s, err := openInside(ctx, f.dir)
	if err != nil {
		return nil, err
	}
	err = s.populate(ctx, f, people, items, entries)
	if err := errors.Join(err, s.close()); err != nil {
		return nil, fmt.Errorf("fill the store %s: %w", name, err)
	}
	f.took = time.Since(began)
	return f, nil
}

func (s *inside) populate(ctx context.Context, f *filled, people, items, entries int) error {
	var model string
	err := s.db.Read(ctx, func(view *storage.View) (err error) {
		f.entries, _, err = view.Counts()
		if err != nil {
			return err
		}
		found, err := armory.FindModel(view, "M4")
		if err == nil {
			model = found.ID.String()
		}
		return err
	})
	if err != nil {
		return err
	}
	persons, weapons := make([]ledger.SubjectID, people), make([]ledger.SubjectID, items)
	if err := s.bulk(ctx, people, func(i int) armory.Command {
		persons[i] = s.app.Recorder.NewSubject()
		return armory.Register{Kind: armory.KindPerson, ID: persons[i], Importing: true, Set: map[string]string{"serial": fmt.Sprintf("P%06d", i+1),
			"rank": "SGT", "last_name": surnames[i%len(surnames)], "first_name": fmt.Sprintf("%s %s", givenNames[i/len(surnames)%len(givenNames)], letters(i))}}
	}); err != nil {
		return err
	}
	if err := s.bulk(ctx, items, func(i int) armory.Command {
		weapons[i] = s.app.Recorder.NewSubject()
		return armory.Register{Kind: armory.KindItem, ID: weapons[i], Importing: true,
			Set: map[string]string{"model": model, "serial": fmt.Sprintf("W%06d", i+1), "number": fmt.Sprintf("%06d", i+1)}}
	}); err != nil {
		return err
	}
	pairs := min(people, items)
	for i := range pairs {
		f.pairings = append(f.pairings, pairing{persons[i].String(), weapons[i].String()})
	}
	f.entries += people + items
	s.bulkTotal = entries
	for f.entries < entries {
		// All take, then all return, so that no commit holds both of a pair; an even number, so that all is in at the end.
		n := min(pairs, (entries-f.entries+1)/2)
		if err := s.bulk(ctx, n, func(i int) armory.Command {
			return armory.Take{Person: persons[i], Text: "Duty Sentinel", Lines: []armory.TakeAsk{{Item: weapons[i], Magazines: 3, Rounds: 90}}}
		}); err != nil {
			return err
		}
		if err := s.bulk(ctx, n, func(i int) armory.Command {
			return armory.Return{Person: persons[i], Lines: []armory.ReturnAsk{{Item: weapons[i], Magazines: -1, Rounds: -1}}}
		}); err != nil {
			return err
		}
		f.entries += 2 * n
	}
	return nil
}

// bulk records n commands, each under an id of its own, a few thousand to a commit.
func (s *inside) bulk(ctx context.Context, n int, command func(i int) armory.Command) error {
	here := s.app.Recorder.Here()
	for from := 0; from < n; from += perWrite {
		err := s.db.Write(ctx, func(tx *storage.Tx) error {
			for i := from; i < min(from+perWrite, n); i++ {
				ask := armory.Ask{Site: here.Site, Command: s.app.Recorder.NewCommand(), Account: s.act.Account, Role: s.act.Role, Now: s.bulkNow()}
				facts, err := armory.Decide(tx, ask, command(i))
				if err != nil {
					return fmt.Errorf("entry %d of the bulk: %w", i, err)
				}
				for _, fact := range facts {
					if err := s.append(tx, here, ask, fact); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// bulkNow is when the next entry of a bulk is said to have happened: now, but for transactions, which end now.
func (s *inside) bulkNow() time.Time {
	if s.bulkTotal == 0 {
		return time.Now()
	}
	s.bulkDone++
	return time.Now().Add(-spreadOver + spreadOver/time.Duration(s.bulkTotal)*time.Duration(min(s.bulkDone, s.bulkTotal)))
}

func (s *inside) append(tx *storage.Tx, here app.Here, ask armory.Ask, fact armory.Fact) error {
	var subjects []ledger.Subject
	for _, ref := range fact.Subjects {
		parents, err := armory.Parents(tx, ref)
		if err != nil {
			return err
		}
		subjects = append(subjects, ledger.Subject{Kind: ref.Kind, ID: ref.ID, Parents: parents})
	}
	tip, err := tx.Tip(here.Log)
	if err != nil {
		return err
	}
	sealed, _, err := ledger.Seal(here.Key, tip, 0, ledger.Entry{Site: here.Site, Log: here.Log, WallMs: ask.Now.UnixMilli(), Kind: fact.Kind, KindVer: 1,
		Subjects: subjects, Command: ask.Command, Actor: ledger.Actor{Account: ask.Account, Method: s.act.Method}, Why: ledger.Why{Code: ledger.WhyAlone},
		Body: ledger.Encode(fact.Body)})
	if err != nil {
		return err
	}
	if err := tx.Append(&sealed); err != nil {
		return err
	}
	// A kept message of the usual size for each transaction, so that the feed's table is as long as it would be.
	if fact.Kind != armory.KindTake && fact.Kind != armory.KindReturn {
		return nil
	}
	return tx.Publish(&armory.Message{Feed: app.FeedTransactions, Type: "transaction_created", Entry: sealed.Hash, WallMs: ask.Now.UnixMilli(), Body: usualMessage})
}

var usualMessage = []byte(`{"type":"transaction_created","transaction":{"id":"01JD0000000000000000000000","action":"Take","personnel":"SGT DELA CRUZ, Juan",` +
	`"item":"IR-W000001-20260101","duty_type":"Duty Sentinel","mags":3,"rounds":90,"issued_by":"root","station":"Counter 1"},"timestamp":"2026-01-01T08:00:00Z"}`)

var (
	surnames   = []string{"Dela Cruz", "Santos", "Reyes", "Garcia", "Mendoza", "Torres", "Flores", "Ramos", "Bautista", "Aquino", "Villanueva", "Castillo", "Navarro"}
	givenNames = []string{"Juan", "Jose", "Maria", "Antonio", "Pedro", "Ana", "Ramon", "Luz", "Mario", "Elena", "Carlos"}
)

// letters is a number as a word of letters, so that no two people are called the same.
func letters(n int) string {
	word := []byte{'A' + byte(n%26)}
	for n /= 26; n > 0; n /= 26 {
		word = append(word, 'a'+byte(n%26))
	}
	return string(word)
}

// random fills n bytes.
func random(n int) []byte {
	out := make([]byte, n)
	_, _ = rand.Read(out)
	return out
}
