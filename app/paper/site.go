package paper

import "time"

// Site is the armory whose name stands over a sheet.
type Site struct {
	Name, Unit string
	Commander  Signatory
}

// Signatory is who signs below a sheet. Signature is the drawn signature as PNG or JPEG; without it there is room for a pen.
type Signatory struct {
	Rank, Name, Title string
	Signature         []byte
}

func (s Signatory) fullName() string { return joined(" ", s.Rank, s.Name) }

// Printed is when and by whom a sheet was printed. At is the PDF's date and has to be given.
type Printed struct {
	At          time.Time
	By, Station string
}

// line is the small print at the foot of a page.
func (p Printed) line() string {
	return "Printed " + joined(", ", moment(p.At), p.Station, p.By)
}

// moment is a point in time as it is printed; empty for none.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2 Jan 2006 15:04")
}

// joined are the parts that are not empty.
func joined(separator string, parts ...string) string {
	out := ""
	for _, part := range parts {
		if part == "" {
			continue
		}
		if out != "" {
			out += separator
		}
		out += part
	}
	return out
}
