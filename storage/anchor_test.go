package storage

import (
	"os"
	"path/filepath"
	"testing"

	"armguard/app/ledger"
)

func anchorOf(t *testing.T, o Options) string {
	t.Helper()
	name, err := anchorFile(o)
	if err != nil || !exists(name) {
		t.Fatalf("there is no anchor %s, %v", name, err)
	}
	return name
}

func TestDoubt(t *testing.T) {
	flip := func(t *testing.T, name string, at ...int) {
		content, err := os.ReadFile(name)
		must(t, err)
		if len(content) != 2*anchorSlot {
			t.Fatalf("the anchor has %d bytes, want %d", len(content), 2*anchorSlot)
		}
		for _, i := range at {
			content[i] ^= 1
		}
		must(t, os.WriteFile(name, content, 0o600))
	}
	for name, c := range map[string]struct {
		between func(t *testing.T, p *post)
		want    string
	}{
		"none when nothing happened":           {func(*testing.T, *post) {}, ""},
		"none with the first slot torn":        {func(t *testing.T, p *post) { flip(t, anchorOf(t, p.db.Options), 20) }, ""},
		"none with the second slot torn":       {func(t *testing.T, p *post) { flip(t, anchorOf(t, p.db.Options), anchorSlot+60) }, ""},
		"moved when both slots are unreadable": {func(t *testing.T, p *post) { flip(t, anchorOf(t, p.db.Options), 20, anchorSlot+20) }, "moved"},
		"moved when the anchor is gone":        {func(t *testing.T, p *post) { must(t, os.Remove(anchorOf(t, p.db.Options))) }, "moved"},
		"moved when the anchor is cut short":   {func(t *testing.T, p *post) { must(t, os.Truncate(anchorOf(t, p.db.Options), 40)) }, "moved"},
		"none when the anchor is behind": {func(t *testing.T, p *post) {
			before, err := os.ReadFile(anchorOf(t, p.db.Options))
			must(t, err)
			p.db = open(t, p.db.Options)
			p.play(3)
			closed(t, p.db)
			must(t, os.WriteFile(anchorOf(t, p.db.Options), before, 0o600))
		}, ""},
		"behind when an older copy of the folder was put back": {func(t *testing.T, p *post) {
			old := t.TempDir()
			must(t, os.CopyFS(old, os.DirFS(p.db.Dir)))
			p.db = open(t, p.db.Options)
			p.play(3)
			closed(t, p.db)
			must(t, os.RemoveAll(p.db.Dir))
			must(t, os.CopyFS(p.db.Dir, os.DirFS(old)))
		}, "behind"},
		"anchor when the copy has gone another way since": {func(t *testing.T, p *post) {
			elsewhere := p.db.Options
			elsewhere.Dir, elsewhere.AnchorDir = filepath.Join(t.TempDir(), "copy"), t.TempDir()
			must(t, os.CopyFS(elsewhere.Dir, os.DirFS(p.db.Dir)))
			here := p.db.Options
			p.db = open(t, here)
			p.play(4)
			closed(t, p.db)
			p.db = open(t, elsewhere)
			p.now = morning.AddDate(1, 0, 0)
			p.out = map[ledger.SubjectID]ledger.SubjectID{}
			p.play(9)
			closed(t, p.db)
			p.db = New(here)
			must(t, os.RemoveAll(here.Dir))
			must(t, os.CopyFS(here.Dir, os.DirFS(elsewhere.Dir)))
		}, "anchor"},
		"moved in a copied folder": {func(t *testing.T, p *post) {
			o := p.db.Options
			o.Dir = filepath.Join(t.TempDir(), "copy")
			must(t, os.CopyFS(o.Dir, os.DirFS(p.db.Dir)))
			p.db = New(o)
		}, "moved"},
		"moved on another PC": {func(t *testing.T, p *post) { p.db.AnchorDir = t.TempDir() }, "moved"},
		"none through a link to the same folder": {func(t *testing.T, p *post) {
			link := filepath.Join(t.TempDir(), "link")
			must(t, os.Symlink(p.db.Dir, link))
			p.db.Dir = link
		}, ""},
		"anchor when another station's folder was put in its place": {func(t *testing.T, p *post) {
			here := p.db.Options
			p.db = open(t, here)
			other := p.second()
			closed(t, p.db)
			closed(t, other.db)
			must(t, os.RemoveAll(here.Dir))
			must(t, os.CopyFS(here.Dir, os.DirFS(other.db.Dir)))
		}, "anchor"},
	} {
		t.Run(name, func(t *testing.T) {
			p := found(t)
			p.stock(6, 6)
			p.play(8)
			closed(t, p.db)
			c.between(t, p)
			db := open(t, p.db.Options)
			if got, err := db.Doubt(t.Context()); got != c.want || err != nil {
				t.Errorf("doubt %q, %v; want %q", got, err, c.want)
			}
		})
	}
	t.Run("none before there is a site", func(t *testing.T) {
		db := open(t, options(t))
		if got, err := db.Doubt(t.Context()); got != "" || err != nil {
			t.Errorf("doubt %q, %v", got, err)
		}
		if log, err := db.OwnLog(t.Context()); !log.IsZero() || err != nil {
			t.Errorf("own log %s, %v; want none", log, err)
		}
	})
	t.Run("the own log is remembered", func(t *testing.T) {
		p := found(t)
		p.restart()
		if log, err := p.db.OwnLog(t.Context()); log != p.log || err != nil {
			t.Errorf("own log %s, %v; want %s", log, err, p.log)
		}
	})
}

func TestTheAnchorKeepsUpWithEveryCommit(t *testing.T) {
	p := found(t)
	p.stock(4, 4)
	for range 5 {
		p.play(1)
		last := p.written[len(p.written)-1]
		if got := p.db.anchor.furthest(p.log); got != last.Head() {
			t.Errorf("the anchor is at %d, want %d", got.Seq, last.Entry.Seq)
		}
	}
}
