package hub

import (
	"crypto/ed25519"
	"sync"

	"armguard/app/ledger"
	"armguard/hub/core"
)

// roster is who may speak to this station: keys of enrolled stations. Revoked ones are known, so that they can be told.
type roster struct {
	mu      sync.RWMutex // guards what follows
	byKey   map[string]ledger.StationID
	without map[ledger.StationID]bool // of each station: it is revoked
}

func (r *roster) set(stations []core.Enrolled) {
	byKey, without := map[string]ledger.StationID{}, map[ledger.StationID]bool{}
	for _, s := range stations {
		for _, key := range s.Keys {
			byKey[string(key)] = s.Station
		}
		without[s.Station] = s.Revoked
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.byKey, r.without = byKey, without
}

// station names whose key it is.
func (r *roster) station(key ed25519.PublicKey) (ledger.StationID, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	id, known := r.byKey[string(key)]
	return id, known
}

// enrolled reports whether a station belongs to the site.
func (r *roster) enrolled(station ledger.StationID) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	revoked, known := r.without[station]
	return known && !revoked
}

func (r *roster) revoked(station ledger.StationID) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.without[station]
}
