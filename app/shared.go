package app

import (
	"armguard/app/armory"
	"armguard/app/ledger"
)

// Shared is a record that stations share outside the ledger.
type Shared interface{ shared() }

type (
	// SharedDraft is a draft as one station left it; of two the greater (Rev, Station) counts.
	SharedDraft struct {
		armory.Draft
		Ended bool
	}
	// SharedMark says that an account has read the notification an entry gave.
	SharedMark struct {
		Account ledger.AccountID
		Entry   ledger.Hash
	}
	// SharedCredential is an account's credential. The one whose hash the account's record names counts.
	SharedCredential struct {
		Account ledger.AccountID
		Value   []byte
	}
	// SharedPresence is one signed-in session.
	SharedPresence struct {
		Station ledger.StationID
		Session ledger.ID
		Account ledger.AccountID
		State   string // active, locked, gone
		SinceMs int64
	}
)

func (SharedDraft) shared()      {}
func (SharedMark) shared()       {}
func (SharedCredential) shared() {}
func (SharedPresence) shared()   {}
