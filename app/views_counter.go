package app

// Purpose is why something is taken; Loadouts per weapon category.
type Purpose struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	FreeText  bool      `json:"freeText"` // "Other": the person says what for
	Withdrawn bool      `json:"withdrawn"`
	Loadouts  []Loadout `json:"loadouts"`
}

type Loadout struct {
	Category  string `json:"category"`
	Magazines int    `json:"magazines"`
	Rounds    int    `json:"rounds"`
}

// Scan is what a scanned or typed code turned out to be. Kind: person, item, receipt, several, unknown.
type Scan struct {
	Kind    string        `json:"kind"`
	Code    string        `json:"code"`
	Person  *PersonRecord `json:"person"`
	Item    *ItemRow      `json:"item"`
	Receipt *Transaction  `json:"receipt"` // as the ledger has it; null when it is not known
	People  []PersonRow   `json:"people"`  // candidates of "several"
	Items   []ItemRow     `json:"items"`
	Refusal *Error        `json:"refusal"` // item: why it cannot be taken now; person: why nothing can be issued to him; receipt: why it is not genuine
}

// Proposal is the counter's receipt before it is pressed: lines with the purpose's loadout, and refusals seen early.
// Typed are the quantities that a person set by hand; all others are as the purpose says.
type ProposeRequest struct {
	PersonID  string          `json:"personId"`
	ItemIDs   []string        `json:"itemIds"`
	PurposeID string          `json:"purposeId"`
	Typed     []IssueLine     `json:"typed"`
	Stock     []StockQuantity `json:"stock"`
}

type Proposal struct {
	Lines   []ProposalLine `json:"lines"`
	Refusal *Error         `json:"refusal"` // of the whole
	Due     string         `json:"due"`
	Offers  []StockRow     `json:"offers"` // stock that fits one of the items
}

// ProposalLine's Stock are the lines that its magazines and rounds would come from; empty until the whole can be issued.
type ProposalLine struct {
	Item      ItemRow         `json:"item"`
	Magazines int             `json:"magazines"`
	Rounds    int             `json:"rounds"`
	Stock     []StockQuantity `json:"stock"`
	Refusal   *Error          `json:"refusal"`
	Warning   string          `json:"warning"` // what stops nothing: he is not qualified for it; empty: nothing
}

// IssueRequest is a Take. CommandID is the draft's; the same one twice is one transaction.
type IssueRequest struct {
	CommandID   string      `json:"commandId"`
	DraftID     string      `json:"draftId"`
	PersonID    string      `json:"personId"`
	Lines       []IssueLine `json:"lines"`
	PurposeID   string      `json:"purposeId"`
	PurposeText string      `json:"purposeText"` // with a free-text purpose
	ReceiptType string      `json:"receiptType"` // TR or PAR
	Notes       string      `json:"notes"`
	Signature   string      `json:"signature"` // id of an attachment; empty: none
	Override    *Override   `json:"override"`

	Stock []StockQuantity `json:"stock"` // named lines beside what the quantities say: accessories, certain lots
}

type IssueLine struct {
	ItemID    string `json:"itemId"`
	Magazines int    `json:"magazines"`
	Rounds    int    `json:"rounds"`
}

// Override is over a block: a reason, maybe a second account. The hub is asked all the same; Unchecked ("issue now without
// check") does not wait for it.
type Override struct {
	Reason         string `json:"reason"`
	Unchecked      bool   `json:"unchecked"`
	SecondUsername string `json:"secondUsername"`
	SecondPassword string `json:"secondPassword"`
}

// ReturnRequest gives items back. PersonID is who brings them (may differ from the holder).
type ReturnRequest struct {
	CommandID string       `json:"commandId"`
	DraftID   string       `json:"draftId"`
	PersonID  string       `json:"personId"`
	Lines     []ReturnLine `json:"lines"`
	Magazines *int         `json:"magazines"` // of all lines together; null: as each line says
	Rounds    *int         `json:"rounds"`
	Missing   string       `json:"missing"` // "", discrepancy or expended: what becomes of magazines and rounds that did not come back
	Notes     string       `json:"notes"`
	Signature string       `json:"signature"` // id of an attachment; empty: none

	Stock *[]StockQuantity `json:"stock"` // named lines as they came back, of all lines together; null: what the quantities say, and all accessories
}

// ReturnLine's Missing is what became of what this line leaves out; empty: as the whole says.
type ReturnLine struct {
	ItemID    string `json:"itemId"`
	Condition string `json:"condition"`
	Magazines int    `json:"magazines"`
	Rounds    int    `json:"rounds"`
	Missing   string `json:"missing"`
}

// Transaction is a Take or a Return as a receipt.
type Transaction struct {
	ID           string            `json:"id"`
	ReceiptNo    string            `json:"receiptNo"`
	ReceiptType  string            `json:"receiptType"`
	Action       string            `json:"action"` // Take, Return
	Time         string            `json:"time"`
	Due          string            `json:"due"`
	PersonID     string            `json:"personId"`
	Person       string            `json:"person"`
	PersonLabel  string            `json:"personLabel"`
	Purpose      string            `json:"purpose"`
	Lines        []TransactionLine `json:"lines"`
	Magazines    int               `json:"magazines"`
	Rounds       int               `json:"rounds"`
	Account      string            `json:"account"`
	Username     string            `json:"username"`
	Station      string            `json:"station"`
	Notes        string            `json:"notes"`
	Signature    string            `json:"signature"` // id of an attachment; empty: none
	Why          string            `json:"why"`       // permit, alone, override, free
	WhyReason    string            `json:"whyReason"`
	Second       string            `json:"second"`     // who approved it beside; empty: nobody
	OnStations   int               `json:"onStations"` // copies known durable, own included
	Stations     int               `json:"stations"`   // enrolled
	Entry        string            `json:"entry"`
	ClockSuspect bool              `json:"clockSuspect"`
	Mass         string            `json:"mass"` // the title of the mass issue it belongs to; empty: none
	From         string            `json:"from"` // of a conversion: id of the receipt it takes over from
	FromNo       string            `json:"fromNo"`
	StillOut     int               `json:"stillOut"`   // items of a Take that are out on it now
	Assigned     string            `json:"assigned"`   // of a Take: the person's own weapon, in words; empty: none
	AssignedID   string            `json:"assignedId"` // the item
	Printed      bool              `json:"printed"`    // before: the next print is a copy
	UndoUntil    string            `json:"undoUntil"`  // until when who issued it can undo it here; empty: he cannot
}

// ConvertRequest puts what is out on a temporary receipt on another one.
type ConvertRequest struct {
	CommandID     string    `json:"commandId"`
	TransactionID string    `json:"transactionId"`
	ItemIDs       []string  `json:"itemIds"`     // none: all that is still out on it
	ReceiptType   string    `json:"receiptType"` // PAR, or TR with another due time
	Due           string    `json:"due"`         // of a TR; empty: as long as the site gives, from now
	Notes         string    `json:"notes"`
	Signature     string    `json:"signature"` // id of an attachment; empty: none
	Override      *Override `json:"override"`
}

type TransactionLine struct {
	ItemID     string `json:"itemId"`
	Label      string `json:"label"`
	Model      string `json:"model"`
	Serial     string `json:"serial"`
	Number     string `json:"number"`
	Condition  string `json:"condition"`
	Magazines  int    `json:"magazines"`
	Rounds     int    `json:"rounds"`
	Holder     string `json:"holder"`     // of a Return, when somebody else brought it
	ReturnedAt string `json:"returnedAt"` // of a Take: when it came back, empty while out

	Stock []StockQuantity `json:"stock"` // of a Take: the stock lines of what went with it
	// Of a Take: the receipt it is on since a conversion
	ConvertedTo string `json:"convertedTo"`
	ConvertedNo string `json:"convertedNo"`
	Out         bool   `json:"out"` // of a Take: it is out on this receipt now
}

// Draft is an unfinished transaction or form. Body is the screen's own JSON.
type Draft struct {
	ID        string `json:"id"`
	CommandID string `json:"commandId"`
	Form      string `json:"form"` // counter, person, item, ...
	Title     string `json:"title"`
	Account   string `json:"account"`
	Username  string `json:"username"`
	Station   string `json:"station"`
	Saved     string `json:"saved"`
	Rev       int    `json:"rev"`
	Body      string `json:"body"`
	Mine      bool   `json:"mine"` // the caller's, at this station: it can be gone on with; any other has to be taken over
	Live      bool   `json:"live"` // its account is signed in at that station now
}
