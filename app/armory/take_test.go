package armory_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// desk is one counter with people and items.
type desk struct {
	*counter
	juan, ana       ledger.SubjectID
	m4, m16, glock  ledger.SubjectID
	second, shotgun ledger.SubjectID // another M4; something of category other
}

func newDesk(t failer) *desk {
	t.Helper()
	c := newStory(t, 1).counters[0]
	d := &desk{counter: c, juan: c.person("1001"), ana: c.person("1002"), m4: c.item("M4", "W1"), m16: c.item("M16", "W2"),
		glock: c.item("GLOCK17", "G1"), second: c.item("M4", "W3")}
	model := c.subject()
	c.must(armory.Register{Kind: armory.KindModel, ID: model, Set: map[string]string{"name": "Shotgun", "code": "SG", "category": "other"}})
	d.shotgun = c.item("SG", "S1")
	return d
}

func (d *desk) purpose(t *testing.T, name string) ledger.SubjectID {
	t.Helper()
	ids, err := d.state.Find(armory.DocRecord, armory.Key{Index: "purpose.name", Value: armory.Fold(name)})
	if err != nil || len(ids) != 1 {
		t.Fatalf("purpose %s: %v %v", name, ids, err)
	}
	return ledger.SubjectID{ID: ids[0]}
}

func TestTake(t *testing.T) {
	t.Run("puts the item into the person's hands, with a receipt", func(t *testing.T) {
		d := newDesk(t)
		d.limit("2")
		id := d.must(armory.Take{Person: d.juan, Lines: []armory.TakeAsk{{Item: d.m4, Magazines: 3, Rounds: 90}, {Item: d.glock}}, Text: "Guard", Notes: "north gate"})
		tx := d.transaction(id)
		if tx.Action != armory.ActionTake || tx.Person != d.juan || len(tx.Lines) != 2 || tx.Receipt == "" || tx.Type != armory.ReceiptTR || tx.Purpose != "Guard" || tx.Notes != "north gate" {
			t.Errorf("got %+v", tx)
		}
		now := d.custody(d.m4).Now()
		if !now.Out || now.Person != d.juan || now.Magazines != 3 || now.Rounds != 90 || now.Receipt != tx.Receipt || now.Command != id || now.Station != d.station {
			t.Errorf("got %+v", now)
		}
		if d.custody(d.m4).Status() != armory.StatusIssued {
			t.Errorf("status %s", d.custody(d.m4).Status())
		}
	})
	t.Run("of an item that is out says who has it, since when, from which station", func(t *testing.T) {
		d := newDesk(t)
		d.must(take(d.juan, d.m4))
		since := d.custody(d.m4).Now().SinceMs
		_, err := d.does(take(d.ana, d.m4))
		r := refused(t, err, armory.CodeOut)
		if r.Holder != d.juan || r.Item != d.m4 || r.Station != d.station || r.SinceMs != since || !strings.Contains(r.Message, "CRUZ1001") {
			t.Errorf("got %+v", r)
		}
		d.reason = "he needs it badly"
		_, err = d.does(take(d.ana, d.m4))
		refused(t, err, armory.CodeOut)
	})
	t.Run("is all or nothing", func(t *testing.T) {
		d := newDesk(t)
		d.limit("5")
		d.must(take(d.juan, d.m4))
		_, err := d.does(take(d.ana, d.glock, d.m4))
		refused(t, err, armory.CodeOut)
		if got := d.custody(d.glock).Status(); got != armory.StatusAvailable {
			t.Errorf("the first line was issued: %s", got)
		}
	})
	for _, word := range []string{armory.StatusMaintenance, armory.StatusForTurnIn, armory.StatusTurnedIn, armory.StatusLost, armory.StatusRetired} {
		t.Run("of an item in state "+word+" is refused in words, and allowed when it is Available again", func(t *testing.T) {
			d := newDesk(t)
			d.must(status(d.m4, word))
			_, err := d.does(take(d.juan, d.m4))
			if r := refused(t, err, armory.CodeBlocked); !strings.Contains(r.Message, word) || r.Reason {
				t.Errorf("it does not say %s, or that a reason helps: %+v", word, r)
			}
			d.reason = "he needs it badly"
			_, err = d.does(take(d.juan, d.m4))
			refused(t, err, armory.CodeBlocked)
			d.reason = ""
			d.must(status(d.m4, armory.StatusAvailable))
			d.must(take(d.juan, d.m4))
		})
	}
	for _, word := range []string{armory.PersonInactive, armory.PersonSuspended, armory.PersonArchived} {
		t.Run("by somebody "+word+" is refused", func(t *testing.T) {
			d := newDesk(t)
			d.must(personStatus(d.juan, word))
			_, err := d.does(take(d.juan, d.m4))
			if r := refused(t, err, armory.CodeBlocked); r.Holder != d.juan || !strings.Contains(r.Message, word) || r.Reason {
				t.Errorf("got %+v", r)
			}
			if armory.TakesNow(d.state, d.juan) == nil || armory.TakesNow(d.state, d.ana) != nil {
				t.Error("TakesNow says otherwise")
			}
		})
	}
	t.Run("of a damaged item needs a reason in words", func(t *testing.T) {
		d := newDesk(t)
		d.must(armory.SetItemStatus{Item: d.m4, Condition: "Damaged", Reason: "cracked stock"})
		d.role = armory.RoleArmorer
		_, err := d.does(take(d.juan, d.m4))
		if r := refused(t, err, armory.CodeNeedsReason); !r.Reason {
			t.Error("it does not say that a reason helps")
		}
		d.reason = " "
		_, err = d.does(take(d.juan, d.m4))
		refused(t, err, armory.CodeNeedsReason)
		d.reason = "for the drill only"
		d.must(take(d.juan, d.m4))
	})
	t.Run("of an item with a discrepancy is blocked until it is closed; an administrator overrides with a reason", func(t *testing.T) {
		d := newDesk(t)
		raised := d.subject()
		d.role = armory.RoleArmorer
		d.must(armory.Raise{ID: raised, Kind: "Wrong serial", Item: d.m4, Text: "plate and papers differ"})
		d.reason = "an armorer's reason"
		_, err := d.does(take(d.juan, d.m4))
		if r := refused(t, err, armory.CodeBlocked); r.Reason {
			t.Error("it says that an armorer's reason helps")
		}
		d.role, d.reason = armory.RoleAdministrator, ""
		_, err = d.does(take(d.juan, d.m4))
		if r := refused(t, err, armory.CodeBlocked); !r.Reason {
			t.Error("it does not say that an administrator's reason helps")
		}
		d.must(armory.SettleDiscrepancy{ID: raised, State: armory.DiscrepancyReview, Reason: "looking"})
		_, err = d.does(take(d.juan, d.m4))
		refused(t, err, armory.CodeBlocked)
		d.reason = "alert"
		d.must(take(d.juan, d.m4))
		d.must(giveBack(d.m4)) // a Return is free
		d.reason = ""
		d.must(armory.SettleDiscrepancy{ID: raised, State: armory.DiscrepancyClosed, Reason: "a typing error"})
		d.must(take(d.juan, d.m4))
	})
	t.Run("is due after the site's hours on a temporary receipt, never on a PAR", func(t *testing.T) {
		d := newDesk(t)
		id := d.must(take(d.juan, d.m4))
		if got := d.transaction(id); got.DueMs != got.WallMs+24*3600_000-1000 {
			t.Errorf("due %v after it was issued", time.Duration(got.DueMs-got.WallMs)*time.Millisecond)
		}
		id = d.must(armory.Take{Person: d.ana, Lines: []armory.TakeAsk{{Item: d.glock}}, Type: armory.ReceiptPAR})
		if got := d.transaction(id).DueMs; got != 0 {
			t.Errorf("a PAR is due at %d", got)
		}
	})
	t.Run("is right also when the clock stands at 1970", func(t *testing.T) {
		d := newDesk(t)
		d.story.now = time.Unix(0, 0).UTC().Add(-time.Second)
		id := d.must(take(d.juan, d.m4))
		if got := d.transaction(id); got.WallMs != 0 || got.Person != d.juan {
			t.Errorf("got %+v", got)
		}
		_, err := d.does(take(d.ana, d.m4))
		refused(t, err, armory.CodeOut)
		d.story.now = time.Unix(-1_000_000, 0).UTC()
		d.must(giveBack(d.m4))
		if got := d.custody(d.m4).Status(); got != armory.StatusAvailable {
			t.Errorf("a wrong clock made the return invisible: %s", got)
		}
	})
	for name, bad := range map[string]func(*desk) (armory.Take, string){
		"without items":       func(d *desk) (armory.Take, string) { return take(d.juan), armory.CodeInvalid },
		"with one item twice": func(d *desk) (armory.Take, string) { return take(d.juan, d.m4, d.m4), armory.CodeInvalid },
		"with 61 items": func(d *desk) (armory.Take, string) {
			var items []ledger.SubjectID
			for range 61 {
				items = append(items, d.subject())
			}
			return take(d.juan, items...), armory.CodeInvalid
		},
		"by nobody":          func(d *desk) (armory.Take, string) { return take(ledger.SubjectID{}, d.m4), armory.CodeNotFound },
		"by an item":         func(d *desk) (armory.Take, string) { return take(d.m16, d.m4), armory.CodeNotFound },
		"of a person":        func(d *desk) (armory.Take, string) { return take(d.juan, d.ana), armory.CodeNotFound },
		"of an unknown item": func(d *desk) (armory.Take, string) { return take(d.juan, d.subject()), armory.CodeNotFound },
		"for an unknown purpose": func(d *desk) (armory.Take, string) {
			c := take(d.juan, d.m4)
			c.Purpose = d.subject()
			return c, armory.CodeNotFound
		},
		"on an unknown receipt": func(d *desk) (armory.Take, string) {
			c := take(d.juan, d.m4)
			c.Type = "IOU"
			return c, armory.CodeInvalid
		},
		"with a long note": func(d *desk) (armory.Take, string) {
			c := take(d.juan, d.m4)
			c.Notes = strings.Repeat("n", 1001)
			return c, armory.CodeInvalid
		},
		"with 101 magazines": func(d *desk) (armory.Take, string) {
			return armory.Take{Person: d.juan, Lines: []armory.TakeAsk{{Item: d.m4, Magazines: 101}}}, armory.CodeInvalid
		},
		"with 10001 rounds": func(d *desk) (armory.Take, string) {
			return armory.Take{Person: d.juan, Lines: []armory.TakeAsk{{Item: d.m4, Rounds: 10001}}}, armory.CodeInvalid
		},
	} {
		t.Run(name+" is refused", func(t *testing.T) {
			d := newDesk(t)
			before := d.state.Digest()
			command, code := bad(d)
			_, err := d.does(command)
			refused(t, err, code)
			if d.state.Digest() != before {
				t.Error("something was written")
			}
		})
	}
	t.Run("of 60 items stays within one entry", func(t *testing.T) {
		d := newDesk(t)
		d.limit("60")
		var items []ledger.SubjectID
		for i := range 60 {
			items = append(items, d.item("M14", fmt.Sprintf("L%d", i)))
		}
		full := take(d.juan, items...)
		full.Notes, full.Text = strings.Repeat("\U0001F52B", 1000), strings.Repeat("\U0001F52B", 100) // the longest texts, in four bytes a letter
		d.must(full)
		back := giveBack(items...)
		back.Notes = full.Notes
		d.must(back)
	})
}

func TestLimits(t *testing.T) {
	for _, c := range []struct {
		limit string
		takes []func(*desk) ledger.SubjectID
		code  string // of the last Take
	}{
		{"one", pick2(m4, glock), armory.CodeLimit},
		{"one-each", pick2(m4, glock), ""},
		{"one-each", pick2(m4, m16), armory.CodeLimit},
		{"one-each", pick2(m4, glock, shotgun), ""},
		{"1", pick2(m4, glock), armory.CodeLimit},
		{"2", pick2(m4, second), ""},
		{"2", pick2(m4, glock, second), armory.CodeLimit},
		{"60", pick2(m4, glock, second, m16, shotgun), ""},
	} {
		for _, together := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, %d items, on one receipt %v, ends in %q", c.limit, len(c.takes), together, c.code), func(t *testing.T) {
				d := newDesk(t)
				d.limit(c.limit)
				var err error
				var items []ledger.SubjectID
				for _, item := range c.takes {
					items = append(items, item(d))
				}
				if together {
					_, err = d.does(take(d.juan, items...))
				} else {
					for i, item := range items {
						if _, err = d.does(take(d.juan, item)); err != nil && i < len(items)-1 {
							t.Fatal(err)
						}
					}
				}
				if c.code == "" {
					if err != nil {
						t.Fatal(err)
					}
					return
				}
				if r := refused(t, err, c.code); r.Holder != d.juan || !strings.Contains(r.Message, armory.LimitWords(c.limit)) {
					t.Errorf("got %+v", r)
				}
				if _, err := d.does(take(d.ana, items[len(items)-1])); err != nil {
					t.Errorf("the limit of one person stands in another's way: %v", err)
				}
			})
		}
	}
	t.Run("a return makes room", func(t *testing.T) {
		d := newDesk(t)
		d.must(take(d.juan, d.m4))
		d.must(giveBack(d.m4))
		d.must(take(d.juan, d.glock))
	})
	t.Run("a receipt is judged by the limit of its day", func(t *testing.T) {
		d := newDesk(t)
		d.limit("2")
		id := d.must(take(d.juan, d.m4, d.glock))
		d.limit("one")
		var body armory.TakeBody
		if err := ledger.Decode(d.all[d.transaction(id).Stamp.Hash].Entry.Body, &body); err != nil || body.Limit != "2" {
			t.Errorf("limit %q, %v", body.Limit, err)
		}
	})
	for text, ok := range map[string]bool{"one": true, "one-each": true, "1": true, "60": true, "0": false, "61": false, "-1": false, "many": false} {
		t.Run("a limit of "+text, func(t *testing.T) {
			if _, err := armory.CheckField(armory.KindSite, "limit", text); (err == nil) != ok {
				t.Errorf("got %v", err)
			}
		})
	}
}

func m4(d *desk) ledger.SubjectID      { return d.m4 }
func m16(d *desk) ledger.SubjectID     { return d.m16 }
func glock(d *desk) ledger.SubjectID   { return d.glock }
func second(d *desk) ledger.SubjectID  { return d.second }
func shotgun(d *desk) ledger.SubjectID { return d.shotgun }

func pick2(items ...func(*desk) ledger.SubjectID) []func(*desk) ledger.SubjectID { return items }

func TestPurposes(t *testing.T) {
	asPurpose := func(d *desk, t *testing.T, name string, items ...ledger.SubjectID) armory.Take {
		c := armory.Take{Person: d.juan, Purpose: d.purpose(t, name)}
		for _, item := range items {
			c.Lines = append(c.Lines, armory.TakeAsk{Item: item, Magazines: -1, Rounds: -1})
		}
		return c
	}
	for _, c := range []struct {
		purpose      string
		item         func(*desk) ledger.SubjectID
		mags, rounds int
	}{
		{"Duty Sentinel", glock, 4, 42}, {"Duty Sentinel", m4, 3, 90}, {"Duty Security", glock, 3, 30}, {"Guard Duty", m16, 2, 60}, {"Vigil", m4, 7, 210},
		{"Duty Security", m4, 0, 0}, {"Honor Guard", m4, 0, 0}, {"Vigil", shotgun, 0, 0},
	} {
		t.Run(fmt.Sprintf("%s gives %d/%d", c.purpose, c.mags, c.rounds), func(t *testing.T) {
			d := newDesk(t)
			line := d.transaction(d.must(asPurpose(d, t, c.purpose, c.item(d)))).Lines[0]
			if line.Magazines != c.mags || line.Rounds != c.rounds {
				t.Errorf("got %d/%d", line.Magazines, line.Rounds)
			}
		})
	}
	t.Run("what was typed wins over the loadout", func(t *testing.T) {
		d := newDesk(t)
		c := asPurpose(d, t, "Vigil", d.m4)
		c.Lines[0].Magazines, c.Lines[0].Rounds = 1, 0
		if line := d.transaction(d.must(c)).Lines[0]; line.Magazines != 1 || line.Rounds != 0 {
			t.Errorf("got %d/%d", line.Magazines, line.Rounds)
		}
	})
	t.Run("a free one wants words, and they stand on the receipt", func(t *testing.T) {
		d := newDesk(t)
		c := asPurpose(d, t, "Other", d.m4)
		_, err := d.does(c)
		refused(t, err, armory.CodeInvalid)
		c.Text = "film  shoot\u202e"
		if got := d.transaction(d.must(c)).Purpose; got != "film shoot" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("is written in the words of its day", func(t *testing.T) {
		d := newDesk(t)
		id := d.must(asPurpose(d, t, "Vigil", d.m4))
		d.must(armory.Edit{Kind: armory.KindPurpose, ID: d.purpose(t, "Vigil"), Set: map[string]string{"name": "Night watch", "withdrawn": "yes"}})
		if got := d.transaction(id).Purpose; got != "Vigil" {
			t.Errorf("got %q", got)
		}
		c := armory.Take{Person: d.ana, Purpose: d.purpose(t, "Night watch"), Lines: []armory.TakeAsk{{Item: d.m16}}}
		_, err := d.does(c)
		refused(t, err, armory.CodeInvalid)
	})
	for text, ok := range map[string]bool{"rifle:3/90": true, "pistol:4/42 rifle:3/90": true, "": true, "rifle": false, "rifle:3": false, "rifle:-1/2": false, "rifle:a/b": false, "rifle:101/1": false, "rifle:1/10001": false} {
		t.Run("loadouts "+text, func(t *testing.T) {
			got, err := armory.ParseLoadouts(text)
			if (err == nil) != ok {
				t.Fatalf("got %v, %v", got, err)
			}
			if ok && armory.FormatLoadouts(got) != text {
				t.Errorf("%q became %q", text, armory.FormatLoadouts(got))
			}
		})
	}
}

func TestACommandIsCarriedOutOnce(t *testing.T) {
	t.Run("sent again it is done before, with one receipt", func(t *testing.T) {
		d := newDesk(t)
		id := d.must(take(d.juan, d.m4))
		before := d.state.Digest()
		if err := d.doesAs(id, take(d.juan, d.m4)); !errors.Is(err, armory.ErrDone) {
			t.Errorf("got %v", err)
		}
		d.must(giveBack(d.m4))
		if err := d.doesAs(id, take(d.juan, d.m4)); !errors.Is(err, armory.ErrDone) {
			t.Errorf("after the return: got %v, the item would be issued by itself", err)
		}
		if d.transaction(id).Seq == 0 || d.state.Digest() == before {
			t.Error("the story is wrong")
		}
	})
	t.Run("a return sent again is done before", func(t *testing.T) {
		d := newDesk(t)
		d.must(take(d.juan, d.m4))
		id := d.must(giveBack(d.m4))
		d.must(take(d.ana, d.m4))
		if err := d.doesAs(id, giveBack(d.m4)); !errors.Is(err, armory.ErrDone) {
			t.Errorf("got %v", err)
		}
		if got := d.custody(d.m4).Status(); got != armory.StatusIssued {
			t.Errorf("a retry took the rifle from its next holder: %s", got)
		}
	})
	for name, other := range map[string]func(*desk) armory.Command{
		"another person": func(d *desk) armory.Command { return take(d.ana, d.m4) },
		"another item":   func(d *desk) armory.Command { return take(d.juan, d.m16) },
		"another note":   func(d *desk) armory.Command { c := take(d.juan, d.m4); c.Notes = "x"; return c },
		"other magazines": func(d *desk) armory.Command {
			return armory.Take{Person: d.juan, Lines: []armory.TakeAsk{{Item: d.m4, Magazines: 1}}}
		},
		"a return": func(d *desk) armory.Command { return giveBack(d.m4) },
	} {
		t.Run("with "+name+" it is refused", func(t *testing.T) {
			d := newDesk(t)
			id := d.must(take(d.juan, d.m4))
			err := d.doesAs(id, other(d))
			if r := refused(t, err, armory.CodeCommandReused); !strings.Contains(r.Message, d.transaction(id).Receipt) {
				t.Errorf("it does not name the receipt: %s", r.Message)
			}
		})
	}
	t.Run("the draft it came from is no part of it", func(t *testing.T) {
		d := newDesk(t)
		id := d.must(take(d.juan, d.m4))
		again := take(d.juan, d.m4)
		again.Draft = d.subject()
		if err := d.doesAs(id, again); !errors.Is(err, armory.ErrDone) {
			t.Errorf("got %v", err)
		}
	})
}

func TestReceiptNumbers(t *testing.T) {
	s := newStory(t, 3)
	person := s.counters[0].person("1001")
	seen := map[string]bool{}
	for _, c := range s.counters {
		s.meet(s.counters...)
		item := c.item("M4", "W"+c.name)
		for range 40 {
			for _, id := range []ledger.CommandID{c.must(take(person, item)), c.must(giveBack(item))} {
				receipt := c.transaction(id).Receipt
				parts := strings.Split(receipt, "-")
				if seen[receipt] || len(parts) != 3 || len(parts[0]) != 5 || len(parts[2]) != 1 {
					t.Fatalf("receipt %s", receipt)
				}
				seen[receipt] = true
			}
		}
	}
	s.meet(s.counters...)
	for receipt := range seen {
		if ids, err := s.counters[0].state.Find(armory.DocTransaction, armory.Key{Index: "receipt", Value: receipt}); err != nil || len(ids) != 1 {
			t.Fatalf("receipt %s stands for %d transactions, %v", receipt, len(ids), err)
		}
	}
	if len(seen) != 240 {
		t.Errorf("%d receipts", len(seen))
	}
}
