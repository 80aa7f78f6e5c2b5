package app

// MassRow is a mass issue: one purpose for everybody, at every station.
type MassRow struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Purpose     string `json:"purpose"`
	ReceiptType string `json:"receiptType"` // TR, PAR
	Live        bool   `json:"live"`
	Opened      string `json:"opened"`
	OpenedBy    string `json:"openedBy"`
	OpenedAt    string `json:"openedAt"` // station
	Closed      string `json:"closed"`   // empty while it runs
	ClosedBy    string `json:"closedBy"`
	ClosedAt    string `json:"closedAt"`
	Note        string `json:"note"`
	Issued      int    `json:"issued"` // receipts
}

// NewMass opens a mass issue.
type NewMass struct {
	Title       string `json:"title"`
	PurposeID   string `json:"purposeId"`
	PurposeText string `json:"purposeText"` // with a free-text purpose
	ReceiptType string `json:"receiptType"` // TR or PAR
}

// MassIssue gives one item to one person. The same CommandID twice is one transaction.
type MassIssue struct {
	MassID    string    `json:"massId"`
	CommandID string    `json:"commandId"`
	PersonID  string    `json:"personId"`
	ItemID    string    `json:"itemId"`
	Override  *Override `json:"override"`
}

// MassFigures is how a mass issue goes. Here is this station.
type MassFigures struct {
	Mass       MassRow       `json:"mass"`
	Here       int           `json:"here"`
	All        int           `json:"all"`
	MinuteHere int           `json:"minuteHere"` // receipts within the last minute
	MinuteAll  int           `json:"minuteAll"`
	Stations   []MassStation `json:"stations"` // the one with most first
	Models     []MassModel   `json:"models"`
	Last       []Transaction `json:"last"` // ten, newest first
}
type MassStation struct {
	Station string `json:"station"`
	Issued  int    `json:"issued"`
	Last    string `json:"last"`
	Here    bool   `json:"here"`
}
type MassModel struct {
	Model    string `json:"model"`
	Category string `json:"category"`
	Issued   int    `json:"issued"` // within the mass issue
	Left     int    `json:"left"`   // available now
}

// RehearsalAsk is what a mass issue would be: a weapon of the category for everybody who is active, or for one group.
type RehearsalAsk struct {
	PurposeID string `json:"purposeId"`
	Category  string `json:"category"` // empty: the first that the purpose has a loadout for, else rifle
	Group     string `json:"group"`    // empty: everybody
}

// Rehearsal says beforehand whether there is enough.
type Rehearsal struct {
	Category  string            `json:"category"`
	Expected  int               `json:"expected"` // people who are active
	Need      int               `json:"need"`     // of them, those who may take one more
	Holders   []MassHolder      `json:"holders"`  // who hold something already; at most 500
	Unfit     []PersonRow       `json:"unfit"`    // inactive, suspended; at most 200
	UnfitAll  int               `json:"unfitAll"`
	Weapons   []RehearsalWeapon `json:"weapons"`
	Supplies  []RehearsalSupply `json:"supplies"`
	Shortfall []Shortfall       `json:"shortfall"`
}
type MassHolder struct {
	PersonID string `json:"personId"`
	Person   string `json:"person"`
	Label    string `json:"label"`
	Items    string `json:"items"`
	Blocked  bool   `json:"blocked"` // the limit gives him no more
}
type RehearsalWeapon struct {
	Category    string `json:"category"`
	Ready       int    `json:"ready"`
	Out         int    `json:"out"`
	Maintenance int    `json:"maintenance"` // and whatever else is not available
	Doubtful    int    `json:"doubtful"`    // available, but under a discrepancy, damaged or in doubt
}
type RehearsalSupply struct {
	What    string `json:"what"` // magazine, ammunition
	Calibre string `json:"calibre"`
	Need    int    `json:"need"`
	Have    int    `json:"have"`
	Known   bool   `json:"known"` // some stock line of it was received or counted
}

// Shortfall is one thing there is not enough of. Kind: nobody, weapons, magazine, ammunition, uncounted, holding, unfit,
// unqualified, doubtful, loadout. What is its category or calibre.
type Shortfall struct {
	Kind string `json:"kind"`
	What string `json:"what"`
	Need int    `json:"need"`
	Have int    `json:"have"`
}

// MassAccount is what became of what a mass issue gave out.
type MassAccount struct {
	Mass      MassRow       `json:"mass"`
	Issued    int           `json:"issued"` // items
	Back      int           `json:"back"`
	Out       int           `json:"out"`
	Settled   int           `json:"settled"`   // neither: an administrator found otherwise
	Magazines int           `json:"magazines"` // did not come back with what is back
	Rounds    int           `json:"rounds"`
	Expended  int           `json:"expended"` // rounds that are not missing: they were fired, by what their Returns say
	Models    []MassBack    `json:"models"`
	Lines     []MassLine    `json:"lines"` // what is out first, by person
	Stations  []MassStation `json:"stations"`
}
type MassBack struct {
	Model   string `json:"model"`
	Issued  int    `json:"issued"`
	Back    int    `json:"back"`
	Out     int    `json:"out"`
	Settled int    `json:"settled"`
}
type MassLine struct {
	State       string `json:"state"` // out, back, settled
	PersonID    string `json:"personId"`
	Person      string `json:"person"`
	PersonLabel string `json:"personLabel"`
	Group       string `json:"group"`
	ItemID      string `json:"itemId"`
	Model       string `json:"model"`
	Number      string `json:"number"`
	Serial      string `json:"serial"`
	ReceiptNo   string `json:"receiptNo"`
	Transaction string `json:"transaction"`
	Station     string `json:"station"`
	Issued      string `json:"issued"`
	Returned    string `json:"returned"`
	Magazines   int    `json:"magazines"` // that went out with it
	Rounds      int    `json:"rounds"`
	ShortMags   int    `json:"shortMags"` // of them not back with it
	ShortRounds int    `json:"shortRounds"`
	Expended    int    `json:"expended"` // rounds
}
