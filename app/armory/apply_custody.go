package armory

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"slices"
	"strconv"
	"strings"

	"armguard/app/ledger"
)

// custody puts a new holding in place of what the entry saw of the item and returns what it did not see.
func (a *applying) custody(s ledger.Subject, next Holding) ([]*dated, error) {
	doc := &Custody{ID: s.ID.ID}
	if _, err := a.Load(doc); err != nil {
		return nil, err
	}
	var heads []ledger.Hash
	for _, h := range doc.Heads {
		heads = append(heads, h.Stamp.Hash)
	}
	_, unseen := a.replaceHeads(heads, s)
	next.Stamp = a.stamp
	doc.Heads = append(slices.DeleteFunc(doc.Heads, func(h Holding) bool { return !slices.Contains(unseen, h.Stamp.Hash) }), next)
	slices.SortFunc(doc.Heads, func(x, y Holding) int { return x.Stamp.Compare(y.Stamp) })
	if err := a.Save(doc); err != nil {
		return nil, err
	}
	return a.missed(s, unseen)
}

// person puts the entry in place of what it saw of a person and returns what it did not see.
func (a *applying) person(s ledger.Subject, change func(*Person, []*dated)) ([]*dated, error) {
	doc := &Person{ID: s.ID.ID}
	if _, err := a.Load(doc); err != nil {
		return nil, err
	}
	var unseen []ledger.Hash
	doc.Heads, unseen = a.replaceHeads(doc.Heads, s)
	missed, err := a.missed(s, unseen)
	if err != nil {
		return nil, err
	}
	if change != nil {
		change(doc, missed)
	}
	return missed, a.Save(doc)
}

func (a *applying) setPersonStatus(status string) error {
	s, err := a.subject(SubjectPerson)
	if err != nil {
		return err
	}
	missed, err := a.person(s, func(p *Person, missed []*dated) { p.Status = surviving(p.Status, missed, status, a.stamp) })
	if err != nil {
		return err
	}
	return a.personally(s.ID, missed)
}

func (a *applying) personStatus() error {
	var body StatusBody
	if err := a.body(&body); err != nil {
		return err
	}
	return a.setPersonStatus(body.Status)
}

func (a *applying) setItemStatus(status, condition string) error {
	s, err := a.subject(SubjectItem)
	if err != nil {
		return err
	}
	log, err := a.log()
	if err != nil {
		return err
	}
	missed, err := a.custody(s, Holding{Command: a.entry.Command, SinceMs: a.entry.WallMs, Station: log.Station, Status: status, Condition: condition})
	if err != nil {
		return err
	}
	return a.contradictions(s.ID, missed)
}

func (a *applying) itemStatus() error {
	var body StatusBody
	if err := a.body(&body); err != nil {
		return err
	}
	return a.setItemStatus(body.Status, body.Condition)
}

func (a *applying) take() error {
	var body TakeBody
	if err := a.body(&body); err != nil {
		return err
	}
	log, tx, err := a.transaction(ActionTake, body.Person, body.Request)
	if err != nil {
		return err
	}
	tx.Type, tx.DueMs, tx.Purpose, tx.Notes = body.Type, body.DueMs, body.Purpose, body.Notes
	tx.Mass, tx.Assigned = body.Mass, body.Assigned
	for i, line := range body.Lines {
		tx.Lines = append(tx.Lines, Line{Item: line.Item, Magazines: line.Magazines, Rounds: line.Rounds, Condition: line.Condition, Stock: line.Stock, Taken: body.from(i)})
	}
	if err := a.keepTransaction(tx); err != nil {
		return err
	}
	for _, s := range a.subjects(SubjectItem) {
		i := slices.IndexFunc(body.Lines, func(l TakeLine) bool { return l.Item == s.ID })
		line := body.Lines[i]
		missed, err := a.custody(s, Holding{Out: true, Person: body.Person, Command: a.entry.Command, Receipt: tx.Receipt,
			SinceMs: cmp.Or(line.SinceMs, a.entry.WallMs), DueMs: body.DueMs, Station: log.Station, Status: StatusAvailable, Condition: line.Condition,
			Magazines: line.Magazines, Rounds: line.Rounds, Purpose: body.Purpose, Stock: line.Stock})
		if err != nil {
			return err
		}
		if err := a.contradictions(s.ID, missed); err != nil {
			return err
		}
	}
	for _, s := range a.subjects(SubjectPerson) {
		missed, err := a.person(s, nil)
		if err != nil {
			return err
		}
		if err := a.personally(s.ID, missed); err != nil {
			return err
		}
	}
	return a.handOut()
}

func (a *applying) giveBack() error {
	var body ReturnBody
	if err := a.body(&body); err != nil {
		return err
	}
	log, tx, err := a.transaction(ActionReturn, body.Person, body.Request)
	if err != nil {
		return err
	}
	tx.Notes = body.Notes
	for _, line := range body.Lines {
		tx.Lines = append(tx.Lines, Line{Item: line.Item, Magazines: line.Magazines, Rounds: line.Rounds,
			Condition: line.Condition, Holder: line.Holder, Taken: line.Taken})
	}
	if err := a.keepTransaction(tx); err != nil {
		return err
	}
	for _, s := range a.subjects(SubjectItem) {
		i := slices.IndexFunc(body.Lines, func(l ReturnLine) bool { return l.Item == s.ID })
		line := body.Lines[i]
		missed, err := a.custody(s, Holding{Command: a.entry.Command, SinceMs: a.entry.WallMs, Station: log.Station,
			Status: cmp.Or(line.Status, StatusAvailable), Condition: line.Condition})
		if err != nil {
			return err
		}
		if err := a.contradictions(s.ID, missed); err != nil {
			return err
		}
		if err := a.expended(body, line); err != nil {
			return err
		}
	}
	if err := a.short(body); err != nil {
		return err
	}
	for _, s := range a.subjects(SubjectPerson) {
		if _, err := a.person(s, nil); err != nil {
			return err
		}
	}
	return a.handOut()
}

// handOut moves stock with a transaction.
func (a *applying) handOut() error {
	for _, s := range a.subjects(SubjectStock) {
		if err := a.moveStock(s, a.moved(a.entry, s.ID), false); err != nil {
			return err
		}
	}
	return nil
}

// transaction begins the transaction's document.
func (a *applying) transaction(action string, person ledger.SubjectID, request []byte) (*Log, *Transaction, error) {
	log, err := a.log()
	return log, &Transaction{Command: a.entry.Command, Stamp: a.stamp, Seq: a.entry.Seq, Action: action,
		Receipt: receiptNumber(log.Prefix, a.receipts), Person: person, Account: a.entry.Actor.Account,
		Station: log.Station, WallMs: a.entry.WallMs, Body: request}, err
}

// keepTransaction stores a transaction. The same command in several logs: the earliest stands, and it is a conflict.
func (a *applying) keepTransaction(tx *Transaction) error {
	other := &Transaction{Command: tx.Command}
	known, err := a.Load(other)
	if err != nil || !known {
		return errors.Join(err, a.Save(tx))
	}
	for _, t := range []*Transaction{tx, other} {
		if err := a.contradiction(Conflict{ID: conflictID(ConflictCommand, tx.Command.ID[:]), Kind: ConflictCommand,
			Entries: []ledger.Hash{t.Stamp.Hash}, People: []ledger.SubjectID{t.Person}, Detail: t.Receipt, FoundMs: t.WallMs}); err != nil {
			return err
		}
	}
	if tx.Stamp.Compare(other.Stamp) > 0 {
		return nil
	}
	return a.Save(tx)
}

// digits are Crockford's: no I, L, O, U (https://www.crockford.com/base32.html).
const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

var crockford = base32.NewEncoding(digits).WithPadding(base32.NoPadding)

// receiptPrefix is five Crockford characters of a log's id.
func receiptPrefix(log ledger.LogID) string { return crockford.EncodeToString(log.ID[:4])[:5] }

// receiptNumber is the log's prefix, a counter in that log, and a check character: the digits before it as a number in
// base 32, modulo 31. (Crockford's own modulo 37 needs signs such as * and =, which nobody reads out loud.)
func receiptNumber(prefix string, n uint64) string {
	number := strconv.FormatUint(n, 10)
	sum := 0
	for _, r := range prefix + number {
		sum = (sum*32 + strings.IndexRune(digits, r)) % 31
	}
	return prefix + "-" + number + "-" + digits[sum:sum+1]
}

// count is the counter in the transaction's receipt number.
func (t *Transaction) count() uint64 {
	parts := strings.Split(t.Receipt, "-")
	n, _ := strconv.ParseUint(parts[len(parts)/2], 10, 64) // receiptNumber wrote it
	return n
}

// requestHash is what makes two commands the same command.
func requestHash(parts ...any) []byte {
	sum := sha256.Sum256(ledger.Encode(parts))
	return sum[:]
}
