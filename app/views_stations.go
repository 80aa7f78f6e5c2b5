package app

// StationRow is one enrolled station, as far as it is known now.
type StationRow struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	State    string `json:"state"` // hub, member, alone, settling, discovering, connecting, catching-up, unreachable, revoked
	Role     string `json:"role"`  // hub, member, alone, settling, discovering, connecting; empty when it is not in sight
	Hub      bool   `json:"hub"`   // the hub of this station
	This     bool   `json:"this"`
	Priority int    `json:"priority"` // the highest is preferred as hub
	Addr     string `json:"addr"`
	FoundBy  string `json:"foundBy"` // mdns, known, typed, peer
	Behind   int    `json:"behind"`  // entries it lacks
	DelayMs  int    `json:"delayMs"`
	ClockMs  int    `json:"clockMs"` // its clock minus this PC's
	Version  string `json:"version"`
	LastSeen string `json:"lastSeen"`
	Enrolled string `json:"enrolled"`
}

// Lan is the connection to the other stations.
type Lan struct {
	Role      string       `json:"role"` // hub, member, alone, settling, discovering, connecting
	Hub       string       `json:"hub"`  // its name; empty while there is none
	HubID     string       `json:"hubId"`
	Term      int          `json:"term"`
	Since     string       `json:"since"`     // of the role
	Electing  bool         `json:"electing"`  // a hub is being looked for or agreed on
	Discovery string       `json:"discovery"` // all, typed
	Barred    string       `json:"barred"`    // why the others do not speak with this one: CLONE, REVOKED; empty when they do
	Problem   string       `json:"problem"`   // why others do not reach this station where they should; empty when they do
	Waiting   int          `json:"waiting"`   // entries of this station that are not on two stations yet
	ClockMs   *int         `json:"clockMs"`   // the hub's clock minus this PC's; null while there is nobody to compare with
	Stations  []StationRow `json:"stations"`
	Doubts    []DoubtRow   `json:"doubts"`
}

// DoubtRow is what a station had leave to write about when it was lost: nobody knows whether it did.
type DoubtRow struct {
	Items   []string `json:"items"`  // labels
	People  []string `json:"people"` // names
	Station string   `json:"station"`
	Since   string   `json:"since"`
}

// Doubted says at which station an item may have been issued.
type Doubted struct {
	Station string `json:"station"`
	Since   string `json:"since"`
}

// Invitation is a join code at the station that gave it. State: none, waiting (for a newcomer), comparing (the newcomer
// has shown that it knows the code: are the digits on both screens the same?), admitting, done, failed, expired.
type Invitation struct {
	State   string `json:"state"`
	Code    string `json:"code"`
	Expires string `json:"expires"`
	At      string `json:"at"`   // where the newcomer reaches this station; empty when not known
	Name    string `json:"name"` // of the newcomer
	Address string `json:"address"`
	Digits  string `json:"digits"`
	By      string `json:"by"`   // name of the superuser who gave the code
	Mine    bool   `json:"mine"` // the caller gave it: nobody else may confirm
	Problem *Error `json:"problem"`
}

// JoinRequest is what a newcomer types: its own name, the code, and an address when the hub was not found.
type JoinRequest struct {
	Station string `json:"station"`
	Code    string `json:"code"`
	Address string `json:"address"`
}

// JoinState is how far a newcomer is. State: idle, looking, connecting, comparing, syncing, opening, done, failed.
type JoinState struct {
	State   string `json:"state"`
	Digits  string `json:"digits"`
	Site    string `json:"site"`
	Inviter string `json:"inviter"` // name of the station that lets it in
	Done    int    `json:"done"`    // entries
	Total   int    `json:"total"`
	Problem *Error `json:"problem"`
}

// FoundStation is a station that a newcomer found on the LAN. Station8 and Site8 are 8 characters of its ids,
// as they are announced; empty for an address that was typed.
type FoundStation struct {
	Address  string `json:"address"`
	Station8 string `json:"station8"`
	Site8    string `json:"site8"`
}

// Conflict is something that does not add up, found by the ledger.
type Conflict struct {
	ID       string           `json:"id"`
	Kind     string           `json:"kind"`
	Title    string           `json:"title"`
	State    string           `json:"state"` // Open, Resolved
	Found    string           `json:"found"`
	Items    []ItemRow        `json:"items"`
	People   []PersonRow      `json:"people"`
	Events   []HistoryEvent   `json:"events"`
	Sides    []ConflictSide   `json:"sides"`   // the same events by the station that wrote them
	Choices  []ConflictChoice `json:"choices"` // what an administrator may decide; none when it closes by itself
	Heals    string           `json:"heals"`   // what to do instead of deciding; empty when there are choices
	Now      string           `json:"now"`     // a sentence: what holds until it ends; empty when items and people tell
	Finding  string           `json:"finding"`
	ClosedBy string           `json:"closedBy"`
	ClosedAt string           `json:"closedAt"`
}

// ConflictSide is what one station wrote, of a log that went two ways in one of its branches.
type ConflictSide struct {
	Station   string         `json:"station"`
	StationID string         `json:"stationId"`
	Branch    int            `json:"branch"` // from 1; 0 when the log did not fork
	Events    []HistoryEvent `json:"events"`
	More      int            `json:"more"` // entries that are not listed
}

// ConflictChoice is one decision. ID goes to Conflicts.Resolve as it is.
type ConflictChoice struct {
	ID          string `json:"id"` // a person's ULID, empty (nobody), adopt, reject, an entry's hash
	Title       string `json:"title"`
	Consequence string `json:"consequence"`
	Holder      string `json:"holder"` // name of who will answer for the items; empty: nobody
	AtOnce      bool   `json:"atOnce"` // needs no finding
}
