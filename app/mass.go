package app

import (
	"cmp"
	"slices"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Mass is issuing to many at once, for one purpose: scan a person, scan an item, next.
type Mass struct{ app *App }

// List lists the mass issues, newest first.
func (s *Mass) List(c *Caller) ([]MassRow, error) {
	var out []MassRow
	return out, s.app.Store.Read(c.Context, func(view View) (err error) {
		out, err = massRows(newNames(view), "all")
		return err
	})
}

// massRows lists the mass issues that are found by a key, newest first.
func massRows(n *names, key string) ([]MassRow, error) {
	ids, err := n.Find(armory.DocMass, armory.Key{Index: key, Value: "yes"})
	if err != nil {
		return nil, err
	}
	var docs []*armory.Mass
	for _, id := range ids {
		doc := &armory.Mass{ID: id}
		if _, err := n.Load(doc); err != nil {
			return nil, err
		}
		docs = append(docs, doc)
	}
	slices.SortFunc(docs, func(a, b *armory.Mass) int { return b.Opened.Stamp.Compare(a.Opened.Stamp) })
	out := make([]MassRow, 0, len(docs))
	for _, doc := range docs {
		row, err := massRow(n, doc)
		if err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, nil
}

func massRow(n *names, doc *armory.Mass) (MassRow, error) {
	out := MassRow{ID: doc.ID.String(), Title: doc.Title, Purpose: doc.Purpose, ReceiptType: doc.Type, Live: doc.Live(), Opened: rfc(doc.Opened.WallMs),
		Closed: rfc(doc.Closed.WallMs), Note: doc.Note}
	takes, err := massTakes(n, doc.ID)
	if err != nil {
		return out, err
	}
	out.Issued = len(takes)
	if out.OpenedBy, err = n.accountName(doc.Opened.Account); err != nil {
		return out, err
	}
	if out.OpenedAt, err = n.station(doc.Opened.Station); err != nil {
		return out, err
	}
	if out.ClosedBy, err = n.accountName(doc.Closed.Account); err != nil {
		return out, err
	}
	out.ClosedAt, err = n.station(doc.Closed.Station)
	return out, err
}

// massTakes are the receipts of a mass issue.
func massTakes(st armory.State, mass ledger.ID) ([]ledger.ID, error) {
	return st.Find(armory.DocTransaction, armory.Key{Index: "mass", Value: mass.String()})
}

// ofMass reads a mass issue with its receipts, in the ledger's order.
func (a *App) ofMass(c *Caller, id string, use func(sh *show, doc *armory.Mass, takes []*armory.Transaction) error) error {
	subject, err := subjectID(id, "mass issue")
	if err != nil {
		return err
	}
	return a.Store.Read(c.Context, func(view View) error {
		sh, doc := a.show(view), &armory.Mass{ID: subject.ID}
		if _, err := view.Load(doc); err != nil {
			return err
		}
		if len(doc.Keys()) == 0 {
			return &Error{Code: armory.CodeNotFound, Message: "There is no such mass issue.", Fix: "Read the list again."}
		}
		ids, err := massTakes(view, doc.ID)
		if err != nil {
			return err
		}
		takes := make([]*armory.Transaction, 0, len(ids))
		for _, id := range ids {
			take := &armory.Transaction{Command: ledger.CommandID{ID: id}}
			if _, err := view.Load(take); err != nil {
				return err
			}
			takes = append(takes, take)
		}
		slices.SortFunc(takes, func(x, y *armory.Transaction) int { return x.Stamp.Compare(y.Stamp) })
		return use(sh, doc, takes)
	})
}

// Open begins a mass issue at every station.
func (s *Mass) Open(c *Caller, ask NewMass) (MassRow, error) {
	open := armory.OpenMass{ID: s.app.Recorder.NewSubject(), Title: ask.Title, Text: ask.PurposeText, Type: ask.ReceiptType}
	var err error
	if ask.PurposeID != "" {
		if open.Purpose, err = subjectID(ask.PurposeID, "purpose"); err != nil {
			return MassRow{}, err
		}
	}
	if err := s.app.change(c, open); err != nil {
		return MassRow{}, err
	}
	return s.row(c, open.ID.String())
}

// Close ends a mass issue at every station. Closed already: as it is.
func (s *Mass) Close(c *Caller, id, note string) (MassRow, error) {
	subject, err := subjectID(id, "mass issue")
	if err != nil {
		return MassRow{}, err
	}
	if err := s.app.change(c, armory.CloseMass{ID: subject, Note: note}); err != nil {
		return MassRow{}, err
	}
	return s.row(c, id)
}

func (s *Mass) row(c *Caller, id string) (out MassRow, err error) {
	err = s.app.ofMass(c, id, func(sh *show, doc *armory.Mass, _ []*armory.Transaction) (err error) {
		out, err = massRow(sh.names, doc)
		return err
	})
	return out, err
}

// Issue gives one item to one person, with what the purpose of the mass issue gives, on a receipt of its own.
func (s *Mass) Issue(c *Caller, ask MassIssue) (Transaction, error) {
	line := armory.TakeAsk{Magazines: -1, Rounds: -1}
	var take armory.Take
	var err error
	if take.Mass, err = subjectID(ask.MassID, "mass issue"); err != nil {
		return Transaction{}, err
	}
	if take.Person, err = subjectID(ask.PersonID, "person"); err != nil {
		return Transaction{}, err
	}
	if line.Item, err = subjectID(ask.ItemID, "item"); err != nil {
		return Transaction{}, err
	}
	act, err := s.app.overriding(c, ask.Override)
	if err != nil {
		return Transaction{}, err
	}
	take.Lines = []armory.TakeAsk{line}
	return s.app.Counter.transact(c, act, ask.CommandID, ledger.SubjectID{}, take)
}

// lastTakes is how many receipts the running figures show.
const lastTakes = 10

// Figures is how a mass issue goes at all stations.
func (s *Mass) Figures(c *Caller, id string) (MassFigures, error) {
	out := MassFigures{Models: []MassModel{}, Last: []Transaction{}}
	return out, s.app.ofMass(c, id, func(sh *show, doc *armory.Mass, takes []*armory.Transaction) (err error) {
		if out.Mass, err = massRow(sh.names, doc); err != nil {
			return err
		}
		out.All = len(takes)
		minute := sh.nowMs - time.Minute.Milliseconds()
		for _, take := range takes {
			lately := take.WallMs > minute && take.WallMs <= sh.nowMs
			if lately {
				out.MinuteAll++
			}
			if take.Station == sh.here.Station {
				out.Here++
				if lately {
					out.MinuteHere++
				}
			}
		}
		if out.Stations, err = sh.massStations(takes); err != nil {
			return err
		}
		if out.Models, err = sh.massModels(takes); err != nil {
			return err
		}
		for i := len(takes) - 1; i >= 0 && len(out.Last) < lastTakes; i-- {
			tx, err := sh.transaction(takes[i])
			if err != nil {
				return err
			}
			out.Last = append(out.Last, tx)
		}
		return nil
	})
}

// massStations counts receipts by station, the one with most first.
func (s *show) massStations(takes []*armory.Transaction) ([]MassStation, error) {
	out, at := []MassStation{}, map[ledger.StationID]int{}
	for _, take := range takes {
		i, ok := at[take.Station]
		if !ok {
			name, err := s.station(take.Station)
			if err != nil {
				return nil, err
			}
			i = len(out)
			at[take.Station] = i
			out = append(out, MassStation{Station: name, Here: take.Station == s.here.Station})
		}
		out[i].Issued++
		out[i].Last = rfc(take.WallMs)
	}
	slices.SortStableFunc(out, func(a, b MassStation) int {
		return cmp.Or(cmp.Compare(b.Issued, a.Issued), cmp.Compare(a.Station, b.Station))
	})
	return out, nil
}

// massModels says what of each model went out and what is left.
func (s *show) massModels(takes []*armory.Transaction) ([]MassModel, error) {
	issued, left := map[ledger.ID]int{}, map[ledger.ID]int{}
	for _, take := range takes {
		for _, line := range take.Lines {
			_, model, err := s.item(line.Item)
			if err != nil {
				return nil, err
			}
			issued[model.ID]++
		}
	}
	strength, err := s.strength()
	if err != nil {
		return nil, err
	}
	for _, row := range strength {
		if row.Status == armory.StatusAvailable {
			left[row.Model] += row.Count
		}
	}
	out := []MassModel{}
	for _, row := range strength {
		if issued[row.Model]+left[row.Model] == 0 {
			continue
		}
		model, err := s.record(armory.KindModel, row.Model)
		if err != nil {
			return nil, err
		}
		out = append(out, MassModel{Model: model.Value("name"), Category: model.Value("category"), Issued: issued[row.Model], Left: left[row.Model]})
		delete(issued, row.Model)
		delete(left, row.Model)
	}
	sortBy(out, func(m MassModel) string { return m.Category + m.Model })
	return out, nil
}
