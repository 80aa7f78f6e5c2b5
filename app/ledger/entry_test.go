package ledger_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"strings"
	"testing"

	"armguard/app/ledger"
)

func TestSealFillsInThePlaceInTheLog(t *testing.T) {
	s, tip, err := ledger.Seal(testKey, ledger.Tip{Seq: 6, Hash: hash(8), Lam: 20}, 41, plain())
	if err != nil {
		t.Fatal(err)
	}
	e := s.Entry
	if e.V != ledger.Version || e.Seq != 7 || e.Prev != hash(8) || e.Lam != 42 {
		t.Errorf("got version %d, seq %d, prev %s, lam %d", e.V, e.Seq, e.Prev.Short(), e.Lam)
	}
	if tip != (ledger.Tip{Seq: 7, Hash: s.Hash, Lam: 42}) {
		t.Errorf("the next entry would follow %+v", tip)
	}
	if head := s.Head(); head.Log != e.Log || head.Seq != 7 || head.Hash != s.Hash {
		t.Errorf("head %+v", head)
	}
}

func TestOpenRefusesWhatIsNotInTheForm(t *testing.T) {
	zero := ledger.ID{}
	cases := map[string]func(*ledger.Entry){
		"another version":                      func(e *ledger.Entry) { e.V = 2 },
		"no site":                              func(e *ledger.Entry) { e.Site.ID = zero },
		"no log":                               func(e *ledger.Entry) { e.Log.ID = zero },
		"no command":                           func(e *ledger.Entry) { e.Command.ID = zero },
		"sequence number 0":                    func(e *ledger.Entry) { e.Seq = 0 },
		"a first entry with a predecessor":     func(e *ledger.Entry) { e.Seq, e.Kind = 1, ledger.KindLogOpen },
		"a second entry without predecessor":   func(e *ledger.Entry) { e.Prev = ledger.Hash{} },
		"a log that begins with another kind":  func(e *ledger.Entry) { e.Seq, e.Prev = 1, ledger.Hash{} },
		"a log that is opened again":           func(e *ledger.Entry) { e.Kind = ledger.KindLogOpen },
		"Lamport number 0":                     func(e *ledger.Entry) { e.Lam = 0 },
		"a Lamport number without end":         func(e *ledger.Entry) { e.Lam = 1 << 53 },
		"an unknown clock state":               func(e *ledger.Entry) { e.Clk = 3 },
		"no kind":                              func(e *ledger.Entry) { e.Kind = "" },
		"a kind with a space":                  func(e *ledger.Entry) { e.Kind = "person edit" },
		"a kind of 65 letters":                 func(e *ledger.Entry) { e.Kind = strings.Repeat("k", 65) },
		"a kind that is not ASCII":             func(e *ledger.Entry) { e.Kind = "take\u202e" },
		"no method":                            func(e *ledger.Entry) { e.Actor.Method = "" },
		"no why":                               func(e *ledger.Entry) { e.Why.Code = "" },
		"a reason of 1001 bytes":               func(e *ledger.Entry) { e.Why.Reason = strings.Repeat("r", 1001) },
		"an operating system user without end": func(e *ledger.Entry) { e.Actor.OSUser = strings.Repeat("u", 1001) },
		"a dep on its own log":                 func(e *ledger.Entry) { e.Deps = []ledger.Head{{Log: e.Log, Seq: 1, Hash: hash(1)}} },
		"a dep on nothing":                     func(e *ledger.Entry) { e.Deps = []ledger.Head{{Log: ledger.LogID{ID: id(30)}, Hash: hash(1)}} },
		"deps out of order": func(e *ledger.Entry) {
			e.Deps = []ledger.Head{{Log: ledger.LogID{ID: id(31)}, Seq: 1}, {Log: ledger.LogID{ID: id(30)}, Seq: 1}}
		},
		"the same dep twice": func(e *ledger.Entry) {
			e.Deps = []ledger.Head{{Log: ledger.LogID{ID: id(30)}, Seq: 1}, {Log: ledger.LogID{ID: id(30)}, Seq: 2}}
		},
		"65 deps": func(e *ledger.Entry) {
			for i := range 65 {
				e.Deps = append(e.Deps, ledger.Head{Log: ledger.LogID{ID: id(byte(i + 20))}, Seq: 1})
			}
		},
		"a subject without id":   func(e *ledger.Entry) { e.Subjects[0].ID.ID = zero },
		"a subject without kind": func(e *ledger.Entry) { e.Subjects[0].Kind = "" },
		"parents out of order":   func(e *ledger.Entry) { e.Subjects[0].Parents = []ledger.Hash{hash(2), hash(1)} },
		"the same parent twice":  func(e *ledger.Entry) { e.Subjects[0].Parents = []ledger.Hash{hash(1), hash(1)} },
		"the same subject twice": func(e *ledger.Entry) { e.Subjects = append(e.Subjects, e.Subjects[0]) },
		"65 parents": func(e *ledger.Entry) {
			e.Subjects[0].Parents = nil
			for i := range 65 {
				e.Subjects[0].Parents = append(e.Subjects[0].Parents, hash(byte(i)))
			}
		},
		"193 subjects": func(e *ledger.Entry) {
			for i := range 193 {
				e.Subjects = append(e.Subjects, ledger.Subject{Kind: "item", ID: ledger.SubjectID{ID: id(byte(i + 20))}})
			}
		},
		"a permit with half a signature": func(e *ledger.Entry) { e.Permit = &ledger.Permit{Sig: make([]byte, 32)} },
	}
	good := seal(t, second, 0, plain())
	if _, err := ledger.Open(good.Raw, good.Sig); err != nil {
		t.Fatalf("the entry the cases are made from: %v", err)
	}
	for name, spoil := range cases {
		t.Run(name, func(t *testing.T) {
			e := good.Entry
			e.Subjects = []ledger.Subject{{Kind: "record", ID: ledger.SubjectID{ID: id(9)}, Parents: []ledger.Hash{hash(1), hash(2)}}}
			spoil(&e)
			if _, err := ledger.Open(ledger.Encode(e), good.Sig); !errors.Is(err, ledger.ErrForm) {
				t.Errorf("got %v, want it refused", err)
			}
		})
	}
	t.Run("but not one that rests on both branches of a log that forked, sorted by hash", func(t *testing.T) {
		first, other := ledger.Head{Log: ledger.LogID{ID: id(30)}, Seq: 2, Hash: hash(1)}, ledger.Head{Log: ledger.LogID{ID: id(30)}, Seq: 1, Hash: hash(2)}
		for _, c := range []struct {
			deps []ledger.Head
			want error
		}{{[]ledger.Head{first, other}, nil}, {[]ledger.Head{other, first}, ledger.ErrForm}} {
			e := good.Entry
			e.Deps = c.deps
			if _, err := ledger.Open(ledger.Encode(e), good.Sig); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		}
	})
	t.Run("and Seal refuses to write it", func(t *testing.T) {
		e := plain()
		e.Kind = "two words"
		if _, tip, err := ledger.Seal(testKey, second, 0, e); !errors.Is(err, ledger.ErrForm) || tip != second {
			t.Errorf("got %v, tip %+v", err, tip)
		}
	})
}

func TestOpenRefusesOtherEncodings(t *testing.T) {
	good := seal(t, second, 0, plain())
	// The entry is an array of 18; its second element begins at byte 2.
	cases := map[string][]byte{
		"nothing":                   {},
		"half of it":                good.Raw[:len(good.Raw)/2],
		"something behind it":       append(bytes.Clone(good.Raw), 0),
		"a number in more bytes":    append([]byte{0x92, 0x18, 0x01}, good.Raw[2:]...),
		"an array without length":   append(append([]byte{0x9f}, good.Raw[1:]...), 0xff),
		"an array length too large": append([]byte{0x98, 0x12}, good.Raw[1:]...),
		"a map":                     {0xa1, 0x01, 0x02},
		"a tag":                     append([]byte{0xc1}, good.Raw...),
		"an array of 17":            append([]byte{0x91}, good.Raw[1:]...),
		"nine arrays":               {0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x01},
		"a text":                    {0x61, 'x'},
		"a length it does not have": {0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
	}
	if good.Raw[0] != 0x92 || good.Raw[1] != 0x01 {
		t.Fatalf("the cases are made for another form: % x", good.Raw[:2])
	}
	for name, raw := range cases {
		t.Run(name, func(t *testing.T) {
			if _, err := ledger.Open(raw, good.Sig); !errors.Is(err, ledger.ErrForm) {
				t.Errorf("got %v, want it refused", err)
			}
		})
	}
}

func TestAnEntryHasAtMost16KiB(t *testing.T) {
	e := plain()
	small := len(seal(t, second, 0, e).Raw)
	e.Body = make([]byte, ledger.MaxEntry-small-2) // 3 bytes in all, two more for the longer length
	fits := seal(t, second, 0, e)
	for len(fits.Raw) < ledger.MaxEntry {
		e.Body = append(e.Body, 0)
		fits = seal(t, second, 0, e)
	}
	if _, err := ledger.Open(fits.Raw, fits.Sig); err != nil {
		t.Errorf("%d bytes: %v", len(fits.Raw), err)
	}
	e.Body = append(e.Body, 0)
	if _, _, err := ledger.Seal(testKey, second, 0, e); !errors.Is(err, ledger.ErrForm) {
		t.Errorf("sealed one byte more: %v", err)
	}
	over := fits.Entry
	over.Body = e.Body
	if _, err := ledger.Open(ledger.Encode(over), fits.Sig); !errors.Is(err, ledger.ErrForm) {
		t.Errorf("opened one byte more: %v", err)
	}
}

func TestDecodeIsStrict(t *testing.T) {
	type body struct {
		Text string           `cbor:"1,keyasint"`
		Map  map[string]int64 `cbor:"2,keyasint,omitempty"`
	}
	cases := map[string][]byte{
		"the same key twice":         {0xa2, 0x01, 0x61, 'a', 0x01, 0x61, 'b'},
		"the same map key twice":     {0xa1, 0x02, 0xa2, 0x61, 'a', 1, 0x61, 'a', 2},
		"text without length":        {0xa1, 0x01, 0x7f, 0x61, 'a', 0xff},
		"text that is not UTF-8":     {0xa1, 0x01, 0x61, 0xff},
		"a tag":                      {0xa1, 0x01, 0xc0, 0x61, 'a'},
		"a map without length":       {0xbf, 0x01, 0x61, 'a', 0xff},
		"two values":                 {0xa0, 0xa0},
		"a number in place of text":  {0xa1, 0x01, 0x05},
		"a map deeper than 8 levels": {0xa1, 0x09, 0xa1, 0x01, 0xa1, 0x01, 0xa1, 0x01, 0xa1, 0x01, 0xa1, 0x01, 0xa1, 0x01, 0xa1, 0x01, 0xa1, 0x01, 0x01},
	}
	for name, raw := range cases {
		t.Run(name+" is refused", func(t *testing.T) {
			if err := ledger.Decode(raw, &body{}); err == nil {
				t.Error("it was read")
			}
		})
	}
	t.Run("fields of a newer version are passed over", func(t *testing.T) {
		var b body
		if err := ledger.Decode([]byte{0xa2, 0x01, 0x61, 'a', 0x18, 99, 0x05}, &b); err != nil || b.Text != "a" {
			t.Errorf("got %+v, %v", b, err)
		}
	})
	t.Run("maps are written in one order, nil as empty", func(t *testing.T) {
		x := ledger.Encode(map[string]int{"b": 1, "a": 2, "aa": 3})
		for range 20 {
			if y := ledger.Encode(map[string]int{"aa": 3, "a": 2, "b": 1}); !bytes.Equal(x, y) {
				t.Fatalf("% x and % x", x, y)
			}
		}
		if got := ledger.Encode([]string(nil)); !bytes.Equal(got, []byte{0x80}) {
			t.Errorf("nil is % x", got)
		}
	})
}

func TestVerify(t *testing.T) {
	public := testKey.Public().(ed25519.PublicKey)
	other := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{9}, 32)).Public().(ed25519.PublicKey)
	good := seal(t, second, 0, plain())
	if err := good.Verify(public); err != nil {
		t.Fatal(err)
	}
	for name, verify := range map[string]func() error{
		"another station's key": func() error { return good.Verify(other) },
		"no key":                func() error { return good.Verify(nil) },
		"half a key":            func() error { return good.Verify(public[:16]) },
		"a signature of other bytes": func() error {
			e := plain()
			e.WallMs++
			s, err := ledger.Open(seal(t, second, 0, e).Raw, good.Sig)
			if err != nil {
				t.Fatal(err)
			}
			return s.Verify(public)
		},
		"no signature":     func() error { s, _ := ledger.Open(good.Raw, nil); return s.Verify(public) },
		"half a signature": func() error { s, _ := ledger.Open(good.Raw, good.Sig[:32]); return s.Verify(public) },
		"a signature of the bare hash's bytes by nobody": func() error { s, _ := ledger.Open(good.Raw, make([]byte, 64)); return s.Verify(public) },
	} {
		t.Run(name+" is refused", func(t *testing.T) {
			if err := verify(); !errors.Is(err, ledger.ErrSignature) {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("every changed bit is noticed", func(t *testing.T) {
		for i := range good.Raw {
			raw := bytes.Clone(good.Raw)
			raw[i] ^= 1
			s, err := ledger.Open(raw, good.Sig)
			if err == nil {
				err = s.Verify(public)
			}
			if err == nil {
				t.Fatalf("bit 0 of byte %d", i)
			}
		}
	})
}

func TestContinues(t *testing.T) {
	tip := ledger.Tip{Seq: 6, Hash: hash(8), Lam: 20}
	s := seal(t, tip, 41, plain())
	if err := s.Continues(tip, 41); err != nil {
		t.Fatal(err)
	}
	first := seal(t, ledger.Tip{}, 0, opening())
	if err := first.Continues(ledger.Tip{}, 0); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		tip    ledger.Tip
		depLam uint64
	}{
		"after a gap":                         {ledger.Tip{Seq: 5, Hash: hash(8), Lam: 20}, 41},
		"told twice":                          {ledger.Tip{Seq: 7, Hash: hash(8), Lam: 20}, 41},
		"after another entry":                 {ledger.Tip{Seq: 6, Hash: hash(9), Lam: 20}, 41},
		"with a Lamport number too high":      {tip, 40},
		"with a Lamport number too low":       {tip, 42},
		"with a Lamport number that fell":     {ledger.Tip{Seq: 6, Hash: hash(8), Lam: 99}, 41},
		"with one that forgets its log's tip": {ledger.Tip{Seq: 6, Hash: hash(8), Lam: 42}, 0},
	} {
		t.Run(name+" is refused", func(t *testing.T) {
			if err := s.Continues(c.tip, c.depLam); !errors.Is(err, ledger.ErrChain) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestPermit(t *testing.T) {
	public := testKey.Public().(ed25519.PublicKey)
	if p := permitted().Permit; !ledger.VerifyPermit(public, p) {
		t.Fatal("a good permit is refused")
	}
	for name, spoil := range map[string]func(*ledger.Permit){
		"for another command":   func(p *ledger.Permit) { p.Command.ID = id(99) },
		"of another term":       func(p *ledger.Permit) { p.Term++ },
		"of another instance":   func(p *ledger.Permit) { p.Instance.ID = id(99) },
		"of another hub":        func(p *ledger.Permit) { p.Hub.ID = id(99) },
		"with another number":   func(p *ledger.Permit) { p.N++ },
		"for another item":      func(p *ledger.Permit) { p.Heads[0].Subject.ID = id(99) },
		"for another head":      func(p *ledger.Permit) { p.Heads[0].Head = hash(99) },
		"with one more item":    func(p *ledger.Permit) { p.Heads = append(p.Heads, p.Heads[0]) },
		"without its heads":     func(p *ledger.Permit) { p.Heads = nil },
		"without a signature":   func(p *ledger.Permit) { p.Sig = nil },
		"with a bit turned":     func(p *ledger.Permit) { p.Sig[3] ^= 1 },
		"signed as an entry is": func(p *ledger.Permit) { h := ledger.HashOf(ledger.Encode(*p)); p.Sig = ed25519.Sign(testKey, h[:]) },
	} {
		t.Run(name+" is refused", func(t *testing.T) {
			p := permitted().Permit
			spoil(p)
			if ledger.VerifyPermit(public, p) {
				t.Error("it is accepted")
			}
		})
	}
	if ledger.VerifyPermit(nil, permitted().Permit) {
		t.Error("accepted without a key")
	}
}

// FuzzOpen: whatever the bytes, Open does not panic, and what it accepts is the one encoding of what it read.
func FuzzOpen(f *testing.F) {
	for _, s := range forms(f) {
		f.Add(s.Raw)
	}
	f.Add([]byte{})
	f.Add([]byte{0x92, 0x01})
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := ledger.Open(raw, nil)
		if err != nil {
			return
		}
		if !bytes.Equal(ledger.Encode(s.Entry), raw) {
			t.Errorf("% x reads as something else", raw)
		}
		if s.Hash != ledger.HashOf(raw) {
			t.Error("another hash")
		}
		again, err := ledger.Trust(raw, nil)
		if err != nil || again.Hash != s.Hash {
			t.Errorf("Trust: %v", err)
		}
	})
}
