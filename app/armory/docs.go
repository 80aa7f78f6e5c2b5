package armory

import (
	"bytes"
	"cmp"
	"slices"

	"armguard/app/ledger"
)

// Stamp is the place of an entry in display order (Lam, then Log), with its name.
type Stamp struct {
	_    struct{} `cbor:",toarray"`
	Lam  uint64
	Log  ledger.LogID
	Hash ledger.Hash
}

// Compare orders stamps: Lam, log, hash. The last is the newest.
func (s Stamp) Compare(o Stamp) int {
	return cmp.Or(cmp.Compare(s.Lam, o.Lam), bytes.Compare(s.Log.ID[:], o.Log.ID[:]), s.Hash.Compare(o.Hash))
}

// Record is the registry side of anything registered: its fields, each with the versions nobody replaced.
type Record struct {
	Kind    RecordKind           `cbor:"1,keyasint"`
	ID      ledger.ID            `cbor:"2,keyasint"`
	Heads   []ledger.Hash        `cbor:"3,keyasint"` // sorted
	Fields  map[string][]Version `cbor:"4,keyasint"` // newest last
	Created int64                `cbor:"5,keyasint"` // wall time of the adding entry, Unix ms
	Added   Stamp                `cbor:"6,keyasint"`
	Merged  ledger.SubjectID     `cbor:"7,keyasint"`           // the record that stands for this one
	Spared  []ledger.Hash        `cbor:"8,keyasint,omitempty"` // of an account: entries that do not count, because they would leave no superuser
}

// Version is one surviving value of a field.
type Version struct {
	_     struct{} `cbor:",toarray"`
	Text  string
	Stamp Stamp
}

func (r *Record) Ref() Ref { return Ref{DocRecord, r.ID} }

// Custody is who answers for one item, and its status and condition.
type Custody struct {
	ID    ledger.ID `cbor:"1,keyasint"`
	Heads []Holding `cbor:"2,keyasint"` // by stamp, newest last; one unless cut-off stations disagree
}

// Holding is what one entry left behind about an item.
type Holding struct {
	Stamp     Stamp            `cbor:"1,keyasint"`
	Out       bool             `cbor:"2,keyasint"`
	Person    ledger.SubjectID `cbor:"3,keyasint"` // of Out
	Command   ledger.CommandID `cbor:"4,keyasint"` // the transaction or change that set it
	Receipt   string           `cbor:"5,keyasint"` // of Out
	SinceMs   int64            `cbor:"6,keyasint"`
	DueMs     int64            `cbor:"7,keyasint"` // of Out on a TR; 0 = no due time
	Station   ledger.StationID `cbor:"8,keyasint"`
	Status    string           `cbor:"9,keyasint"` // registry status while in
	Condition string           `cbor:"10,keyasint"`
	Magazines int              `cbor:"11,keyasint"` // out with it
	Rounds    int              `cbor:"12,keyasint"`
	Purpose   string           `cbor:"13,keyasint"`
	Stock     []StockLine      `cbor:"14,keyasint,omitempty"` // out with it, by stock line: the lots of its magazines and rounds, accessories
}

func (c *Custody) Ref() Ref { return Ref{DocCustody, c.ID} }

// Keys let an item be found by its candidate holders.
func (c *Custody) Keys() []Key {
	var out []Key
	for _, h := range c.Outs() {
		out = append(out, Key{"holder", h.Person.String()})
	}
	return out
}

// Outs are the heads that say the item is out: none, one, or the candidates of a contested item.
func (c *Custody) Outs() []Holding {
	var out []Holding
	for _, h := range c.Heads {
		if h.Out {
			out = append(out, h)
		}
	}
	return out
}

// Now is the newest head; the zero Holding before the item is registered.
func (c *Custody) Now() Holding {
	if len(c.Heads) == 0 {
		return Holding{}
	}
	return c.Heads[len(c.Heads)-1]
}

// Status is the item's state in words, without what time does to it (overdue): cautious when heads disagree.
func (c *Custody) Status() string {
	outs := c.Outs()
	people := map[ledger.SubjectID]bool{}
	for _, h := range outs {
		people[h.Person] = true
	}
	switch {
	case len(people) > 1:
		return StatusContested
	case len(outs) > 0:
		return StatusIssued
	}
	worst := ""
	for _, h := range c.Heads {
		if itemStatusRank(h.Status) > itemStatusRank(worst) || worst == "" {
			worst = h.Status
		}
	}
	return worst
}

// restriction is the most restrictive status any head leaves the item in, also one it is out under; empty: Available.
func (c *Custody) restriction() string {
	worst := StatusAvailable
	for _, h := range c.Heads {
		if itemStatusRank(h.Status) > itemStatusRank(worst) {
			worst = h.Status
		}
	}
	if worst == StatusAvailable {
		return ""
	}
	return worst
}

// Person is the custody side of a person: his status and the entries his holdings rest on. What he holds is found
// by the key "holder" of the items.
type Person struct {
	ID     ledger.ID     `cbor:"1,keyasint"`
	Heads  []ledger.Hash `cbor:"2,keyasint"`
	Status []Version     `cbor:"3,keyasint"` // surviving values; the most restrictive counts
}

func (p *Person) Ref() Ref    { return Ref{DocPerson, p.ID} }
func (p *Person) Keys() []Key { return nil }

// StatusNow is the most restrictive surviving status.
func (p *Person) StatusNow() string { return mostRestrictive(p.Status, personStatuses) }

// Transaction is a Take or a Return as it happened.
type Transaction struct {
	Command  ledger.CommandID `cbor:"1,keyasint"`
	Stamp    Stamp            `cbor:"2,keyasint"`
	Seq      uint64           `cbor:"3,keyasint"`
	Action   string           `cbor:"4,keyasint"` // Take, Return
	Receipt  string           `cbor:"5,keyasint"`
	Person   ledger.SubjectID `cbor:"6,keyasint"` // of a Return: who brought it
	Account  ledger.AccountID `cbor:"7,keyasint"`
	Station  ledger.StationID `cbor:"8,keyasint"`
	WallMs   int64            `cbor:"9,keyasint"`
	DueMs    int64            `cbor:"10,keyasint"`
	Type     string           `cbor:"11,keyasint"` // TR, PAR
	Purpose  string           `cbor:"12,keyasint"`
	Notes    string           `cbor:"13,keyasint"`
	Lines    []Line           `cbor:"14,keyasint"`
	Body     []byte           `cbor:"15,keyasint"`          // SHA-256 of the entry's body: the same command with another body is refused
	Mass     ledger.SubjectID `cbor:"20,keyasint,omitzero"` // the mass issue it belongs to
	Assigned ledger.SubjectID `cbor:"21,keyasint,omitzero"` // of a Take: the weapon that is his own, as it was then
}

// Moved is how many items it handed out or brought back. Reports count by it, and by nothing else: what only changes the
// receipt that an item is out under moves nothing and is no issue.
func (t *Transaction) Moved() int {
	if t.Converts() {
		return 0
	}
	return len(t.Lines)
}

// Line is one item of a transaction.
type Line struct {
	Item      ledger.SubjectID `cbor:"1,keyasint"`
	Magazines int              `cbor:"2,keyasint"`
	Rounds    int              `cbor:"3,keyasint"`
	Condition string           `cbor:"4,keyasint"`
	Holder    ledger.SubjectID `cbor:"5,keyasint"`           // of a Return: who answered for it
	Taken     ledger.CommandID `cbor:"6,keyasint"`           // of a Return: the Take it ends; of a conversion: the one it takes over from
	Stock     []StockLine      `cbor:"7,keyasint,omitempty"` // of a Take: the stock lines of what went with it
}

// Converts reports whether a Take only puts what its person has already on another receipt.
func (t *Transaction) Converts() bool {
	return t.Action == ActionTake && len(t.Lines) > 0 && !t.Lines[0].Taken.IsZero()
}

func (t *Transaction) Ref() Ref { return Ref{DocTransaction, t.Command.ID} }
func (t *Transaction) Keys() []Key {
	keys := []Key{{"receipt", t.Receipt}}
	if !t.Mass.IsZero() {
		keys = append(keys, Key{"mass", t.Mass.String()})
	}
	return keys
}

// Log is what the projection knows of one log.
type Log struct {
	ID      ledger.ID        `cbor:"1,keyasint"`
	Station ledger.StationID `cbor:"2,keyasint"`
	Prefix  string           `cbor:"3,keyasint"` // of its receipt numbers
	Opened  int64            `cbor:"5,keyasint"` // Unix ms
	Reason  string           `cbor:"6,keyasint"`
	Key     []byte           `cbor:"7,keyasint"` // the station's public key
	Host    []byte           `cbor:"8,keyasint"` // SHA-256 of the machine's id it was opened on
	Ends    []End            `cbor:"9,keyasint"` // by number and hash; one unless the log forks
}

// End is the last entry of a log, or of one branch of a log that forks.
type End struct {
	_        struct{} `cbor:",toarray"`
	Seq      uint64
	Hash     ledger.Hash
	Receipts uint64 // transactions up to it, along its own branch
}

func (l *Log) Ref() Ref    { return Ref{DocLog, l.ID} }
func (l *Log) Keys() []Key { return []Key{{"station", l.Station.String()}} }

// Announcement is a message to every station.
type Announcement struct {
	ID         ledger.ID          `cbor:"1,keyasint"`
	Title      string             `cbor:"2,keyasint"`
	Text       string             `cbor:"3,keyasint"`
	Level      string             `cbor:"4,keyasint"`
	Author     ledger.AccountID   `cbor:"5,keyasint"`
	WallMs     int64              `cbor:"6,keyasint"`
	Stamp      Stamp              `cbor:"7,keyasint"`
	Recipients []ledger.AccountID `cbor:"8,keyasint"`  // enabled when it was published
	Acks       []Acknowledgement  `cbor:"9,keyasint"`  // one an account, by account; the earliest counts
	Withdrawn  string             `cbor:"10,keyasint"` // reason
	Heads      []ledger.Hash      `cbor:"11,keyasint"`
}

// Acknowledgement is who has read an announcement.
type Acknowledgement struct {
	_       struct{} `cbor:",toarray"`
	Account ledger.AccountID
	WallMs  int64
	Station ledger.StationID
	Stamp   Stamp
}

func (a *Announcement) Ref() Ref { return Ref{DocAnnouncement, a.ID} }
func (a *Announcement) Keys() []Key {
	if a.Withdrawn != "" {
		return []Key{{"all", "yes"}}
	}
	return []Key{{"all", "yes"}, {"live", "yes"}}
}

// Conflict is a contradiction between entries that did not see each other. Its id is cut from
// SHA-256(kind, sorted hashes), so every station finds the same one.
type Conflict struct {
	ID       ledger.ID          `cbor:"1,keyasint"`
	Kind     string             `cbor:"2,keyasint"`
	Entries  []ledger.Hash      `cbor:"3,keyasint"` // sorted
	Items    []ledger.SubjectID `cbor:"4,keyasint"`
	People   []ledger.SubjectID `cbor:"5,keyasint"`
	Detail   string             `cbor:"6,keyasint"`
	Closed   Stamp              `cbor:"7,keyasint"` // zero while open
	Finding  string             `cbor:"8,keyasint"`
	ClosedBy ledger.AccountID   `cbor:"9,keyasint"`
	ClosedMs int64              `cbor:"10,keyasint"`
	FoundMs  int64              `cbor:"11,keyasint"`           // the latest wall time of its entries
	Records  []ledger.SubjectID `cbor:"12,keyasint,omitempty"` // other records it is about: stock lines, models, accounts, ...
	Count    int                `cbor:"13,keyasint,omitempty"` // of a tail: its entries, of which only the first are named
	Unproven bool               `cbor:"14,keyasint,omitempty"` // nobody is shown it: the key of the hub it is about is not known, or is another
}

func (c *Conflict) Ref() Ref   { return Ref{DocConflict, c.ID} }
func (c *Conflict) Open() bool { return c.Closed.Hash.IsZero() }
func (c *Conflict) Keys() []Key {
	if c.Unproven {
		return []Key{{"unproven", c.Records[0].String()}}
	}
	keys := []Key{{"state", "open"}}
	if !c.Open() {
		keys[0].Value = "closed"
	}
	for _, about := range slices.Concat(c.Items, c.People) {
		keys = append(keys, Key{"about", about.String()})
	}
	if c.Kind == ConflictTail {
		keys = append(keys, Key{"tail", "yes"})
	}
	if !c.Open() {
		return keys
	}
	if c.Kind == ConflictEdited { // a rack number in dispute keeps no rifle in the rack
		return keys
	}
	for _, item := range c.Items {
		keys = append(keys, Key{"item", item.String()})
	}
	return keys
}

// Stock is the quantity of a stock line: the last count, and what moved since. While counts that did not see each other
// stand side by side the quantity is the newest one's, and a conflict says so where they differ; what any of them saw moves
// nothing any more.
type Stock struct {
	ID       ledger.ID     `cbor:"1,keyasint"`
	Heads    []ledger.Hash `cbor:"2,keyasint"`
	Counts   []Quantity    `cbor:"3,keyasint"` // counts nobody's count replaced, by stamp
	Moved    int64         `cbor:"5,keyasint"` // the sum of the movements that no count saw
	Received bool          `cbor:"6,keyasint"` // something came in, ever
}

// Quantity is a count.
type Quantity struct {
	_     struct{} `cbor:",toarray"`
	N     int64
	Stamp Stamp
}

func (s *Stock) Ref() Ref    { return Ref{DocStock, s.ID} }
func (s *Stock) Keys() []Key { return nil }

// OnHand is the quantity, and whether it is known at all: a line that was never received or counted refuses nothing.
func (s *Stock) OnHand() (n int64, known bool) {
	if len(s.Counts) > 0 {
		n = s.Counts[len(s.Counts)-1].N
	}
	return n + s.Moved, s.Received || len(s.Counts) > 0
}
