package app

// ReportQuery asks for a report. Days are days of this PC's time zone, written 2026-11-28; both count. Empty: today.
type ReportQuery struct {
	Report string `json:"report"` // strength, issues, overdue, activity, custody
	By     string `json:"by"`     // of issues: day, hour, purpose; of overdue: now, person; of activity: person, item, station, account
	From   string `json:"from"`
	To     string `json:"to"`
	Item   string `json:"item"` // of custody
}

// Report is a table of figures, with what to draw of it.
type Report struct {
	Report  string         `json:"report"`
	By      string         `json:"by"`
	From    string         `json:"from"` // empty: the report is of now, or of all time
	To      string         `json:"to"`
	Subject string         `json:"subject"` // of custody: the item
	Made    string         `json:"made"`
	Columns []ReportColumn `json:"columns"`
	Rows    []ReportRow    `json:"rows"`
	Sums    []string       `json:"sums"`  // one for each column; empty: there are none
	Total   int            `json:"total"` // rows there are; the screen gets the first of them
	Bars    []string       `json:"bars"`  // keys of the columns to draw; empty: no chart
	Stacked bool           `json:"stacked"`
}

// ReportColumn is one column. Kind says what stands in its cells: text, code, count, day (2026-11-28), month (2026-11),
// hour (0 to 23), time (RFC 3339), span (seconds), state (of an item).
type ReportColumn struct {
	Key  string `json:"key"`
	Kind string `json:"kind"`
}

// ReportRow is one row; a cell that has nothing to say is empty. Link is the page of what the row is about.
type ReportRow struct {
	Cells []string `json:"cells"`
	Link  string   `json:"link"`
}
