package app_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"testing"

	"armguard/app"
	"armguard/app/apptest"
	"armguard/app/armory"
	"armguard/app/ledger"
)

// act is the command line as the author of entries, which needs no session.
var act = app.Act{Role: armory.RoleSuperuser, Method: "cli", OSUser: "test"}

func person(s *apptest.Station, serial string) armory.Register {
	return armory.Register{Kind: armory.KindPerson, ID: s.App.Recorder.NewSubject(),
		Set: map[string]string{"serial": serial, "rank": "SGT", "last_name": "Cruz", "first_name": "Juan"}}
}

// other is another station's log, written by hand as if it had come over the LAN.
type other struct {
	key ed25519.PrivateKey
	log ledger.LogID
	tip ledger.Tip
}

// write appends an entry of the other log that says nothing about anything here.
func (o *other) write(t *testing.T, s *apptest.Station) ledger.Head {
	t.Helper()
	entry := ledger.Entry{Site: s.App.Recorder.Here().Site, Log: o.log, WallMs: 1, KindVer: 1, Kind: "unknown.kind",
		Command: s.App.Recorder.NewCommand(), Actor: ledger.Actor{Method: "station"}, Why: ledger.Why{Code: ledger.WhyFree}, Body: ledger.Encode(armory.NoteBody{})}
	if o.key == nil {
		_, o.key, _ = ed25519.GenerateKey(rand.Reader)
		o.log = ledger.LogID{ID: ledger.RandomID()}
		entry.Log, entry.Kind = o.log, ledger.KindLogOpen
		entry.Body = ledger.Encode(ledger.LogOpen{Station: ledger.StationID{ID: ledger.NewID(s.Clock.Now(), rand.Reader)}, Key: o.key.Public().(ed25519.PublicKey),
			HostBinding: make([]byte, 32), Reason: "new"})
	}
	sealed, tip, err := ledger.Seal(o.key, o.tip, 0, entry)
	if err != nil {
		t.Fatal(err)
	}
	o.tip = tip
	if err := s.App.Store.Write(context.Background(), func(tx app.Tx) error { return tx.Append(&sealed) }); err != nil {
		t.Fatal(err)
	}
	return sealed.Head()
}

func TestRecorder(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	ctx := context.Background()
	record := func(commands ...armory.Command) error { return s.App.Recorder.Record(ctx, act, commands...) }

	t.Run("several commands are written together, in their order", func(t *testing.T) {
		before := s.Entries()
		if err := record(person(s, "A1"), person(s, "A2"), person(s, "A3")); err != nil {
			t.Fatal(err)
		}
		if got := s.Entries() - before; got != 3 {
			t.Errorf("%d entries were written", got)
		}
		newest := s.Newest(3)
		for i, e := range newest[:2] {
			if e.Seq != newest[i+1].Seq+1 || e.Lam != newest[i+1].Lam+1 || e.Command != newest[0].Command {
				t.Errorf("entry %d does not follow the one before: %+v", i, e)
			}
		}
		if newest[0].Actor.OSUser != "test" || newest[0].Actor.Method != "cli" || newest[0].Why.Code != ledger.WhyFree {
			t.Errorf("got %+v %+v", newest[0].Actor, newest[0].Why)
		}
	})
	t.Run("one refusal among several writes nothing of them", func(t *testing.T) {
		before := s.Entries()
		err := record(person(s, "B1"), person(s, "B2"), person(s, "A1"))
		var refused *armory.Refusal
		if !errors.As(err, &refused) || refused.Code != armory.CodeDuplicate {
			t.Errorf("got %v", err)
		}
		if s.Entries() != before {
			t.Errorf("%d entries were written", s.Entries()-before)
		}
		if scan := apptest.Must[app.Scan](s, s.Root, "Counter.Scan", "B1"); scan.Kind != "unknown" {
			t.Errorf("B1 is %s", scan.Kind)
		}
	})
	t.Run("what one command registers is seen by the next", func(t *testing.T) {
		var refused *armory.Refusal
		if err := record(person(s, "C1"), person(s, "c1")); !errors.As(err, &refused) || refused.Code != armory.CodeDuplicate {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a role that may not is refused inside the writer too", func(t *testing.T) {
		before := s.Entries()
		var refused *armory.Refusal
		if err := s.App.Recorder.Record(ctx, app.Act{Role: armory.RoleAuditor, Method: "cli"}, person(s, "D1")); !errors.As(err, &refused) || refused.Code != armory.CodeForbidden {
			t.Errorf("got %v", err)
		}
		if s.Entries() != before {
			t.Error("it was written")
		}
	})
	t.Run("a failure of what belongs to the same commit undoes it all", func(t *testing.T) {
		before, broken := s.Entries(), errors.New("broken")
		if err := s.App.Recorder.RecordWith(ctx, act, func(app.Tx) error { return broken }, person(s, "E1")); !errors.Is(err, broken) {
			t.Errorf("got %v", err)
		}
		if s.Entries() != before {
			t.Error("the entry was written")
		}
	})
	t.Run("screens are told what to read again, each topic once, and only of what was written", func(t *testing.T) {
		ear := s.App.Push.Listen()
		defer ear.Close()
		if err := record(person(s, "A1")); err == nil {
			t.Fatal("not refused")
		}
		if got := ear.Take(); len(got) != 0 {
			t.Errorf("a refusal pushed %v", got)
		}
		if err := record(person(s, "F1"), person(s, "F2")); err != nil {
			t.Fatal(err)
		}
		<-ear.Ready()
		var topics []string
		for _, pushed := range ear.Take() {
			topics = append(topics, pushed.Topic)
		}
		if want := []string{"people", "items", "board", "shell", "audit", "conflicts", "notifications"}; !slices.Equal(topics, want) {
			t.Errorf("got %q, want %q", topics, want)
		}
		s.Fill(1, 1)
		ear.Take()
		apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", s.Take("P00001", "W00001"))
		topics = nil
		for _, pushed := range ear.Take() {
			topics = append(topics, pushed.Topic)
		}
		for _, want := range []string{"transactions", "items", "people", "board", "feed", "shell"} {
			if !slices.Contains(topics, want) {
				t.Errorf("a Take pushed %q without %s", topics, want)
			}
		}
	})
	t.Run("an entry rests on what came from other logs since the one before, once", func(t *testing.T) {
		var far, near other
		far.write(t, s)
		near.write(t, s)
		for range 200 {
			far.write(t, s)
		}
		farHead, nearHead := far.write(t, s), near.write(t, s)
		if err := record(person(s, "G1"), person(s, "G2")); err != nil {
			t.Fatal(err)
		}
		second, first := s.Newest(2)[0], s.Newest(2)[1]
		if len(first.Deps) != 2 || !slices.Contains(first.Deps, farHead) || !slices.Contains(first.Deps, nearHead) {
			t.Errorf("got deps %v, want the heads of both logs", first.Deps)
		}
		if first.Lam != far.tip.Lam+1 {
			t.Errorf("got Lamport number %d, want one more than the highest seen, %d", first.Lam, far.tip.Lam)
		}
		if len(second.Deps) != 0 || second.Lam != first.Lam+1 {
			t.Errorf("the next entry of the same commit names them again: %v", second.Deps)
		}
		if err := record(person(s, "G3")); err != nil {
			t.Fatal(err)
		}
		if third := s.Newest(1)[0]; len(third.Deps) != 0 || third.Lam != second.Lam+1 {
			t.Errorf("the next commit names them again: %v", third.Deps)
		}
		nearHead = near.write(t, s)
		if err := record(person(s, "G4")); err != nil {
			t.Fatal(err)
		}
		if fourth := s.Newest(1)[0]; len(fourth.Deps) != 1 || fourth.Deps[0] != nearHead {
			t.Errorf("got deps %v, want only the log that moved", fourth.Deps)
		}
	})
	t.Run("after a restart it goes on where it stopped", func(t *testing.T) {
		last := s.Newest(1)[0]
		if err := s.App.Close(); err != nil {
			t.Fatal(err)
		}
		again := apptest.Open(t, apptest.Options{Dir: s.Dir})
		if err := again.App.Recorder.Record(ctx, act, person(again, "H1")); err != nil {
			t.Fatal(err)
		}
		next := again.Newest(1)[0]
		if next.Log != last.Log || next.Seq != last.Seq+1 || next.Lam != last.Lam+1 {
			t.Errorf("got %v %d lam %d after %v %d lam %d", next.Log, next.Seq, next.Lam, last.Log, last.Seq, last.Lam)
		}
	})
}

func TestTheSameCommandTwiceIsOneTransaction(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	s.Fill(2, 2)
	take := s.Take("P00001", "W00001")
	take.CommandID = apptest.Must[string](s, s.Root, "Counter.NewCommand")
	before := s.Entries()

	answers := make(chan app.Transaction, 8)
	for range cap(answers) {
		go func() {
			tx, refused := apptest.Try[app.Transaction](s, s.Root, "Counter.Issue", take)
			if refused != nil {
				t.Errorf("got %s %s", refused.Code, refused.Message)
			}
			answers <- tx
		}()
	}
	first := <-answers
	for range cap(answers) - 1 {
		if tx := <-answers; tx.ID != take.CommandID || tx.ReceiptNo != first.ReceiptNo || tx.Entry != first.Entry {
			t.Errorf("got receipts %s and %s", first.ReceiptNo, tx.ReceiptNo)
		}
	}
	if got := s.Entries() - before; got != 1 {
		t.Errorf("%d entries were written, want 1", got)
	}
	take.Notes = "another content"
	if code := s.Code(s.Root, "Counter.Issue", take); code != armory.CodeCommandReused {
		t.Errorf("with another content: got %q", code)
	}
	back := s.Return("W00001")
	back.CommandID = take.CommandID
	if code := s.Code(s.Root, "Counter.Return", back); code != armory.CodeCommandReused {
		t.Errorf("as a Return: got %q", code)
	}
}

// Rule 7: two counters that scan one item in the same millisecond.
func TestAnItemIsIssuedOnceHoweverManyAskAtOnce(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	s.Fill(8, 1)
	results := make(chan string, 8)
	for i := range cap(results) {
		take := s.Take("P0000"+string(rune('1'+i)), "W00001")
		go func() { results <- s.Code(s.Root, "Counter.Issue", take) }()
	}
	count := map[string]int{}
	for range cap(results) {
		count[<-results]++
	}
	if count[""] != 1 || count[armory.CodeOut] != 7 {
		t.Errorf("got %v, want one receipt and seven refusals", count)
	}
}

func TestWhatIsTooLargeForAnEntryIsSaidSo(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	before := s.Entries()
	_, refused := apptest.Try[app.Announcement](s, s.Root, "Notices.Publish", app.NewAnnouncement{Title: strings.Repeat("\U00010400", 120), Text: strings.Repeat("\U00010400", 4000), Level: "info"})
	if refused != nil && refused.Code != "TOO_LARGE" || s.Entries() != before {
		t.Errorf("got %+v and %d entries, want TOO_LARGE and none", refused, s.Entries()-before)
	}
	if refused == nil {
		t.Error("it was written")
	}
}

// asking is a hub that is there to be asked, and refuses when it is told to.
type asking struct {
	app.NoHub
	asked  []app.PermitAsk
	refuse error
}

func (*asking) Alone() bool { return false }

func (h *asking) Permit(ctx context.Context, ask app.PermitAsk) (app.Leave, error) {
	h.asked = append(h.asked, ask)
	if ask.Override {
		return h.NoHub.Permit(ctx, ask)
	}
	return app.Leave{Why: ledger.WhyAlone}, h.refuse
}

// What another counter has leave for is not issued twice because somebody typed a reason.
func TestAReasonDoesNotPassOverTheHub(t *testing.T) {
	t.Parallel()
	hub := &asking{}
	s := apptest.Open(t, apptest.Options{Hub: hub})
	s.Found()
	s.Fill(1, 1)
	for name, c := range map[string]struct {
		refuse    string
		unchecked bool
		want      string
		asked     []bool // whether each question was without check
	}{
		"the hub gives leave":                {"", false, "", []bool{false}},
		"another counter has leave":          {"BUSY", false, "BUSY", []bool{false}},
		"another counter has it":             {armory.CodeOut, false, armory.CodeOut, []bool{false}},
		"nobody knows":                       {armory.CodeDoubt, false, "", []bool{false, true}},
		"there is no hub":                    {"NO_HUB", false, "", []bool{false, true}},
		"the stations agree on one":          {"SETTLING", false, "", []bool{false, true}},
		"another has leave, but now is now":  {"BUSY", true, "", []bool{true}},
		"there is no hub and now is now too": {"NO_HUB", true, "", []bool{true}},
	} {
		t.Run(name, func(t *testing.T) {
			hub.asked, hub.refuse = nil, nil
			if c.refuse != "" {
				hub.refuse = &app.Error{Code: c.refuse, Message: "Not now.", Fix: "Wait."}
			}
			take := s.Take("P00001", "W00001")
			take.Override = &app.Override{Reason: "alarm, no time", Unchecked: c.unchecked}
			code := s.Code(s.Root, "Counter.Issue", take)
			var asked []bool
			for _, ask := range hub.asked {
				asked = append(asked, ask.Override)
			}
			if code != c.want || !slices.Equal(asked, c.asked) {
				t.Errorf("got %q after %v, want %q after %v", code, asked, c.want, c.asked)
			}
			if code == "" {
				if e := s.Newest(1)[0]; e.Why.Code != ledger.WhyOverride || e.Why.Reason != "alarm, no time" {
					t.Errorf("got %+v", e.Why)
				}
				apptest.Must[app.Transaction](s, s.Root, "Counter.Return", s.Return("W00001"))
			}
		})
	}
}

func TestAHubIsAskedForWhatNeedsAPermit(t *testing.T) {
	t.Parallel()
	hub := &asking{}
	s := apptest.Open(t, apptest.Options{Hub: hub})
	s.Found()
	s.Fill(1, 1)
	if len(hub.asked) != 0 {
		t.Errorf("registering asked the hub %d times", len(hub.asked))
	}
	take := s.Take("P00001", "W00001")
	hub.refuse = &app.Error{Code: "DOUBT", Message: "Nobody knows.", Fix: "Wait."}
	before := s.Entries()
	if code := s.Code(s.Root, "Counter.Issue", take); code != "DOUBT" || s.Entries() != before {
		t.Errorf("got %q and %d entries, want DOUBT and none", code, s.Entries()-before)
	}
	hub.refuse = nil
	if code := s.Code(s.Root, "Counter.Issue", take); code != "" {
		t.Errorf("got %q", code)
	}
	last := hub.asked[len(hub.asked)-1]
	kinds := map[string]bool{}
	for _, subject := range last.Subjects {
		kinds[subject.Kind] = true
	}
	if len(last.Subjects) != 2 || !kinds[armory.SubjectItem] || !kinds[armory.SubjectPerson] || last.Override {
		t.Errorf("got %+v, want the item and the person", last)
	}
	asked := len(hub.asked)
	if code := s.Code(s.Root, "Counter.Issue", take); code != armory.CodeOut || len(hub.asked) != asked {
		t.Errorf("what this station can refuse by itself went to the hub: %q", code)
	}
	if code := s.Code(s.Root, "Counter.Return", s.Return("W00001")); code != "" {
		t.Errorf("a Return: got %q", code)
	}
	if len(hub.asked) != asked {
		t.Error("a Return, which is always possible, asked the hub")
	}
}
