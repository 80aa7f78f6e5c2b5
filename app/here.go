package app

import (
	"crypto/ed25519"

	"armguard/app/ledger"
)

// Here is which station of which site this is, and the log it writes.
type Here struct {
	Site    ledger.SiteID
	Station ledger.StationID
	Log     ledger.LogID
	Key     ed25519.PrivateKey
}
