package app

import (
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"slices"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// vouch stands in for armory.Vouch until that is there.
func vouch(st armory.State, s *ledger.Sealed) (ed25519.PublicKey, error) {
	if s.Entry.Seq > 1 {
		log := &armory.Log{ID: s.Entry.Log.ID}
		known, err := st.Load(log)
		if err == nil && !known {
			err = errors.New("its log is not known")
		}
		return log.Key, err
	}
	open, err := ledger.OpenLog(s)
	if err != nil {
		return nil, err
	}
	sites, err := st.Find(armory.DocRecord, armory.Key{Index: "kind", Value: string(armory.KindSite)})
	if err != nil || len(sites) == 0 {
		return open.Key, err
	}
	station := &armory.Record{Kind: armory.KindStation, ID: open.Station.ID}
	if _, err := st.Load(station); err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(station.Fields["key"], func(v armory.Version) bool { return v.Text == hex.EncodeToString(open.Key) }) {
		return nil, errors.New("the key of its log is not enrolled")
	}
	return open.Key, nil
}
