package armory

import (
	"fmt"
	"slices"

	"armguard/app/ledger"
)

// shelf is the stock of a site as one command sees it: what is left of each line after what the command took so far.
type shelf struct {
	st    State
	lines map[ledger.SubjectID]*onShelf
	taken []StockLine // over all lines, in the order they were touched
}

type onShelf struct {
	record *Record
	left   int64
	known  bool
}

func newShelf(st State) *shelf { return &shelf{st: st, lines: map[ledger.SubjectID]*onShelf{}} }

func (s *shelf) line(id ledger.SubjectID) (*onShelf, error) {
	if l, ok := s.lines[id]; ok {
		return l, nil
	}
	record, left, known, err := stockLine(s.st, id)
	if err != nil {
		return nil, err
	}
	l := &onShelf{record, left, known}
	s.lines[id] = l
	return l, nil
}

// take takes so much of a line, and refuses more than is known to be there.
func (s *shelf) take(id ledger.SubjectID, n int64) error {
	l, err := s.line(id)
	if err != nil {
		return err
	}
	if l.known && l.left < n {
		return tooFew(StockName(l.record), l.left, n)
	}
	l.left -= n
	s.taken = addStock(s.taken, id, n)
	return nil
}

// draw takes so much of what fits a weapon's model, the oldest line first, of each no more than its cap. Of lines that were
// never received or counted nothing is taken: then the quantity is recorded, and from no line.
func (s *shelf) draw(kind string, model *Record, n int64) ([]StockLine, error) {
	calibre := model.Value("calibre")
	if n <= 0 || calibre == "" {
		return nil, nil
	}
	lines, err := StockOf(s.st, kind, calibre)
	if err != nil {
		return nil, err
	}
	var out []StockLine
	var left int64
	wanted, known := n, false
	for _, record := range lines {
		id := ledger.SubjectID{ID: record.ID}
		l, err := s.line(id)
		if err != nil {
			return nil, err
		}
		if !l.known || StockFits(record, model) != nil {
			continue
		}
		known = true
		left += max(0, l.left)
		part := min(wanted, s.within(id, l))
		if part == 0 {
			continue
		}
		if err := s.take(id, part); err != nil {
			return nil, err
		}
		out, wanted = addStock(out, id, part), wanted-part
	}
	what := map[string]string{StockMagazine: "magazines ", StockAmmunition: "rounds "}[kind] + calibre
	switch {
	case !known || wanted == 0:
		return out, nil
	case left >= n:
		return nil, refuse(CodeInvalid, fmt.Sprintf("%d of %s are asked for, and %d are allowed with one issue.", n, what, n-wanted), "Hand out less.")
	}
	return nil, tooFew(what, left, n)
}

// within is how much of a line may still go with the command: what is left, up to the line's cap.
func (s *shelf) within(id ledger.SubjectID, l *onShelf) int64 {
	if most := l.record.Number("cap", 0); most > 0 {
		return max(0, min(l.left, int64(most)-sumOf(s.taken, id)))
	}
	return max(0, l.left)
}

// addStock adds so much of a stock line to a list.
func addStock(lines []StockLine, id ledger.SubjectID, n int64) []StockLine {
	if i := slices.IndexFunc(lines, func(l StockLine) bool { return l.Stock == id }); i >= 0 {
		lines[i].N += n
		return lines
	}
	return append(lines, StockLine{Stock: id, N: n})
}

// StockName is a stock line with its lot.
func StockName(line *Record) string {
	if lot := line.Value("lot"); lot != "" {
		return line.Value("name") + " (lot " + lot + ")"
	}
	return line.Value("name")
}

// maxNamed is how many stock lines are named for one receipt.
const maxNamed = 40

// packing is one line of a Take on its way: the weapon, and the stock that was named for it.
type packing struct {
	line  TakeLine
	model *Record
	named []StockLine
}

// fit gives each stock line that was named to the first weapon it fits, within its cap.
func (s *shelf) fit(named []StockLine, lines []packing) error {
	if len(named) > maxNamed {
		return refuse(CodeInvalid, fmt.Sprintf("At most %d lines of stock go on one receipt.", maxNamed), "Issue the rest on another receipt.")
	}
	var all []StockLine
	for _, n := range named {
		l, err := s.line(n.Stock)
		if err != nil {
			return err
		}
		switch {
		case n.N <= 0 || n.N > maxRounds:
			return refuse(CodeInvalid, fmt.Sprintf("Of %s a number from 1 to %d is handed out.", StockName(l.record), maxRounds), "Correct the quantity.")
		case l.record.Value("withdrawn") != "":
			return refuse(CodeInvalid, StockName(l.record)+" is not used any more.", "Choose another one.")
		}
		all = addStock(all, n.Stock, n.N)
		if most := l.record.Number("cap", 0); most > 0 && sumOf(all, n.Stock) > int64(most) {
			return refuse(CodeInvalid, fmt.Sprintf("At most %d of %s go with one issue.", most, l.record.Value("name")), "Correct the quantity.")
		}
		var why error
		i := slices.IndexFunc(lines, func(p packing) bool {
			err := StockFits(l.record, p.model)
			if why == nil {
				why = err
			}
			return err == nil
		})
		if i < 0 {
			return why
		}
		lines[i].named = addStock(lines[i].named, n.Stock, n.N)
	}
	return nil
}

// pack takes what goes out with a weapon off the shelf: what was named, and magazines and rounds of its calibre beside it,
// as many as were asked for or, negative, as the loadout says.
func (s *shelf) pack(p *packing, magazines, rounds int, loadout Loadout) error {
	var named [2]int64 // magazines, rounds
	for _, n := range p.named {
		l, err := s.line(n.Stock)
		if err != nil {
			return err
		}
		switch l.record.Value("type") {
		case StockMagazine:
			named[0] += n.N
		case StockAmmunition:
			named[1] += n.N
		}
		if err := s.take(n.Stock, n.N); err != nil {
			return err
		}
		p.line.Stock = addStock(p.line.Stock, n.Stock, n.N)
	}
	for i, q := range []struct {
		into           *int
		asked, loadout int
		kind           string
	}{{&p.line.Magazines, magazines, loadout.Magazines, StockMagazine}, {&p.line.Rounds, rounds, loadout.Rounds, StockAmmunition}} {
		n := max(int64(q.asked), named[i])
		if q.asked < 0 && named[i] == 0 {
			n = int64(q.loadout)
		}
		*q.into = int(n)
		drawn, err := s.draw(q.kind, p.model, n-named[i])
		if err != nil {
			return err
		}
		for _, d := range drawn {
			p.line.Stock = addStock(p.line.Stock, d.Stock, d.N)
		}
	}
	if p.line.Magazines > maxMagazines || p.line.Rounds > maxRounds {
		return refuse(CodeInvalid, fmt.Sprintf("At most %d magazines and %d rounds go with one item.", maxMagazines, maxRounds), "Correct the quantities.")
	}
	return nil
}

// subjects are the stock lines that were touched.
func (s *shelf) subjects() []SubjectRef {
	var out []SubjectRef
	for _, l := range s.taken {
		out = append(out, SubjectRef{SubjectStock, l.Stock})
	}
	return out
}
