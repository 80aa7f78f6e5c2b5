package app

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

// LostPasswords is what the recovery sheet is for: a new superuser. Sheet is its 24 words or the text of its code.
type LostPasswords struct {
	Sheet    string `json:"sheet"`
	Username string `json:"username"`
	FullName string `json:"fullName"`
	Password string `json:"password"`
}

// LostStations is what else it is for: on this PC lies a backup of a site of which no station is left. Station is its name now.
type LostStations struct {
	Sheet   string `json:"sheet"`
	Station string `json:"station"`
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
