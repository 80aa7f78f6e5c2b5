package app

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// mostUnfit is how many people who can be given nothing a rehearsal names.
const mostUnfit = 200

// rehearsing is a mass issue being gone through beforehand.
type rehearsing struct {
	*show
	ask     RehearsalAsk
	site    *armory.Record
	loadout armory.Loadout
	ready   map[ledger.ID]int // by model
	out     Rehearsal
}

// Rehearse goes through a mass issue beforehand: are there enough weapons, magazines and rounds for everybody expected,
// and who would be refused?
func (s *Mass) Rehearse(c *Caller, ask RehearsalAsk) (Rehearsal, error) {
	var r *rehearsing
	err := s.app.Store.Read(c.Context, func(view View) error {
		r = &rehearsing{show: s.app.show(view), ask: ask, ready: map[ledger.ID]int{}, out: Rehearsal{Holders: []MassHolder{}, Unfit: []PersonRow{},
			Weapons: []RehearsalWeapon{}, Supplies: []RehearsalSupply{}, Shortfall: []Shortfall{}}}
		for _, step := range []func() error{r.purpose, r.people, r.weapons, r.supplies} {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return Rehearsal{}, err
	}
	return r.out, nil
}

func (r *rehearsing) lacks(kind, what string, need, have int) {
	if need > have {
		r.out.Shortfall = append(r.out.Shortfall, Shortfall{Kind: kind, What: what, Need: need, Have: have})
	}
}

// purpose settles the category and what goes with a weapon of it.
func (r *rehearsing) purpose() error {
	site, err := r.record(armory.KindSite, r.here.Site.ID)
	if err != nil {
		return err
	}
	r.site = site
	purpose := &armory.Record{Kind: armory.KindPurpose}
	if r.ask.PurposeID != "" {
		id, err := subjectID(r.ask.PurposeID, "purpose")
		if err != nil {
			return err
		}
		if purpose, err = r.record(armory.KindPurpose, id.ID); err != nil {
			return err
		}
	}
	loadouts, err := armory.ParseLoadouts(purpose.Value("loadouts"))
	if err != nil {
		return err
	}
	r.out.Category = r.ask.Category
	if r.out.Category == "" {
		r.out.Category = armory.CategoryRifle
		if len(loadouts) > 0 && !slices.ContainsFunc(loadouts, func(l armory.Loadout) bool { return l.Category == armory.CategoryRifle }) {
			r.out.Category = loadouts[0].Category
		}
	}
	r.loadout = armory.LoadoutFor(purpose, r.out.Category)
	return nil
}

// people counts who is expected, and names who holds something already and who can be given nothing.
func (r *rehearsing) people() error {
	filter := func(status, holding string) armory.Query {
		return armory.Query{Filter: map[string]string{"status": status, "group": r.ask.Group, "holding": holding}, NowMs: r.nowMs, Limit: mostUnfit}
	}
	expected := filter(armory.PersonActive, "")
	expected.Limit = 1
	var err error
	if _, r.out.Expected, err = r.view.List("people", expected); err != nil {
		return err
	}
	holding, err := r.all("people", filter(armory.PersonActive, "yes"))
	if err != nil {
		return err
	}
	blocked := 0
	for _, id := range holding {
		holder, err := r.holds(ledger.SubjectID{ID: id})
		if err != nil {
			return err
		}
		if holder.Blocked {
			blocked++
		}
		r.out.Holders = append(r.out.Holders, holder)
	}
	r.out.Need = r.out.Expected - blocked
	for _, status := range []string{armory.PersonSuspended, armory.PersonInactive} {
		ids, total, err := r.view.List("people", filter(status, ""))
		if err != nil {
			return err
		}
		r.out.UnfitAll += total
		for _, id := range ids[:min(len(ids), mostUnfit-len(r.out.Unfit))] {
			row, _, err := r.personRow(ledger.SubjectID{ID: id})
			if err != nil {
				return err
			}
			r.out.Unfit = append(r.out.Unfit, row)
		}
	}
	if r.out.Expected == 0 {
		r.out.Shortfall = append(r.out.Shortfall, Shortfall{Kind: "nobody", What: r.ask.Group})
	}
	r.lacks("holding", "", blocked, 0)
	r.lacks("unfit", "", r.out.UnfitAll, 0)
	return r.qualified(filter(armory.PersonActive, ""))
}

// qualified counts who is expected and not qualified for the category, where the site minds that.
func (r *rehearsing) qualified(expected armory.Query) error {
	if way := r.site.Value("qualification"); way != armory.QualificationWarn && way != armory.QualificationRefuse {
		return nil
	}
	people, err := r.all("people", expected)
	if err != nil {
		return err
	}
	without := 0
	for _, id := range people {
		person, err := r.record(armory.KindPerson, id)
		if err != nil {
			return err
		}
		if armory.Unqualified(person, r.out.Category, time.UnixMilli(r.nowMs)) != "" {
			without++
		}
	}
	r.lacks("unqualified", r.out.Category, without, 0)
	return nil
}

// all reads a whole list.
func (r *rehearsing) all(list string, q armory.Query) (out []ledger.ID, err error) {
	q.Limit = outWindow
	for {
		q.Offset = len(out)
		ids, total, err := r.view.List(list, q)
		if err != nil {
			return nil, err
		}
		if out = append(out, ids...); len(ids) == 0 || len(out) >= total {
			return out, nil
		}
	}
}

func (r *rehearsing) holds(id ledger.SubjectID) (MassHolder, error) {
	row, items, err := r.personRow(id)
	if err != nil {
		return MassHolder{}, err
	}
	held, err := armory.Held(r.State, id)
	out := MassHolder{PersonID: row.ID, Person: row.Name, Label: row.Label, Blocked: !armory.Fits(r.site.Value("limit"), held, r.out.Category)}
	var names []string
	for _, item := range items {
		names = append(names, strings.TrimSpace(item.Model+" "+cmp.Or(item.Number, item.Serial)))
	}
	out.Items = strings.Join(names, ", ")
	return out, err
}

// weapons counts what is where, by category, and what is ready of each model.
func (r *rehearsing) weapons() error {
	strength, err := r.view.Strength(r.nowMs)
	if err != nil {
		return err
	}
	at := map[string]*RehearsalWeapon{}
	for _, category := range []string{armory.CategoryRifle, armory.CategoryPistol, armory.CategoryOther} {
		at[category] = &RehearsalWeapon{Category: category}
	}
	for _, row := range strength {
		model, err := r.record(armory.KindModel, row.Model)
		if err != nil {
			return err
		}
		w := at[model.Value("category")]
		if w == nil {
			continue
		}
		switch row.Status {
		case armory.StatusAvailable:
			w.Ready += row.Count
			r.ready[row.Model] += row.Count
		case armory.StatusIssued, armory.StatusOverdue, armory.StatusContested:
			w.Out += row.Count
		default:
			w.Maintenance += row.Count
		}
	}
	doubtful, err := r.doubtful()
	if err != nil {
		return err
	}
	for id := range doubtful {
		item, model, err := r.item(id)
		if err != nil {
			return err
		}
		custody := &armory.Custody{ID: item.ID}
		if _, err := r.Load(custody); err != nil {
			return err
		}
		if w := at[model.Value("category")]; w != nil && custody.Status() == armory.StatusAvailable {
			w.Ready--
			w.Doubtful++
			r.ready[model.ID]--
		}
	}
	for _, category := range []string{armory.CategoryRifle, armory.CategoryPistol, armory.CategoryOther} {
		if w := at[category]; w.Ready+w.Out+w.Maintenance+w.Doubtful > 0 || category == r.out.Category {
			r.out.Weapons = append(r.out.Weapons, *w)
		}
	}
	if w := at[r.out.Category]; w != nil {
		r.lacks("weapons", r.out.Category, r.out.Need, w.Ready)
		r.lacks("doubtful", r.out.Category, w.Doubtful, 0)
	}
	return nil
}

// doubtful are the items that a counter would refuse though they are in: under a discrepancy or a conflict, damaged, or
// nobody knows whether they were issued.
func (r *rehearsing) doubtful() (map[ledger.SubjectID]bool, error) {
	out := map[ledger.SubjectID]bool{}
	for id := range r.doubts {
		out[id] = true
	}
	for _, state := range []string{armory.DiscrepancyOpen, armory.DiscrepancyReview} {
		if err := r.blocking(armory.DocDiscrepancy, state, "blocks", func(id ledger.ID) armory.Doc { return &armory.Discrepancy{ID: id} }, out); err != nil {
			return nil, err
		}
	}
	if err := r.blocking(armory.DocConflict, "open", "item", func(id ledger.ID) armory.Doc { return &armory.Conflict{ID: id} }, out); err != nil {
		return nil, err
	}
	ids, err := r.all("items", armory.Query{Filter: map[string]string{"status": armory.StatusAvailable, "condition": "Damaged"}, NowMs: r.nowMs})
	for _, id := range ids {
		out[ledger.SubjectID{ID: id}] = true
	}
	return out, err
}

// blocking adds the items that documents in a state keep from being taken, as the documents' own keys say.
func (r *rehearsing) blocking(kind armory.DocKind, state, index string, empty func(ledger.ID) armory.Doc, into map[ledger.SubjectID]bool) error {
	ids, err := r.Find(kind, armory.Key{Index: "state", Value: state})
	if err != nil {
		return err
	}
	for _, id := range ids {
		doc := empty(id)
		if _, err := r.Load(doc); err != nil {
			return err
		}
		for _, key := range doc.Keys() {
			item, bad := ledger.ParseID(key.Value)
			if key.Index != index || bad != nil {
				continue
			}
			subject := ledger.SubjectID{ID: item}
			if err := armory.One(r.State, &subject); err != nil {
				return err
			}
			into[subject] = true
		}
	}
	return nil
}

// supplies reckons the magazines and rounds that the loadout asks for when the most numerous models go out first, against
// what the stock lines that go with them hold, and may give with so many issues.
func (r *rehearsing) supplies() error {
	weapons, err := r.calibres()
	if err != nil || len(weapons) == 0 {
		return err
	}
	if r.loadout.Magazines+r.loadout.Rounds == 0 {
		r.out.Shortfall = append(r.out.Shortfall, Shortfall{Kind: "loadout", What: r.out.Category})
		return nil
	}
	lines, err := r.Find(armory.DocRecord, armory.Key{Index: "kind", Value: string(armory.KindStock)})
	if err != nil {
		return err
	}
	for _, w := range weapons {
		magazines := RehearsalSupply{What: "magazine", Calibre: w.calibre, Need: w.n * r.loadout.Magazines}
		rounds := RehearsalSupply{What: "ammunition", Calibre: w.calibre, Need: w.n * r.loadout.Rounds}
		for _, id := range lines {
			line, err := r.record(armory.KindStock, id)
			if err != nil {
				return err
			}
			category := line.Value("category")
			if line.Value("withdrawn") != "" || armory.Fold(line.Value("calibre")) != armory.Fold(w.calibre) || category != "" && category != r.out.Category {
				continue
			}
			stock := &armory.Stock{ID: id}
			if _, err := r.Load(stock); err != nil {
				return err
			}
			for _, supply := range []*RehearsalSupply{&magazines, &rounds} {
				if n, known := stock.OnHand(); known && supply.What == line.Value("type") {
					if most := line.Number("cap", 0); most > 0 {
						n = min(n, int64(most*w.n))
					}
					supply.Have, supply.Known = supply.Have+int(n), true
				}
			}
		}
		for _, supply := range []RehearsalSupply{magazines, rounds} {
			switch {
			case supply.Need == 0:
				continue
			case supply.Known:
				r.lacks(supply.What, supply.Calibre, supply.Need, supply.Have)
			default:
				r.out.Shortfall = append(r.out.Shortfall, Shortfall{Kind: "uncounted", What: supply.Calibre, Need: supply.Need})
			}
			r.out.Supplies = append(r.out.Supplies, supply)
		}
	}
	return nil
}

// armed is how many weapons of a calibre go out.
type armed struct {
	calibre string
	n       int
}

func (r *rehearsing) calibres() ([]armed, error) {
	var models []*armory.Record
	for id := range r.ready {
		model, err := r.record(armory.KindModel, id)
		if err != nil {
			return nil, err
		}
		if model.Value("category") == r.out.Category {
			models = append(models, model)
		}
	}
	slices.SortFunc(models, func(a, b *armory.Record) int {
		return cmp.Or(cmp.Compare(r.ready[b.ID], r.ready[a.ID]), cmp.Compare(a.Value("name"), b.Value("name")))
	})
	var out []armed
	left := r.out.Need
	for _, model := range models {
		n, calibre := min(left, r.ready[model.ID]), model.Value("calibre")
		if n <= 0 {
			continue
		}
		left -= n
		i := slices.IndexFunc(out, func(a armed) bool { return armory.Fold(a.calibre) == armory.Fold(calibre) })
		if i < 0 {
			i, out = len(out), append(out, armed{calibre: calibre})
		}
		out[i].n += n
	}
	return out, nil
}
