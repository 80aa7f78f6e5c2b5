package ledger_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"armguard/app/ledger"
)

// -update adds golden files that are missing. It never changes one: the bytes of an entry are for ever.
var update = flag.Bool("update", false, "add missing golden files")

func id(n byte) (out ledger.ID) {
	for i := range out {
		out[i] = n
	}
	return out
}

func hash(n byte) (out ledger.Hash) {
	for i := range out {
		out[i] = n
	}
	return out
}

var testKey = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))

// opening is the first entry of the test log.
func opening() ledger.Entry {
	return ledger.Entry{Site: ledger.SiteID{ID: id(1)}, Log: ledger.LogID{ID: id(2)}, WallMs: 1783238400000, Clk: ledger.ClockAlone, Kind: ledger.KindLogOpen, KindVer: 1,
		Command: ledger.CommandID{ID: id(3)}, Actor: ledger.Actor{Method: "station"}, Why: ledger.Why{Code: ledger.WhyFree},
		Body: ledger.Encode(ledger.LogOpen{Station: ledger.StationID{ID: id(4)}, Key: testKey.Public().(ed25519.PublicKey), HostBinding: bytes.Repeat([]byte{5}, 32), Reason: "new"})}
}

// plain is a small entry that needs no permit.
func plain() ledger.Entry {
	e := opening()
	e.Kind, e.Body, e.Clk = "person.edit", []byte{0xa1, 0x01, 0xa0}, ledger.ClockOK
	e.Actor = ledger.Actor{Account: ledger.AccountID{ID: id(6)}, Method: "password"}
	e.Subjects = []ledger.Subject{{Kind: "record", ID: ledger.SubjectID{ID: id(9)}, Parents: []ledger.Hash{hash(1), hash(2)}}}
	return e
}

// permitted fills in every field there is.
func permitted() ledger.Entry {
	e := plain()
	offset := int32(-1500)
	e.Kind, e.KindVer, e.OffMs, e.Clk = "take", 2, &offset, ledger.ClockSuspect
	e.Deps = []ledger.Head{{Log: ledger.LogID{ID: id(10)}, Seq: 4, Hash: hash(11)}, {Log: ledger.LogID{ID: id(12)}, Seq: 1, Hash: hash(13)}}
	e.Permit = &ledger.Permit{Hub: ledger.StationID{ID: id(14)}, Instance: ledger.Instance{ID: id(15)}, Term: 3, N: 17, Command: e.Command,
		Heads: []ledger.PermitHead{{Subject: ledger.SubjectID{ID: id(9)}, Head: hash(2)}}}
	ledger.SignPermit(testKey, e.Permit)
	e.Why = ledger.Why{Code: ledger.WhyPermit}
	return e
}

func overridden() ledger.Entry {
	e := plain()
	e.Why = ledger.Why{Code: ledger.WhyOverride, Reason: "alert at 06:00, größte Eile", Second: ledger.AccountID{ID: id(16)}}
	e.Actor = ledger.Actor{Method: "cli", OSUser: "juan"}
	return e
}

// second is where an entry that is not the first of its log stands.
var second = ledger.Tip{Seq: 1, Hash: hash(8), Lam: 5}

func seal(t testing.TB, tip ledger.Tip, depLam uint64, e ledger.Entry) ledger.Sealed {
	t.Helper()
	s, _, err := ledger.Seal(testKey, tip, depLam, e)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func forms(t testing.TB) map[string]ledger.Sealed {
	t.Helper()
	return map[string]ledger.Sealed{
		"log-open":   seal(t, ledger.Tip{}, 0, opening()),
		"plain":      seal(t, second, 0, plain()),
		"permit":     seal(t, second, 41, permitted()),
		"overridden": seal(t, second, 0, overridden()),
	}
}

func TestEntriesHaveTheirGoldenBytes(t *testing.T) {
	made := forms(t)
	for name, s := range made {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join("testdata", "golden", name+".txt")
			got := fmt.Sprintf("raw %x\nsig %x\nhash %s\n", s.Raw, s.Sig, s.Hash)
			want, err := os.ReadFile(path)
			if errors.Is(err, fs.ErrNotExist) && *update {
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if err != nil {
				t.Fatalf("%v (go test -update adds missing files)", err)
			}
			if got != string(want) {
				t.Errorf("the form of an entry changed; stations could not read each other\ngot  %s\nwant %s", got, want)
			}
		})
	}
	files, err := filepath.Glob(filepath.Join("testdata", "golden", "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		name := strings.TrimSuffix(filepath.Base(path), ".txt")
		t.Run(name+" opens and verifies", func(t *testing.T) {
			raw, sig, hash := readGolden(t, path)
			s, err := ledger.Open(raw, sig)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Verify(testKey.Public().(ed25519.PublicKey)); err != nil {
				t.Error(err)
			}
			if s.Hash.String() != hash {
				t.Errorf("hash %s, want %s", s.Hash, hash)
			}
			if p := s.Entry.Permit; p != nil && !ledger.VerifyPermit(testKey.Public().(ed25519.PublicKey), p) {
				t.Error("the permit does not verify")
			}
		})
	}
}

func readGolden(t testing.TB, path string) (raw, sig []byte, hash string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		bytes, err := hex.DecodeString(value)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		switch name {
		case "raw":
			raw = bytes
		case "sig":
			sig = bytes
		case "hash":
			hash = value
		}
	}
	return raw, sig, hash
}
