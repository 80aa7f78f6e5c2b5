package app

// The shapes that cross to a screen; those of the stations and of what stations disagree about are in views_stations.go.
// Every struct is mirrored in frontend/src/backend/types.gen.ts (written by go test ./app -run TypeScript -update).
// Times are RFC 3339 in UTC, empty when unknown; numbers stay under 2^53; slices are never null.

// Page is one page of a list; Next is an opaque cursor, empty on the last page. Total counts all rows of the filter.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next"`
	Total int    `json:"total"`
}

// ListQuery asks for a page of any list. Filter's keys are named by each list.
type ListQuery struct {
	Text   string            `json:"text"`
	Filter map[string]string `json:"filter"`
	Sort   string            `json:"sort"` // column name, "-" in front for descending
	After  string            `json:"after"`
	Offset int               `json:"offset"` // rows to skip, for virtual tables; with After left empty
	Limit  int               `json:"limit"`  // at most 500, 100 when 0
}

// SetupState is what an unenrolled or enrolled PC tells before anybody signed in.
type SetupState struct {
	NeedsSite   bool   `json:"needsSite"`
	Site        string `json:"site"`
	Unit        string `json:"unit"`
	Station     string `json:"station"`
	HostName    string `json:"hostName"` // suggested station name
	DataDir     string `json:"dataDir"`
	Version     string `json:"version"`
	Busy        string `json:"busy"`     // "rebuilding" while the store is being read, else empty
	Progress    int    `json:"progress"` // percent of Busy
	Problem     *Error `json:"problem"`  // why the store could not be opened
	NeedsToken  bool   `json:"needsToken"`
	Interactive bool   `json:"interactive"` // true in the desktop window
	CanJoin     bool   `json:"canJoin"`     // a site may be joined here: none was made, or a join was cut off half way
}

// NewSite is the first start: a site, this station, its first superuser.
type NewSite struct {
	Site     string `json:"site"`
	Unit     string `json:"unit"`
	Station  string `json:"station"`
	Username string `json:"username"`
	FullName string `json:"fullName"`
	Password string `json:"password"`
}

// Recovery is the site's root key, shown once. Words is 24 words; Text the same as hex; QR a picture of Text as a data: address.
type Recovery struct {
	Words []string `json:"words"`
	Text  string   `json:"text"`
	QR    string   `json:"qr"`
}

// SignedIn answers a sign-in.
type SignedIn struct {
	Token   string  `json:"token"`
	Account Account `json:"account"`
}

// Account is someone who signs in. Can lists the commands the role may use.
type Account struct {
	ID          string   `json:"id"`
	Username    string   `json:"username"`
	Name        string   `json:"name"`
	Role        string   `json:"role"` // superuser, administrator, armorer, auditor, display
	Disabled    bool     `json:"disabled"`
	LockedUntil string   `json:"lockedUntil"`
	LastSeen    string   `json:"lastSeen"`
	Online      bool     `json:"online"`
	Can         []string `json:"can"`
}

// NewAccount registers an account; EditAccount changes one (empty fields stay).
type NewAccount struct {
	Username string `json:"username"`
	Name     string `json:"name"`
	Role     string `json:"role"`
	Password string `json:"password"`
}
type EditAccount struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Role     string `json:"role"`
	Disabled bool   `json:"disabled"`
	Reason   string `json:"reason"`
}

// Shell is what every page shows around its content.
type Shell struct {
	Site              string         `json:"site"`
	Unit              string         `json:"unit"`
	Station           string         `json:"station"`
	StationID         string         `json:"stationId"`
	Role              string         `json:"role"` // hub, member, alone, settling, discovering, connecting
	Hub               string         `json:"hub"`
	Entries           int            `json:"entries"`
	Waiting           int            `json:"waiting"` // entries not yet on two stations; 0 when the site has one station
	Unread            int            `json:"unread"`
	ConflictsOpen     int            `json:"conflictsOpen"`
	DiscrepanciesOpen int            `json:"discrepanciesOpen"` // open or under review, the conflicts too
	Overdue           int            `json:"overdue"`
	DueSoon           int            `json:"dueSoon"`
	LowStock          int            `json:"lowStock"`    // stock lines below what they warn at
	IdleLockMin       int            `json:"idleLockMin"` // 0 = never
	Announcements     []Announcement `json:"announcements"`
	Mass              []MassRow      `json:"mass"` // those that run
	ClockWarning      string         `json:"clockWarning"`
	CountsDue         []CountDue     `json:"countsDue"` // counts that were not opened yet, of today and tomorrow
	Version           string         `json:"version"`
	Now               string         `json:"now"`
}

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
	Registered string         `json:"registered"`
	History    []HistoryEvent `json:"history"`
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

// Override is "issue now without check" or over a block: a reason, maybe a second account.
type Override struct {
	Reason         string `json:"reason"`
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

// Board is the live picture of the armory.
type Board struct {
	Available     int             `json:"available"`
	Issued        int             `json:"issued"`
	Overdue       int             `json:"overdue"`
	DueSoon       int             `json:"dueSoon"` // part of Issued, as Overdue is
	Maintenance   int             `json:"maintenance"`
	Total         int             `json:"total"`
	Models        []ModelStrength `json:"models"`
	Out           []ItemRow       `json:"out"` // overdue first, at most 200
	OutTotal      int             `json:"outTotal"`
	Online        []Online        `json:"online"`
	Stations      []StationRow    `json:"stations"`
	IssuedToday   int             `json:"issuedToday"`
	ReturnedToday int             `json:"returnedToday"`
}
type ModelStrength struct {
	ModelID     string `json:"modelId"`
	Model       string `json:"model"`
	Category    string `json:"category"`
	Available   int    `json:"available"`
	Issued      int    `json:"issued"`
	Overdue     int    `json:"overdue"` // part of Issued
	Maintenance int    `json:"maintenance"`
	Other       int    `json:"other"`
	Total       int    `json:"total"`
}
type Online struct {
	AccountID string `json:"accountId"`
	Username  string `json:"username"`
	Name      string `json:"name"`
	Role      string `json:"role"`
	Station   string `json:"station"`
	Since     string `json:"since"`
	State     string `json:"state"` // active, locked
}

// FeedLine is one line of the live feed, newest first.
type FeedLine struct {
	Seq         int    `json:"seq"`
	Type        string `json:"type"` // transaction_created, transaction_returned, inventory_updated, announcement, notification
	Time        string `json:"time"`
	Who         string `json:"who"`
	What        string `json:"what"`
	Detail      string `json:"detail"`
	Where       string `json:"where"`
	Transaction string `json:"transaction"`
}

// Notification is computed from an entry for one account or for all.
type Notification struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Message string `json:"message"`
	Level   string `json:"level"` // info, success, warning, error
	Time    string `json:"time"`
	Read    bool   `json:"read"`
	Link    string `json:"link"` // route inside the app, may be empty
}

// Announcement is a message to every station. Recipients are the accounts enabled when it was published.
type Announcement struct {
	ID        string   `json:"id"`
	Title     string   `json:"title"`
	Text      string   `json:"text"`
	Level     string   `json:"level"`
	Author    string   `json:"author"`
	Time      string   `json:"time"`
	Withdrawn bool     `json:"withdrawn"`
	Mine      bool     `json:"mine"` // I have acknowledged it, or wrote it
	Acked     []Ack    `json:"acked"`
	Waiting   []string `json:"waiting"` // names that have not
}
type Ack struct {
	Name    string `json:"name"`
	Time    string `json:"time"`
	Station string `json:"station"`
}
type NewAnnouncement struct {
	Title string `json:"title"`
	Text  string `json:"text"`
	Level string `json:"level"`
}

// SiteSettings is the site's own page.
type SiteSettings struct {
	Name           string `json:"name"`
	Unit           string `json:"unit"`
	CommanderName  string `json:"commanderName"`
	CommanderRank  string `json:"commanderRank"`
	CommanderTitle string `json:"commanderTitle"`
	Limit          string `json:"limit"`      // one, one-each, or a number of items
	DueHours       int    `json:"dueHours"`   // of a TR
	DueSoonMin     int    `json:"dueSoonMin"` // before its due time a receipt is called due soon
	IdleLockMin    int    `json:"idleLockMin"`
	CutOff         string `json:"cutOff"`        // confirm, free, two-person
	Qualification  string `json:"qualification"` // off, warn, refuse

	TwoPerson []string `json:"twoPerson"` // what needs a second person: override, resolve, retire

	// Times of day such as 06:00 by which these counts are opened; empty: nobody is reminded.
	OpeningCount string `json:"openingCount"`
	ClosingCount string `json:"closingCount"`
}

// ReferenceList is an editable list of words: ranks-enlisted, ranks-officer, groups.
type ReferenceList struct {
	Name   string   `json:"name"`
	Title  string   `json:"title"`
	Values []string `json:"values"`
}

// Job is a long-running piece of work: import, verify, backup, restore, export.
type Job struct {
	ID     string `json:"id"`
	Kind   string `json:"kind"`
	State  string `json:"state"` // running, done, failed, cancelled
	Done   int    `json:"done"`
	Total  int    `json:"total"` // 0 = unknown
	Text   string `json:"text"`
	Result string `json:"result"` // one sentence when done
	Error  *Error `json:"error"`
}

// ImportPreview is the dry run: every bad row with its reason.
type ImportPreview struct {
	UploadID string     `json:"uploadId"`
	File     string     `json:"file"`
	What     string     `json:"what"`   // people or items
	Format   string     `json:"format"` // "CSV, UTF-16, semicolons", "XLSX, sheet People"
	Columns  []string   `json:"columns"`
	Ignored  []string   `json:"ignored"`
	Missing  []string   `json:"missing"` // required columns that are not there
	Rows     int        `json:"rows"`
	Good     int        `json:"good"`
	Bad      []BadRow   `json:"bad"`
	Sample   [][]string `json:"sample"` // the first good rows, in the order of Columns
}
type BadRow struct {
	Row    int      `json:"row"` // as a spreadsheet numbers it
	Column string   `json:"column"`
	Value  string   `json:"value"`
	Reason string   `json:"reason"`
	Cells  []string `json:"cells"`
}

// File is something to save or show.
type File struct {
	Name   string `json:"name"`
	Mime   string `json:"mime"`
	Base64 string `json:"base64"`
}

// ReceiptPrint is how a receipt is printed: on which paper (A4, Legal; empty: what the printer has), and whether again.
type ReceiptPrint struct {
	Paper string `json:"paper"`
	Copy  bool   `json:"copy"`
}

// PrinterSettings is how the printers of this PC are set. Paper (A4, Legal) is that of sheets; cards and tags have their own
// size, and often printers of their own.
type PrinterSettings struct {
	Paper  string      `json:"paper"`
	Sheets PrintOffset `json:"sheets"` // at most 5 mm
	Cards  PrintOffset `json:"cards"`  // at most 1.5 mm
	Tags   PrintOffset `json:"tags"`   // at most 1.5 mm
}

// PrintOffset is by how much a printer is told to print further right and down, so that the sheet comes out straight;
// tenths of a millimetre.
type PrintOffset struct {
	Right int `json:"right"`
	Down  int `json:"down"`
}

// AuditSummary is the state of this PC's store.
type AuditSummary struct {
	Entries          int      `json:"entries"`
	Logs             []LogRow `json:"logs"`
	Digest           string   `json:"digest"`
	StoreBytes       int      `json:"storeBytes"`
	LastVerify       string   `json:"lastVerify"`
	LastVerifyResult string   `json:"lastVerifyResult"`
	LastBackup       string   `json:"lastBackup"`
	BackupDir        string   `json:"backupDir"`
	BackupEveryHours int      `json:"backupEveryHours"` // 0 = by hand
	DataDir          string   `json:"dataDir"`
	Unread           int      `json:"unread"` // entries this version cannot read
}
type LogRow struct {
	Log     string `json:"log"`
	Station string `json:"station"`
	Entries int    `json:"entries"`
	Opened  string `json:"opened"`
	Reason  string `json:"reason"`
	Own     bool   `json:"own"`
}
type BackupRow struct {
	Path    string `json:"path"`
	Time    string `json:"time"`
	Bytes   int    `json:"bytes"`
	Entries int    `json:"entries"`
	Bad     string `json:"bad"` // a sentence: why it cannot be restored; empty as far as is known
}

// AttachmentView is a photo or a signature.
type AttachmentView struct {
	URL      string `json:"url"`      // data: with the picture; empty while it is arriving
	Arriving bool   `json:"arriving"` // another station has it, and it comes
}

// Hit is one answer of the command palette's search over records.
type Hit struct {
	Kind   string `json:"kind"` // person, item, transaction
	ID     string `json:"id"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
	Status string `json:"status"`
}
