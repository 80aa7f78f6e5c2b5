package app

// The shapes that cross to a screen: here those of every page, beside it in views_*.go those of one noun.
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
