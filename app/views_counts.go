package app

// NewCount opens a physical inventory. Models are ids; none: everything is counted.
type NewCount struct {
	Type   string   `json:"type"`  // opening, closing, hand-over, monthly
	Blind  bool     `json:"blind"` // what is expected is not shown before it is closed
	Models []string `json:"models"`
	Notes  string   `json:"notes"`
}

// CountRow is a count in the list of counts. Times are empty for what did not happen.
type CountRow struct {
	ID        string        `json:"id"`
	Type      string        `json:"type"`
	State     string        `json:"state"` // Open, Closed, Signed, Cancelled
	Blind     bool          `json:"blind"`
	Models    []string      `json:"models"` // names; none: all
	Opened    CountActor    `json:"opened"`
	Closed    CountActor    `json:"closed"`
	Second    CountActor    `json:"second"`
	Cancelled CountActor    `json:"cancelled"`
	Scanned   int           `json:"scanned"` // things scanned so far, also what came after the closing
	Result    *CountFigures `json:"result"`  // null until it is closed
}

// CountActor is who did something about a count, where and when.
type CountActor struct {
	Name    string `json:"name"`
	Station string `json:"station"`
	Time    string `json:"time"`
}

// CountFigures are how many items a count comes to. Expected is found, handled and missing together.
type CountFigures struct {
	Expected   int `json:"expected"`
	Found      int `json:"found"`
	Handled    int `json:"handled"` // not scanned, but issued or returned since the opening
	Missing    int `json:"missing"`
	Unexpected int `json:"unexpected"`
	Out        int `json:"out"`     // on receipt
	Unknown    int `json:"unknown"` // codes nobody knows
	Late       int `json:"late"`    // came after the closing
}

// CountRecord is one count. Hidden: it is blind and open, and what is expected, missing, handled and out is 0.
type CountRecord struct {
	Count        CountRow     `json:"count"`
	Notes        string       `json:"notes"`
	ClosingNotes string       `json:"closingNotes"`
	Reason       string       `json:"reason"` // of its cancelling
	Figures      CountFigures `json:"figures"`
	Hidden       bool         `json:"hidden"`
	Recent       []CountLine  `json:"recent"` // the last scans, newest first
	Mine         bool         `json:"mine"`   // the caller gave the first signature
	Others       []CountOther `json:"others"` // closings by stations that were cut off, which do not stand
}

// CountOther is another closing of the same count.
type CountOther struct {
	By      CountActor   `json:"by"`
	Figures CountFigures `json:"figures"`
}

// CountLine is one thing of a count: an item, or a code nobody knows. What was scanned says by whom, where and when.
type CountLine struct {
	Key       string     `json:"key"`
	Verdict   string     `json:"verdict"` // found, handled, missing, unexpected, out, unknown
	Why       string     `json:"why"`     // of unexpected: scope, out, status
	Item      *ItemRow   `json:"item"`    // null: Code
	Code      string     `json:"code"`
	Was       string     `json:"was"`       // the item's status when it was scanned
	Condition string     `json:"condition"` // as it was seen; empty: nobody said
	Scanned   CountActor `json:"scanned"`
	Late      bool       `json:"late"`
}

// CountScanRequest is one scan. Text is what the reader sent, or an item's id.
type CountScanRequest struct {
	ID        string `json:"id"`
	Text      string `json:"text"`
	Condition string `json:"condition"`
}

// CountScanned is what a scan came to. Several items may have one code: then nothing was recorded, and one is chosen.
type CountScanned struct {
	Outcome string     `json:"outcome"` // found, already, unexpected, unknown, several
	Line    *CountLine `json:"line"`
	Items   []ItemRow  `json:"items"`
}

// CountSignature is the second signature: of the caller, or of who types his password at the caller's station.
type CountSignature struct {
	ID       string `json:"id"`
	Username string `json:"username"`
	Password string `json:"password"`
}

// CountDue is a count of the day that was not opened yet, with the time by which it should have been.
type CountDue struct {
	Type string `json:"type"` // opening, closing
	At   string `json:"at"`
}
