package app_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"armguard/app"
	"armguard/app/apptest"
	"armguard/app/armory"
	"armguard/app/ledger"
)

func drafts(s *apptest.Station, token string) []app.Draft {
	return apptest.Must[[]app.Draft](s, token, "Drafts.List")
}

func TestDraftsAreShared(t *testing.T) {
	t.Parallel()
	one, two, a, b := pair(t)
	save := func(s *apptest.Station, d app.Draft) app.Draft {
		t.Helper()
		return apptest.Must[app.Draft](s, s.Root, "Drafts.Save", d)
	}
	t.Run("a draft is at every station while it is typed, and its author is seen to be at it", func(t *testing.T) {
		one.Root = one.SignIn("root") // since the cable is in
		d := save(one, app.Draft{Form: "counter", Title: "Cruz", Body: "{}"})
		d.Body = `{"item":1}`
		save(one, d)
		got := drafts(two, two.Root)
		if len(got) != 1 || got[0].Body != d.Body || got[0].Rev != 2 || got[0].Station != "Counter 1" || !got[0].Live {
			t.Fatalf("got %+v", got)
		}
		unplug(a, b)
		b.say(two, func(p *picture) { p.online = nil })
		if got := drafts(two, two.Root); len(got) != 1 || got[0].Live {
			t.Errorf("got %+v, want nobody at it when the station is lost", got)
		}
		plug(one, two, a, b)
	})
	t.Run("taken over at another station, the first can do nothing with it any more", func(t *testing.T) {
		old := drafts(one, one.Root)[0]
		taken := apptest.Must[app.Draft](two, two.Root, "Drafts.TakeOver", old.ID)
		if taken.CommandID == old.CommandID || taken.Station != "Counter 2" {
			t.Errorf("got %+v, want a command of its own", taken)
		}
		if code := one.Code(one.Root, "Drafts.Save", old); code != "STALE_DRAFT" {
			t.Errorf("saved at the first: got %q", code)
		}
		ask := one.Take("P00001", "W00001")
		ask.DraftID, ask.CommandID = old.ID, old.CommandID
		if code := one.Code(one.Root, "Counter.Issue", ask); code != "STALE_DRAFT" {
			t.Errorf("issued at the first: got %q", code)
		}
	})
	t.Run("finished or discarded, it is gone everywhere", func(t *testing.T) {
		d := drafts(two, two.Root)[0]
		ask := two.Take("P00001", "W00001")
		ask.DraftID, ask.CommandID = d.ID, d.CommandID
		apptest.Must[app.Transaction](two, two.Root, "Counter.Issue", ask)
		if got := drafts(one, one.Root); len(got) != 0 {
			t.Errorf("got %+v after it was issued", got)
		}
		d = save(one, app.Draft{Form: "counter", Title: "Reyes", Body: "{}"})
		apptest.Must[any](one, one.Root, "Drafts.Discard", d.ID)
		if got := drafts(two, two.Root); len(got) != 0 {
			t.Errorf("got %+v after it was discarded", got)
		}
	})
	t.Run("the newest counts whatever comes first", func(t *testing.T) {
		d := save(one, app.Draft{Form: "counter", Title: "Santos", Body: "{}"})
		a.mu.Lock()
		first := a.shared[len(a.shared)-1]
		a.mu.Unlock()
		d.Title = "Santos, two rifles"
		save(one, d)
		if err := two.App.Took(context.Background(), first); err != nil {
			t.Fatal(err)
		}
		if got := drafts(two, two.Root); len(got) != 1 || got[0].Title != d.Title {
			t.Errorf("got %+v, want the newer one", got)
		}
	})
	t.Run("one's own, saved at two stations that do not see each other, is one's own at one of them only", func(t *testing.T) {
		d := save(one, app.Draft{Form: "counter", Title: "Lopez", Body: "{}"})
		there := apptest.Must[app.Draft](two, two.Root, "Drafts.TakeOver", d.ID)
		unplug(a, b)
		here := apptest.Must[app.Draft](one, one.Root, "Drafts.TakeOver", d.ID)
		here = save(one, here) // revision 4 here
		there = save(two, save(two, there))
		if here.Rev != there.Rev {
			t.Fatalf("revisions %d and %d: the test shows nothing", here.Rev, there.Rev)
		}
		plug(one, two, a, b)
		whole := func(s *apptest.Station) (all []app.Shared) {
			records, err := s.App.Records(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			return records
		}
		fromOne, fromTwo := whole(one), whole(two)
		for _, r := range fromOne {
			_ = two.App.Took(context.Background(), r)
		}
		for _, r := range fromTwo {
			_ = one.App.Took(context.Background(), r)
		}
		unplug(a, b)
		codes := []string{one.Code(one.Root, "Drafts.Save", here), two.Code(two.Root, "Drafts.Save", there)}
		slices.Sort(codes)
		if !slices.Equal(codes, []string{"", "STALE_DRAFT"}) {
			t.Errorf("got %q, want it saved at one station and refused at the other", codes)
		}
	})
	t.Run("what no screen could have saved is left out", func(t *testing.T) {
		before := len(drafts(two, two.Root))
		whole := armory.Draft{ID: ledger.RandomID(), Rev: 1, Station: one.App.Recorder.Here().Station, Form: "counter", Title: "Cruz", SavedMs: 1}
		for name, spoil := range map[string]func(*armory.Draft){
			"too long": func(d *armory.Draft) { d.Body = strings.Repeat("x", 16<<10+1) }, "no id": func(d *armory.Draft) { d.ID = ledger.ID{} },
			"no revision": func(d *armory.Draft) { d.Rev = 0 }, "the last revision": func(d *armory.Draft) { d.Rev = 1<<63 - 1 },
			"a title that turns text round": func(d *armory.Draft) { d.Title = "Cruz\u202e" },
		} {
			d := whole
			spoil(&d)
			if err := two.App.Took(context.Background(), app.SharedDraft{Draft: d}); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if got := drafts(two, two.Root); len(got) != before {
			t.Errorf("got %d drafts, want %d", len(got), before)
		}
		if err := two.App.Took(context.Background(), app.SharedDraft{Draft: whole}); err != nil || len(drafts(two, two.Root)) != before+1 {
			t.Errorf("%v, or a whole one is not taken: the test shows nothing", err)
		}
	})
}

func TestReadAtOneStationIsReadAtAll(t *testing.T) {
	t.Parallel()
	one, two, _, _ := pair(t)
	ask := one.Take("P00001", "W00001")
	ask.Override = &app.Override{Reason: "Alarm, no time"}
	apptest.Must[app.Transaction](one, one.Root, "Counter.Issue", ask)
	bring(t, one, two)
	unread := func(s *apptest.Station) int { return apptest.Must[app.Shell](s, s.Root, "Session.Shell").Unread }
	if unread(one) != 1 || unread(two) != 1 {
		t.Fatalf("%d and %d unread, want 1 and 1", unread(one), unread(two))
	}
	apptest.Must[any](two, two.Root, "Notices.MarkRead", []string(nil))
	if unread(one) != 0 {
		t.Errorf("%d unread at the first station", unread(one))
	}
}

func TestAPasswordIsChangedEverywhere(t *testing.T) {
	t.Parallel()
	one, two, _, _ := pair(t)
	_, account := one.Account("amy", armory.RoleArmorer)
	bring(t, one, two)
	there := two.SignIn("amy") // the credential has come by itself
	here := one.SignIn("amy")
	next := "another battery staple horse"
	apptest.Must[any](one, here, "Session.ChangePassword", apptest.Password, next)
	if code := one.Code(here, "Session.Me"); code != "" {
		t.Errorf("who changed it is signed out: %s", code)
	}
	bring(t, one, two)
	if code := two.Code(there, "Session.Me"); code != "SIGNED_OUT" {
		t.Errorf("the old session elsewhere: got %q", code)
	}
	if _, err := two.App.SignIn(context.Background(), "amy", apptest.Password, false); err == nil {
		t.Error("the old password still opens the other station")
	}
	two.SignInWith("amy", next)
	t.Run("what is no credential of the account is left out", func(t *testing.T) {
		id := ledger.AccountID{ID: must(t, account.ID)}
		other, _, err := ledger.NewCredential(ledger.AccountID{ID: ledger.RandomID()}, next)
		if err != nil {
			t.Fatal(err)
		}
		for _, value := range [][]byte{nil, []byte("no"), ledger.Encode(other), make([]byte, 1<<20)} {
			if err := two.App.Took(context.Background(), app.SharedCredential{Account: id, Value: value}); err != nil {
				t.Error(err)
			}
		}
		two.SignInWith("amy", next)
	})
}

func must(t *testing.T, text string) ledger.ID {
	t.Helper()
	id, err := ledger.ParseID(text)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestWhoIsOnLineIsSeenEverywhere(t *testing.T) {
	t.Parallel()
	one, two, a, _ := pair(t)
	_, account := one.Account("amy", armory.RoleArmorer)
	bring(t, one, two)
	board := func(s *apptest.Station) []string {
		var out []string
		for _, o := range apptest.Must[app.Board](s, s.Root, "Board.Get").Online {
			if o.Username == "amy" {
				out = append(out, o.Station+" "+o.State)
			}
		}
		slices.Sort(out)
		return out
	}
	var told []string
	cancel := one.App.Live.Subscribe(app.Subscriber{Presence: func(changes []app.PresenceChange) {
		for _, c := range changes {
			if c.Account.String() == account.ID {
				told = append(told, map[bool]string{true: "on", false: "off"}[c.Online])
			}
		}
	}})
	defer cancel()
	want := func(step string, s *apptest.Station, rows ...string) {
		t.Helper()
		if got := board(s); !slices.Equal(got, rows) {
			t.Errorf("%s: got %q, want %q", step, got, rows)
		}
	}
	for _, session := range one.App.Sessions.All() {
		if session.Account.String() == account.ID {
			one.App.Sessions.End(session)
		}
	}
	want("nobody yet", one)
	there := two.SignIn("amy")
	want("signed in at the other", one, "Counter 2 active")
	here := one.SignIn("amy")
	want("signed in at both", one, "Counter 1 active", "Counter 2 active")
	want("seen from the other", two, "Counter 1 active", "Counter 2 active")
	apptest.Must[any](two, there, "Session.Lock")
	want("locked there", one, "Counter 1 active", "Counter 2 locked")
	apptest.Must[any](one, here, "Session.SignOut")
	want("gone here", one, "Counter 2 locked")
	if !slices.Equal(told, []string{"off", "on"}) {
		t.Errorf("the feed told %q, want nothing while one station is left", told)
	}
	a.say(one, func(p *picture) { p.online = nil })
	want("the other station is lost", one)
	if !slices.Equal(told, []string{"off", "on", "off"}) {
		t.Errorf("the feed told %q", told)
	}
	apptest.Must[app.Account](two, there, "Session.Unlock", apptest.Password)
	want("back again", one, "Counter 2 active")
	who, err := one.App.Who(context.Background(), app.PresenceChange{Account: ledger.AccountID{ID: must(t, account.ID)}, Station: two.App.Recorder.Here().Station})
	if err != nil || who.Username != "amy" || who.Station != "Counter 2" {
		t.Errorf("got %+v %v", who, err)
	}
}

func TestANewPeerGetsAllThatIsShared(t *testing.T) {
	t.Parallel()
	one, a := pictured(t)
	one.Fill(2, 2)
	ask := one.Take("P00001", "W00001")
	ask.Override = &app.Override{Reason: "Alarm, no time"}
	apptest.Must[app.Transaction](one, one.Root, "Counter.Issue", ask)
	apptest.Must[any](one, one.Root, "Notices.MarkRead", []string(nil))
	open := apptest.Must[app.Draft](one, one.Root, "Drafts.Save", app.Draft{Form: "counter", Title: "Open", Body: "{}"})
	gone := apptest.Must[app.Draft](one, one.Root, "Drafts.Save", app.Draft{Form: "counter", Title: "Gone", Body: "{}"})
	a.mu.Lock()
	late := a.shared[len(a.shared)-1]
	a.mu.Unlock()
	apptest.Must[any](one, one.Root, "Drafts.Discard", gone.ID)
	two := one.Second("Counter 2", apptest.Options{})
	meet(t, one, two)
	records, err := one.App.Records(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range records {
		if err := two.App.Took(context.Background(), record); err != nil {
			t.Fatal(err)
		}
	}
	if err := two.App.Took(context.Background(), late); err != nil {
		t.Fatal(err)
	}
	if got := drafts(two, two.Root); len(got) != 1 || got[0].ID != open.ID {
		t.Errorf("got %+v, want the open one and not the one that ended", got)
	}
	if got := apptest.Must[app.Shell](two, two.Root, "Session.Shell").Unread; got != 0 {
		t.Errorf("%d unread, want what was read to be read", got)
	}
	two.SignIn("root")
}
