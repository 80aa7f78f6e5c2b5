package armory

import (
	"armguard/app/ledger"
)

// Kinds of entries. A kind's body is the struct named beside it; its subjects are what it touches.
const (
	KindSiteCreate    = "site.create"        // RecordBody
	KindSiteEdit      = "site.edit"          // RecordBody
	KindAccountAdd    = "account.add"        // RecordBody, signed
	KindAccountEdit   = "account.edit"       // RecordBody, signed: name, role, disabled
	KindAccountKey    = "account.key"        // RecordBody, signed: key, credential
	KindAccountLock   = "account.lock"       // NoteBody: too many failures, one entry a lock
	KindStationEnrol  = "station.enrol"      // RecordBody, signed
	KindStationRevoke = "station.revoke"     // RecordBody, signed, with the cut
	KindStationEdit   = "station.edit"       // RecordBody
	KindPersonAdd     = "person.add"         // RecordBody with Status
	KindPersonEdit    = "person.edit"        // RecordBody
	KindPersonStatus  = "person.status"      // StatusBody
	KindItemAdd       = "item.add"           // RecordBody with Status and Condition
	KindItemEdit      = "item.edit"          // RecordBody
	KindItemStatus    = "item.status"        // StatusBody
	KindModelAdd      = "model.add"          // RecordBody
	KindModelEdit     = "model.edit"         // RecordBody
	KindPurposeAdd    = "purpose.add"        // RecordBody
	KindPurposeEdit   = "purpose.edit"       // RecordBody
	KindListEdit      = "list.edit"          // RecordBody
	KindStockAdd      = "stock.add"          // RecordBody
	KindStockEdit     = "stock.edit"         // RecordBody
	KindStockMove     = "stock.move"         // StockBody: received, adjusted
	KindStockCount    = "stock.count"        // StockBody: counted
	KindTake          = "take"               // TakeBody
	KindReturn        = "return"             // ReturnBody
	KindAnnounce      = "announce"           // AnnounceBody
	KindAcknowledge   = "announce.ack"       // NoteBody
	KindWithdraw      = "announce.withdraw"  // NoteBody
	KindRaise         = "discrepancy.raise"  // DiscrepancyBody
	KindDecide        = "discrepancy.decide" // StatusBody
	KindResolve       = "conflict.resolve"   // ResolveBody
	KindMerge         = "record.merge"       // MergeBody
	KindCountOpen     = "count.open"         // CountBody
	KindCountScan     = "count.scan"         // CountScanBody
	KindCountClose    = "count.close"        // CountBody
	KindCountSign     = "count.sign"         // CountSignBody: the second signature
	KindCountCancel   = "count.cancel"       // NoteBody: opened by mistake
	KindMaintenance   = "maintenance.log"    // NoteBody
	KindMassOpen      = "mass.open"          // MassBody
	KindMassClose     = "mass.close"         // NoteBody
)

// Kinds of subjects.
const (
	SubjectRecord       = "record"       // the registry side of anything
	SubjectItem         = "item"         // custody, status and condition of an item
	SubjectPerson       = "person"       // what a person holds, his status
	SubjectStock        = "stock"        // a stock line's quantity
	SubjectAnnouncement = "announcement" // an announcement and its acknowledgements
	SubjectDiscrepancy  = "discrepancy"
	SubjectCount        = "count"
	SubjectUpkeep       = "upkeep" // an item's maintenance, beside its custody; its entries rest on nothing, they add up
	SubjectSeen         = "seen"   // an item as a count's scan saw it; it is not changed
	SubjectMass         = "mass"   // a mass issue; its Takes name it in their bodies, so that no counter waits for another
	SubjectLog          = "log"    // a log with its ends, as a cut and a decision about a tail name it
	SubjectSigner       = "signer" // the account that signed a roster entry, with the heads it was seen with; it is not changed
	SubjectSpared       = "spared" // beside it, entries about that account that did not count (Record.Spared)
)

// RecordBody adds a record or sets fields of one. Roster kinds carry a superuser's (or the root's) signature over
// RosterBytes.
type RecordBody struct {
	Set       map[string]string `cbor:"1,keyasint"`
	Status    string            `cbor:"2,keyasint,omitempty"` // at registration
	Condition string            `cbor:"3,keyasint,omitempty"`
	Reason    string            `cbor:"4,keyasint,omitempty"`
	Signer    ledger.AccountID  `cbor:"5,keyasint"` // null with the root's signature
	Sig       []byte            `cbor:"6,keyasint,omitempty"`
	Cut       []ledger.Head     `cbor:"7,keyasint,omitempty"` // of a revocation: the ends of that station's logs that still count
}

// RosterBytes is what a superuser, or the root, signs of an account or a station.
func RosterBytes(site ledger.SiteID, kind string, id ledger.ID, b RecordBody) []byte {
	said := []any{site, kind, id, b.Set, b.Signer}
	if kind == KindStationRevoke {
		said = append(said, b.Reason, b.Cut)
	}
	return append([]byte("armguard/roster/1\x00"), ledger.Encode(said)...)
}

// StatusBody sets the status of an item, a person or a discrepancy.
type StatusBody struct {
	Status    string `cbor:"1,keyasint"`
	Condition string `cbor:"2,keyasint,omitempty"` // of an item
	Reason    string `cbor:"3,keyasint"`           // of a discrepancy: the finding
}

// NoteBody is a remark on its subject: maintenance work, a withdrawal's reason, a lock-out; empty for an acknowledgement.
type NoteBody struct {
	Text string `cbor:"1,keyasint,omitempty"`
	Work string `cbor:"2,keyasint,omitempty"` // of maintenance: cleaned, inspected, test-fired, repaired
	N    int64  `cbor:"3,keyasint,omitempty"` // of maintenance: rounds fired; of a lock-out: seconds
	By   string `cbor:"4,keyasint,omitempty"` // of maintenance: who did it, when not who logged it
}

// TakeBody is an issue. Person and items are the entry's subjects too; here they stand in the order of the receipt.
type TakeBody struct {
	Person    ledger.SubjectID `cbor:"1,keyasint"`
	Lines     []TakeLine       `cbor:"2,keyasint"`
	Purpose   string           `cbor:"3,keyasint"` // in words, as it was called then
	PurposeID ledger.SubjectID `cbor:"4,keyasint"`
	Type      string           `cbor:"5,keyasint"` // TR, PAR
	DueMs     int64            `cbor:"6,keyasint"` // 0 = none
	Notes     string           `cbor:"7,keyasint"`
	Limit     string           `cbor:"8,keyasint"` // the limit it was judged by
	Held      []HeldItem       `cbor:"9,keyasint"` // what the person held before
	Draft     ledger.SubjectID `cbor:"10,keyasint"`
	Request   []byte           `cbor:"11,keyasint"`           // SHA-256 of what was asked
	Stock     []StockLine      `cbor:"12,keyasint"`           // what leaves each stock line, over all lines of the receipt
	Signature []byte           `cbor:"13,keyasint,omitempty"` // of who took them: SHA-256 of an attachment
	Mass      ledger.SubjectID `cbor:"20,keyasint,omitzero"`  // the mass issue it belongs to
	// Of a conversion, one a line: the receipts it takes over from. Nothing leaves the armory by it, and nothing of stock
	// moves: what he has is on another receipt from then on.
	Converts []ledger.CommandID `cbor:"14,keyasint,omitempty"`
	Assigned ledger.SubjectID   `cbor:"15,keyasint,omitzero"` // the weapon that is his own, as it was then
}

// TakeLine is one item with what goes out with it.
type TakeLine struct {
	Item      ledger.SubjectID `cbor:"1,keyasint"`
	Category  string           `cbor:"2,keyasint"`
	Magazines int              `cbor:"3,keyasint"`
	Rounds    int              `cbor:"4,keyasint"`
	Condition string           `cbor:"5,keyasint"`           // as it went out
	Stock     []StockLine      `cbor:"6,keyasint,omitempty"` // the stock lines of what goes with it
	SinceMs   int64            `cbor:"7,keyasint,omitempty"` // of a conversion: since when he has it
}

// HeldItem is an item and its category, for limits.
type HeldItem struct {
	_        struct{} `cbor:",toarray"`
	Item     ledger.SubjectID
	Category string
}

// StockLine is a quantity of a stock line.
type StockLine struct {
	_     struct{} `cbor:",toarray"`
	Stock ledger.SubjectID
	N     int64
}

// ReturnBody gives items back.
type ReturnBody struct {
	Person  ledger.SubjectID `cbor:"1,keyasint"` // who brought them
	Lines   []ReturnLine     `cbor:"2,keyasint"`
	Missing string           `cbor:"3,keyasint"` // what became of magazines and rounds left out: discrepancy, expended
	Notes   string           `cbor:"4,keyasint"`
	Draft   ledger.SubjectID `cbor:"5,keyasint"`
	Request []byte           `cbor:"6,keyasint"`
	Stock   []StockLine      `cbor:"7,keyasint"` // what comes back into each stock line, over all lines
	// SHA-256 of an attachment: the signature of who brought them
	Signature []byte `cbor:"8,keyasint,omitempty"`
}

// ReturnLine is one item as it came back.
type ReturnLine struct {
	Item      ledger.SubjectID `cbor:"1,keyasint"`
	Condition string           `cbor:"2,keyasint"`
	Magazines int              `cbor:"3,keyasint"`
	Rounds    int              `cbor:"4,keyasint"`
	Holder    ledger.SubjectID `cbor:"5,keyasint"`
	Taken     ledger.CommandID `cbor:"6,keyasint"` // the Take it ends
	ShortMags int              `cbor:"7,keyasint,omitempty"`
	ShortRnds int              `cbor:"8,keyasint,omitempty"`
	Status    string           `cbor:"9,keyasint,omitempty"`  // it goes back to, when a restriction crossed its Take; empty: Available
	Short     []StockLine      `cbor:"10,keyasint,omitempty"` // the stock lines of what did not come back
	Lacking   string           `cbor:"11,keyasint,omitempty"` // what else than magazines and rounds did not come back, in words
	Missing   string           `cbor:"12,keyasint,omitempty"` // what became of what this line lacks; empty: as the whole Return says
}

// AnnounceBody is a message to every station.
type AnnounceBody struct {
	Title      string             `cbor:"1,keyasint"`
	Text       string             `cbor:"2,keyasint"`
	Level      string             `cbor:"3,keyasint"`
	Recipients []ledger.AccountID `cbor:"4,keyasint"`
}

// DiscrepancyBody is what a person found.
type DiscrepancyBody struct {
	Kind    string           `cbor:"1,keyasint"`
	Item    ledger.SubjectID `cbor:"2,keyasint"`
	Person  ledger.SubjectID `cbor:"3,keyasint"`
	Command ledger.CommandID `cbor:"4,keyasint"`
	Text    string           `cbor:"5,keyasint"`
	Photos  [][]byte         `cbor:"6,keyasint,omitempty"` // SHA-256 of attachments
}

// ResolveBody closes a conflict: what was found, and the custody of its items from now on, in full.
type ResolveBody struct {
	Conflict ledger.ID     `cbor:"1,keyasint"`
	Finding  string        `cbor:"2,keyasint"`
	Custody  []ResolveLine `cbor:"3,keyasint"`
	Choice   string        `cbor:"4,keyasint,omitempty"` // of a quarantined tail: adopt, reject
}

// ResolveLine is what an administrator found to be true of an item.
type ResolveLine struct {
	_       struct{} `cbor:",toarray"`
	Item    ledger.SubjectID
	Holding Holding
}

// MergeBody joins two records of the same thing, both subjects of the entry; From is the one the person meant to give up.
type MergeBody struct {
	From   ledger.SubjectID `cbor:"1,keyasint"`
	Reason string           `cbor:"2,keyasint"`
	Kind   RecordKind       `cbor:"3,keyasint"`
}

// MassBody opens a mass issue: one purpose and one type of receipt for everybody.
type MassBody struct {
	Title     string           `cbor:"1,keyasint"`
	Purpose   string           `cbor:"2,keyasint"` // in words, as it was called then
	PurposeID ledger.SubjectID `cbor:"3,keyasint"`
	Type      string           `cbor:"4,keyasint"` // TR, PAR
}

// StockBody moves or counts a stock line.
type StockBody struct {
	N      int64  `cbor:"1,keyasint"`           // of a movement: what comes in, negative what goes; of a count: what is there
	Reason string `cbor:"2,keyasint"`           // why, or where it came from
	How    string `cbor:"3,keyasint,omitempty"` // of a movement: received, adjusted
}

// CountBody opens or closes a physical inventory. A closing is the first signature; its figures are whole, its lists hold as
// many as an entry has room for.
type CountBody struct {
	Type       string             `cbor:"1,keyasint"` // opening, closing, hand-over, monthly
	Blind      bool               `cbor:"2,keyasint"`
	Found      []ledger.SubjectID `cbor:"3,keyasint"` // nobody fills it: the scans say what was found
	Missing    []ledger.SubjectID `cbor:"4,keyasint"`
	Unexpected []ledger.SubjectID `cbor:"5,keyasint"`
	Unknown    []string           `cbor:"6,keyasint"` // codes nobody knows
	Second     ledger.AccountID   `cbor:"7,keyasint"` // nobody fills it: the second signature is an entry of its own
	Notes      string             `cbor:"8,keyasint"`
	Scope      []ledger.SubjectID `cbor:"9,keyasint,omitempty"`  // of an opening: the models that are counted; none: all
	Figures    *CountFigures      `cbor:"10,keyasint,omitempty"` // of a closing
	Out        []ledger.SubjectID `cbor:"11,keyasint,omitempty"` // on receipt
	Seen       []ScannedUpTo      `cbor:"12,keyasint,omitempty"` // of a closing: the scans it knows
}

// CountFigures are how many items a count comes to. Expected is Found, Handled and Missing together.
type CountFigures struct {
	_          struct{} `cbor:",toarray"`
	Expected   int
	Found      int
	Handled    int // not scanned, but issued or returned since the opening: seen at a counter
	Missing    int
	Unexpected int
	Out        int // on receipt
	Unknown    int // codes
}

// ScannedUpTo is the last entry of a log that scanned something of a count.
type ScannedUpTo struct {
	_   struct{} `cbor:",toarray"`
	Log ledger.LogID
	Seq uint64
}

// CountScanBody is an item that was seen, with what the record said of it then, or a code that nobody knows.
type CountScanBody struct {
	Item      ledger.SubjectID `cbor:"1,keyasint"`
	Code      string           `cbor:"2,keyasint,omitempty"` // as scanned, when no item has it
	Condition string           `cbor:"3,keyasint,omitempty"` // as it was seen
	Status    string           `cbor:"4,keyasint,omitempty"`
	Taken     ledger.CommandID `cbor:"5,keyasint"` // the Take it was out on
}

// CountSignBody signs a closing a second time.
type CountSignBody struct {
	Closing ledger.Hash `cbor:"1,keyasint"`
}

// Limits of a transaction.
const (
	maxLines     = 60
	maxMagazines = 100
	maxRounds    = 10000
	maxNotes     = 1000
)
