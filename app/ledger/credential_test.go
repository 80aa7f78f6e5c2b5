package ledger_test

import (
	"bytes"
	"errors"
	"testing"

	"armguard/app/ledger"
)

func TestCredential(t *testing.T) {
	account := ledger.AccountID{ID: id(6)}
	c, key, err := ledger.NewCredential(account, "correct horse battery staple")
	if err != nil {
		t.Fatal(err)
	}
	t.Run("opens with its password to its key", func(t *testing.T) {
		got, err := c.Open("correct horse battery staple")
		if err != nil || !got.Equal(key) {
			t.Errorf("got another key, %v", err)
		}
	})
	t.Run("opens after it was written and read", func(t *testing.T) {
		var again ledger.Credential
		if err := ledger.Decode(ledger.Encode(c), &again); err != nil {
			t.Fatal(err)
		}
		if got, err := again.Open("correct horse battery staple"); err != nil || !got.Equal(key) {
			t.Errorf("%v", err)
		}
		if !bytes.Equal(again.Hash(), c.Hash()) {
			t.Error("it has another hash")
		}
	})
	t.Run("costs what passwords should cost", func(t *testing.T) {
		if c.MemKiB != 19*1024 || c.Passes != 2 || len(c.Salt) != 16 {
			t.Errorf("got %d KiB, %d passes, %d bytes of salt", c.MemKiB, c.Passes, len(c.Salt))
		}
	})
	t.Run("is another one each time, for the same password", func(t *testing.T) {
		again, _, err := ledger.NewCredential(account, "correct horse battery staple")
		if err != nil || bytes.Equal(again.Salt, c.Salt) || bytes.Equal(again.Public, c.Public) || bytes.Equal(again.Hash(), c.Hash()) {
			t.Errorf("it is the same, %v", err)
		}
	})
	for name, spoil := range map[string]func(*ledger.Credential){
		"of another account":        func(c *ledger.Credential) { c.Account.ID = id(7) },
		"with another public key":   func(c *ledger.Credential) { c.Public = bytes.Repeat([]byte{1}, 32) },
		"with another salt":         func(c *ledger.Credential) { c.Salt = make([]byte, 16) },
		"with a changed wrapping":   func(c *ledger.Credential) { c.Wrapped = append(bytes.Clone(c.Wrapped[:47]), c.Wrapped[47]^1) },
		"without a wrapping":        func(c *ledger.Credential) { c.Wrapped = nil },
		"with a short nonce":        func(c *ledger.Credential) { c.Nonce = c.Nonce[:12] },
		"with 4 GiB of memory":      func(c *ledger.Credential) { c.MemKiB = 4 << 20 },
		"with no memory":            func(c *ledger.Credential) { c.MemKiB = 0 },
		"with no passes":            func(c *ledger.Credential) { c.Passes = 0 },
		"with passes without end":   func(c *ledger.Credential) { c.Passes = 1 << 30 },
		"with other cost":           func(c *ledger.Credential) { c.Passes = 1 },
		"and nothing else about it": func(c *ledger.Credential) { *c = ledger.Credential{} },
	} {
		t.Run("does not open "+name, func(t *testing.T) {
			other := c
			spoil(&other)
			if _, err := other.Open("correct horse battery staple"); !errors.Is(err, ledger.ErrPassword) {
				t.Errorf("got %v", err)
			}
		})
	}
	for _, wrong := range []string{"", "correct horse battery stapl", "Correct horse battery staple", "correct horse battery staple "} {
		if _, err := c.Open(wrong); !errors.Is(err, ledger.ErrPassword) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	if !bytes.Equal(c.Hash(), c.Hash()) || len(c.Hash()) != 32 {
		t.Error("the hash is not one SHA-256")
	}
}
