package app_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"armguard/app"
	"armguard/app/apptest"
	"armguard/app/armory"
	"armguard/app/ledger"
)

// copied copies a closed station's folder and its anchor, as a clone of the whole disk does.
func copied(t *testing.T, s *apptest.Station) string {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(filepath.Dir(s.Dir))); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"data", "data/keys"} {
		if err := os.Chmod(filepath.Join(to, folder), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(to, "data")
}

// putBack moves a folder with its anchor to where another one was, whose path the anchor's name is made of.
func putBack(t *testing.T, s *apptest.Station, old string) {
	t.Helper()
	if err := os.RemoveAll(filepath.Dir(s.Dir)); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Dir(old), filepath.Dir(s.Dir)); err != nil {
		t.Fatal(err)
	}
}

// older is a station whose disk was put back to what it was before its last Take, which another station has.
func older(t *testing.T, o apptest.Options) (one, back *apptest.Station, lost *ledger.Entry) {
	t.Helper()
	one = apptest.Found(t)
	one.Fill(6, 8)
	two := one.Second("Counter 2", apptest.Options{})
	if err := two.App.Close(); err != nil {
		t.Fatal(err)
	}
	old := copied(t, two)
	ahead := apptest.Open(t, apptest.Options{Dir: two.Dir})
	ahead.Root = ahead.SignIn("root")
	apptest.Must[app.Transaction](ahead, ahead.Root, "Counter.Issue", ahead.Take("P00001", "W00001"))
	bring(t, ahead, one)
	lost = ahead.Newest(1)[0]
	if err := ahead.App.Close(); err != nil {
		t.Fatal(err)
	}
	putBack(t, two, old)
	o.Dir = two.Dir
	back = apptest.Open(t, o)
	back.Root = back.SignIn("root")
	if back.App.Recorder.Here().Log != lost.Log {
		t.Fatal("the store was in doubt when it opened: the test shows nothing")
	}
	return one, back, lost
}

// renewed is a hub that tells which logs were begun while the station ran.
type renewed struct {
	app.NoHub
	begun chan app.Here
}

func (h *renewed) Renew(here app.Here) { h.begun <- here }

func TestAStationOfWhichOthersHaveMoreThanItWroteBeginsANewLog(t *testing.T) {
	t.Parallel()
	for name, wrote := range map[string]int{"when its disk is older": 0, "when it has written other things since": 3} {
		t.Run(name, func(t *testing.T) {
			hub := &renewed{begun: make(chan app.Here, 4)}
			one, back, lost := older(t, apptest.Options{Hub: hub})
			log := lost.Log
			for range wrote {
				apptest.Must[app.Transaction](back, back.Root, "Counter.Issue", back.Take("P00002", "W00002"))
				apptest.Must[app.Transaction](back, back.Root, "Counter.Return", back.Return("W00002"))
			}
			bring(t, back, one) // where a station seems to know more, nothing is sent before it has told what
			lacking, _ := one.Missing(back)
			var working sync.WaitGroup // while it comes, the counter works on
			for i := range 4 {
				take := back.Take("P0000"+string(rune('3'+i)), "W0000"+string(rune('4'+i)))
				working.Go(func() {
					if code := back.Code(back.Root, "Counter.Issue", take); code != "" {
						t.Errorf("an issue was refused: %q", code)
					}
				})
			}
			if err := back.App.Recorder.Receive(context.Background(), lacking, false); err != nil {
				t.Error(err)
			}
			working.Wait()

			here := back.App.Recorder.Here()
			if here.Log == log {
				t.Fatal("it goes on with its log")
			}
			if got := <-hub.begun; got.Log != here.Log {
				t.Errorf("told was log %s, want %s", got.Log.Short(), here.Log.Short())
			}
			var opened ledger.LogOpen
			back.View(func(view app.View) error {
				hashes, _, err := view.Entries(0, 100)
				for _, hash := range hashes {
					entry, err := view.Entry(hash)
					if err != nil {
						return err
					}
					if entry.Log == here.Log && entry.Seq == 1 {
						return ledger.Decode(entry.Body, &opened)
					}
					if entry.Log == log && entry.Seq > lost.Seq && wrote == 0 {
						t.Errorf("entry %d continues the entry that came back", entry.Seq)
					}
				}
				return err
			})
			if opened.Reason != "behind" || opened.PrevLog != log {
				t.Errorf("the new log was opened with %+v", opened)
			}
			meet(t, one, back)
			if err := back.App.Close(); err != nil {
				t.Fatal(err)
			}
			again := apptest.Open(t, apptest.Options{Dir: back.Dir})
			if got := again.App.Recorder.Here().Log; got != here.Log {
				t.Errorf("after a restart it writes log %s, want %s", got.Short(), here.Log.Short())
			}
		})
	}
}

// late is a hub that gives leave only after something else has happened.
type late struct {
	asking
	first func()
}

func (h *late) Permit(ctx context.Context, ask app.PermitAsk) (app.Leave, error) {
	if first := h.first; first != nil {
		h.first = nil
		first()
	}
	return h.asking.Permit(ctx, ask)
}

// receiveOnly lets a station take in what another has, and fails the moment that is committed: no new log is begun.
func receiveOnly(t *testing.T, from, to *apptest.Station) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer to.App.Live.Subscribe(app.Subscriber{Messages: func([]armory.Message) { cancel() }})()
	list, _ := from.Missing(to)
	if err := to.App.Recorder.Receive(ctx, list, false); !errors.Is(err, context.Canceled) || errors.Is(err, app.ErrForeign) {
		t.Errorf("got %v, want that no new log could be begun", err)
	}
}

func TestALogInDoubtIsNeverContinued(t *testing.T) {
	t.Parallel()
	t.Run("by what was being decided when the doubt came", func(t *testing.T) {
		hub := &late{}
		one, back, lost := older(t, apptest.Options{Hub: hub})
		take := back.Take("P00002", "W00002")
		hub.first = func() { receiveOnly(t, one, back) }
		if code := back.Code(back.Root, "Counter.Issue", take); code != "" {
			t.Errorf("it is refused: %q", code)
		}
		newest := back.Newest(1)[0]
		if newest.Log == lost.Log || newest.Kind != armory.KindTake || newest.Seq != 2 {
			t.Errorf("the Take is entry %d of log %s, want the second of a new one", newest.Seq, newest.Log.Short())
		}
		if len(hub.asked) != 2 {
			t.Errorf("leave was asked %d times, want once more for the new log", len(hub.asked))
		}
	})
	t.Run("after a restart", func(t *testing.T) {
		one, back, lost := older(t, apptest.Options{})
		receiveOnly(t, one, back)
		if err := back.App.Close(); err != nil {
			t.Fatal(err)
		}
		again := apptest.Open(t, apptest.Options{Dir: back.Dir})
		opened := again.Newest(1)[0]
		var body ledger.LogOpen
		if err := ledger.Decode(opened.Body, &body); err != nil || opened.Kind != ledger.KindLogOpen || body.Reason != "behind" || body.PrevSeq != lost.Seq {
			t.Errorf("the newest entry is %s with %+v, want a log opened because it is behind", opened.Kind, body)
		}
	})
}
