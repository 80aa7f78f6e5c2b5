package app_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"slices"
	"testing"
	"time"

	"armguard/app"
	"armguard/app/apptest"
	"armguard/app/armory"
	"armguard/app/ledger"
)

// states are the states of steps, each once.
func states(steps []app.JoinState) []string {
	var out []string
	for _, s := range steps {
		out = append(out, s.State)
	}
	return slices.Compact(out)
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	shown := &app.Error{}
	if !errors.As(err, &shown) || shown.Code != code || shown.Message == "" || shown.Fix == "" {
		t.Errorf("got %v, want %s", err, code)
	}
}

func TestAPCJoinsASite(t *testing.T) {
	t.Parallel()
	one := apptest.Found(t)
	one.Fill(3, 3)
	l := network(one)
	_, armorer := one.Account("amy", armory.RoleArmorer)
	apptest.Must[app.Transaction](one, one.Root, "Counter.Issue", one.Take("P00001", "W00001"))
	apptest.Must[app.Draft](one, one.Root, "Drafts.Save", app.Draft{Form: "counter", Title: "Half done", Body: "{}"})
	two := l.newcomer(t, "")
	if got := apptest.Must[app.SetupState](two, "", "Setup.State"); !got.CanJoin || !got.NeedsSite {
		t.Fatalf("got %+v, want a PC that can join", got)
	}
	if got := apptest.Must[[]app.FoundStation](two, "", "Setup.FindStations", ""); len(got) != 2 {
		t.Errorf("found %+v, want two stations", got)
	}

	steps, err := l.join(t, two, "Counter 2", true)

	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"looking", "connecting", "comparing", "syncing", "opening", "done"}; !slices.Equal(states(steps), want) {
		t.Errorf("told %q, want %q", states(steps), want)
	}
	last := steps[len(steps)-1]
	if last.Site != apptest.Site.Site || last.Inviter != "Counter 1" || last.Digits != "314159" || last.Total == 0 || last.Done < last.Total {
		t.Errorf("got %+v at the end", last)
	}
	if got := l.until(t, "done"); got.Code != "" || got.Name != "Counter 2" {
		t.Errorf("got %+v, want the code gone", got)
	}
	if err := two.SendQuietly(one); err != nil {
		t.Fatalf("the first station refuses the new log: %v", err)
	}
	if one.Digest() != two.Digest() || one.Entries() != two.Entries() {
		t.Error("the two records differ")
	}
	two.Root = two.SignIn("root")
	two.SignIn(armorer.Username)
	apptest.Must[app.Transaction](two, two.Root, "Counter.Issue", two.Take("P00002", "W00002"))
	if err := two.Send(one); err != nil {
		t.Fatal(err)
	}
	if got := apptest.Must[app.ItemRow](one, one.Root, "Inventory.Get", one.Item("W00002")); got.Holder == nil || got.Holder.Station != "Counter 2" {
		t.Errorf("got %+v, want it issued at Counter 2", got)
	}
	if got := apptest.Must[[]app.Draft](two, two.Root, "Drafts.List"); len(got) != 1 || got[0].Title != "Half done" {
		t.Errorf("got drafts %+v, want the one of the first station", got)
	}
	if got := apptest.Must[app.SetupState](two, "", "Setup.State"); got.CanJoin || got.NeedsSite || got.Station != "Counter 2" {
		t.Errorf("got %+v, want a station", got)
	}
	if code := two.Code("", "Setup.Join", app.JoinRequest{Station: "Counter 3", Code: "x"}, ""); code != "CHANGED" {
		t.Errorf("joining twice: got %q", code)
	}
	reopened := reopen(t, two)
	if got := reopened.App.Recorder.Here(); got.Station != two.App.Recorder.Here().Station || got.Log != two.App.Recorder.Here().Log {
		t.Errorf("opened again it is %+v, want the same station and log", got)
	}
}

// reopen closes a station and opens its folder again.
func reopen(t *testing.T, s *apptest.Station) *apptest.Station {
	t.Helper()
	if err := s.App.Close(); err != nil {
		t.Fatal(err)
	}
	return apptest.Open(t, apptest.Options{Dir: s.Dir, Host: 2})
}

func TestScreensSeeAJoinThroughPolling(t *testing.T) {
	t.Parallel()
	one := apptest.Found(t)
	l := network(one)
	two := l.newcomer(t, "")
	until := func(state string) app.JoinState {
		t.Helper()
		late := time.After(30 * time.Second)
		for {
			got := apptest.Must[app.JoinState](two, "", "Setup.JoinState")
			if got.State == state {
				return got
			}
			select {
			case <-late:
				t.Fatalf("got %+v, want %q", got, state)
			case <-time.After(time.Millisecond):
			}
		}
	}
	ask := app.JoinRequest{Station: "Counter 2", Code: " abcd ", Address: "10.0.0.1"}
	t.Run("a wrong code is told, and can be typed again", func(t *testing.T) {
		l.invite(t)
		apptest.Must[app.JoinState](two, "", "Setup.Join", ask, "")
		if got := until("failed"); got.Problem == nil || got.Problem.Code != "WRONG_CODE" {
			t.Errorf("got %+v", got)
		}
	})
	ask.Code = l.offer.Code()
	t.Run("cancelled while the digits are compared, nobody is let in", func(t *testing.T) {
		apptest.Must[app.JoinState](two, "", "Setup.Join", ask, "")
		until("comparing")
		if code := two.Code("", "Setup.Join", ask, ""); code != "BUSY" {
			t.Errorf("a second join: got %q", code)
		}
		if code := two.Code("", "Setup.CreateSite", apptest.Site, ""); code != "BUSY" {
			t.Errorf("a site made meanwhile: got %q", code)
		}
		if got := apptest.Must[app.JoinState](two, "", "Setup.CancelJoin", ""); got.State != "idle" {
			t.Errorf("got %+v", got)
		}
		if got := l.until(t, "failed"); got.Problem == nil {
			t.Errorf("the inviting station shows %+v", got)
		}
		if code := one.Code(one.Root, "Stations.Admit", true); code != "CHANGED" {
			t.Errorf("admitted after all: %q", code)
		}
	})
	t.Run("with a new code it is done", func(t *testing.T) {
		l.invite(t)
		apptest.Must[app.JoinState](two, "", "Setup.Join", ask, "")
		l.answer(t, true)
		until("done")
		two.SignIn("root")
	})
}

func TestANewcomerTrustsNobodyButTheSiteOfTheCode(t *testing.T) {
	t.Parallel()
	one := apptest.Found(t)
	l := network(one)
	stranger, _, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	foreignSite := apptest.Found(t)
	for name, c := range map[string]struct {
		forge  func([]ledger.Sealed) []ledger.Sealed
		server ed25519.PublicKey
		code   string
	}{
		"another site's roster": {forge: func([]ledger.Sealed) []ledger.Sealed {
			roster, err := foreignSite.App.Inviting.Roster(context.Background())
			if err != nil {
				t.Error(err)
			}
			return roster
		}, code: "WRONG_SITE"},
		"a roster that begins a second time, with a key of its own": {forge: func(mine []ledger.Sealed) []ledger.Sealed {
			again := forged(t, mine, armory.KindSiteCreate)
			return append([]ledger.Sealed{again}, mine...)
		}, code: "WRONG_SITE"},
		"a roster without the site":      {forge: func(mine []ledger.Sealed) []ledger.Sealed { return mine[:1] }, code: "WRONG_SITE"},
		"no roster":                      {forge: func([]ledger.Sealed) []ledger.Sealed { return nil }, code: "WRONG_SITE"},
		"a station that is not enrolled": {server: stranger, code: "UNKNOWN_STATION"},
		"a roster in which the station was not enrolled": {forge: func(mine []ledger.Sealed) []ledger.Sealed {
			return slices.DeleteFunc(mine, func(s ledger.Sealed) bool { return s.Entry.Kind == armory.KindStationEnrol })
		}, code: "UNKNOWN_STATION"},
	} {
		t.Run(name, func(t *testing.T) {
			two := l.newcomer(t, "")
			l.forge, l.server = c.forge, c.server
			l.invite(t)
			err := two.App.JoinSite(context.Background(), app.JoinRequest{Station: "Counter 2", Code: l.offer.Code(), Address: firstAddress}, nil)
			wantCode(t, err, c.code)
			if two.Entries() != 0 {
				t.Errorf("%d entries were kept", two.Entries())
			}
			if code := two.Code("", "Setup.CreateSite", apptest.Site, ""); code != "" {
				t.Errorf("a site cannot be made any more: %s", code)
			}
		})
	}
}

// A station that has shown the right roster may still send another record: with it anybody could be a superuser.
func TestANewcomerKeepsNoOtherBeginningThanTheRosters(t *testing.T) {
	t.Parallel()
	one := apptest.Found(t)
	l := network(one)
	roster, err := one.App.Inviting.Roster(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	again, stranger := forged(t, roster, armory.KindSiteCreate), apptest.Found(t)
	for name, sent := range map[string]func() []ledger.Sealed{
		"a second beginning of the site": func() []ledger.Sealed { return []ledger.Sealed{again} },
		"another site's record": func() (list []ledger.Sealed) {
			stranger.View(func(view app.View) (err error) {
				list, _, err = view.Missing(nil, 10, 1<<20)
				return err
			})
			return list
		},
	} {
		t.Run(name, func(t *testing.T) {
			two := l.newcomer(t, "")
			l.swap = sent()
			_, err := l.join(t, two, "New "+name[len(name)-8:], true)
			if !errors.Is(err, app.ErrForeign) {
				t.Errorf("got %v, want it refused", err)
			}
			if two.Entries() != 0 {
				t.Errorf("%d entries were kept", two.Entries())
			}
		})
	}
}

// forged is an entry of a kind as a stranger would write it, with a root key of his own.
func forged(t *testing.T, roster []ledger.Sealed, kind string) ledger.Sealed {
	t.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range roster {
		if roster[i].Entry.Kind != kind {
			continue
		}
		var body armory.RecordBody
		if err := ledger.Decode(roster[i].Entry.Body, &body); err != nil {
			t.Fatal(err)
		}
		body.Set["root"] = "00" + body.Set["root"][2:]
		entry := roster[i].Entry
		entry.Log, entry.Deps, entry.Body = ledger.LogID{ID: ledger.RandomID()}, nil, ledger.Encode(body)
		sealed, _, err := ledger.Seal(key, ledger.Tip{Seq: 1, Hash: roster[i].Hash, Lam: 1}, 0, entry)
		if err != nil {
			t.Fatal(err)
		}
		return sealed
	}
	t.Fatalf("no %s in the roster", kind)
	return ledger.Sealed{}
}

func TestWhoIsNotLetIn(t *testing.T) {
	t.Parallel()
	one := apptest.Found(t)
	one.Fill(1, 60)
	l := network(one)
	before := one.Entries()
	t.Run("a name that another station has, before the code is used up", func(t *testing.T) {
		two := l.newcomer(t, "")
		l.invite(t)
		err := two.App.JoinSite(context.Background(), app.JoinRequest{Station: "counter  1", Code: l.offer.Code()}, nil)
		wantCode(t, err, "NAME_TAKEN")
		if got := apptest.Must[app.Invitation](one, one.Root, "Stations.Invitation"); got.State != "waiting" || got.Code == "" {
			t.Errorf("got %+v, want the code still good", got)
		}
	})
	t.Run("whose digits are not the same", func(t *testing.T) {
		two := l.newcomer(t, "")
		steps, err := l.join(t, two, "Counter 2", false)
		wantCode(t, err, armory.CodeForbidden)
		if last := steps[len(steps)-1]; last.State != "failed" || last.Problem == nil {
			t.Errorf("told %+v at the end", last)
		}
		if got := l.until(t, "failed"); got.Problem == nil || got.Problem.Code != armory.CodeForbidden {
			t.Errorf("got %+v", got)
		}
	})
	for name, ask := range map[string]app.JoinRequest{
		"without a name": {Code: "ABCD-EFGH"}, "without a code": {Station: "Counter 2"},
		"with an address that is none": {Station: "Counter 2", Code: "ABCD-EFGH", Address: "the other one"},
	} {
		t.Run(name, func(t *testing.T) {
			if code := l.newcomer(t, "").Code("", "Setup.Join", ask, ""); code != armory.CodeInvalid {
				t.Errorf("got %q", code)
			}
		})
	}
	t.Run("when the code was taken back", func(t *testing.T) {
		two := l.newcomer(t, "")
		l.invite(t)
		code := l.offer.Code()
		ended := make(chan error, 1)
		go func() {
			ended <- two.App.JoinSite(context.Background(), app.JoinRequest{Station: "Counter 2", Code: code}, nil)
		}()
		l.until(t, "comparing")
		if got := apptest.Must[app.Invitation](one, one.Root, "Stations.CancelInvite"); got.State != "none" {
			t.Errorf("got %+v", got)
		}
		wantCode(t, <-ended, "CHANGED")
	})
	if got := one.Entries(); got != before {
		t.Errorf("%d entries were written", got-before)
	}
}

func TestAJoinThatWasCutOffIsBegunAgain(t *testing.T) {
	t.Parallel()
	t.Run("before the roster knows the PC", func(t *testing.T) {
		one := apptest.Found(t)
		one.Fill(1, 200)
		l := network(one)
		l.cutAt = 100
		two := l.newcomer(t, "")
		_, err := l.join(t, two, "Counter 2", true)
		wantCode(t, err, "LOST")
		if two.Entries() == 0 {
			t.Fatal("nothing came: the test shows nothing")
		}
		if code := two.Code("", "Setup.CreateSite", apptest.Site, ""); code != "NOT_ENROLLED" {
			t.Errorf("a site over the half of another: got %q", code)
		}
		if err := two.App.Close(); err != nil {
			t.Fatal(err)
		}
		again := apptest.Open(t, apptest.Options{Dir: two.Dir, Host: 2, Stopped: true})
		again.App.Lan = l
		if got := apptest.Must[app.SetupState](again, "", "Setup.State"); !got.CanJoin || got.Problem == nil || got.Problem.Code != "NOT_ENROLLED" {
			t.Errorf("got %+v, want that it can join again", got)
		}
		l.cutAt = 0
		if _, err := l.join(t, again, "Counter 2 again", true); err != nil {
			t.Fatal(err)
		}
		again.SignIn("root")
		if rows := apptest.Must[[]app.StationRow](one, one.Root, "Stations.List"); len(rows) != 2 {
			t.Errorf("got %+v, want the PC once", rows)
		}
	})
	t.Run("with the whole record, it is a station when it starts", func(t *testing.T) {
		one := apptest.Found(t)
		l := network(one)
		l.cutEnd = true
		two := l.newcomer(t, "")
		_, err := l.join(t, two, "Counter 2", true)
		wantCode(t, err, "LOST")
		again := reopen(t, two)
		if got := apptest.Must[app.SetupState](again, "", "Setup.State"); got.Station != "Counter 2" || got.Problem != nil || got.CanJoin {
			t.Errorf("got %+v, want Counter 2", got)
		}
		if err := again.SendQuietly(one); err != nil || one.Digest() != again.Digest() {
			t.Errorf("%v, or the two records differ", err)
		}
	})
	t.Run("with hardly anything, no site is made over it", func(t *testing.T) {
		one := apptest.Found(t)
		l := network(one)
		l.batch, l.cutAt = 1, 2
		two := l.newcomer(t, "")
		_, err := l.join(t, two, "Counter 2", true)
		wantCode(t, err, "LOST")
		if n := two.Entries(); n != 1 {
			t.Fatalf("%d entries came, want the first", n)
		}
		again := reopen(t, two)
		if code := again.Code("", "Setup.CreateSite", apptest.Site, ""); code != "NOT_ENROLLED" {
			t.Errorf("got %q", code)
		}
		again.App.Lan, l.cutAt = l, 0
		if _, err := l.join(t, again, "Counter 2", true); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("another site cannot be joined over it", func(t *testing.T) {
		one, other := apptest.Found(t), apptest.Found(t)
		one.Fill(1, 200)
		l, m := network(one), network(other)
		l.cutAt = 100
		two := l.newcomer(t, "")
		_, err := l.join(t, two, "Counter 2", true)
		wantCode(t, err, "LOST")
		two.App.Lan = m
		m.invite(t)
		err = two.App.JoinSite(context.Background(), app.JoinRequest{Station: "Counter 2", Code: m.offer.Code()}, nil)
		wantCode(t, err, "WRONG_SITE")
	})
}
