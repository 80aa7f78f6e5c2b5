package armory

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"armguard/app/ledger"
)

// Merge says that two records are of one person or one item, which was registered twice. The one registered first stands
// for both, whichever way round they are named.
type Merge struct {
	Kind   RecordKind
	From   ledger.SubjectID // the one that is meant to be given up
	Into   ledger.SubjectID
	Reason string
}

func (Merge) Name() string { return MayMerge }

func (m Merge) decide(st State, ask Ask) ([]Fact, error) {
	reason, err := needReason(m.Reason)
	if err != nil {
		return nil, err
	}
	if err := One(st, &m.From, &m.Into); err != nil {
		return nil, err
	}
	if m.From == m.Into {
		return nil, refuse(CodeInvalid, "These are one record already.", "Nothing has to be done.")
	}
	switch m.Kind {
	case KindPerson:
		err = m.people(st, ask)
	case KindItem:
		err = m.items(st)
	default:
		err = refuse(CodeInvalid, fmt.Sprintf("Records of a %s are not joined.", m.Kind), "Edit the one with the wrong number.")
	}
	if err != nil {
		return nil, err
	}
	return []Fact{{Kind: KindMerge, Subjects: []SubjectRef{{SubjectRecord, m.From}, {SubjectRecord, m.Into}},
		Body: MergeBody{From: m.From, Reason: reason, Kind: m.Kind}}}, nil
}

// people refuses to join two who together hold more than one may.
func (m Merge) people(st State, ask Ask) error {
	var names []string
	var hands []HeldItem
	for _, id := range []ledger.SubjectID{m.Into, m.From} {
		person, err := load(st, KindPerson, id.ID, "person")
		if err != nil {
			return err
		}
		held, err := Held(st, id)
		if err != nil {
			return err
		}
		for _, h := range held {
			item, model, err := itemAndModel(st, h.Item)
			if err != nil {
				return err
			}
			names = append(names, PersonName(person)+" ("+person.Value("label")+") has "+ItemName(item, model))
		}
		hands = append(hands, held...)
	}
	site := &Record{Kind: KindSite, ID: ask.Site.ID}
	if _, err := st.Load(site); err != nil {
		return err
	}
	if limit := site.Value("limit"); overLimit(limit, hands) {
		return &Refusal{Code: CodeHolding, Item: hands[0].Item, Holder: m.Into,
			Message: "One person may hold " + LimitWords(limit) + " at a time, and " + strings.Join(names, ", ") + ".",
			Fix:     "Return what is too much, then join them."}
	}
	return nil
}

// items refuses to join two of different models, and two that are both out.
func (m Merge) items(st State) error {
	var models []string
	out := &Refusal{Code: CodeHolding, Item: m.Into, Fix: "Take one of them back, then join them; or they are two after all."}
	for _, id := range []ledger.SubjectID{m.Into, m.From} {
		item, model, err := itemAndModel(st, id)
		if err != nil {
			return err
		}
		models = append(models, model.Value("name"))
		custody := &Custody{ID: id.ID}
		if _, err := st.Load(custody); err != nil {
			return err
		}
		outs := custody.Outs()
		if len(outs) == 0 {
			continue
		}
		person := &Record{Kind: KindPerson, ID: outs[len(outs)-1].Person.ID}
		if _, err := st.Load(person); err != nil {
			return err
		}
		out.Candidates = append(out.Candidates, outs[len(outs)-1].Person)
		out.Message += ItemName(item, model) + " (" + item.Value("label") + ") is out with " + PersonName(person) + "; "
	}
	switch {
	case models[0] != models[1]:
		return refuse(CodeInvalid, "One thing cannot be "+models[0]+" and "+models[1]+".", "Correct the model first, or give one of them another number.")
	case len(out.Candidates) == 2:
		out.Message += "one thing cannot be out twice."
		return out
	}
	return nil
}

// merges reads which two records a merge joins, the one registered first in front; nil for an entry that joins none. It is
// judged by the entry and its parents alone.
func merges(st State, e *ledger.Entry) (RecordKind, []ledger.Subject, error) {
	var body MergeBody
	ok, err := sound(st, e)
	if err != nil || !ok || e.Kind != KindMerge || ledger.Decode(e.Body, &body) != nil {
		return "", nil, err
	}
	pair := slices.DeleteFunc(slices.Clone(e.Subjects), func(s ledger.Subject) bool { return s.Kind != SubjectRecord })
	if len(pair) != 2 || pair[0].ID == pair[1].ID || pair[0].ID != body.From && pair[1].ID != body.From ||
		body.Kind != KindPerson && body.Kind != KindItem {
		return "", nil, nil
	}
	for _, s := range pair {
		if err := continues(st, e, body.Kind, s); errors.Is(err, ErrUnread) {
			return "", nil, nil
		} else if err != nil {
			return "", nil, err
		}
	}
	slices.SortFunc(pair, func(x, y ledger.Subject) int { return slices.Compare(x.ID.ID[:], y.ID.ID[:]) })
	return body.Kind, pair, nil
}

// merge is the newest entry of both records. What it comes to is judged with all other merges.
func (a *applying) merge() error {
	kind, pair, err := merges(a.State, a.entry)
	if err != nil {
		return err
	}
	if pair == nil {
		return fmt.Errorf("%w: a merge of what was not registered", ErrUnread)
	}
	for _, s := range pair {
		doc := &Record{Kind: kind, ID: s.ID.ID}
		if known, err := a.Load(doc); err != nil {
			return err
		} else if !known || doc.Kind != kind { // what it rests on does not count
			continue
		}
		doc.Heads, _ = a.replaceHeads(doc.Heads, s)
		doc.Merged = a.standsFor(doc.ID)
		if err := a.Save(doc); err != nil {
			return err
		}
	}
	return nil
}

// standsFor is the record that stands for one; zero: it stands for itself.
func (a *applying) standsFor(id ledger.ID) ledger.SubjectID {
	one := a.joins.one(ledger.SubjectID{ID: id})
	if one.ID == id {
		return ledger.SubjectID{}
	}
	return one
}

// Renumber gives a person or an item other numbers than those it shares with another record: -2 or the next that is free
// is put behind, until somebody knows the right one. A factory code or a badge is taken off.
type Renumber struct {
	Kind   RecordKind
	ID     ledger.SubjectID
	Reason string
}

func (r Renumber) Name() string { return Edit{Kind: r.Kind}.Name() }

func (r Renumber) decide(st State, _ Ask) ([]Fact, error) {
	reason, err := needReason(r.Reason)
	if err != nil {
		return nil, err
	}
	doc, err := load(st, r.Kind, r.ID.ID, string(r.Kind))
	if err != nil {
		return nil, err
	}
	set, err := doc.othersNumbers(st)
	if err != nil {
		return nil, err
	}
	if len(set) == 0 {
		return nil, ErrUnchanged
	}
	kind := map[RecordKind]string{KindPerson: KindPersonEdit, KindItem: KindItemEdit}[r.Kind]
	return []Fact{{Kind: kind, Subjects: []SubjectRef{{SubjectRecord, r.ID}}, Body: RecordBody{Set: set, Reason: reason}}}, nil
}

// NewNumbers are what Renumber would set, by field.
func NewNumbers(st State, kind RecordKind, id ledger.SubjectID) (map[string]string, error) {
	doc, err := load(st, kind, id.ID, string(kind))
	if err != nil {
		return nil, err
	}
	return doc.othersNumbers(st)
}

// othersNumbers are other values for the fields whose numbers another live record has.
func (r *Record) othersNumbers(st State) (map[string]string, error) {
	set := map[string]string{}
	for _, key := range r.numbers() {
		name := key.Index[strings.Index(key.Index, ".")+1:]
		ids, err := st.Find(DocRecord, key)
		if err != nil || len(ids) < 2 {
			if err != nil {
				return nil, err
			}
			continue
		}
		if set[name] = ""; name == "code" {
			continue
		}
		for n := 2; ; n++ {
			next := key
			tail := "-" + strconv.Itoa(n)
			next.Value += tail
			if ids, err = st.Find(DocRecord, next); err != nil {
				return nil, err
			}
			if len(ids) == 0 {
				set[name] = r.Value(name) + tail
				break
			}
		}
	}
	for name, value := range set {
		if _, err := CheckField(r.Kind, name, value); err != nil {
			return nil, err
		}
	}
	return set, nil
}
