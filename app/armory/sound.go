package armory

import (
	"slices"

	"armguard/app/ledger"
)

// sound reports whether an entry about custody, a status or a discrepancy can be read: its body decodes, every line is a subject and
// every subject a line, and it rests only on what came before it. It is judged by the entry and its parents alone, so
// that an entry met on the way back along parents is judged as it was when it came.
func sound(st State, e *ledger.Entry) (bool, error) {
	if e.KindVer != 1 {
		return false, nil
	}
	for _, s := range e.Subjects {
		if s.Kind == SubjectLog {
			continue // no walk goes along these, and who has the roster alone does not have them
		}
		for _, parent := range s.Parents {
			p, err := st.Entry(parent)
			if err != nil {
				return false, err
			}
			if p.Lam >= e.Lam { // the walks back rely on Lamport numbers that fall
				return false, nil
			}
		}
	}
	switch e.Kind {
	case KindTake:
		var body TakeBody
		return ledger.Decode(e.Body, &body) == nil && len(body.Lines) > 0 && body.convertsAllOrNone() && namesOf(e, SubjectPerson, []ledger.SubjectID{body.Person}, false) &&
			namesOf(e, SubjectItem, idsOf(body.Lines, func(l TakeLine) ledger.SubjectID { return l.Item }), true) && namesOf(e, SubjectStock, stockOf(body.Stock), true), nil
	case KindReturn:
		var body ReturnBody
		return ledger.Decode(e.Body, &body) == nil && len(body.Lines) > 0 && namesOf(e, SubjectPerson, []ledger.SubjectID{body.Person}, false) &&
			namesOf(e, SubjectItem, idsOf(body.Lines, func(l ReturnLine) ledger.SubjectID { return l.Item }), true) && namesOf(e, SubjectStock, stockOf(body.Stock), true), nil
	case KindResolve:
		var body ResolveBody
		return ledger.Decode(e.Body, &body) == nil && namesOf(e, SubjectItem, idsOf(body.Custody, func(l ResolveLine) ledger.SubjectID { return l.Item }), true), nil
	case KindDecide:
		var body StatusBody
		return ledger.Decode(e.Body, &body) == nil && slices.Contains(discrepancyFlow, body.Status), nil
	case KindItemStatus, KindPersonStatus:
		var body StatusBody
		return ledger.Decode(e.Body, &body) == nil && namesOne(e, map[string]string{KindItemStatus: SubjectItem, KindPersonStatus: SubjectPerson}[e.Kind]), nil
	case KindStockMove, KindStockCount:
		var body StockBody
		return ledger.Decode(e.Body, &body) == nil && namesOne(e, SubjectStock), nil
	case KindMaintenance:
		var body NoteBody
		return ledger.Decode(e.Body, &body) == nil && namesOne(e, SubjectUpkeep) && slices.Contains(works, body.Work) && body.N >= 0 && body.N <= maxRounds, nil
	}
	if about, ok := countBody(e.Kind); ok {
		whole := ledger.Decode(e.Body, about) == nil && namesOne(e, SubjectCount)
		if scan, ok := about.(*CountScanBody); ok && whole {
			var seen []ledger.SubjectID
			if !scan.Item.IsZero() {
				seen = append(seen, scan.Item)
			}
			return (len(seen) == 1) == (scan.Code == "") && namesOf(e, SubjectSeen, seen, true), nil
		}
		return whole, nil
	}
	return true, nil
}

// namesOne reports whether the entry has one subject of a kind.
func namesOne(e *ledger.Entry, kind string) bool {
	n := 0
	for _, s := range e.Subjects {
		if s.Kind == kind {
			n++
		}
	}
	return n == 1
}

func idsOf[L, ID any](lines []L, id func(L) ID) []ID {
	out := make([]ID, len(lines))
	for i, l := range lines {
		out[i] = id(l)
	}
	return out
}

func stockOf(lines []StockLine) []ledger.SubjectID {
	return idsOf(lines, func(l StockLine) ledger.SubjectID { return l.Stock })
}

// namesOf reports whether the entry's subjects of a kind hold these ids, each once; with exactly, no others.
func namesOf(e *ledger.Entry, kind string, ids []ledger.SubjectID, exactly bool) bool {
	left := slices.Clone(ids)
	for _, s := range e.Subjects {
		if s.Kind != kind {
			continue
		}
		i := slices.Index(left, s.ID)
		switch {
		case i >= 0:
			left = slices.Delete(left, i, i+1)
		case exactly:
			return false
		}
	}
	return len(left) == 0
}
