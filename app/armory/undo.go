package armory

import (
	"time"

	"armguard/app/ledger"
)

// Undo takes back everything that was issued on a receipt just now, by mistake: a Return with a note. Only who issued it
// can, there and then, and while nothing of it was handled since. A Return needs none of that.
type Undo struct {
	Receipt ledger.CommandID
}

// UndoWithin is for how long a Take can be undone.
const UndoWithin = 2 * time.Minute

const undoNote = "Issued by mistake"

func (Undo) Name() string { return MayReturn }

func (u Undo) decide(st State, ask Ask) ([]Fact, error) {
	tx := &Transaction{Command: u.Receipt}
	known, err := st.Load(tx)
	if err != nil {
		return nil, err
	}
	if !known || tx.Action != ActionTake {
		return nil, refuse(CodeNotFound, "There is no such receipt of something issued.", "Read the list again.")
	}
	back := Return{Notes: undoNote}
	for _, line := range tx.Lines {
		back.Lines = append(back.Lines, ReturnAsk{Item: line.Item, Magazines: -1, Rounds: -1})
	}
	if err := done(st, ask.Command, back.request()); err != nil {
		return nil, err
	}
	if still, err := u.possible(st, ask, tx); err != nil {
		return nil, err
	} else if !still {
		return nil, refuse(CodeInvalid, "Receipt "+tx.Receipt+" cannot be undone any more.", "Return what was issued on it.")
	}
	return back.decide(st, ask)
}

// possible reports whether a Take can be undone by who asks.
func (u Undo) possible(st State, ask Ask, tx *Transaction) (bool, error) {
	since := ask.Now.Sub(time.UnixMilli(tx.WallMs))
	if tx.Converts() || tx.Station != ask.Station || tx.Account != ask.Account || since < 0 || since > UndoWithin {
		return false, nil
	}
	for _, line := range tx.Lines {
		custody := &Custody{ID: line.Item.ID}
		if _, err := st.Load(custody); err != nil {
			return false, err
		}
		if len(custody.Heads) != 1 || custody.Heads[0].Stamp.Hash != tx.Stamp.Hash {
			return false, nil
		}
	}
	return true, nil
}

// UndoableUntil is until when who asks can undo a Take as things are now, in Unix ms; 0: he cannot.
func UndoableUntil(st State, ask Ask, tx *Transaction) (int64, error) {
	if tx.Action != ActionTake {
		return 0, nil
	}
	possible, err := Undo{}.possible(st, ask, tx)
	if err != nil || !possible {
		return 0, err
	}
	return tx.WallMs + UndoWithin.Milliseconds(), nil
}
