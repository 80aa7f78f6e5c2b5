package storage

import (
	"bytes"
	"cmp"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"armguard/app/ledger"
)

// author writes a log by hand, with kinds that nobody can read, and may fork it.
type author struct {
	key  ed25519.PrivateKey
	site ledger.SiteID
	log  ledger.LogID
	n    byte

	kind    string // of the entries; nobody can read them
	version uint16
	why     string
}

func newAuthor(n byte) *author {
	seed := make([]byte, ed25519.SeedSize)
	seed[0] = n
	return &author{key: ed25519.NewKeyFromSeed(seed), site: ledger.SiteID{ID: ledger.ID{9}}, log: ledger.LogID{ID: ledger.ID{n}},
		kind: "unknown.kind", version: 1, why: ledger.WhyFree}
}

// next is an entry after another (nil: the first of the log), resting on deps.
func (a *author) next(t testing.TB, after *ledger.Sealed, deps ...*ledger.Sealed) *ledger.Sealed {
	t.Helper()
	a.n++
	e := ledger.Entry{Site: a.site, Log: a.log, WallMs: int64(a.n), Kind: a.kind, KindVer: a.version, Command: ledger.CommandID{ID: ledger.ID{a.n, 1}},
		Actor: ledger.Actor{Method: "station"}, Why: ledger.Why{Code: a.why}}
	tip, lam := ledger.Tip{}, uint64(0)
	if after == nil {
		e.Kind, e.KindVer, e.Body = ledger.KindLogOpen, 1, ledger.Encode(ledger.LogOpen{Station: ledger.StationID{ID: a.log.ID}, Key: a.key.Public().(ed25519.PublicKey), HostBinding: make([]byte, 32), Reason: "new"})
	} else {
		tip = ledger.Tip{Seq: after.Entry.Seq, Hash: after.Hash, Lam: after.Entry.Lam}
	}
	for _, d := range deps {
		e.Deps, lam = append(e.Deps, d.Head()), max(lam, d.Entry.Lam)
	}
	slices.SortFunc(e.Deps, func(x, y ledger.Head) int {
		return cmp.Or(bytes.Compare(x.Log.ID[:], y.Log.ID[:]), x.Hash.Compare(y.Hash))
	})
	s, _, err := ledger.Seal(a.key, tip, lam, e)
	must(t, err)
	return &s
}

func keep(t testing.TB, db *DB, all ...*ledger.Sealed) {
	t.Helper()
	write(t, db, func(tx *Tx) error {
		for _, s := range all {
			if err := tx.Append(s); err != nil {
				return err
			}
		}
		return nil
	})
}

func heads(t testing.TB, db *DB) (out []ledger.Head) {
	t.Helper()
	read(t, db, func(v *View) (err error) {
		out, err = v.Heads()
		return err
	})
	return out
}

func headsOf(all ...*ledger.Sealed) []ledger.Head {
	out := []ledger.Head{}
	for _, s := range all {
		out = append(out, s.Head())
	}
	slices.SortFunc(out, func(a, b ledger.Head) int {
		return cmp.Or(bytes.Compare(a.Log.ID[:], b.Log.ID[:]), a.Hash.Compare(b.Hash))
	})
	return out
}

func TestTheHeadsOfLogs(t *testing.T) {
	a, b := newAuthor(1), newAuthor(100)
	a1 := a.next(t, nil)
	a2 := a.next(t, a1)
	a3 := a.next(t, a2)
	x2 := a.next(t, a1)
	x3 := a.next(t, x2)
	x4 := a.next(t, x3)
	y3 := a.next(t, x2)
	b1 := b.next(t, nil)
	b2 := b.next(t, b1, a3)
	for name, c := range map[string]struct {
		kept    []*ledger.Sealed
		want    []*ledger.Sealed
		longest *ledger.Sealed
	}{
		"are the last entries":                                      {[]*ledger.Sealed{a1, a2, a3, b1, b2}, []*ledger.Sealed{a3, b2}, a3},
		"are several where a log forks":                             {[]*ledger.Sealed{a1, a2, a3, x2}, []*ledger.Sealed{a3, x2}, a3},
		"follow the shorter branch":                                 {[]*ledger.Sealed{a1, a2, a3, x2, x3}, []*ledger.Sealed{a3, x3}, a3},
		"are the same when the shorter branch becomes the longer":   {[]*ledger.Sealed{a1, a2, a3, x2, x3, x4}, []*ledger.Sealed{a3, x4}, x4},
		"are the same in another order":                             {[]*ledger.Sealed{a1, x2, a2, x3, x4, a3}, []*ledger.Sealed{a3, x4}, x4},
		"are three where a branch forks again":                      {[]*ledger.Sealed{a1, a2, a3, x2, x3, y3, x4}, []*ledger.Sealed{a3, x4, y3}, x4},
		"are three when the branch that forks again came first":     {[]*ledger.Sealed{a1, x2, x3, x4, y3, a2, a3}, []*ledger.Sealed{a3, x4, y3}, x4},
		"are two when a branch begins at the entry of an other one": {[]*ledger.Sealed{a1, x2, y3, x3}, []*ledger.Sealed{x3, y3}, y3},
	} {
		t.Run(name, func(t *testing.T) {
			db := open(t, options(t))
			keep(t, db, c.kept...)
			check := func(when string) {
				if got, want := heads(t, db), headsOf(c.want...); !slices.Equal(got, want) {
					t.Errorf("%s: got %v, want %v", when, got, want)
				}
				both := func(v *View) error {
					tip, err := v.Tip(a.log)
					if tip.Hash != c.longest.Hash || tip.Seq != c.longest.Entry.Seq || tip.Lam != c.longest.Entry.Lam {
						t.Errorf("%s: the log ends at %+v, want its longest branch, %d %s", when, tip, c.longest.Entry.Seq, c.longest.Hash)
					}
					vector, vectorErr := v.Vector()
					if vector[a.log] != c.longest.Head() {
						t.Errorf("%s: the vector has %v", when, vector[a.log])
					}
					return errors.Join(err, vectorErr)
				}
				read(t, db, both)
				write(t, db, func(tx *Tx) error { return both(&tx.View) })
			}
			check("at once")
			closed(t, db)
			db = open(t, db.Options)
			check("after a restart")
			if bad := verified(t, db); !strings.Contains(bad, "no superuser enrolled") { // nothing but that
				t.Error(bad)
			}
		})
	}
	t.Run("are what they were after a piece that failed", func(t *testing.T) {
		db := open(t, options(t))
		keep(t, db, a1, a2, a3, x2)
		before, refused := heads(t, db), errors.New("refused")
		if err := db.Write(t.Context(), func(tx *Tx) error {
			return errors.Join(tx.Append(x3), tx.Append(x4), tx.Append(y3), refused)
		}); !errors.Is(err, refused) {
			t.Fatal(err)
		}
		write(t, db, func(tx *Tx) error {
			if got, err := tx.Heads(); err != nil || !slices.Equal(got, before) {
				t.Errorf("in the writer: got %v %v, want %v", got, err, before)
			}
			return nil
		})
		if got := heads(t, db); !slices.Equal(got, before) {
			t.Errorf("got %v, want %v", got, before)
		}
	})
}

func TestWhoIsToldOfEntries(t *testing.T) {
	o := options(t)
	db := New(o)
	type told struct {
		entries []ledger.Hash
		heads   []ledger.Head
	}
	var calls []told
	db.OnAppend(func(entries []ledger.Sealed, heads []ledger.Head) {
		var c told
		for _, s := range entries {
			c.entries = append(c.entries, s.Hash)
		}
		c.heads = heads
		calls = append(calls, c)
	})
	must(t, db.Open(t.Context(), nil))
	t.Cleanup(func() { _ = db.Close() })
	a := newAuthor(1)
	a1 := a.next(t, nil)
	a2 := a.next(t, a1)
	x2 := a.next(t, a1)
	a3 := a.next(t, a2)
	keep(t, db, a1, a2)
	if len(calls) != 1 {
		t.Fatalf("told %d times before the writer was answered, want once", len(calls))
	}
	keep(t, db, a2)                                                                              // known
	write(t, db, func(tx *Tx) error { return tx.SaveSetting("a", []byte{1}) })                   // no entry
	_ = db.Write(t.Context(), func(tx *Tx) error { return errors.Join(tx.Append(a3), errStop) }) // undone
	keep(t, db, x2)
	want := []told{{[]ledger.Hash{a1.Hash, a2.Hash}, headsOf(a2)}, {[]ledger.Hash{x2.Hash}, headsOf(a2, x2)}}
	if !slices.EqualFunc(calls, want, func(a, b told) bool { return slices.Equal(a.entries, b.entries) && slices.Equal(a.heads, b.heads) }) {
		t.Errorf("got %v, want %v", calls, want)
	}
}

// modelMissing is Missing said shortly: everything in no peer's head's past, causes first; a log of which the peer names
// only heads that are not here, and further ones, is left out.
func modelMissing(all []*ledger.Sealed, have []ledger.Head) (out []ledger.Hash) {
	byHash, ends := map[ledger.Hash]*ledger.Sealed{}, map[ledger.LogID]uint64{}
	for _, s := range all {
		byHash[s.Hash] = s
		ends[s.Entry.Log] = max(ends[s.Entry.Log], s.Entry.Seq)
	}
	has, knows, ahead := map[ledger.Hash]bool{}, map[ledger.LogID]bool{}, map[ledger.LogID]uint64{}
	for _, h := range have {
		ahead[h.Log] = max(ahead[h.Log], h.Seq)
		for s := byHash[h.Hash]; s != nil; s = byHash[s.Entry.Prev] {
			has[s.Hash], knows[h.Log] = true, true
		}
	}
	sorted := slices.SortedFunc(maps.Values(byHash), func(a, b *ledger.Sealed) int {
		return cmp.Or(cmp.Compare(a.Entry.Lam, b.Entry.Lam), a.Hash.Compare(b.Hash))
	})
	for _, s := range sorted {
		if log := s.Entry.Log; !has[s.Hash] && (knows[log] || ahead[log] <= ends[log]) {
			out = append(out, s.Hash)
		}
	}
	return out
}

func hashes(list []ledger.Sealed) (out []ledger.Hash) {
	for _, s := range list {
		out = append(out, s.Hash)
	}
	return out
}

func TestWhatAPeerLacks(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	for round := range 60 {
		db := open(t, options(t))
		var all []*ledger.Sealed
		last := map[int][]*ledger.Sealed{} // every entry of each author
		for n := range 1 + random.IntN(5) {
			a := newAuthor(byte(1 + 50*n))
			last[n] = []*ledger.Sealed{a.next(t, nil)}
			for range random.IntN(40) {
				after := last[n][len(last[n])-1]
				if round%2 == 1 && random.IntN(12) == 0 {
					after = last[n][random.IntN(len(last[n]))] // a fork
				}
				var deps []*ledger.Sealed
				if n > 0 && random.IntN(3) == 0 {
					deps = append(deps, last[n-1][random.IntN(len(last[n-1]))])
				}
				last[n] = append(last[n], a.next(t, after, deps...))
			}
			all = append(all, last[n]...)
		}
		keep(t, db, all...)
		for try := range 12 {
			var have []ledger.Head
			for _, entries := range last {
				for range random.IntN(3) {
					have = append(have, entries[random.IntN(len(entries))].Head())
				}
			}
			if try%3 == 2 { // a head that is not here: of a branch that the peer alone has
				have = append(have, ledger.Head{Log: all[0].Entry.Log, Seq: uint64(1 + random.IntN(60)), Hash: ledger.Hash{byte(try)}})
			}
			if try == 0 {
				have = nil
			}
			want := modelMissing(all, have)
			for _, limit := range []int{1, 7, 1000} {
				read(t, db, func(v *View) error {
					got, more, err := v.Missing(have, limit, 1<<20)
					if cut := want[:min(limit, len(want))]; !slices.Equal(hashes(got), cut) || more != (len(want) > limit) {
						t.Errorf("round %d, try %d: got %d entries of %d, more %v, want %d of %d", round, try, len(got), len(all), more, len(cut), len(want))
					}
					return err
				})
			}
		}
		closed(t, db)
	}
}

func TestWhatAPeerLacksInPieces(t *testing.T) {
	db := open(t, options(t))
	a, b := newAuthor(1), newAuthor(100)
	all := []*ledger.Sealed{a.next(t, nil)}
	for range 30 {
		all = append(all, a.next(t, all[len(all)-1]))
	}
	b1 := b.next(t, nil, all[len(all)-1])
	all = append(all, b1, a.next(t, all[3]), b.next(t, b1))
	keep(t, db, all...)
	t.Run("as many bytes as fit, but at least one entry", func(t *testing.T) {
		size := len(all[0].Raw) + len(all[0].Sig)
		for bytes, want := range map[int]int{0: 1, size: 1, size + len(all[1].Raw) + len(all[1].Sig): 2} {
			read(t, db, func(v *View) error {
				got, more, err := v.Missing(nil, 100, bytes)
				if len(got) != want || !more {
					t.Errorf("%d bytes: got %d entries, more %v, want %d and more", bytes, len(got), more, want)
				}
				return err
			})
		}
	})
	t.Run("taken in one after another they are everything, each once, causes first", func(t *testing.T) {
		to := open(t, options(t))
		sent := 0
		for more := true; more; {
			have := heads(t, to)
			var list []ledger.Sealed
			read(t, db, func(v *View) (err error) {
				list, more, err = v.Missing(have, 5, 1<<20)
				return err
			})
			sent += len(list)
			write(t, to, func(tx *Tx) error { // Append refuses what comes before its causes
				for i := range list {
					if err := tx.Append(&list[i]); err != nil {
						return fmt.Errorf("entry %d of the piece: %w", i, err)
					}
				}
				return nil
			})
		}
		if sent != len(all) || !slices.Equal(heads(t, to), heads(t, db)) || digest(t, to) != digest(t, db) {
			t.Errorf("%d of %d entries were sent", sent, len(all))
		}
	})
	t.Run("a log of which the peer knows more is left to the peer", func(t *testing.T) {
		have := []ledger.Head{{Log: a.log, Seq: 99, Hash: ledger.Hash{1}}}
		read(t, db, func(v *View) error {
			got, _, err := v.Missing(have, 100, 1<<20)
			if len(got) != 2 || got[0].Entry.Log != b.log {
				t.Errorf("got %d entries", len(got))
			}
			return err
		})
	})
}

// Each of two stations has another branch of both logs, and what one lacks rests on what the other says nothing of. They
// come together by saying which heads of the other are here (hub/DESIGN.md, section 6).
func TestLogsThatForkCrosswise(t *testing.T) {
	a, b := newAuthor(1), newAuthor(100)
	a1, b1 := a.next(t, nil), b.next(t, nil)
	b2 := b.next(t, b1)
	a2 := a.next(t, a1, b2)
	a3 := a.next(t, a2)
	x2 := a.next(t, a1)
	y2 := b.next(t, b1, x2)
	y3 := b.next(t, y2)
	for name, here := range map[string]bool{"all heads said": false, "heads that are here": true} {
		t.Run(name, func(t *testing.T) {
			stations := []*DB{open(t, options(t)), open(t, options(t))}
			keep(t, stations[0], a1, b1, b2, a2, a3)
			keep(t, stations[1], a1, b1, x2, y2, y3)
			for n, from := range stations {
				to := stations[1-n]
				have := heads(t, to)
				var list []ledger.Sealed
				read(t, from, func(v *View) (err error) {
					if here {
						have = slices.DeleteFunc(have, func(h ledger.Head) bool {
							_, _, known, bad := v.Place(h.Hash)
							err = errors.Join(err, bad)
							return !known
						})
					}
					if err == nil {
						list, _, err = v.Missing(have, 100, 1<<20)
					}
					return err
				})
				err := to.Write(context.Background(), func(tx *Tx) error {
					for i := range list {
						if err := tx.Append(&list[i]); err != nil {
							return err
						}
					}
					return nil
				})
				if here != (err == nil) {
					t.Errorf("station %d takes %d entries: %v", 2-n, len(list), err)
				}
			}
			want := headsOf(a3, x2, b2, y3)
			for n, db := range stations {
				if got := heads(t, db); slices.Equal(got, want) != here {
					t.Errorf("station %d has %d heads", n+1, len(got))
				}
			}
		})
	}
}

// BenchmarkMissing reads the first 256 entries that a peer lacks, of 100,000 in 40 logs.
// go test ./storage -run '^$' -bench Missing
func BenchmarkMissing(b *testing.B) {
	db := open(b, options(b))
	const logs, each = 40, 2500
	var last [logs]*ledger.Sealed
	random := rand.New(rand.NewPCG(1, 1))
	body := make([]byte, 250)
	for round := range each {
		write(b, db, func(tx *Tx) error {
			for n := range logs {
				a := newAuthor(byte(n + 1))
				a.n = byte(round)
				var deps []*ledger.Sealed
				if other := random.IntN(logs); other != n && last[other] != nil {
					deps = append(deps, last[other])
				}
				last[n] = a.next(b, last[n], deps...)
				if err := tx.begin(); err != nil {
					return err
				}
				e := &last[n].Entry
				if err := errors.Join(tx.session.exec("INSERT INTO entry (hash, log, seq, lam, kind, raw, sig, recv_ms) VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
					last[n].Hash[:], e.Log.ID[:], int64(e.Seq), int64(e.Lam), e.Kind, last[n].Raw, append(last[n].Sig, body...)), tx.grow(last[n])); err != nil {
					return err
				}
			}
			return nil
		})
	}
	ask := func(b *testing.B, have []ledger.Head, want int) {
		for b.Loop() {
			must(b, db.Read(context.Background(), func(v *View) error {
				got, _, err := v.Missing(have, 256, 256<<10)
				if len(got) != want {
					b.Errorf("got %d entries, want %d", len(got), want)
				}
				return err
			}))
		}
	}
	all := heads(b, db)
	three := slices.Clone(all)
	for i := range 3 {
		read(b, db, func(v *View) error {
			s, err := v.Sealed(three[7*i].Hash)
			three[7*i] = ledger.Head{Log: s.Entry.Log, Seq: s.Entry.Seq - 1, Hash: s.Entry.Prev}
			return err
		})
	}
	b.Run("of a peer that has nothing", func(b *testing.B) { ask(b, nil, 256) })
	b.Run("of a peer that lacks three", func(b *testing.B) { ask(b, three, 3) })
	b.Run("of a peer that lacks one log", func(b *testing.B) { ask(b, all[1:], 256) })
	b.Run("of a peer that lacks nothing", func(b *testing.B) { ask(b, all, 0) })
}
