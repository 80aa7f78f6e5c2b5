package app

// The shapes of what does not add up: raised by a person, or found by the ledger (Conflict in views_stations.go).

// DiscrepancyRow is a discrepancy in a list; Discrepancy one with its photos, what it is about and what was decided.
type DiscrepancyRow struct {
	ID         string `json:"id"`     // ULID
	Ledger     bool   `json:"ledger"` // found by the ledger: a conflict
	Kind       string `json:"kind"`   // Missing, Damaged, ...; of a conflict its own kind
	Text       string `json:"text"`   // what was written; of a conflict what it is
	State      string `json:"state"`  // Open, Under review, Resolved, Closed
	Disputed   bool   `json:"disputed"`
	Found      string `json:"found"`
	ItemID     string `json:"itemId"` // the first of a conflict's items
	ItemName   string `json:"itemName"`
	PersonID   string `json:"personId"`
	PersonName string `json:"personName"`
	By         string `json:"by"`      // who raised it; empty: the ledger found it
	Station    string `json:"station"` // where
	PhotoCount int    `json:"photoCount"`
	Finding    string `json:"finding"` // of one that is resolved or closed
}
type Discrepancy struct {
	DiscrepancyRow
	Blocks      bool           `json:"blocks"` // its item is not issued while it is open
	Item        *ItemRow       `json:"item"`
	Person      *PersonRow     `json:"person"`
	Photos      []string       `json:"photos"`    // ids of attachments
	ReceiptNo   string         `json:"receiptNo"` // of the transaction it was raised at
	Transaction string         `json:"transaction"`
	Timeline    []HistoryEvent `json:"timeline"` // newest first: the decisions, and at the end how it came up
	Next        []string       `json:"next"`     // states it may be given
	Conflict    *Conflict      `json:"conflict"` // of one that the ledger found, which is decided by Conflicts.Resolve
}

// NewDiscrepancy raises one: about an item, a person or both.
type NewDiscrepancy struct {
	CommandID   string   `json:"commandId"` // the same one twice is one discrepancy
	Kind        string   `json:"kind"`
	ItemID      string   `json:"itemId"`
	PersonID    string   `json:"personId"`
	Transaction string   `json:"transaction"` // it came up at; empty: none
	Text        string   `json:"text"`        // needed for Other
	Photos      []string `json:"photos"`      // ids of attachments, at most four
}

// DiscrepancyDecision gives a discrepancy another state.
type DiscrepancyDecision struct {
	ID      string `json:"id"`
	State   string `json:"state"`
	Finding string `json:"finding"` // what was found; why it is opened again; may be empty for Under review
}
