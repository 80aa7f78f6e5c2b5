package armory

import "armguard/app/ledger"

// The plain shapes a store is asked with and answers in. They hold no rules.

// Query asks for a window of a list. Filter's keys are named by each list; unknown ones are an error.
type Query struct {
	Text   string
	Filter map[string]string
	Sort   string // column, "-" in front for descending
	Offset int
	Limit  int         // 1 to 500
	NowMs  int64       // decides what is overdue
	SoonMs int64       // what is due until then, and not overdue, is due soon
	Doubts []ledger.ID // items in doubt, which the record has as Available
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

// Moved counts transactions that handed items out or brought them back.
type Moved struct {
	Takes, Out    int // Takes, and the items they handed out
	Returns, Back int // Returns, and the items they brought back
}

// What transactions are counted by.
const (
	ByPurpose = "purpose"
	ByStation = "station"
	ByAccount = "account"
	ByPerson  = "person" // who took or brought
)

// Activity is what moved with one purpose, or by one station, account or person.
type Activity struct {
	Word string    // the purpose
	ID   ledger.ID // of anything else
	Moved
	LastMs int64 // of a person: the newest transaction
}

// Use is how often an item was taken in a period, and how long it was out for that, until now where it still is.
type Use struct {
	Item   ledger.ID
	Takes  int
	OutMs  int64
	LastMs int64 // the newest Take
}

// Lateness is what a person brought back late, or has not brought back yet, in a period.
type Lateness struct {
	Person    ledger.ID
	Times     int   // items, each time it was late
	LongestMs int64 // past the due time
	TotalMs   int64
	Now       int // of Times: still out
}

// Custodian is one Take of an item, with the Return that ended it (zero while it did not).
type Custodian struct {
	Take, Return ledger.CommandID
}

// OutUnder counts the items of a model that are out under one type of receipt.
type OutUnder struct {
	Model ledger.ID
	Type  string // TR, PAR
	Count int
}
