package app_test

import (
	"context"
	"testing"

	"armguard/app"
	"armguard/app/apptest"
	"armguard/app/armory"
	"armguard/app/ledger"
)

// comparing is a newcomer whose digits are being compared at the inviting station; ended gets how it ends.
func comparing(t *testing.T, l *lan) (ended <-chan error) {
	t.Helper()
	two := l.newcomer(t, "")
	done := make(chan error, 1)
	code := l.offer.Code()
	go func() {
		done <- two.App.JoinSite(context.Background(), app.JoinRequest{Station: "Counter 2", Code: code}, nil)
	}()
	l.until(t, "comparing")
	return done
}

func TestAJoinCodeIsASuperusersAlone(t *testing.T) {
	t.Parallel()
	one := apptest.Found(t)
	l := network(one)
	other, _ := one.Account("second", armory.RoleSuperuser)
	admin, _ := one.Account("admin", armory.RoleAdministrator)
	show := func(token string) app.Invitation {
		return apptest.Must[app.Invitation](one, token, "Stations.Invitation")
	}
	t.Run("with his password", func(t *testing.T) {
		if code := one.Code(one.Root, "Stations.Invite", "not my password"); code != "BAD_PASSWORD" {
			t.Errorf("got %q", code)
		}
		if got := show(one.Root); got.State != "none" {
			t.Errorf("got %+v", got)
		}
		if code := one.Code(admin, "Stations.Invite", apptest.Password); code != armory.CodeForbidden {
			t.Errorf("an administrator: got %q", code)
		}
	})
	t.Run("nobody else sees it", func(t *testing.T) {
		l.invite(t)
		if got := show(other); got.State != "waiting" || got.Code != "" || got.Mine || got.By != "MSGT Mercado" {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("nobody else answers for the newcomer, and no second code is given meanwhile", func(t *testing.T) {
		ended := comparing(t, l)
		if code := one.Code(other, "Stations.Admit", true); code != armory.CodeForbidden {
			t.Errorf("got %q", code)
		}
		if code := one.Code(other, "Stations.Invite", apptest.Password); code != "CHANGED" {
			t.Errorf("a second code: got %q", code)
		}
		l.answer(t, true)
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if code := one.Code(one.Root, "Stations.Admit", true); code != "CHANGED" {
			t.Errorf("answered twice: got %q", code)
		}
	})
	t.Run("it ends when he signs out", func(t *testing.T) {
		mine := one.SignIn("second")
		apptest.Must[app.Invitation](one, mine, "Stations.Invite", apptest.Password)
		apptest.Must[any](one, mine, "Session.SignOut")
		l.until(t, "failed")
	})
	t.Run("who is no superuser any more signs nobody in", func(t *testing.T) {
		apptest.Must[app.Invitation](one, other, "Stations.Invite", apptest.Password)
		two := l.newcomer(t, "")
		ended := make(chan error, 1)
		code, before := l.offer.Code(), one.Entries()
		go func() {
			ended <- two.App.JoinSite(context.Background(), app.JoinRequest{Station: "Counter 9", Code: code}, nil)
		}()
		l.until(t, "comparing")
		apptest.Must[any](one, other, "Session.ChangePassword", apptest.Password, "another battery staple horse")
		got := apptest.Must[app.Invitation](one, other, "Stations.Admit", true)
		if got.State != "failed" || got.Problem == nil || got.Problem.Code != armory.CodeForbidden {
			t.Errorf("got %+v", got)
		}
		wantCode(t, <-ended, armory.CodeForbidden)
		if n := one.Entries() - before; n != 1 {
			t.Errorf("%d entries were written, want the password's alone", n)
		}
	})
}

func TestTheRosterIsWhatProvesWhoBelongs(t *testing.T) {
	t.Parallel()
	one := apptest.Found(t)
	one.Fill(20, 20)
	two := one.Second("Counter 2", apptest.Options{})
	meet(t, one, two)
	_, account := one.Account("amy", armory.RoleArmorer)
	apptest.Must[app.Account](one, one.Root, "Accounts.Edit", app.EditAccount{ID: account.ID, Name: "Amy Santos"})
	apptest.Must[any](one, one.Root, "Stations.Rename", two.App.Recorder.Here().Station.String(), "Gate")
	roster, err := one.App.Inviting.Roster(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	state := armory.NewRoster()
	seen := map[ledger.Hash]bool{}
	for i := range roster {
		kinds[roster[i].Entry.Kind]++
		for _, subject := range roster[i].Entry.Subjects {
			for _, parent := range subject.Parents {
				if !seen[parent] {
					t.Errorf("%s comes before what it rests on", roster[i].Entry.Kind)
				}
			}
		}
		seen[roster[i].Hash] = true
		if err := state.Apply(&roster[i]); err != nil {
			t.Errorf("%s: %v", roster[i].Entry.Kind, err)
		}
	}
	want := map[string]int{ledger.KindLogOpen: 2, armory.KindSiteCreate: 1, armory.KindAccountAdd: 2, armory.KindAccountEdit: 1, armory.KindStationEnrol: 2, armory.KindStationEdit: 1}
	for kind, n := range want {
		if kinds[kind] != n {
			t.Errorf("got %v, want %d of %s", kinds, n, kind)
		}
	}
	if len(kinds) != len(want) {
		t.Errorf("got %v, want nothing else", kinds)
	}
	gate := &armory.Record{ID: two.App.Recorder.Here().Station.ID}
	if known, err := state.Load(gate); err != nil || !known || gate.Value("name") != "Gate" {
		t.Errorf("got %+v %v", gate, err)
	}
}
