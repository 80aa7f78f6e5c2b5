package armory

import (
	"errors"

	"armguard/app/ledger"
)

// SetItemStatus changes an item's status or condition, with a reason. An issued item keeps its status.
type SetItemStatus struct {
	Item      ledger.SubjectID
	Status    string
	Condition string // empty: as it is
	Reason    string
}

func (SetItemStatus) Name() string { return MayRetireItem }

func (c SetItemStatus) decide(st State, _ Ask) ([]Fact, error) {
	if err := One(st, &c.Item); err != nil {
		return nil, err
	}
	item, model, err := itemAndModel(st, c.Item)
	if err != nil {
		return nil, err
	}
	custody := &Custody{ID: c.Item.ID}
	if _, err := st.Load(custody); err != nil {
		return nil, err
	}
	if outs := custody.Outs(); len(outs) > 0 {
		out := outRefusal(st, c.Item, ItemName(item, model), outs)
		var r *Refusal
		if errors.As(out, &r) {
			r.Code, r.Fix = CodeHolding, "Its status can change when it is back."
		}
		return nil, out
	}
	body := StatusBody{}
	if body.Status, err = choice("status", c.Status, custody.Status(), itemStatuses); err != nil {
		return nil, err
	}
	if body.Condition, err = choice("condition", c.Condition, custody.Now().Condition, conditions); err != nil {
		return nil, err
	}
	if body.Reason, err = needReason(c.Reason); err != nil {
		return nil, err
	}
	if body.Status == custody.Status() && body.Condition == custody.Now().Condition {
		return nil, ErrUnchanged
	}
	return []Fact{{Kind: KindItemStatus, Subjects: []SubjectRef{{SubjectItem, c.Item}}, Body: body, Permit: true}}, nil
}

// SetPersonStatus changes a person's status, with a reason. Somebody who holds something cannot be archived.
type SetPersonStatus struct {
	Person ledger.SubjectID
	Status string
	Reason string
}

func (SetPersonStatus) Name() string { return MayRetirePerson }

func (c SetPersonStatus) decide(st State, _ Ask) ([]Fact, error) {
	if err := One(st, &c.Person); err != nil {
		return nil, err
	}
	person, err := load(st, KindPerson, c.Person.ID, "person")
	if err != nil {
		return nil, err
	}
	doc := &Person{ID: c.Person.ID}
	if _, err := st.Load(doc); err != nil {
		return nil, err
	}
	body := StatusBody{}
	if body.Status, err = choice("status", c.Status, doc.StatusNow(), personStatuses); err != nil {
		return nil, err
	}
	if body.Reason, err = needReason(c.Reason); err != nil {
		return nil, err
	}
	if body.Status == doc.StatusNow() {
		return nil, ErrUnchanged
	}
	if body.Status == PersonArchived {
		held, err := Held(st, c.Person)
		if err != nil {
			return nil, err
		}
		if len(held) > 0 {
			item, model, err := itemAndModel(st, held[0].Item)
			if err != nil {
				return nil, err
			}
			return nil, &Refusal{Code: CodeHolding, Item: held[0].Item, Holder: c.Person,
				Message: PersonName(person) + " still holds " + ItemName(item, model) + ".", Fix: "It has to be returned before he can be archived."}
		}
	}
	return []Fact{{Kind: KindPersonStatus, Subjects: []SubjectRef{{SubjectPerson, c.Person}}, Body: body, Permit: body.Status == PersonArchived}}, nil
}
