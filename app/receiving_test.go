package app_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"armguard/app"
	"armguard/app/apptest"
	"armguard/app/armory"
	"armguard/app/ledger"
)

// feeds are the messages of a station's feeds since a number, by feed and type.
func feeds(t *testing.T, s *apptest.Station, after int64) (out []string) {
	t.Helper()
	s.View(func(view app.View) error {
		messages, err := view.Messages(after, 1000, []string{app.FeedTransactions, app.FeedInventory, app.FeedNotifications, app.FeedAnnouncements})
		for _, m := range messages {
			out = append(out, m.Feed+" "+m.Type)
		}
		return err
	})
	return out
}

func lastMessage(s *apptest.Station) (seq int64) {
	s.View(func(view app.View) (err error) {
		seq, err = view.LastSeq()
		return err
	})
	return seq
}

func bring(t *testing.T, from, to *apptest.Station) {
	t.Helper()
	if err := from.Send(to); err != nil {
		t.Fatalf("send: %v", err)
	}
}

// swap brings two stations what each lacks of the other.
func swap(t *testing.T, one, two *apptest.Station) {
	t.Helper()
	bring(t, two, one)
	bring(t, one, two)
	if here, there := headsOf(t, one), headsOf(t, two); !slices.Equal(here, there) || one.Entries() != two.Entries() {
		t.Errorf("%d entries here, %d there, with heads %v and %v", one.Entries(), two.Entries(), here, there)
	}
}

func headsOf(t *testing.T, s *apptest.Station) (out []ledger.Head) {
	t.Helper()
	s.View(func(view app.View) (err error) {
		out, err = view.Heads()
		return err
	})
	return out
}

// meet is swap, after which both have to say the same.
func meet(t *testing.T, one, two *apptest.Station) {
	t.Helper()
	swap(t, one, two)
	if one.Digest() != two.Digest() {
		t.Errorf("%d entries here and %d there do not add up to the same", one.Entries(), two.Entries())
	}
}

func TestWhatAnotherStationWrote(t *testing.T) {
	t.Parallel()
	one := apptest.Found(t)
	one.Fill(2, 3)
	two := one.Second("Counter 2", apptest.Options{})
	meet(t, one, two)
	before := lastMessage(one)
	receipt := apptest.Must[app.Transaction](two, two.Root, "Counter.Issue", two.Take("P00001", "W00001"))
	ear := one.App.Push.Listen()
	defer ear.Close()
	bring(t, two, one)

	t.Run("shows as if it had been done here, with that station's name", func(t *testing.T) {
		got := apptest.Must[app.Transaction](one, one.Root, "Transactions.Get", receipt.ID)
		if got.ReceiptNo != receipt.ReceiptNo || got.Station != "Counter 2" || len(got.Lines) != 1 {
			t.Errorf("got %+v", got)
		}
		if code := one.Code(one.Root, "Counter.Issue", one.Take("P00002", "W00001")); code != armory.CodeOut {
			t.Errorf("the item is issued once more: %q", code)
		}
	})
	t.Run("is told by the feeds as at its own station", func(t *testing.T) {
		want := []string{"transactions transaction_created", "inventory inventory_updated"}
		if got := feeds(t, one, before); !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		var here, there []armory.Message
		one.View(func(view app.View) (err error) {
			here, err = view.Messages(before, 10, []string{app.FeedTransactions, app.FeedInventory})
			return err
		})
		two.View(func(view app.View) (err error) {
			there, err = view.Messages(0, 1000, []string{app.FeedTransactions, app.FeedInventory})
			return err
		})
		there = there[len(there)-2:]
		for i := range here {
			if string(here[i].Body) != string(there[i].Body) || here[i].Entry != there[i].Entry {
				t.Errorf("here %s, there %s", here[i].Body, there[i].Body)
			}
		}
	})
	t.Run("makes screens read again", func(t *testing.T) {
		var topics []string
		for _, pushed := range ear.Take() {
			topics = append(topics, pushed.Topic)
		}
		for _, want := range []string{app.TopicTransactions, app.TopicItems, app.TopicBoard, app.TopicFeed, app.TopicShell} {
			if !slices.Contains(topics, want) {
				t.Errorf("pushed were %q, without %s", topics, want)
			}
		}
	})
	t.Run("is kept once, however often it comes", func(t *testing.T) {
		entries, messages := one.Entries(), lastMessage(one)
		all, _ := two.Missing(apptest.Open(t, apptest.Options{}))
		if err := one.App.Recorder.Receive(context.Background(), all, false); err != nil {
			t.Fatal(err)
		}
		if len(ear.Take()) != 0 || one.Entries() != entries || lastMessage(one) != messages {
			t.Errorf("%d entries more, %d messages more, and screens were told", one.Entries()-entries, lastMessage(one)-messages)
		}
	})
	t.Run("can be answered here", func(t *testing.T) {
		apptest.Must[app.Transaction](one, one.Root, "Counter.Return", one.Return("W00001"))
		back := one.Newest(1)[0]
		if len(back.Deps) != 1 {
			t.Errorf("the Return names %v, want the other station's head", back.Deps)
		}
		meet(t, one, two)
		if code := two.Code(two.Root, "Counter.Issue", two.Take("P00002", "W00001")); code != "" {
			t.Errorf("the item is not here again: %q", code)
		}
		meet(t, one, two)
	})
	t.Run("is not told when a station gets the history of years", func(t *testing.T) {
		three := apptest.Open(t, apptest.Options{})
		if err := one.SendQuietly(three); err != nil {
			t.Fatal(err)
		}
		if got := feeds(t, three, 0); len(got) != 0 {
			t.Errorf("the feeds tell %d things", len(got))
		}
		if three.Digest() != one.Digest() {
			t.Error("it adds up to something else")
		}
	})
	t.Run("ends the draft it was made from", func(t *testing.T) {
		draft := apptest.Must[app.Draft](two, two.Root, "Drafts.Save", app.Draft{Form: "counter", Title: "Cruz", Body: "{}"})
		two.View(func(view app.View) error {
			open, _, err := view.AllDrafts()
			return errors.Join(err, one.App.Store.Write(context.Background(), func(tx app.Tx) error {
				_, err := tx.TakeDraft(open[0], false)
				return err
			}))
		})
		if got := apptest.Must[[]app.Draft](one, one.Root, "Drafts.List"); len(got) != 1 {
			t.Fatalf("got drafts %+v", got)
		}
		take := two.Take("P00001", "W00002")
		take.DraftID, take.CommandID = draft.ID, draft.CommandID
		apptest.Must[app.Transaction](two, two.Root, "Counter.Issue", take)
		bring(t, two, one)
		if got := apptest.Must[[]app.Draft](one, one.Root, "Drafts.List"); len(got) != 0 {
			t.Errorf("the draft is still there: %+v", got)
		}
	})
}

// stranger seals entries by hand in the name of a station.
type stranger struct {
	s       *apptest.Station
	key     ed25519.PrivateKey
	log     ledger.LogID
	tip     ledger.Tip
	station ledger.StationID
}

// entry is the next entry of a log, changed before it is signed.
func (o *stranger) entry(t *testing.T, change func(*ledger.Entry)) ledger.Sealed {
	t.Helper()
	e := ledger.Entry{Site: o.s.App.Recorder.Here().Site, Log: o.log, WallMs: 1, KindVer: 1, Kind: "unknown.kind", Command: o.s.App.Recorder.NewCommand(),
		Actor: ledger.Actor{Method: "station"}, Why: ledger.Why{Code: ledger.WhyFree}, Body: ledger.Encode(armory.NoteBody{})}
	change(&e)
	sealed, _, err := ledger.Seal(o.key, o.tip, 0, e)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

// enrolled opens a log of a station that has no PC.
func enrolled(t *testing.T, s *apptest.Station, key ed25519.PrivateKey) *stranger {
	t.Helper()
	o := &stranger{s: s, key: key, log: ledger.LogID{ID: ledger.RandomID()}}
	o.station = s.Enrol("Counter no. "+strconv.Itoa(int(key.Seed()[0])), key.Public().(ed25519.PublicKey))
	open := o.entry(t, func(e *ledger.Entry) {
		e.Kind = ledger.KindLogOpen
		e.Body = ledger.Encode(ledger.LogOpen{Station: o.station, Key: key.Public().(ed25519.PublicKey), HostBinding: make([]byte, 32), Reason: "new"})
	})
	if err := s.App.Recorder.Receive(context.Background(), []ledger.Sealed{open}, false); err != nil {
		t.Fatal(err)
	}
	o.tip = ledger.Tip{Seq: 1, Hash: open.Hash, Lam: open.Entry.Lam}
	return o
}

func newKey(n byte) ed25519.PrivateKey {
	seed := make([]byte, ed25519.SeedSize)
	seed[0] = n
	return ed25519.NewKeyFromSeed(seed)
}

func TestAnEntryThatIsNotWhatAStationWroteIsRefused(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	s.Fill(1, 1)
	o := enrolled(t, s, newKey(1))
	item, err := ledger.ParseID(s.Item("W00001"))
	if err != nil {
		t.Fatal(err)
	}
	good := o.entry(t, func(*ledger.Entry) {})
	nowhere := ledger.Hash{7}
	for name, c := range map[string]struct {
		of   *stranger
		with func(*ledger.Entry)
		says string
	}{
		"of another site": {o, func(e *ledger.Entry) { e.Site = ledger.SiteID{ID: ledger.ID{5}} }, "another site"},
		"whose log is not here": {&stranger{s, o.key, ledger.LogID{ID: ledger.ID{6}}, ledger.Tip{Seq: 4, Hash: nowhere, Lam: 4}, o.station}, func(*ledger.Entry) {},
			"the entry before it is not here"},
		"whose predecessor is not here": {&stranger{s, o.key, o.log, ledger.Tip{Seq: 2, Hash: nowhere, Lam: 2}, o.station}, func(*ledger.Entry) {},
			"the entry before it is not here"},
		"that follows another log's entry": {&stranger{s, o.key, ledger.LogID{ID: ledger.ID{6}}, o.tip, o.station}, func(*ledger.Entry) {}, "the entry before it is not here"},
		"with another number":              {&stranger{s, o.key, o.log, ledger.Tip{Seq: 5, Hash: o.tip.Hash, Lam: o.tip.Lam}, o.station}, func(*ledger.Entry) {}, "entry 6 after 1"},
		"with another Lamport number":      {&stranger{s, o.key, o.log, ledger.Tip{Seq: 1, Hash: o.tip.Hash, Lam: o.tip.Lam + 9}, o.station}, func(*ledger.Entry) {}, "Lamport number"},
		"that rests on nothing here": {o, func(e *ledger.Entry) {
			e.Deps = []ledger.Head{{Log: ledger.LogID{ID: ledger.ID{8}}, Seq: 3, Hash: nowhere}}
		},
			"rests on entry 3 of log"},
		"that gives a cause another number": {o, func(e *ledger.Entry) {
			s.View(func(view app.View) error {
				tip, err := view.Tip(s.App.Recorder.Here().Log)
				e.Deps = []ledger.Head{{Log: s.App.Recorder.Here().Log, Seq: tip.Seq - 1, Hash: tip.Hash}}
				return err
			})
		}, "rests on entry"},
		"about something in a state that is not here": {o, func(e *ledger.Entry) {
			e.Subjects = []ledger.Subject{{Kind: armory.SubjectItem, ID: ledger.SubjectID{ID: item}, Parents: []ledger.Hash{nowhere}}}
		}, "about the same item"},
		"signed by somebody else": {&stranger{s, newKey(2), o.log, o.tip, o.station}, func(*ledger.Entry) {}, "signature"},
		"that opens another's log with a key of its own": {&stranger{s: s, key: o.key, log: s.App.Recorder.Here().Log}, func(e *ledger.Entry) {
			e.Kind = ledger.KindLogOpen
			e.Body = ledger.Encode(ledger.LogOpen{Station: o.station, Key: o.key.Public().(ed25519.PublicKey), HostBinding: make([]byte, 32), Reason: "new"})
		}, "another entry has opened its log"},
		"that opens a log with a key that is not enrolled": {&stranger{s: s, key: newKey(2), log: ledger.LogID{ID: ledger.ID{6}}}, func(e *ledger.Entry) {
			e.Kind = ledger.KindLogOpen
			e.Body = ledger.Encode(ledger.LogOpen{Station: s.App.Recorder.Here().Station, Key: newKey(2).Public().(ed25519.PublicKey), HostBinding: make([]byte, 32), Reason: "new"})
		}, "enrolled"},
	} {
		t.Run(name, func(t *testing.T) {
			bad := c.of.entry(t, c.with)
			before := s.Entries()
			err := s.App.Recorder.Receive(context.Background(), []ledger.Sealed{good, bad}, false)
			if !errors.Is(err, app.ErrForeign) || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), bad.Entry.Log.Short()) {
				t.Errorf("got %v, want ErrForeign that names the log and %q", err, c.says)
			}
			if s.Entries() != before {
				t.Errorf("%d entries were kept", s.Entries()-before)
			}
		})
	}
	t.Run("and the good one beside it is kept when it comes alone", func(t *testing.T) {
		before := s.Entries()
		if err := s.App.Recorder.Receive(context.Background(), []ledger.Sealed{good}, false); err != nil || s.Entries() != before+1 {
			t.Errorf("got %v and %d entries", err, s.Entries()-before)
		}
	})
}

func TestWhatThisVersionCannotReadIsKept(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	s.Fill(1, 1)
	o := enrolled(t, s, newKey(1))
	item, _ := ledger.ParseID(s.Item("W00001"))
	parents := []ledger.Hash{}
	s.View(func(view app.View) (err error) {
		parents, err = armory.Parents(view, armory.SubjectRef{Kind: armory.SubjectItem, ID: ledger.SubjectID{ID: item}})
		return err
	})
	about := []ledger.Subject{{Kind: armory.SubjectItem, ID: ledger.SubjectID{ID: item}, Parents: parents}}
	for name, with := range map[string]func(*ledger.Entry){
		"an unknown kind":               func(e *ledger.Entry) { e.Kind, e.Subjects = "item.blessed", about },
		"a newer version of a Take":     func(e *ledger.Entry) { e.Kind, e.KindVer, e.Subjects = armory.KindTake, 2, about },
		"a Take without items":          func(e *ledger.Entry) { e.Kind = armory.KindTake },
		"a Take that is no CBOR":        func(e *ledger.Entry) { e.Kind, e.Subjects, e.Body = armory.KindTake, about, []byte{0xff} },
		"an announcement about nothing": func(e *ledger.Entry) { e.Kind = armory.KindAnnounce },
		"a withdrawal of nothing":       func(e *ledger.Entry) { e.Kind = armory.KindWithdraw },
		"a merge of nothing":            func(e *ledger.Entry) { e.Kind = armory.KindMerge },
		"a newer version of a lock-out": func(e *ledger.Entry) {
			root, _ := s.RootKey()
			e.Kind, e.KindVer, e.Subjects = armory.KindAccountLock, 2, []ledger.Subject{{Kind: "account", ID: ledger.SubjectID(root)}}
		},
		"a lock-out of nobody, which is read": func(e *ledger.Entry) { e.Kind = armory.KindAccountLock },
	} {
		t.Run(name, func(t *testing.T) {
			before, feedBefore := s.Entries(), lastMessage(s)
			var unread int
			count := func(view app.View) (err error) {
				_, unread, err = view.Counts()
				return err
			}
			s.View(count)
			unreadBefore := unread
			sealed := o.entry(t, with)
			if err := s.App.Recorder.Receive(context.Background(), []ledger.Sealed{sealed}, false); err != nil {
				t.Fatal(err)
			}
			o.tip = ledger.Tip{Seq: sealed.Entry.Seq, Hash: sealed.Hash, Lam: sealed.Entry.Lam}
			s.View(count)
			read := strings.HasSuffix(name, "which is read")
			if s.Entries() != before+1 || (unread == unreadBefore) != read {
				t.Errorf("%d entries more, %d of them unread", s.Entries()-before, unread-unreadBefore)
			}
			if lastMessage(s) != feedBefore {
				t.Errorf("the feeds tell %q", feeds(t, s, feedBefore))
			}
		})
	}
	if code := s.Code(s.Root, "Counter.Issue", s.Take("P00001", "W00001")); code != "" {
		t.Errorf("then issuing is refused: %q", code)
	}
}
