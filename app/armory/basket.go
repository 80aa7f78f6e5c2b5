package armory

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"armguard/app/ledger"
)

// basket is the stock that a Return brings: the lines that were named, as far as they were not put back yet.
type basket struct {
	st    State
	named []StockLine
	all   bool        // nothing was named: accessories came back
	back  []StockLine // what goes back into each line
}

func newBasket(st State, named []StockLine) (*basket, error) {
	b := &basket{st: st, all: named == nil}
	for _, n := range named {
		if n.N < 0 {
			record, _, err := b.kindOf(n.Stock)
			if err != nil {
				return nil, err
			}
			return nil, refuse(CodeInvalid, "Less than nothing of "+StockName(record)+" cannot come back.", "Correct the quantity.")
		}
		b.named = addStock(b.named, n.Stock, n.N)
	}
	return b, nil
}

// kindOf is a stock line's type; of one that a newer version made, none.
func (b *basket) kindOf(id ledger.SubjectID) (*Record, string, error) {
	line := &Record{Kind: KindStock, ID: id.ID}
	_, err := b.st.Load(line)
	return line, line.Value("type"), err
}

// count fills in how many magazines and rounds come back with an item where the person left it open: what was named of
// the lines that went out with it, otherwise all of them.
func (b *basket) count(line *ReturnAsk, out Holding) error {
	named, any := [2]int64{}, [2]bool{}
	for _, l := range out.Stock {
		_, kind, err := b.kindOf(l.Stock)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(b.named, func(n StockLine) bool { return n.Stock == l.Stock })
		t := slices.Index([]string{StockMagazine, StockAmmunition}, kind)
		if i >= 0 && t >= 0 {
			named[t], any[t] = named[t]+min(l.N, b.named[i].N), true
		}
	}
	for t, q := range []struct {
		into *int
		all  int
	}{{&line.Magazines, out.Magazines}, {&line.Rounds, out.Rounds}} {
		switch {
		case *q.into >= 0:
		case any[t]:
			*q.into = int(named[t])
		default:
			*q.into = q.all
		}
	}
	return nil
}

// unpack says which stock lines what came back with an item goes into, and which lack something: first the lines that
// were named, then the newest of those that went out.
func (b *basket) unpack(back *ReturnLine, out Holding) error {
	left := map[string]int64{StockMagazine: int64(back.Magazines), StockAmmunition: int64(back.Rounds)}
	came := make([]int64, len(out.Stock))
	kinds := make([]string, len(out.Stock))
	names := make([]string, len(out.Stock))
	for i, l := range out.Stock {
		record, kind, err := b.kindOf(l.Stock)
		if err != nil {
			return err
		}
		kinds[i], names[i] = kind, StockName(record)
		if kind != StockMagazine && kind != StockAmmunition && b.all {
			came[i] = l.N
			continue
		}
		n := slices.IndexFunc(b.named, func(n StockLine) bool { return n.Stock == l.Stock })
		if n < 0 {
			continue
		}
		came[i] = min(l.N, b.named[n].N)
		b.named[n].N -= came[i]
		left[kind] -= came[i]
	}
	for i, l := range slices.Backward(out.Stock) {
		part := min(l.N-came[i], max(0, left[kinds[i]]))
		came[i] += part
		left[kinds[i]] -= part
	}
	var lacking []string
	for i, l := range out.Stock {
		if came[i] > 0 {
			b.back = addStock(b.back, l.Stock, came[i])
		}
		if short := l.N - came[i]; short > 0 {
			back.Short = append(back.Short, StockLine{Stock: l.Stock, N: short})
			if kinds[i] != StockMagazine && kinds[i] != StockAmmunition {
				lacking = append(lacking, strconv.FormatInt(short, 10)+" "+names[i])
			}
		}
	}
	back.Lacking = strings.Join(lacking, ", ")
	return nil
}

// empty refuses stock that was named and did not go out with any of the items.
func (b *basket) empty() error {
	for _, n := range b.named {
		if n.N == 0 {
			continue
		}
		record, _, err := b.kindOf(n.Stock)
		if err != nil {
			return err
		}
		return refuse(CodeInvalid, fmt.Sprintf("%d of %s did not go out with what is returned.", n.N, StockName(record)),
			"Correct the quantity; what was found besides is received on the stock page.")
	}
	return nil
}

// Lacks is all that did not come back with an item, in words; empty for nothing.
func (l *ReturnLine) Lacks() string {
	return strings.Join(nonEmpty([]string{Quantities(l.ShortMags, l.ShortRnds), l.Lacking}), ", ")
}

// Became is what became of what an item lacks.
func (l *ReturnLine) Became(body ReturnBody) string { return cmp.Or(l.Missing, body.Missing) }
