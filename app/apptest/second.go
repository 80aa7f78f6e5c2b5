package apptest

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"

	"armguard/app"
	"armguard/app/armory"
	"armguard/app/ledger"
	"armguard/storage"
)

// RootKey is the signing key of the first superuser, who signs the roster.
func (s *Station) RootKey() (ledger.AccountID, ed25519.PrivateKey) {
	s.T.Helper()
	var account ledger.AccountID
	var key ed25519.PrivateKey
	s.View(func(view app.View) error {
		ids, err := view.Find(armory.DocRecord, armory.Key{Index: "account.username", Value: armory.Fold("root")})
		if err != nil || len(ids) != 1 {
			return errors.Join(err, errors.New("there is no account root"))
		}
		account.ID = ids[0]
		raw, err := view.Credential(account)
		if err != nil {
			return err
		}
		var credential ledger.Credential
		if err := ledger.Decode(raw, &credential); err != nil {
			return err
		}
		key, err = credential.Open(Password)
		return err
	})
	return account, key
}

// Enrol signs a new station into the roster.
func (s *Station) Enrol(name string, key ed25519.PublicKey) ledger.StationID {
	s.T.Helper()
	id := s.App.Recorder.NewSubject()
	account, signing := s.RootKey()
	err := s.App.Recorder.Record(context.Background(), app.Act{Account: account, Role: armory.RoleSuperuser, Method: "password"},
		armory.RosterEntry{Kind: armory.KindStationEnrol, ID: id, Signer: account, Sign: func(m []byte) []byte { return ed25519.Sign(signing, m) },
			Set: map[string]string{"name": name, "key": hex.EncodeToString(key), "priority": "1"}})
	if err != nil {
		s.T.Fatalf("enrol %s: %v", name, err)
	}
	return ledger.StationID(id)
}

// Second enrols another station of the site and opens it in a folder of its own. It knows what this one knows; root is
// signed in.
func (s *Station) Second(name string, o Options) *Station {
	s.T.Helper()
	o.Dir = filepath.Join(s.T.TempDir(), "data")
	must := func(step string, err error) {
		s.T.Helper()
		if err != nil {
			s.T.Fatalf("%s: %v", step, err)
		}
	}
	must("make the folder", os.MkdirAll(o.Dir, 0o700))
	key, err := storage.CreateKey(o.Dir)
	must("make a key", err)
	station := s.Enrol(name, key.Public().(ed25519.PublicKey))
	q := Open(s.T, o)
	must("send the history", s.Send(q))
	s.View(func(view app.View) error {
		credentials, err := view.AllCredentials()
		must("write the credentials", q.App.Store.Write(context.Background(), func(tx app.Tx) error {
			for account, value := range credentials {
				if _, err := tx.TakeCredential(account, value); err != nil {
					return err
				}
			}
			return nil
		}))
		return err
	})
	must("open a log", q.App.Store.Write(context.Background(), func(tx app.Tx) error {
		log := ledger.LogID{ID: ledger.RandomID()}
		entry := ledger.Entry{Site: s.App.Recorder.Here().Site, Log: log, WallMs: s.Clock.Now().UnixMilli(), Kind: ledger.KindLogOpen, KindVer: 1,
			Command: s.App.Recorder.NewCommand(), Actor: ledger.Actor{Method: "station"}, Why: ledger.Why{Code: ledger.WhyFree},
			Body: ledger.Encode(ledger.LogOpen{Station: station, Key: key.Public().(ed25519.PublicKey), HostBinding: identity{host: o.Host}.Host(), Reason: "new"})}
		heads, err := tx.Heads()
		if err != nil {
			return err
		}
		var lam uint64
		for _, head := range heads {
			cause, err := tx.Entry(head.Hash)
			if err != nil {
				return err
			}
			lam = max(lam, cause.Lam)
		}
		entry.Deps = heads
		sealed, _, err := ledger.Seal(key, ledger.Tip{}, lam, entry)
		if err != nil {
			return err
		}
		return errors.Join(tx.Append(&sealed), tx.SetOwnLog(log))
	}))
	must("close it", q.App.Close())
	q = Open(s.T, o)
	q.Clock.Advance(s.Clock.Now().Sub(q.Clock.Now()))
	q.Root = q.SignIn("root")
	return q
}

// Send brings another station what it lacks of this one, as the LAN does.
func (s *Station) Send(to *Station) error { return s.send(to, false) }

// SendQuietly is Send without a word in the other's feeds, as to a station that is new.
func (s *Station) SendQuietly(to *Station) error { return s.send(to, true) }

func (s *Station) send(to *Station, quiet bool) error {
	s.T.Helper()
	for {
		list, more := s.Missing(to)
		if err := to.App.Recorder.Receive(context.Background(), list, quiet); err != nil || !more {
			return err
		}
	}
}

// Missing are the next entries that another station lacks of this one.
func (s *Station) Missing(to *Station) (list []ledger.Sealed, more bool) {
	s.T.Helper()
	var have []ledger.Head
	to.View(func(view app.View) (err error) {
		have, err = view.Heads()
		return err
	})
	s.View(func(view app.View) (err error) {
		list, more, err = view.Missing(have, 256, 256<<10)
		return err
	})
	return list, more
}

// Digest is the digest of what the entries add up to.
func (s *Station) Digest() (out armory.Digest) {
	s.T.Helper()
	s.View(func(view app.View) (err error) {
		out, err = view.Digest()
		return err
	})
	return out
}
