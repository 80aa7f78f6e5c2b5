package app

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
