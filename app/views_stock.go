package app

// StockRow is a stock line: something counted, not numbered.
type StockRow struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Type      string `json:"type"` // magazine, ammunition, accessory
	Calibre   string `json:"calibre"`
	Category  string `json:"category"` // rifle, pistol, other: what it goes with; empty: any
	Lot       string `json:"lot"`
	Cap       int    `json:"cap"` // most of it with one issue; 0: no bound
	Low       int    `json:"low"` // a warning below so much; 0: none
	Withdrawn bool   `json:"withdrawn"`
	OnHand    int    `json:"onHand"`
	State     string `json:"state"` // unknown (never received or counted: it refuses nothing), fine, low, below (below zero after stations were cut off)
}

// StockRecord is one line with who has some of it, and everything that moved it, newest first.
type StockRecord struct {
	StockRow
	Out      []StockOut   `json:"out"`
	OutTotal int          `json:"outTotal"`
	Moves    []StockEvent `json:"moves"`
	Older    bool         `json:"older"` // than Moves reach back; they are entries of the ledger
}

// StockOut is so much of a line that is out with an item.
type StockOut struct {
	Quantity int    `json:"quantity"`
	ItemID   string `json:"itemId"`
	Item     string `json:"item"`
	PersonID string `json:"personId"`
	Person   string `json:"person"`
	Since    string `json:"since"`
	Receipt  string `json:"receipt"`
	Command  string `json:"command"` // the transaction
}

// StockEvent is one entry about a line. Quantity is what came in, negative what went; of a count what was there.
type StockEvent struct {
	HistoryEvent
	Quantity int  `json:"quantity"`
	Counted  bool `json:"counted"`
}

// StockForm registers (ID empty) or edits a line.
type StockForm struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Type      string `json:"type"`
	Calibre   string `json:"calibre"`
	Category  string `json:"category"`
	Lot       string `json:"lot"`
	Cap       int    `json:"cap"`
	Low       int    `json:"low"`
	Withdrawn bool   `json:"withdrawn"`
	Reason    string `json:"reason"`
}

// StockChange receives, adjusts or counts a line. Quantity is what comes in, negative what goes; of a count what is there.
// The same CommandID twice is one change.
type StockChange struct {
	CommandID string `json:"commandId"`
	ID        string `json:"id"`
	How       string `json:"how"` // received, adjusted, counted
	Quantity  int    `json:"quantity"`
	Reason    string `json:"reason"`
}

// StockQuantity is so much of a line; Name and Type are only said by the station.
type StockQuantity struct {
	StockID  string `json:"stockId"`
	Name     string `json:"name"` // with its lot
	Type     string `json:"type"`
	Quantity int    `json:"quantity"`
}
