package app

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"armguard/app/armory"
	"armguard/app/ledger"
	"armguard/app/paper"
)

// What became of an item that a mass issue gave out.
const (
	lineOut     = "out"
	lineBack    = "back"
	lineSettled = "settled" // an administrator found otherwise
)

// Account is what became of everything a mass issue gave out.
func (s *Mass) Account(c *Caller, id string) (MassAccount, error) {
	var out MassAccount
	return out, s.app.ofMass(c, id, func(sh *show, doc *armory.Mass, takes []*armory.Transaction) (err error) {
		out, err = sh.massAccount(doc, takes)
		return err
	})
}

func (s *show) massAccount(doc *armory.Mass, takes []*armory.Transaction) (MassAccount, error) {
	out := MassAccount{Models: []MassBack{}, Lines: []MassLine{}}
	var err error
	if out.Mass, err = massRow(s.names, doc); err != nil {
		return out, err
	}
	if out.Stations, err = s.massStations(takes); err != nil {
		return out, err
	}
	for _, take := range takes {
		for _, line := range take.Lines {
			row, err := s.massLine(take, line)
			if err != nil {
				return out, err
			}
			out.add(row)
		}
	}
	slices.SortStableFunc(out.Lines, func(a, b MassLine) int {
		return cmp.Or(cmp.Compare(stateOrder(a), stateOrder(b)), strings.Compare(nameOf(a), nameOf(b)))
	})
	sortBy(out.Models, func(m MassBack) string { return m.Model })
	return out, nil
}

// stateOrder puts what is out first.
func stateOrder(l MassLine) int {
	return slices.Index([]string{lineOut, lineSettled, lineBack}, l.State)
}

// nameOf is a person's name without the rank, for sorting.
func nameOf(l MassLine) string {
	_, name, _ := strings.Cut(l.Person, " ")
	return cmp.Or(name, l.Person)
}

func (m *MassAccount) add(row MassLine) {
	i := slices.IndexFunc(m.Models, func(b MassBack) bool { return b.Model == row.Model })
	if i < 0 {
		i, m.Models = len(m.Models), append(m.Models, MassBack{Model: row.Model})
	}
	model := &m.Models[i]
	m.Issued, model.Issued = m.Issued+1, model.Issued+1
	switch row.State {
	case lineOut:
		m.Out, model.Out = m.Out+1, model.Out+1
	case lineBack:
		m.Back, model.Back = m.Back+1, model.Back+1
	default:
		m.Settled, model.Settled = m.Settled+1, model.Settled+1
	}
	m.Magazines, m.Rounds, m.Expended = m.Magazines+row.ShortMags, m.Rounds+row.ShortRounds, m.Expended+row.Expended
	m.Lines = append(m.Lines, row)
}

func (s *show) massLine(take *armory.Transaction, line armory.Line) (MassLine, error) {
	person, err := s.record(armory.KindPerson, take.Person.ID)
	if err != nil {
		return MassLine{}, err
	}
	item, model, err := s.item(line.Item)
	if err != nil {
		return MassLine{}, err
	}
	out := MassLine{State: lineSettled, PersonID: person.ID.String(), Person: armory.PersonName(person), PersonLabel: person.Value("label"), Group: person.Value("group"),
		ItemID: item.ID.String(), Model: model.Value("name"), Number: item.Value("number"), Serial: item.Value("serial"), ReceiptNo: take.Receipt,
		Transaction: take.Command.String(), Issued: rfc(take.WallMs), Magazines: line.Magazines, Rounds: line.Rounds}
	if out.Station, err = s.station(take.Station); err != nil {
		return out, err
	}
	on, back, err := s.endOf(take, line.Item)
	if err != nil {
		return out, err
	}
	if back != nil {
		return out, s.cameBack(&out, back, line.Item)
	}
	stillOut, err := s.outOn(line.Item, on)
	if stillOut {
		out.State = lineOut
	}
	return out, err
}

// endOf follows an item of a Take over the receipts it was put on since: the last of them, and the Return that ended that;
// nil where none did.
func (s *show) endOf(take *armory.Transaction, item ledger.SubjectID) (on ledger.CommandID, back *armory.Transaction, err error) {
	for tx := take; ; {
		by, ended, err := s.view.ReturnedBy(tx.Command, item)
		if err != nil || !ended {
			return tx.Command, nil, err
		}
		next := &armory.Transaction{Command: by}
		if _, err := s.Load(next); err != nil {
			return tx.Command, nil, err
		}
		switch {
		case !next.Converts():
			return tx.Command, next, nil
		case next.Stamp.Compare(tx.Stamp) <= 0: // no station that follows the rules writes that
			return tx.Command, nil, nil
		}
		tx = next
	}
}

// cameBack says when an item came back, and what did not come back with it. Rounds that its Return says were fired are not
// missing.
func (s *show) cameBack(l *MassLine, back *armory.Transaction, item ledger.SubjectID) error {
	l.State, l.Returned = lineBack, rfc(back.WallMs)
	i := slices.IndexFunc(back.Lines, func(line armory.Line) bool { return line.Item == item })
	if i < 0 {
		return nil
	}
	l.ShortMags, l.ShortRounds = max(l.Magazines-back.Lines[i].Magazines, 0), max(l.Rounds-back.Lines[i].Rounds, 0)
	if l.ShortRounds == 0 {
		return nil
	}
	entry, err := s.view.Entry(back.Stamp.Hash)
	if err != nil {
		return err
	}
	var body armory.ReturnBody // its lines are those of the transaction, in their order
	if ledger.Decode(entry.Body, &body) == nil && i < len(body.Lines) && body.Lines[i].Became(body) == armory.MissingExpended {
		l.ShortRounds, l.Expended = 0, l.ShortRounds
	}
	return nil
}

// Export is the account as a table, a line an item, in the order of the screen.
func (s *Mass) Export(c *Caller, id, format string) (File, error) {
	account, err := s.Account(c, id)
	if err != nil {
		return File{}, err
	}
	header := []string{"state", "person", "person_id", "group", "model", "number", "serial", "receipt", "issued", "station", "magazines", "rounds", "returned",
		"magazines_missing", "rounds_missing", "rounds_expended"}
	rows := [][]string{}
	for _, l := range account.Lines {
		rows = append(rows, []string{l.State, l.Person, l.PersonLabel, l.Group, l.Model, l.Number, l.Serial, l.ReceiptNo, l.Issued, l.Station, fmt.Sprint(l.Magazines),
			fmt.Sprint(l.Rounds), l.Returned, fmt.Sprint(l.ShortMags), fmt.Sprint(l.ShortRounds),
			fmt.Sprint(l.Expended)})
	}
	return s.app.Exchange.file(fileName(account.Mass.Title), format, header, rows)
}

// Mass is the account of a mass issue, for signature.
func (s *Print) Mass(c *Caller, id string) (File, error) {
	account, err := s.app.Mass.Account(c, id)
	if err != nil {
		return File{}, err
	}
	return s.file(c, func(p *press) (string, printable, error) {
		m := account.Mass
		out := paper.Mass{Site: p.site, Title: m.Title, Purpose: m.Purpose, Opened: local(m.Opened), Closed: local(m.Closed), Note: m.Note, Magazines: account.Magazines,
			Rounds: account.Rounds, Expended: account.Expended, Prepared: paper.Signatory{Name: p.printed.By}, Printed: p.printed}
		for _, model := range account.Models {
			out.Models = append(out.Models, paper.MassModel{Model: model.Model, Issued: model.Issued, Back: model.Back, Out: model.Out, Settled: model.Settled})
		}
		for _, l := range account.Lines {
			out.Lines = append(out.Lines, paper.MassLine{Item: strings.TrimSpace(l.Model + " " + l.Number), Serial: l.Serial, Person: l.Person, Group: l.Group, Receipt: l.ReceiptNo,
				Issued: local(l.Issued), Returned: local(l.Returned), Out: l.State == lineOut, Missing: armory.Quantities(l.ShortMags, l.ShortRounds),
				Expended: armory.Quantities(0, l.Expended)})
		}
		return "Mass issue " + m.Title, out, nil
	})
}
