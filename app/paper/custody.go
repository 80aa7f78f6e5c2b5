package paper

import "time"

// Custody is everything the ledger says about one item or one person.
type Custody struct {
	Site    Site
	Of      Subject
	Events  []Event // in the ledger's order
	Printed Printed
}

// Subject is the item or the person; what it does not have stays empty.
type Subject struct {
	Name, ID, Serial  string
	Model, Group      string
	Status, Condition string
	Registered        time.Time
}

// Event is one entry of the ledger in words. With Suspect its time comes from a clock that was wrong.
type Event struct {
	Time             time.Time
	Title, Detail    string
	Receipt          string
	Account, Station string
	Suspect          bool
}

// PDF is the history on as many pages as it needs.
func (c Custody) PDF(on Printer) ([]byte, error) {
	if err := few("events", len(c.Events)); err != nil {
		return nil, err
	}
	s, out, width, err := document("Custody history", joined(" · ", c.Of.Name, c.Of.ID), c.Site, c.Printed, on)
	if err != nil {
		return nil, err
	}
	of := c.Of
	out.first = stack(out.first,
		s.fields(width, field{"Of", of.Name, 7, figure.at(12)}, field{"Id", of.ID, 5, valueID}),
		s.fields(width, field{"Model", of.Model, 3, value}, field{"Serial number", of.Serial, 3, valueID}, field{"Group", of.Group, 2, value},
			field{"Status", of.Status, 2, value}, field{"Condition", of.Condition, 2, value}, field{"Registered", moment(of.Registered), 2, value}))
	columns := []column{
		{"Date and time", 29, cell, false}, {"What happened", 80, cell, false}, {"Receipt", 26, cellID, false}, {"By", 25, cell, false}, {"Station", 22, cell, false},
	}
	rows := part{head: s.columnHead("", width, columns)}
	suspect := ""
	for _, e := range c.Events {
		at := moment(e.Time)
		if e.Suspect {
			at += " *"
			suspect = "* The clock of that station was wrong. The rows stand in the order of the ledger, which does not depend on clocks."
		}
		rows.rows = append(rows.rows, s.row(width, columns, at, joined("\n", e.Title, e.Detail), e.Receipt, e.Account, e.Station))
	}
	out.parts = []part{rows}
	if suspect != "" {
		out.closing = stack(space(2), s.paragraph(small, width, suspect))
	}
	return out.whole(s)
}
