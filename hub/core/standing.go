package core

import (
	"crypto/ed25519"
	"slices"

	"armguard/app/ledger"
)

// Enrolled is a station of the roster.
type Enrolled struct {
	Station  ledger.StationID
	Keys     []ed25519.PublicKey // it is known by these to whoever opens connections; the core needs none
	Priority int64
	Revoked  bool
}

// Standing is the roster that counts: what the store says now, and of stations it does not name what was known before. A store
// that was lost or put back, and is filled again, names few stations for a while, and takes back no revocation: who was revoked
// before stays so until a peer has told all it has (Told).
func Standing(before, now []Enrolled, told bool) []Enrolled {
	out := slices.Clone(now)
	for _, b := range before {
		i := slices.IndexFunc(out, func(e Enrolled) bool { return e.Station == b.Station })
		switch {
		case i < 0:
			out = append(out, b)
		case b.Revoked && !told:
			out[i].Revoked = true
		}
	}
	return out
}
