package armory

import (
	"slices"

	"armguard/app/ledger"
)

// Kinds of conflicts: contradictions between entries that did not see each other.
const (
	ConflictDouble     = "double issue"
	ConflictLimit      = "over the limit"
	ConflictReturn     = "return mismatch"
	ConflictRestricted = "restriction crossed"
	ConflictNumber     = "same number twice"
	ConflictCommand    = "same command twice"
)

// contradiction records a conflict between two entries. Found again, it is the same one.
func (a *applying) contradiction(kind string, entries []ledger.Hash, items, people []ledger.SubjectID, detail string, foundMs int64) error {
	entries = ledger.SortHashes(slices.Clone(entries))
	var parts [][]byte
	for _, h := range entries {
		parts = append(parts, h[:])
	}
	doc := &Conflict{ID: conflictID(kind, parts...)}
	if known, err := a.Load(doc); err != nil {
		return err
	} else if known {
		for _, item := range items { // two entries may contradict each other about several items
			if !slices.Contains(doc.Items, item) {
				doc.Items = append(doc.Items, item)
			}
		}
		sortSubjects(doc.Items)
		return a.Save(doc)
	}
	doc.Kind, doc.Entries, doc.Items, doc.People, doc.Detail, doc.FoundMs = kind, entries, items, people, detail, foundMs
	sortSubjects(doc.Items)
	sortSubjects(doc.People)
	return a.Save(doc)
}

func sortSubjects(ids []ledger.SubjectID) {
	slices.SortFunc(ids, func(x, y ledger.SubjectID) int { return slices.Compare(x.ID[:], y.ID[:]) })
}

// doubleIssues finds the Takes of the item that this Take did not see.
func (a *applying) doubleIssues(item, person ledger.SubjectID, missed []*dated) error {
	for _, d := range missed {
		switch d.entry.Kind {
		case KindTake:
			var other TakeBody
			if err := ledger.Decode(d.entry.Body, &other); err != nil {
				return err
			}
			people := slices.Compact([]ledger.SubjectID{person, other.Person})
			if err := a.contradiction(ConflictDouble, []ledger.Hash{a.stamp.Hash, d.stamp.Hash}, []ledger.SubjectID{item}, people, "",
				max(a.entry.WallMs, d.entry.WallMs)); err != nil {
				return err
			}
		case KindItemStatus:
			var other StatusBody
			if err := ledger.Decode(d.entry.Body, &other); err != nil {
				return err
			}
			if other.Status != StatusAvailable {
				if err := a.contradiction(ConflictRestricted, []ledger.Hash{a.stamp.Hash, d.stamp.Hash}, []ledger.SubjectID{item},
					[]ledger.SubjectID{person}, other.Status, max(a.entry.WallMs, d.entry.WallMs)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// overLimits finds the Takes by the same person that this Take did not see and that together break the limit either
// was judged by, and the suspensions it did not see.
func (a *applying) overLimits(body TakeBody, missed []*dated) error {
	for _, d := range missed {
		switch d.entry.Kind {
		case KindTake:
			var other TakeBody
			if err := ledger.Decode(d.entry.Body, &other); err != nil {
				return err
			}
			together := union(body, other)
			if !overLimit(body.Limit, together) && !overLimit(other.Limit, together) {
				continue
			}
			var items []ledger.SubjectID
			for _, l := range slices.Concat(body.Lines, other.Lines) {
				if !slices.Contains(items, l.Item) {
					items = append(items, l.Item)
				}
			}
			if err := a.contradiction(ConflictLimit, []ledger.Hash{a.stamp.Hash, d.stamp.Hash}, items, []ledger.SubjectID{body.Person},
				"", max(a.entry.WallMs, d.entry.WallMs)); err != nil {
				return err
			}
		case KindPersonStatus:
			var other StatusBody
			if err := ledger.Decode(d.entry.Body, &other); err != nil {
				return err
			}
			if other.Status != PersonActive {
				if err := a.crossing(d, body.Person, ledger.SubjectID{}, other.Status); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// union is everything two Takes of one person put in his hands, with what each knew he held.
func union(x, y TakeBody) []HeldItem {
	var out []HeldItem
	add := func(h HeldItem) {
		if !slices.ContainsFunc(out, func(o HeldItem) bool { return o.Item == h.Item }) {
			out = append(out, h)
		}
	}
	for _, b := range []TakeBody{x, y} {
		for _, l := range b.Lines {
			add(HeldItem{Item: l.Item, Category: l.Category})
		}
		for _, h := range b.Held {
			add(h)
		}
	}
	return out
}

// crossed finds the Takes that a restriction (a suspension, a retirement) did not see: both stand, loudly.
func (a *applying) crossed(missed []*dated, person, item ledger.SubjectID) error {
	for _, d := range missed {
		if d.entry.Kind == KindTake {
			if err := a.crossing(d, person, item, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *applying) crossing(d *dated, person, item ledger.SubjectID, detail string) error {
	take := a.entry
	if d.entry.Kind == KindTake {
		take = d.entry
		var body StatusBody
		if a.body(&body) == nil {
			detail = body.Status
		}
	}
	var body TakeBody
	if err := ledger.Decode(take.Body, &body); err != nil {
		return err
	}
	items := []ledger.SubjectID{item}
	if item.IsZero() {
		items = nil
		for _, l := range body.Lines {
			items = append(items, l.Item)
		}
	}
	return a.contradiction(ConflictRestricted, []ledger.Hash{a.stamp.Hash, d.stamp.Hash}, items, []ledger.SubjectID{body.Person},
		detail, max(a.entry.WallMs, d.entry.WallMs))
}

// returnedTwice finds Returns of the same item that this one did not see. Equal ones are one Return told twice.
func (a *applying) returnedTwice(item ledger.SubjectID, line ReturnLine, missed []*dated) error {
	for _, d := range missed {
		if d.entry.Kind != KindReturn {
			continue
		}
		var other ReturnBody
		if err := ledger.Decode(d.entry.Body, &other); err != nil {
			return err
		}
		for _, o := range other.Lines {
			if o.Item != item || o == line {
				continue
			}
			if err := a.contradiction(ConflictReturn, []ledger.Hash{a.stamp.Hash, d.stamp.Hash}, []ledger.SubjectID{item},
				[]ledger.SubjectID{line.Holder}, "", max(a.entry.WallMs, d.entry.WallMs)); err != nil {
				return err
			}
		}
	}
	return nil
}

// resolve closes a conflict and sets the custody of its items to what was found.
func (a *applying) resolve() error {
	var body ResolveBody
	if err := a.body(&body); err != nil {
		return err
	}
	doc := &Conflict{ID: body.Conflict}
	known, err := a.Load(doc)
	if err != nil {
		return err
	}
	if known && (doc.Open() || a.stamp.Compare(doc.Closed) < 0) {
		doc.Closed, doc.Finding, doc.ClosedBy, doc.ClosedMs = a.stamp, body.Finding, a.entry.Actor.Account, a.entry.WallMs
		if err := a.Save(doc); err != nil {
			return err
		}
	}
	log, err := a.log()
	if err != nil {
		return err
	}
	for _, s := range a.subjects(SubjectItem) {
		i := slices.IndexFunc(body.Custody, func(l ResolveLine) bool { return l.Item == s.ID })
		if i < 0 {
			return ErrUnread
		}
		next := body.Custody[i].Holding
		next.Command, next.Station = a.entry.Command, log.Station
		if next.Out { // he still holds it on his old receipt
			next.Command, next.Station = body.Custody[i].Holding.Command, body.Custody[i].Holding.Station
		}
		if _, err := a.custody(s, next); err != nil {
			return err
		}
	}
	for _, s := range a.subjects(SubjectPerson) {
		if _, err := a.person(s, nil); err != nil {
			return err
		}
	}
	return nil
}
