package armory

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

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
	ConflictEdited     = "edited twice"
	ConflictStock      = "stock below zero"
	ConflictCounts     = "two counts differ"
	ConflictSuperuser  = "last superuser"
	ConflictFork       = "fork of a log"
	ConflictTail       = "quarantined tail"
	ConflictGranted    = "hub granted twice"
)

// contradiction records a conflict between entries. Found again, it is the same one: what is said of it is the same
// whichever of its entries came last.
func (a *applying) contradiction(found Conflict) error {
	ledger.SortHashes(found.Entries)
	doc := &Conflict{ID: found.ID}
	if _, err := a.Load(doc); err != nil {
		return err
	}
	doc.Kind, doc.FoundMs, doc.Unproven = found.Kind, max(doc.FoundMs, found.FoundMs), found.Unproven
	doc.Entries = ledger.SortHashes(addTo(doc.Entries, found.Entries...))
	doc.Items, doc.People = addTo(doc.Items, found.Items...), addTo(doc.People, found.People...)
	doc.Records = addTo(doc.Records, found.Records...)
	for _, about := range [][]ledger.SubjectID{doc.Items, doc.People, doc.Records} {
		sortSubjects(about)
	}
	details := nonEmpty(addTo(strings.Split(doc.Detail, ", "), strings.Split(found.Detail, ", ")...))
	slices.Sort(details)
	doc.Detail = strings.Join(details, ", ")
	return a.Save(doc)
}

// between is a conflict of this entry with one it did not see.
func (a *applying) between(kind string, other *dated) Conflict {
	hashes := ledger.SortHashes([]ledger.Hash{a.stamp.Hash, other.stamp.Hash})
	return Conflict{ID: conflictID(kind, hashes[0][:], hashes[1][:]), Kind: kind, Entries: hashes, FoundMs: max(a.entry.WallMs, other.entry.WallMs)}
}

// addTo adds what is not in the list yet; zero ids are nobody and nothing.
func addTo[T comparable](list []T, more ...T) []T {
	var zero T
	for _, x := range more {
		if x != zero && !slices.Contains(list, x) {
			list = append(list, x)
		}
	}
	return list
}

func sortSubjects(ids []ledger.SubjectID) {
	slices.SortFunc(ids, func(x, y ledger.SubjectID) int { return slices.Compare(x.ID[:], y.ID[:]) })
}

// about notes a record the conflict is about.
func (c *Conflict) about(kind RecordKind, id ledger.ID) {
	switch subject := (ledger.SubjectID{ID: id}); kind {
	case KindPerson:
		c.People = append(c.People, subject)
	case KindItem:
		c.Items = append(c.Items, subject)
	default:
		c.Records = append(c.Records, subject)
	}
}

// healing says what ends the conflicts that no finding closes.
var healing = map[string]string{
	ConflictNumber:    "Edit the record with the wrong number.",
	ConflictEdited:    "Edit the record and save the value that is right.",
	ConflictStock:     "Count the stock line.",
	ConflictCounts:    "Count the stock line again.",
	ConflictSuperuser: "Make another account superuser.",
}

// Heals says what ends a conflict that goes when what it is about is put right, and by nothing else; empty for the others.
func (c *Conflict) Heals() string { return healing[c.Kind] }

// Edited finds, of a record that was edited twice, the field that has several values; none where this version does not
// know it, or the conflict is of another kind.
func (c *Conflict) Edited(st State) (*Record, Field, error) {
	r := &Record{}
	if c.Kind != ConflictEdited {
		return r, Field{}, nil
	}
	for _, about := range slices.Concat(c.Items, c.People, c.Records) {
		r.ID = about.ID
	}
	if _, err := st.Load(r); err != nil {
		return nil, Field{}, err
	}
	for _, f := range Fields[r.Kind] {
		if f.Title == c.Detail {
			return r, f, nil
		}
	}
	return r, Field{}, nil
}

// handling is what an entry says became of one item, as far as entries can contradict each other.
type handling struct {
	kind   string           // of the entry; empty: nothing that contradicts anything
	holder ledger.SubjectID // who has it; of a Return: who answered for it
	back   ReturnLine       // of a Return
	counts bool             // of a Return: it moved stock, or something did not come back; told twice, that counts twice
	moved  bool             // of a Take: only to another receipt; it was with the holder already
	status string           // of a status change, when not Available
}

func (a *applying) handlingOf(e *ledger.Entry, item ledger.SubjectID) handling {
	switch e.Kind {
	case KindTake:
		var body TakeBody
		if a.says(e, &body) && slices.ContainsFunc(body.Lines, func(l TakeLine) bool { return l.Item == item }) {
			return handling{kind: KindTake, holder: body.Person, moved: len(body.Converts) > 0}
		}
	case KindResolve:
		var body ResolveBody
		if a.says(e, &body) {
			for _, l := range body.Custody {
				if l.Item == item && l.Holding.Out {
					return handling{kind: KindResolve, holder: l.Holding.Person}
				}
			}
		}
	case KindReturn:
		var body ReturnBody
		if a.says(e, &body) {
			for _, l := range body.Lines {
				if l.Item == item {
					return handling{kind: KindReturn, holder: l.Holder, back: l, counts: len(body.Stock) > 0 || l.Lacks() != ""}
				}
			}
		}
	case KindItemStatus:
		var body StatusBody
		if a.says(e, &body) && body.Status != StatusAvailable {
			return handling{kind: KindItemStatus, status: body.Status}
		}
	}
	return handling{}
}

// against names the contradiction between two handlings that did not see each other; empty for none. It is the same
// both ways round.
func (h handling) against(o handling) string {
	if h.kind > o.kind {
		h, o = o, h
	}
	switch h.kind + " " + o.kind {
	case KindTake + " " + KindTake: // one of them a conversion: he had it, and has it
		if !h.moved && !o.moved || h.holder != o.holder {
			return ConflictDouble
		}
	case KindReturn + " " + KindTake: // it came back from him who got another receipt for it
		if o.moved && h.holder == o.holder {
			return ConflictReturn
		}
	case KindResolve + " " + KindTake, KindResolve + " " + KindResolve: // somebody was found to hold it, and it went to another
		if h.holder != o.holder {
			return ConflictDouble
		}
	case KindItemStatus + " " + KindTake:
		return ConflictRestricted
	case KindReturn + " " + KindReturn: // equal ones are one Return told twice, if nothing is counted twice by it
		if h.counts || o.counts || !bytes.Equal(ledger.Encode(h.back), ledger.Encode(o.back)) {
			return ConflictReturn
		}
	case KindResolve + " " + KindReturn: // it came back while somebody was found to hold it
		return ConflictReturn
	}
	return ""
}

// contradictions finds what this entry and those it did not see say against each other about an item.
func (a *applying) contradictions(item ledger.SubjectID, missed []*dated) error {
	mine, subject := a.handlingOf(a.entry, item), SubjectRef{SubjectItem, item}
	for _, d := range missed {
		if err := a.grantedTwice(item, d, func(c *Conflict) { c.Items = []ledger.SubjectID{item} }); err != nil {
			return err
		}
		other := a.handlingOf(d.entry, item)
		kind := mine.against(other)
		if kind == "" {
			continue
		}
		if ok, err := a.comparable(subject, d.entry); err != nil {
			return err
		} else if !ok {
			continue
		}
		found := a.between(kind, d)
		found.Items, found.People, found.Detail = []ledger.SubjectID{item}, addTo(nil, mine.holder, other.holder), mine.status+other.status
		if err := a.contradiction(found); err != nil {
			return err
		}
	}
	return nil
}

// personally finds the Takes by the same person that this entry did not see and that together with it break the limit
// either was judged by, and the suspensions that crossed a Take: both stand, loudly.
func (a *applying) personally(person ledger.SubjectID, missed []*dated) error {
	for _, d := range missed {
		if err := a.grantedTwice(person, d, func(c *Conflict) { c.People = []ledger.SubjectID{person} }); err != nil {
			return err
		}
		take, other := a.entry, d.entry
		if take.Kind != KindTake {
			take, other = other, take
		}
		var body TakeBody
		if take.Kind != KindTake || !a.says(take, &body) || body.Person != person {
			continue
		}
		if ok, err := a.comparable(SubjectRef{SubjectPerson, person}, d.entry); err != nil {
			return err
		} else if !ok {
			continue
		}
		switch other.Kind {
		case KindTake:
			var second TakeBody
			if !a.says(other, &second) || second.Person != person || len(body.Converts)+len(second.Converts) > 0 || !togetherOver(body, second) {
				continue
			}
			found := a.between(ConflictLimit, d)
			for _, l := range slices.Concat(body.Lines, second.Lines) {
				found.Items = addTo(found.Items, l.Item)
			}
			found.People = []ledger.SubjectID{person}
			if err := a.contradiction(found); err != nil {
				return err
			}
		case KindPersonStatus:
			var status StatusBody
			if ledger.Decode(other.Body, &status) != nil || status.Status == PersonActive {
				continue
			}
			found := a.between(ConflictRestricted, d)
			for _, l := range body.Lines {
				found.Items = addTo(found.Items, l.Item)
			}
			found.People, found.Detail = []ledger.SubjectID{person}, status.Status
			if err := a.contradiction(found); err != nil {
				return err
			}
		}
	}
	return nil
}

// togetherOver reports whether two Takes of one person put more in his hands, with what each knew he held, than a
// limit either was judged by. An item counts once.
func togetherOver(x, y TakeBody) bool {
	var held []HeldItem
	for _, b := range []TakeBody{x, y} {
		for _, l := range b.Lines {
			held = addTo(held, HeldItem{Item: l.Item, Category: l.Category})
		}
		held = addTo(held, b.Held...)
	}
	slices.SortFunc(held, func(p, q HeldItem) int {
		return cmp.Or(slices.Compare(p.Item.ID[:], q.Item.ID[:]), strings.Compare(p.Category, q.Category))
	})
	held = slices.CompactFunc(held, func(p, q HeldItem) bool { return p.Item == q.Item })
	return overLimit(x.Limit, held) || overLimit(y.Limit, held)
}

// resolve closes a conflict and sets the custody of its items to what was found. What is decided of a tail is judged apart.
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
	if known && doc.Heals() == "" && doc.Kind != ConflictTail && (doc.Open() || a.stamp.Compare(doc.Closed) < 0) {
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
		next := body.Custody[i].Holding
		next.Command, next.Station = a.entry.Command, log.Station
		if next.Out { // he still holds it on his old receipt
			next.Command, next.Station = body.Custody[i].Holding.Command, body.Custody[i].Holding.Station
		}
		missed, err := a.custody(s, next)
		if err != nil {
			return err
		}
		if err := a.contradictions(s.ID, missed); err != nil {
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
