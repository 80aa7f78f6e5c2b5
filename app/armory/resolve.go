package armory

import (
	"cmp"
	"slices"

	"armguard/app/ledger"
)

// Resolve closes a conflict with a finding and says who truly holds its items; nobody: they are in.
type Resolve struct {
	Conflict ledger.ID
	Finding  string
	Holder   ledger.SubjectID
	Choice   string // of a quarantined tail: Adopt, Reject
}

func (Resolve) Name() string { return MayResolve }

func (r Resolve) decide(st State, ask Ask) ([]Fact, error) {
	doc := &Conflict{ID: r.Conflict}
	known, err := st.Load(doc)
	if err != nil {
		return nil, err
	}
	switch {
	case !known:
		return nil, refuse(CodeNotFound, "There is no such conflict.", "Read the list again.")
	case !doc.Open():
		return nil, refuse("CHANGED", "This conflict was already closed: "+doc.Finding, "Nothing has to be done.")
	case doc.Heals() != "":
		return nil, refuse(CodeInvalid, "This closes by itself when what it is about is put right.", doc.Heals())
	}
	finding, err := needReason(r.Finding)
	if err != nil {
		return nil, err
	}
	if err := One(st, &r.Holder); err != nil {
		return nil, err
	}
	body := ResolveBody{Conflict: r.Conflict, Finding: finding}
	fact := Fact{Kind: KindResolve}
	if doc.Kind == ConflictTail {
		if r.Choice != Adopt && r.Choice != Reject {
			return nil, refuse(CodeInvalid, "It was not said whether these entries count.", "Choose whether they count or not.")
		}
		first, err := st.Entry(doc.Entries[0])
		if err != nil {
			return nil, err
		}
		body.Choice, fact.Subjects = r.Choice, []SubjectRef{{SubjectLog, ledger.SubjectID{ID: first.Log.ID}}}
		fact.Body = body
		return []Fact{fact}, nil
	}
	var people []ledger.SubjectID
	for _, id := range doc.Items {
		custody := &Custody{ID: id.ID}
		if _, err := st.Load(custody); err != nil {
			return nil, err
		}
		outs := custody.Outs()
		if len(custody.Heads) < 2 { // handled since: its custody is already one
			continue
		}
		next := Holding{SinceMs: ask.Now.UnixMilli(), Status: cmp.Or(custody.restriction(), StatusAvailable), Condition: custody.Now().Condition}
		for _, out := range outs {
			people = append(people, out.Person)
			if out.Person == r.Holder {
				out.Status = next.Status // it goes back to that when it is returned
				next = out
			}
		}
		if !r.Holder.IsZero() && !next.Out {
			return nil, refuse(CodeInvalid, "That person is not one of the candidates.", "Choose one of the people the item was issued to, or nobody.")
		}
		body.Custody = append(body.Custody, ResolveLine{Item: id, Holding: next})
		fact.Subjects = append(fact.Subjects, SubjectRef{SubjectItem, id})
	}
	for _, id := range people {
		if ref := (SubjectRef{SubjectPerson, id}); !slices.Contains(fact.Subjects, ref) {
			fact.Subjects = append(fact.Subjects, ref)
		}
	}
	fact.Body = body
	return []Fact{fact}, nil
}
