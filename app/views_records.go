package app

// PersonRow is a person in a list; PersonRecord one with what he holds and his history.
type PersonRow struct {
	ID        string `json:"id"`    // ULID
	Label     string `json:"label"` // PE-..., PO-...
	Serial    string `json:"serial"`
	Rank      string `json:"rank"`
	LastName  string `json:"lastName"`
	FirstName string `json:"firstName"`
	Middle    string `json:"middle"`
	Name      string `json:"name"` // SGT DELA CRUZ, Juan M.
	Officer   bool   `json:"officer"`
	Group     string `json:"group"`
	Phone     string `json:"phone"`
	Status    string `json:"status"` // Active, Inactive, Suspended, Archived
	Code      string `json:"code"`
	Photo     string `json:"photo"`    // id of an attachment; empty: none
	Assigned  string `json:"assigned"` // id of the item that is his own; empty: none
	Holds     int    `json:"holds"`
	Overdue   int    `json:"overdue"`
	Qualified
	DueSoon int `json:"dueSoon"`
}

type PersonRecord struct {
	PersonRow
	Held       []ItemRow      `json:"held"`
	Own        *ItemRow       `json:"own"`   // the item assigned to him
	Limit      string         `json:"limit"` // in words
	Registered string         `json:"registered"`
	History    []HistoryEvent `json:"history"`
	Older      bool           `json:"older"` // than History reaches back; the printed history has all
	Username   string         `json:"username"`
}

// PersonForm registers (ID empty) or edits a person.
type PersonForm struct {
	ID        string `json:"id"`
	Serial    string `json:"serial"`
	Rank      string `json:"rank"`
	LastName  string `json:"lastName"`
	FirstName string `json:"firstName"`
	Middle    string `json:"middle"`
	Group     string `json:"group"`
	Phone     string `json:"phone"`
	Code      string `json:"code"`
	Photo     string `json:"photo"`    // id of an attachment; empty: none
	Assigned  string `json:"assigned"` // id of the item that is his own; empty: none
	Qualified
}

// StatusChange sets the status of a person or an item, with the reason people will read later.
type StatusChange struct {
	ID        string `json:"id"`
	Status    string `json:"status"`
	Condition string `json:"condition"` // items only, may be empty
	Reason    string `json:"reason"`
}

// ItemRow is an item in a list; ItemRecord one with its custody history.
type ItemRow struct {
	ID          string   `json:"id"`    // ULID
	Label       string   `json:"label"` // IR-...
	Model       string   `json:"model"`
	ModelID     string   `json:"modelId"`
	Category    string   `json:"category"` // rifle, pistol, other
	Calibre     string   `json:"calibre"`
	Serial      string   `json:"serial"`
	Number      string   `json:"number"`
	Code        string   `json:"code"`
	Description string   `json:"description"`
	Photo       string   `json:"photo"`  // id of an attachment; empty: none
	Status      string   `json:"status"` // Available, Issued, Overdue, In doubt, Contested, Maintenance, For turn-in, Turned in, Retired, Lost
	Condition   string   `json:"condition"`
	Holder      *Holder  `json:"holder"`
	Candidates  []Holder `json:"candidates"` // more than one when contested
	Doubt       *Doubted `json:"doubt"`      // of "In doubt"
	DueSoon     bool     `json:"dueSoon"`    // of Issued
}

type Holder struct {
	PersonID    string `json:"personId"`
	Name        string `json:"name"`
	Label       string `json:"label"`
	Since       string `json:"since"`
	Due         string `json:"due"`
	Station     string `json:"station"`
	ReceiptNo   string `json:"receiptNo"`
	Transaction string `json:"transaction"`
	Purpose     string `json:"purpose"`
	Magazines   int    `json:"magazines"` // out with this item
	Rounds      int    `json:"rounds"`

	Stock []StockQuantity `json:"stock"` // the stock lines of that, and accessories
}

type ItemRecord struct {
	ItemRow
	Upkeep     Upkeep         `json:"upkeep"`
	TagCode    string         `json:"tagCode"` // picture of the code on its tag, as a data: address
	Registered string         `json:"registered"`
	History    []HistoryEvent `json:"history"`
	Older      bool           `json:"older"` // than History reaches back; the printed history has all
}

// HistoryEvent is one entry of the ledger in words, about one item or person.
type HistoryEvent struct {
	Entry        string `json:"entry"` // hash, hex
	Kind         string `json:"kind"`
	Time         string `json:"time"`
	Title        string `json:"title"`  // "Issued to SGT DELA CRUZ, Juan M."
	Detail       string `json:"detail"` // "Duty Sentinel, 3 magazines, 90 rounds"
	Account      string `json:"account"`
	Second       string `json:"second"` // who approved it beside; empty: nobody
	Station      string `json:"station"`
	ReceiptNo    string `json:"receiptNo"`
	Transaction  string `json:"transaction"` // id when there is a receipt to open
	ClockSuspect bool   `json:"clockSuspect"`
	Quarantined  bool   `json:"quarantined"` // written by a revoked station after it was cut off: it does not count
}

// ItemForm registers (ID empty) or edits an item.
type ItemForm struct {
	ID          string `json:"id"`
	ModelID     string `json:"modelId"`
	Serial      string `json:"serial"`
	Number      string `json:"number"`
	Code        string `json:"code"`
	Description string `json:"description"`
	Photo       string `json:"photo"`     // id of an attachment; empty: none
	Condition   string `json:"condition"` // at registration
	Status      string `json:"status"`    // at registration
}

// Model is a kind of firearm or equipment.
type Model struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Code      string `json:"code"`
	Category  string `json:"category"`
	Calibre   string `json:"calibre"`
	Withdrawn bool   `json:"withdrawn"`

	InspectRounds int `json:"inspectRounds"` // fired until an inspection is due; 0: never
	InspectDays   int `json:"inspectDays"`   // until one is due; 0: never
}
