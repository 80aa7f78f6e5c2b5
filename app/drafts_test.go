package app_test

import (
	"strings"
	"testing"
	"time"

	"armguard/app"
	"armguard/app/apptest"
)

func TestDrafts(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	s.Fill(3, 3)
	one, _ := s.Account("armorer1", "armorer")
	two, _ := s.Account("armorer2", "armorer")
	save := func(token string, d app.Draft) (app.Draft, string) {
		out, refused := apptest.Try[app.Draft](s, token, "Drafts.Save", d)
		if refused != nil {
			return out, refused.Code
		}
		return out, ""
	}
	list := func(token string) []app.Draft { return apptest.Must[[]app.Draft](s, token, "Drafts.List") }
	saved := func(t *testing.T, token, body string) app.Draft {
		t.Helper()
		d, code := save(token, app.Draft{Form: "counter", Title: "Cruz", Body: body})
		if code != "" {
			t.Fatal(code)
		}
		return d
	}

	t.Run("are saved as they are typed, each time under the next revision", func(t *testing.T) {
		d := saved(t, one, `{"person":1}`)
		if d.ID == "" || d.CommandID == "" || d.Rev != 1 || !d.Mine || d.Username != "armorer1" || d.Station != "Counter 1" || d.Saved == "" {
			t.Errorf("got %+v", d)
		}
		d.Body = `{"person":1,"item":2}`
		next, code := save(one, d)
		if code != "" || next.Rev != 2 || next.ID != d.ID || next.CommandID != d.CommandID || next.Body != d.Body {
			t.Errorf("got %q %+v", code, next)
		}
		if len(list(one)) != 1 {
			t.Errorf("got %d drafts", len(list(one)))
		}
		without := next
		without.CommandID = ""
		if again, code := save(one, without); code != "" || again.CommandID != d.CommandID {
			t.Errorf("a save that leaves the command out changed it: %q %+v", code, again)
		}
	})
	t.Run("of an older revision, of nobody or of somebody else are stale", func(t *testing.T) {
		d := saved(t, one, "1")
		if _, code := save(one, d); code != "" {
			t.Fatal(code)
		}
		unknown := d
		unknown.ID = s.App.Recorder.NewSubject().String()
		newer := d
		newer.Rev = 99
		for name, stale := range map[string]app.Draft{"older": d, "unknown": unknown, "newer": newer} {
			if _, code := save(one, stale); code != "STALE_DRAFT" {
				t.Errorf("%s: got %q", name, code)
			}
		}
		d.Rev = 2
		if _, code := save(two, d); code != "STALE_DRAFT" {
			t.Errorf("somebody else's: got %q", code)
		}
		if _, code := save(two, app.Draft{Form: "counter", Body: "x", Username: "armorer1"}); code != "STALE_DRAFT" {
			t.Errorf("never saved, typed by somebody else: got %q", code)
		}
		if _, code := save(one, app.Draft{Form: "counter", Body: "x", Username: "armorer1"}); code != "" {
			t.Errorf("his own: got %q", code)
		}
	})
	t.Run("hold 16 KiB and not a byte more", func(t *testing.T) {
		if _, code := save(one, app.Draft{Form: "counter", Body: strings.Repeat("x", 16<<10)}); code != "" {
			t.Errorf("16 KiB: got %q", code)
		}
		if _, code := save(one, app.Draft{Form: "counter", Body: strings.Repeat("x", 16<<10+1)}); code != "TOO_LARGE" {
			t.Errorf("a byte more: got %q", code)
		}
		if _, code := save(one, app.Draft{Form: "counter", Title: strings.Repeat("x", 201)}); code != "TOO_LARGE" {
			t.Errorf("a long title: got %q", code)
		}
		if _, code := save(one, app.Draft{Form: "counter", CommandID: "no ULID"}); code != "INVALID" {
			t.Errorf("another command: got %q", code)
		}
	})
	t.Run("are taken over by another account under a new command", func(t *testing.T) {
		old := saved(t, one, "half a receipt")
		taken := apptest.Must[app.Draft](s, two, "Drafts.TakeOver", old.ID)
		if taken.CommandID == old.CommandID || taken.Rev != old.Rev+1 || taken.Username != "armorer2" || !taken.Mine || taken.Body != "half a receipt" {
			t.Errorf("got %+v", taken)
		}
		if _, code := save(one, old); code != "STALE_DRAFT" {
			t.Errorf("the old screen saves: %q", code)
		}
		take := s.Take("P00001", "W00001")
		take.DraftID, take.CommandID = old.ID, old.CommandID
		before := s.Entries()
		if code := s.Code(one, "Counter.Issue", take); code != "STALE_DRAFT" || s.Entries() != before {
			t.Errorf("the old screen's button still issues: %q, %d entries", code, s.Entries()-before)
		}
		take.CommandID = taken.CommandID
		if code := s.Code(two, "Counter.Issue", take); code != "" {
			t.Errorf("the new screen's button: %q", code)
		}
		for _, d := range list(two) {
			if d.ID == old.ID {
				t.Error("the draft is still there")
			}
		}
	})
	t.Run("keep their command when their own account takes them over, on another screen", func(t *testing.T) {
		old := saved(t, one, "x")
		if taken := apptest.Must[app.Draft](s, one, "Drafts.TakeOver", old.ID); taken.CommandID != old.CommandID || taken.Rev != 2 {
			t.Errorf("got %+v", taken)
		}
	})
	t.Run("end with the transaction that names them, and not with one that is refused", func(t *testing.T) {
		d := saved(t, two, "receipt")
		take := s.Take("P00002", "W00001") // out since above
		take.DraftID, take.CommandID = d.ID, d.CommandID
		still := func() bool {
			for _, one := range list(two) {
				if one.ID == d.ID {
					return true
				}
			}
			return false
		}
		if code := s.Code(two, "Counter.Issue", take); code != "OUT" || !still() {
			t.Errorf("refused: %q, draft there: %v", code, still())
		}
		take = s.Take("P00002", "W00002")
		take.DraftID, take.CommandID = d.ID, d.CommandID
		first := apptest.Must[app.Transaction](s, two, "Counter.Issue", take)
		if still() {
			t.Error("the draft is still there")
		}
		if again, refused := apptest.Try[app.Transaction](s, two, "Counter.Issue", take); refused != nil || again.ReceiptNo != first.ReceiptNo {
			t.Errorf("pressed twice: %+v %v", again, refused)
		}
		take = s.Take("P00003", "W00003")
		take.DraftID = d.ID
		if code := s.Code(two, "Counter.Issue", take); code != "STALE_DRAFT" {
			t.Errorf("a finished draft issues once more: %q", code)
		}
	})
	t.Run("are discarded by their owner only", func(t *testing.T) {
		d := saved(t, one, "x")
		if code := s.Code(two, "Drafts.Discard", d.ID); code != "FORBIDDEN" {
			t.Errorf("got %q", code)
		}
		for range 2 {
			if code := s.Code(one, "Drafts.Discard", d.ID); code != "" {
				t.Errorf("got %q", code)
			}
		}
		if code := s.Code(two, "Drafts.TakeOver", d.ID); code != "NOT_FOUND" {
			t.Errorf("got %q", code)
		}
	})
	t.Run("one's own come first, the newest of each", func(t *testing.T) {
		s.Clock.Advance(time.Minute)
		newest := saved(t, one, "newest")
		mine, others := list(one), list(two)
		if mine[0].ID != newest.ID || !mine[0].Mine {
			t.Errorf("got %+v first", mine[0])
		}
		seenOther := false
		for _, d := range others {
			if d.Mine && seenOther {
				t.Error("somebody else's stands before one's own")
			}
			seenOther = seenOther || !d.Mine
		}
	})
	t.Run("are there after a restart", func(t *testing.T) {
		d := saved(t, one, "kept")
		if err := s.App.Close(); err != nil {
			t.Fatal(err)
		}
		again := apptest.Open(t, apptest.Options{Dir: s.Dir})
		for _, kept := range apptest.Must[[]app.Draft](again, again.SignIn("armorer1"), "Drafts.List") {
			if kept.ID == d.ID && kept.Body == "kept" && kept.CommandID == d.CommandID && kept.Rev == d.Rev {
				return
			}
		}
		t.Error("the draft is gone")
	})
}
