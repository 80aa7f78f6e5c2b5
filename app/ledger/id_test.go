package ledger_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"armguard/app/ledger"
)

func TestParseIDForgivesWhatPeopleType(t *testing.T) {
	const want = "01JZD1F0AB1C1D0EFGHJKMNPQR"
	for name, text := range map[string]string{
		"as it is shown":   want,
		"in lower case":    strings.ToLower(want),
		"in groups":        "01JZ-D1F0 AB1C-1D0E FGHJ-KMNP-QR",
		"O for 0, I for 1": "OIJZD1FOABLC1DOEFGHJKMNPQR",
		"o and l":          "olJZD1FoABlCiD0EFGHJKMNPQR",
		"with a tab":       want + "\t",
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ledger.ParseID(text)
			if err != nil || got.String() != want {
				t.Errorf("got %s, %v", got, err)
			}
		})
	}
	for name, text := range map[string]string{
		"nothing": "", "25 characters": want[1:], "27 characters": want + "0", "a letter that is none of them": strings.Replace(want, "Z", "U", 1),
		"a sign": strings.Replace(want, "Z", "*", 1), "more than 128 bits": "8" + want[1:], "other letters": strings.Repeat("ж", 13), "a line break": want[:25] + "\n",
	} {
		t.Run(name+" is refused", func(t *testing.T) {
			if got, err := ledger.ParseID(text); !errors.Is(err, ledger.ErrBadID) || !got.IsZero() {
				t.Errorf("got %s, %v", got, err)
			}
		})
	}
}

func TestIDs(t *testing.T) {
	at := time.Date(2026, 7, 5, 8, 0, 0, 0, time.UTC)
	t.Run("sort by the time they were drawn", func(t *testing.T) {
		early, late := ledger.NewID(at, bytes.NewReader(bytes.Repeat([]byte{0xff}, 10))), ledger.NewID(at.Add(time.Millisecond), bytes.NewReader(make([]byte, 10)))
		if slices.Compare(early[:], late[:]) >= 0 || early.String() >= late.String() {
			t.Errorf("%s is not before %s", early, late)
		}
	})
	t.Run("random ones differ", func(t *testing.T) {
		if one, two := ledger.RandomID(), ledger.RandomID(); one == two || one.IsZero() {
			t.Error("they do not")
		}
	})
	t.Run("survive text and CBOR, zero as null", func(t *testing.T) {
		for _, want := range []ledger.ID{{}, id(7), ledger.RandomID()} {
			var got ledger.ID
			if err := ledger.Decode(ledger.Encode(want), &got); err != nil || got != want {
				t.Errorf("CBOR: %s became %s, %v", want, got, err)
			}
			text, _ := want.MarshalText()
			got = ledger.ID{}
			if err := got.UnmarshalText(text); err != nil || got != want {
				t.Errorf("text: %s became %s, %v", want, got, err)
			}
		}
		if got := ledger.Encode(ledger.ID{}); !bytes.Equal(got, []byte{0xf6}) {
			t.Errorf("zero is % x", got)
		}
	})
	t.Run("of other lengths, or sixteen zero bytes, are refused", func(t *testing.T) {
		for _, raw := range [][]byte{append([]byte{0x50}, make([]byte, 16)...), {0x41, 1}, append([]byte{0x51}, make([]byte, 17)...), {0x01}, {0x60}} {
			var got ledger.ID
			if err := ledger.Decode(raw, &got); err == nil {
				t.Errorf("% x was read as %s", raw, got)
			}
		}
	})
	t.Run("Short is the end of it", func(t *testing.T) {
		if x := id(7); !strings.HasSuffix(x.String(), x.Short()) || len(x.Short()) != 6 {
			t.Errorf("got %s of %s", x.Short(), x)
		}
	})
}

func TestHashes(t *testing.T) {
	h := ledger.HashOf([]byte("x"))
	if got, err := ledger.ParseHash(h.String()); err != nil || got != h {
		t.Errorf("%s became %s, %v", h, got, err)
	}
	for _, text := range []string{"", "00", strings.Repeat("z", 64), h.String() + "00"} {
		if _, err := ledger.ParseHash(text); !errors.Is(err, ledger.ErrBadID) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if h.String() != "f4975cdfba0a812e1bfd02da613bd189b19e9d7197b411e4a8be4e5b120d5f2f" {
		t.Errorf("the hash of x is %s", h)
	}
	if got := ledger.SortHashes([]ledger.Hash{hash(3), hash(1), hash(2)}); !slices.Equal(got, []ledger.Hash{hash(1), hash(2), hash(3)}) {
		t.Errorf("got %v", got)
	}
}

// FuzzParseID: no text makes it panic, and what it reads is read again from what it shows.
func FuzzParseID(f *testing.F) {
	f.Add("01JZD1F0AB1C1D0EFGHJKMNPQR")
	f.Add("olJZ-D1Fo ABlC-iD0E FGHJ-KMNP-QR")
	f.Add("")
	f.Add("\u212a\u017f")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := ledger.ParseID(text)
		if err != nil {
			if !got.IsZero() {
				t.Errorf("%q: an id beside %v", text, err)
			}
			return
		}
		if again, err := ledger.ParseID(got.String()); err != nil || again != got {
			t.Errorf("%q reads as %s, which reads as %s, %v", text, got, again, err)
		}
	})
}
