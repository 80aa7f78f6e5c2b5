package armory

import "armguard/app/ledger"

// The plain shapes a store is asked with and answers in. They hold no rules.

// Query asks for a window of a list. Filter's keys are named by each list; unknown ones are an error.
type Query struct {
	Text   string
	Filter map[string]string
	Sort   string // column, "-" in front for descending
	Offset int
	Limit  int   // 1 to 500
	NowMs  int64 // decides what is overdue
	SoonMs int64 // what is due until then, and not overdue, is due soon
}

// Message is one line of the live feeds, kept so that a client that was away can ask for it again.
type Message struct {
	Seq     int64            // given by the store: one durable counter over all feeds
	Feed    string           // notifications, transactions, inventory, announcements
	Type    string           // transaction_created, inventory_updated, ...
	Account ledger.AccountID // a notification for one account; zero = everybody
	Entry   ledger.Hash      // zero when no entry stands behind it
	WallMs  int64
	Body    []byte // JSON as the feed sends it, without seq
	Read    bool   // by the account that asks; only of notifications
}

// Draft is an unfinished form. The newest (Rev, Station) of an id counts.
type Draft struct {
	ID      ledger.ID
	Rev     int64
	Station ledger.StationID
	Account ledger.AccountID
	Command ledger.CommandID
	Form    string
	Title   string
	Body    string // at most 16 KiB
	SavedMs int64
}

// Strength counts the items of one model in one state.
type Strength struct {
	Model  ledger.ID
	Status string // Issued and Overdue apart
	Count  int
}

// Found is one answer of a search over records.
type Found struct {
	Kind DocKind // record (item or person) or transaction
	ID   ledger.ID
}
