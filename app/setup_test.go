package app_test

import (
	"context"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"armguard/app"
	"armguard/app/apptest"
	"armguard/app/ledger"

	"github.com/cosmos/go-bip39"
)

func TestCreateSite(t *testing.T) {
	t.Parallel()
	s := apptest.Open(t, apptest.Options{})
	create := func(change func(*app.NewSite)) (app.Recovery, error) {
		site := apptest.Site
		change(&site)
		return s.App.CreateSite(context.Background(), site)
	}
	t.Run("with anything wrong makes nothing", func(t *testing.T) {
		for name, change := range map[string]func(*app.NewSite){
			"no site":                      func(x *app.NewSite) { x.Site = " " },
			"no station":                   func(x *app.NewSite) { x.Station = "" },
			"a station's name without end": func(x *app.NewSite) { x.Station = strings.Repeat("x", 41) },
			"no username":                  func(x *app.NewSite) { x.Username = "" },
			"a username of two words":      func(x *app.NewSite) { x.Username = "two words" },
			"no name":                      func(x *app.NewSite) { x.FullName = "" },
			"an armorer's password":        func(x *app.NewSite) { x.Password = "fourteen chars" },
			"a common password":            func(x *app.NewSite) { x.Password = "password12345678" },
		} {
			if _, err := create(change); app.Shown(err).Code != "INVALID" {
				t.Errorf("%s: got %v", name, err)
			}
			if s.Entries() != 0 || s.App.HasSite() {
				t.Errorf("%s: something was made", name)
			}
		}
		state := apptest.Must[app.SetupState](s, "", "Setup.State")
		if !state.NeedsSite || state.HostName != "pc" || state.NeedsToken {
			t.Errorf("got %+v", state)
		}
	})
	var recovery app.Recovery
	t.Run("makes a site that can work at once, and a key that is shown once", func(t *testing.T) {
		var err error
		if recovery, err = create(func(*app.NewSite) {}); err != nil {
			t.Fatal(err)
		}
		seed, err := hex.DecodeString(recovery.Text)
		if err != nil || len(seed) != 34 {
			t.Fatalf("got text %q", recovery.Text)
		}
		from, err := bip39.MnemonicToByteArray(strings.Join(recovery.Words, " "))
		if err != nil || len(recovery.Words) != 24 || string(from[:32]) != string(seed[:32]) || !strings.HasPrefix(recovery.QR, "data:image/png;base64,") {
			t.Errorf("the words do not say what the text says: %v", err)
		}
		token := s.SignIn("root")
		if lists := apptest.Must[[]app.ReferenceList](s, token, "Settings.Lists"); len(lists) != 3 {
			t.Errorf("got %d lists", len(lists))
		}
		if models := apptest.Must[[]app.Model](s, token, "Inventory.Models"); len(models) != 5 || models[0].Name != "M14 Rifle" {
			t.Errorf("got %+v", models)
		}
		if purposes := apptest.Must[[]app.Purpose](s, token, "Settings.Purposes"); len(purposes) != 7 {
			t.Errorf("got %d purposes", len(purposes))
		}
		state := apptest.Must[app.SetupState](s, "", "Setup.State")
		if state.NeedsSite || state.Site != "951st Armory" || state.Station != "Counter 1" {
			t.Errorf("got %+v", state)
		}
	})
	t.Run("leaves the site's key nowhere on the disk", func(t *testing.T) {
		seed, _ := hex.DecodeString(recovery.Text[:64])
		err := filepath.WalkDir(filepath.Dir(s.Dir), func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			raw, err := os.ReadFile(path)
			if strings.Contains(string(raw), string(seed)) || strings.Contains(string(raw), recovery.Text[:64]) || strings.Contains(string(raw), apptest.Password) {
				t.Errorf("%s holds it, or the password", path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	t.Run("twice is refused", func(t *testing.T) {
		before := s.Entries()
		if _, err := create(func(x *app.NewSite) { x.Site = "Other" }); app.Shown(err).Code != "CHANGED" || s.Entries() != before {
			t.Errorf("got %v and %d entries", err, s.Entries()-before)
		}
	})
}

func TestAWrongClockIsShownAndMarked(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	if got := apptest.Must[app.Shell](s, s.Root, "Session.Shell").ClockWarning; got != "" {
		t.Fatalf("got %q", got)
	}
	if err := s.App.Close(); err != nil {
		t.Fatal(err)
	}
	// The PC's clock now stands two months before the newest entry.
	var right atomic.Bool
	again := apptest.Open(t, apptest.Options{Dir: s.Dir, Now: func() time.Time {
		if right.Load() {
			return s.Clock.Now()
		}
		return s.Clock.Now().AddDate(0, -2, 0)
	}})
	token := again.SignIn("root")
	if got := apptest.Must[app.Shell](again, token, "Session.Shell").ClockWarning; !strings.Contains(got, "already has an entry of") {
		t.Errorf("got %q", got)
	}
	again.Root = token
	again.Fill(1, 1)
	tx := apptest.Must[app.Transaction](again, token, "Counter.Issue", again.Take("P00001", "W00001"))
	if !tx.ClockSuspect {
		t.Errorf("the receipt is not marked: %+v", tx)
	}
	back := apptest.Must[app.Transaction](again, token, "Counter.Return", again.Return("W00001"))
	if scan := apptest.Must[app.Scan](again, token, "Counter.Scan", "W00001"); back.ReceiptNo == "" || scan.Item.Status != "Available" {
		t.Errorf("a wrong clock hides the Return: %+v", scan.Item)
	}
	right.Store(true) // somebody sets it
	again.Root = again.SignIn("root")
	token = again.Root
	if got := apptest.Must[app.Shell](again, token, "Session.Shell").ClockWarning; got != "" {
		t.Errorf("set right: got %q", got)
	}
	if tx := apptest.Must[app.Transaction](again, token, "Counter.Issue", again.Take("P00001", "W00001")); tx.ClockSuspect {
		t.Errorf("the receipt is marked: %+v", tx)
	}
}

func TestAStationOnAnotherMachineBeginsANewLog(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	s.Fill(1, 1)
	old := s.App.Recorder.Here()
	if err := s.App.Close(); err != nil {
		t.Fatal(err)
	}
	t.Run("the same machine goes on with its log", func(t *testing.T) {
		again := apptest.Open(t, apptest.Options{Dir: s.Dir})
		if got := again.App.Recorder.Here().Log; got != old.Log {
			t.Errorf("got log %s, want %s", got, old.Log)
		}
		if err := again.App.Close(); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("a cloned disk does not", func(t *testing.T) {
		moved := apptest.Open(t, apptest.Options{Dir: s.Dir, Host: 7})
		here := moved.App.Recorder.Here()
		if here.Log == old.Log || here.Station != old.Station {
			t.Errorf("got log %s of station %s, want a new log of %s", here.Log, here.Station, old.Station)
		}
		first := moved.Newest(1)[0]
		var body ledger.LogOpen
		if err := ledger.Decode(first.Body, &body); err != nil || body.Reason != "moved" || body.PrevLog != old.Log {
			t.Errorf("got %+v, %v, want a log that was moved from %s", body, err, old.Log)
		}
	})
}
