package armory

import (
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"slices"

	"armguard/app/ledger"
)

// ErrNotEnrolled is returned for the first entry of a log that was opened with a key of no enrolled station.
var ErrNotEnrolled = errors.New("the key of its log is not enrolled")

// HasKey reports whether a station's or an account's record names a public key, in any version of it that stands.
func (r *Record) HasKey(key ed25519.PublicKey) bool {
	text := hex.EncodeToString(key)
	return slices.ContainsFunc(r.Fields["key"], func(v Version) bool { return v.Text == text })
}

// Vouch names the key that must have signed an entry: of one that opens a log the key in its body, which must be enrolled
// for its station; of a later one its log's. A state without a site takes the log that founds it.
func Vouch(st State, s *ledger.Sealed) (ed25519.PublicKey, error) {
	if s.Entry.Seq > 1 {
		log := &Log{ID: s.Entry.Log.ID}
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
	sites, err := st.Find(DocRecord, Key{Index: "kind", Value: string(KindSite)})
	if err != nil || len(sites) == 0 {
		return open.Key, err
	}
	enrolled, err := Enrolled(st, open)
	if err == nil && !enrolled {
		err = ErrNotEnrolled
	}
	return open.Key, err
}

// Enrolled reports whether the key with which a log was opened is enrolled for its station, or is the site's root key: with
// the recovery sheet a log is begun that enrols a PC where no station is left to do it.
func Enrolled(st State, open ledger.LogOpen) (bool, error) {
	station := &Record{Kind: KindStation, ID: open.Station.ID}
	if _, err := st.Load(station); err != nil || station.HasKey(open.Key) {
		return err == nil, err
	}
	sites, err := st.Find(DocRecord, Key{Index: "kind", Value: string(KindSite)})
	if err != nil || len(sites) == 0 {
		return false, err
	}
	site := &Record{Kind: KindSite, ID: sites[0]}
	_, err = st.Load(site)
	return err == nil && site.Value("root") == hex.EncodeToString(open.Key), err
}
