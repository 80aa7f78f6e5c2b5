package storage

import (
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"testing"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// names writes an entry that names another credential of the post's account.
func (p *post) names(credential string) {
	p.t.Helper()
	p.record(armory.RosterEntry{Kind: armory.KindAccountKey, ID: ledger.SubjectID{ID: p.account.ID}, Signer: p.account,
		Sign: func(m []byte) []byte { return ed25519.Sign(p.boss, m) }, Set: map[string]string{"credential": hex.EncodeToString(hashOf(credential))}})
}

func (p *post) takes(credential string, want bool) {
	p.t.Helper()
	write(p.t, p.db, func(tx *Tx) error {
		counts, err := tx.TakeCredential(p.account, []byte(credential))
		if counts != want {
			p.t.Errorf("%q counts from now on: %v, want %v", credential, counts, want)
		}
		return err
	})
}

// opens checks which credential counts, and how many are kept.
func (p *post) opens(want string, kept int) {
	p.t.Helper()
	read(p.t, p.db, func(v *View) error {
		got, err := v.Credential(p.account)
		all, allErr := v.AllCredentials()
		ids, idsErr := v.ids("SELECT account FROM credential")
		if string(got) != want || string(all[p.account]) != want || (want == "") != (got == nil) {
			p.t.Errorf("%q counts, and %q is told, want %q", got, all[p.account], want)
		}
		if len(ids) != kept {
			p.t.Errorf("%d are kept, want %d", len(ids), kept)
		}
		return errors.Join(err, allErr, idsErr)
	})
}

func TestTheCredentialThatItsAccountNamesCounts(t *testing.T) {
	t.Run("when it comes after the entry", func(t *testing.T) {
		p := found(t)
		p.opens("", 0)
		p.takes(bossCredential, true)
		p.opens(bossCredential, 1)
		p.takes(bossCredential, false) // known
		p.names("new")
		p.opens("", 0) // the old password opens nothing
		p.takes("new", true)
		p.opens("new", 1)
	})
	t.Run("when it comes before the entry", func(t *testing.T) {
		p := found(t)
		p.takes(bossCredential, true)
		p.takes("new", false)
		p.opens(bossCredential, 2)
		p.names("new")
		p.opens("new", 1)
	})
	t.Run("when the account itself comes after it", func(t *testing.T) {
		p := found(t)
		q := open(t, options(t))
		write(t, q, func(tx *Tx) error { return tx.SaveCredential(p.account, []byte(bossCredential)) })
		send(t, p.db, q)
		p.db = q
		p.opens(bossCredential, 1)
	})
	t.Run("and an older one that comes late does not", func(t *testing.T) {
		p := found(t)
		p.takes(bossCredential, true)
		p.names("new")
		p.takes("new", true)
		p.takes(bossCredential, false)
		p.opens("new", 2)
	})
	t.Run("also after the lists were made anew", func(t *testing.T) {
		p := found(t)
		p.takes(bossCredential, true)
		must(t, p.db.Rebuild(t.Context(), nil))
		p.opens(bossCredential, 1)
		p.names("new")
		p.opens("", 0)
	})
	t.Run("and a stranger's credentials do not fill the disk", func(t *testing.T) {
		p := found(t)
		p.takes(bossCredential, true)
		for i := range 20 {
			p.takes(fmt.Sprint("never named ", i), false)
		}
		p.opens(bossCredential, 1+maxUnnamed)
	})
}
