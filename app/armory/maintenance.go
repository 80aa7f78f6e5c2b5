package armory

import (
	"errors"
	"fmt"
	"slices"

	"armguard/app/ledger"
)

// Work logs what was done to an item; with a status or a condition it goes into maintenance, or back into service, by the
// same command.
type Work struct {
	Item      ledger.SubjectID
	Work      string
	By        string // who did it, in words; empty: the account that logs it
	Rounds    int    // fired
	Text      string
	Status    string // afterwards: Available, Maintenance; empty: as it is
	Condition string // afterwards; empty: as it is
}

func (Work) Name() string { return MayMaintain }

func (c Work) decide(st State, ask Ask) ([]Fact, error) {
	if err := One(st, &c.Item); err != nil {
		return nil, err
	}
	if _, err := load(st, KindItem, c.Item.ID, "item"); err != nil {
		return nil, err
	}
	body := NoteBody{N: int64(c.Rounds)}
	var err error
	if body.Work, err = choice("kind of work", c.Work, "", works); err != nil {
		return nil, err
	}
	if body.By, err = checkText("The name", Clean(c.By, false), 80); err != nil {
		return nil, err
	}
	if body.Text, err = checkText("The text", c.Text, maxNotes); err != nil {
		return nil, err
	}
	switch {
	case body.Work == "":
		return nil, refuse(CodeInvalid, "It is not said what was done.", "Choose cleaned, inspected, test-fired or repaired.")
	case c.Rounds < 0 || c.Rounds > maxRounds:
		return nil, refuse(CodeInvalid, fmt.Sprintf("Between 0 and %d rounds can be fired in one piece of work.", maxRounds), "Correct the number.")
	case c.Rounds == 0 && body.Work == WorkTestFired:
		return nil, refuse(CodeInvalid, "It is not said how many rounds were fired.", "Fill in the rounds.")
	}
	facts := []Fact{{Kind: KindMaintenance, Subjects: []SubjectRef{{SubjectUpkeep, c.Item}}, Body: body}}
	if c.Status == "" && c.Condition == "" {
		return facts, nil
	}
	reason := body.Work
	if body.Text != "" {
		reason += ": " + body.Text
	}
	after, err := SetService{Item: c.Item, Status: c.Status, Condition: c.Condition, Reason: reason}.decide(st, ask)
	if err != nil && !errors.Is(err, ErrUnchanged) {
		return nil, err
	}
	return append(facts, after...), nil
}

// SetService takes an item out of service for maintenance, or puts it back. Every other status is an administrator's.
type SetService struct {
	Item      ledger.SubjectID
	Status    string // Maintenance, Available; empty: as it is
	Condition string // empty: as it is
	Reason    string
}

func (SetService) Name() string { return MayMaintain }

func (c SetService) decide(st State, ask Ask) ([]Fact, error) {
	if err := One(st, &c.Item); err != nil {
		return nil, err
	}
	service := []string{StatusAvailable, StatusMaintenance}
	if c.Status != "" && !slices.Contains(service, c.Status) {
		return nil, refuse(CodeInvalid, fmt.Sprintf("Maintenance does not make an item %q.", c.Status), "Send it to maintenance, or return it to service.")
	}
	item, model, err := itemAndModel(st, c.Item)
	if err != nil {
		return nil, err
	}
	custody := &Custody{ID: c.Item.ID}
	if _, err := st.Load(custody); err != nil {
		return nil, err
	}
	if status := custody.Status(); len(custody.Outs()) == 0 && !slices.Contains(service, status) {
		return nil, &Refusal{Code: CodeBlocked, Item: c.Item, Message: ItemName(item, model) + " is " + status + ".",
			Fix: "An administrator changes that status; the work alone can be logged."}
	}
	return SetItemStatus(c).decide(st, ask)
}
