package app

// Upkeep is what was fired with an item and done to it, and how it stands towards its next inspection.
type Upkeep struct {
	Rounds      int        `json:"rounds"` // fired, all that is known
	Since       string     `json:"since"`  // the last inspection or, when there was none, registration
	RoundsSince int        `json:"roundsSince"`
	DaysSince   int        `json:"daysSince"`
	EveryRounds int        `json:"everyRounds"` // 0: rounds do not call for an inspection
	EveryDays   int        `json:"everyDays"`   // 0: time does not call for one
	Due         bool       `json:"due"`
	Last        []WorkDone `json:"last"` // the newest of each kind of work
}
type WorkDone struct {
	Work string `json:"work"` // cleaned, inspected, test-fired, repaired
	By   string `json:"by"`
	Time string `json:"time"`
}

// MaintenanceRow is an item in maintenance or due for inspection. Since, Why, By and Station say who sent it there.
type MaintenanceRow struct {
	ItemRow
	Upkeep  Upkeep `json:"upkeep"`
	Since   string `json:"since"` // in maintenance; empty: it is not
	Why     string `json:"why"`
	By      string `json:"by"`
	Station string `json:"station"`
}

// WorkForm logs work on an item; Status and Condition are what it is afterwards, empty: as it was.
type WorkForm struct {
	CommandID string `json:"commandId"` // the same one twice is one piece of work
	ItemID    string `json:"itemId"`
	Work      string `json:"work"`   // cleaned, inspected, test-fired, repaired
	By        string `json:"by"`     // who did it; empty: the caller
	Rounds    int    `json:"rounds"` // fired
	Text      string `json:"text"`
	Status    string `json:"status"` // Available, Maintenance
	Condition string `json:"condition"`
}

// Qualified is until when somebody is qualified for each category, as YYYY-MM-DD; empty: not at all.
type Qualified struct {
	QualRifle  string `json:"qualRifle"`
	QualPistol string `json:"qualPistol"`
	QualOther  string `json:"qualOther"`
}
