package storage

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"strings"
	"testing"

	"armguard/app/ledger"
)

// tampered is a store in which somebody changed something with another program while the station was off.
func tampered(t *testing.T, script string, args ...any) (p *post, opened error) {
	t.Helper()
	p = found(t)
	p.stock(10, 10)
	p.play(60)
	closed(t, p.db)
	behind(t, p.db.Options, script, args...)
	p.db = New(p.db.Options)
	opened = p.db.Open(t.Context(), nil)
	t.Cleanup(func() { _ = p.db.Close() })
	return p, opened
}

// resigned is an entry with another body, signed by a key the station never had.
func resigned(t *testing.T, s ledger.Sealed) ledger.Sealed {
	t.Helper()
	e := s.Entry
	e.WallMs++
	out, _, err := ledger.Seal(ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)), ledger.Tip{Seq: e.Seq - 1, Hash: e.Prev, Lam: e.Lam - 1}, 0, e)
	must(t, err)
	return out
}

const editedBody = "UPDATE entry SET raw = CAST(replace(raw, 'Guard', 'Group') AS BLOB) WHERE seq = (SELECT min(seq) FROM entry WHERE kind = 'take')"

func TestWhatWasChangedInTheLedgerShowsAtStart(t *testing.T) {
	for name, c := range map[string]struct {
		script string
		names  string // what the sentence says
	}{
		"an edited entry":                  {editedBody, "was changed"},
		"an edited signature":              {"UPDATE entry SET sig = zeroblob(64) WHERE seq = 50", "Entry 50 of log"},
		"a missing signature":              {"UPDATE entry SET sig = x'' WHERE seq = 50", "Entry 50 of log"},
		"an entry moved to another number": {"UPDATE entry SET seq = 9999 WHERE seq = 50", "Entry 9999 of log"},
		"an entry with another time":       {"UPDATE entry SET lam = lam + 5 WHERE seq = 50", "Entry 50 of log"},
		"an entry under another name":      {"UPDATE entry SET kind = 'return' WHERE seq = 50 ", "was changed"},
		"an entry under another hash":      {"UPDATE entry SET hash = zeroblob(32) WHERE seq = 50", "Entry 50 of log"},
		"no entry but a text":              {"UPDATE entry SET raw = x'68656c6c6f' WHERE seq = 50", "not an entry any more"},
		"a deleted entry in the middle":    {"DELETE FROM entry WHERE seq = 50", "Entry 51 of log"},
		"a deleted entry at the end":       {"DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)", "is not here any more"},
		"a deleted first entry":            {"DELETE FROM entry WHERE seq = 1", "does not"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := tampered(t, c.script)
			if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), c.names) {
				t.Errorf("open: %v, want ErrDamaged with %q", err, c.names)
			}
		})
	}
	t.Run("an entry signed by somebody else", func(t *testing.T) {
		p := found(t)
		p.stock(10, 10)
		old := p.written[len(p.written)-1]
		closed(t, p.db)
		fake := resigned(t, old)
		behind(t, p.db.Options, "UPDATE entry SET hash = ?, raw = ?, sig = ? WHERE hash = ?", fake.Hash[:], fake.Raw, fake.Sig, old.Hash[:])
		err := New(p.db.Options).Open(t.Context(), nil)
		if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "does not carry its station's signature") {
			t.Errorf("open: %v, want ErrDamaged for the signature", err)
		}
	})
}

// editLive changes a running store under its feet.
func editLive(t *testing.T, p *post, script string, args ...any) {
	t.Helper()
	write(t, p.db, func(tx *Tx) error {
		if err := tx.begin(); err != nil {
			return err
		}
		result, err := tx.session.conn.ExecContext(context.Background(), script, args...)
		if err != nil {
			return err
		}
		if n, _ := result.RowsAffected(); n == 0 {
			t.Errorf("%s changed nothing", script)
		}
		return nil
	})
}

func TestVerifyNamesWhatWasChangedInTheLedger(t *testing.T) {
	for name, c := range map[string]struct{ script, names string }{
		"an edited entry":               {editedBody, "was changed"},
		"an edited signature":           {"UPDATE entry SET sig = zeroblob(64) WHERE seq = 50", "Entry 50 of log"},
		"an entry with another number":  {"UPDATE entry SET seq = 9999 WHERE seq = 50", "Entry 9999 of log"},
		"a deleted entry in the middle": {"DELETE FROM entry WHERE seq = 50", "Entry 51 of log"},
		"a deleted end":                 {"DELETE FROM entry WHERE seq > (SELECT max(seq) - 3 FROM entry)", "the end of it is missing"},
		"a deleted end, its head rewound": {`DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry);
			UPDATE head SET (seq, hash, lam) = (SELECT seq, hash, lam FROM entry ORDER BY seq DESC LIMIT 1)`, "were written"},
		"an end set back":    {"UPDATE head SET (seq, hash, lam) = (SELECT seq, hash, lam FROM entry WHERE seq = 50)", "Entry 50 of log"},
		"everything deleted": {"DELETE FROM entry", "the end of it is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			p := found(t)
			p.stock(10, 10)
			p.play(60)
			editLive(t, p, c.script)
			if bad := verified(t, p.db); !strings.Contains(bad, c.names) {
				t.Errorf("verify says %q, want %q in it", bad, c.names)
			}
		})
	}
	t.Run("a deleted end of which only the anchor knows", func(t *testing.T) {
		p := found(t)
		p.stock(10, 10)
		last := p.written[len(p.written)-1]
		editLive(t, p, `DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry);
			UPDATE head SET (seq, hash, lam) = (SELECT seq, hash, lam FROM entry ORDER BY seq DESC LIMIT 1)`)
		write(t, p.db, func(tx *Tx) error {
			tx.appended = true // the counts as somebody who knows the program would set them
			tx.writer.known.entries--
			return tx.write("DELETE FROM setting WHERE key = 'nothing'")
		})
		want := fmt.Sprintf("Entry %d of log", last.Entry.Seq)
		if bad := verified(t, p.db); !strings.Contains(bad, want) || !strings.Contains(bad, "not here any more") {
			t.Errorf("verify says %q, want %q in it", bad, want)
		}
	})
	t.Run("an entry put in with a key of its own", func(t *testing.T) {
		p := found(t)
		p.stock(10, 10)
		fake := resigned(t, p.written[len(p.written)-1])
		e := &fake.Entry
		editLive(t, p, "INSERT INTO entry (hash, log, seq, lam, kind, raw, sig, recv_ms) VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
			fake.Hash[:], e.Log.ID[:], int64(e.Seq), int64(e.Lam), e.Kind, fake.Raw, fake.Sig)
		if bad := verified(t, p.db); !strings.Contains(bad, "does not carry its station's signature") {
			t.Errorf("verify says %q", bad)
		}
	})
}

func TestVerifyFindsListsThatAreNotWhatTheRecordSays(t *testing.T) {
	for name, script := range map[string]string{
		"an edited document":        "UPDATE doc SET body = (SELECT body FROM doc WHERE kind = 'custody' ORDER BY id DESC LIMIT 1) WHERE kind = 'custody' AND id = (SELECT min(id) FROM doc WHERE kind = 'custody')",
		"a deleted document":        "DELETE FROM doc WHERE kind = 'person' AND id = (SELECT min(id) FROM doc WHERE kind = 'person')",
		"two documents swapped":     "UPDATE doc SET body = CASE id WHEN (SELECT min(id) FROM doc WHERE kind = 'person') THEN (SELECT body FROM doc WHERE kind = 'person' ORDER BY id DESC LIMIT 1) ELSE (SELECT body FROM doc WHERE kind = 'person' ORDER BY id LIMIT 1) END WHERE kind = 'person' AND id IN ((SELECT min(id) FROM doc WHERE kind = 'person'), (SELECT max(id) FROM doc WHERE kind = 'person'))",
		"a holder who is not found": "DELETE FROM idx WHERE name = 'holder'",
		"an item shown as here":     "UPDATE item_list SET status = 'Available', holder = x'' WHERE status = 'Issued'",
		"a person renamed":          "UPDATE person_list SET last_name = 'NOBODY' WHERE n = 1",
		"a transaction hidden":      "DELETE FROM tx_list WHERE lam = (SELECT max(lam) FROM tx_list)",
		"a line ended":              "UPDATE tx_line SET returned = tx WHERE returned IS NULL AND taken = 1",
		"a history cut":             "DELETE FROM history WHERE lam = (SELECT max(lam) FROM history)",
		"a model in another rack":   "UPDATE model_list SET category = 'Pistol'",
		"the digest itself":         "UPDATE meta SET value = zeroblob(32) WHERE key = 'digest'",
	} {
		t.Run(name, func(t *testing.T) {
			p := found(t)
			p.stock(10, 10)
			p.play(41)
			for len(p.out) == 0 {
				p.play(1)
			}
			want := memory(t, p.written).Digest()
			editLive(t, p, script)
			if bad := verified(t, p.db); bad != listsChanged {
				t.Errorf("verify says %q, want %q", bad, listsChanged)
			}
			p.restart()
			if got := digest(t, p.db); got != want {
				t.Errorf("after the next start the digest is %x, want %x", got, want)
			}
			if bad := verified(t, p.db); bad != "" {
				t.Errorf("after the next start: %s", bad)
			}
		})
	}
}

func TestVerifyCountsAndSaysHowFarItIs(t *testing.T) {
	p := found(t)
	p.stock(10, 10)
	q := p.second()
	send(t, q.db, p.db)
	p.play(1100)
	var calls, last int
	report, err := p.db.Verify(context.Background(), func(done, total int) {
		if total != len(p.written)+1 || done < last {
			t.Errorf("%d of %d after %d", done, total, last)
		}
		calls, last = calls+1, done
	})
	if err != nil || report.FirstBad != "" {
		t.Fatalf("verify: %v, %s", err, report.FirstBad)
	}
	if report.Entries != len(p.written)+1 || report.Logs != 2 {
		t.Errorf("%d entries in %d logs, want %d in 2", report.Entries, report.Logs, len(p.written)+1)
	}
	if calls < 3 || last != report.Entries {
		t.Errorf("progress was said %d times and ended at %d", calls, last)
	}
}

func TestVerifyCancelledStops(t *testing.T) {
	p := found(t)
	p.stock(10, 10)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := p.db.Verify(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("verify: %v, want cancelled", err)
	}
}

func TestVerifyWhileWritesGoOnFindsNothing(t *testing.T) {
	p := found(t)
	p.stock(10, 10)
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.play(400)
	}()
	for range 4 {
		if bad := verified(t, p.db); bad != "" {
			t.Error(bad)
		}
	}
	<-done
}

func TestTheStartChecksOnlyTheNewestEntries(t *testing.T) {
	p, err := tampered(t, "UPDATE entry SET recv_ms = recv_ms + 1 WHERE seq = 1") // nobody signed when it came
	must(t, err)
	p.play(tailChecked)
	editLive(t, p, "UPDATE entry SET sig = zeroblob(64) WHERE seq = 20")
	p.restart()
	if bad := verified(t, p.db); !strings.Contains(bad, "Entry 20 of log") {
		t.Errorf("the full check says %q, want entry 20", bad)
	}
}
