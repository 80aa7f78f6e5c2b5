package armory

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"

	"armguard/app/ledger"
)

// ProjectionVersion changes whenever Apply gives other documents for the same entries; a store that was written by
// another version rebuilds its projection.
const ProjectionVersion = 1

// ErrUnread is returned for an entry this version keeps and relays but cannot read: an unknown kind or version, a
// body that does not decode, a case Apply did not foresee. Nothing of it is projected but that its subjects have it.
var ErrUnread = errors.New("this version cannot read the entry")

// Apply projects one entry whose causes (its predecessor and deps) were applied before. It is total: an entry
// either changes documents as its kind says or, with ErrUnread, changes none. Other errors are the State's own.
func Apply(st State, s *ledger.Sealed) (err error) {
	o := newOverlay(st)
	if err := project(o, s); err != nil {
		return err
	}
	return o.flush()
}

func project(o *overlay, s *ledger.Sealed) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", ErrUnread, r)
		}
	}()
	a := &applying{overlay: o, entry: &s.Entry, stamp: Stamp{Lam: s.Entry.Lam, Log: s.Entry.Log, Hash: s.Hash}}
	return a.run()
}

// applying is one entry on its way into the documents.
type applying struct {
	*overlay
	entry *ledger.Entry
	stamp Stamp
}

func (a *applying) run() error {
	switch a.entry.Kind {
	case ledger.KindLogOpen:
		return a.logOpen()
	case KindSiteCreate, KindSiteEdit, KindModelAdd, KindModelEdit, KindPurposeAdd, KindPurposeEdit, KindListEdit,
		KindStockAdd, KindStockEdit, KindStationEdit, KindPersonAdd, KindPersonEdit, KindItemAdd, KindItemEdit,
		KindAccountAdd, KindAccountEdit, KindAccountKey, KindStationEnrol:
		return a.record()
	case KindPersonStatus:
		return a.personStatus()
	case KindItemStatus:
		return a.itemStatus()
	case KindTake:
		return a.take()
	case KindReturn:
		return a.giveBack()
	case KindAnnounce, KindAcknowledge, KindWithdraw:
		return a.announcement()
	case KindResolve:
		return a.resolve()
	case KindRaise, KindDecide:
		return a.discrepancy()
	case KindStockMove, KindStockCount:
		return a.stock()
	case KindMerge:
		return a.merge()
	case KindAccountLock, KindMaintenance, KindCountOpen, KindCountClose:
		return a.body(bodyOf(a.entry.Kind)) // history only: nothing adds up from them yet, but they must be readable
	}
	return fmt.Errorf("%w: kind %q", ErrUnread, a.entry.Kind)
}

func bodyOf(kind string) any {
	if kind == KindCountOpen || kind == KindCountClose {
		return &CountBody{}
	}
	return &NoteBody{}
}

// body decodes the entry's body. Kinds of this version have kver 1.
func (a *applying) body(into any) error {
	if a.entry.KindVer != 1 {
		return fmt.Errorf("%w: %s version %d", ErrUnread, a.entry.Kind, a.entry.KindVer)
	}
	if err := ledger.Decode(a.entry.Body, into); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrUnread, a.entry.Kind, err)
	}
	return nil
}

// subjects of a kind, as the entry names them.
func (a *applying) subjects(kind string) []ledger.Subject {
	return slices.DeleteFunc(slices.Clone(a.entry.Subjects), func(s ledger.Subject) bool { return s.Kind != kind })
}

// subject is the only subject of a kind; an entry without it is unread.
func (a *applying) subject(kind string) (ledger.Subject, error) {
	all := a.subjects(kind)
	if len(all) != 1 {
		return ledger.Subject{}, fmt.Errorf("%w: %s names %d subjects of kind %s", ErrUnread, a.entry.Kind, len(all), kind)
	}
	return all[0], nil
}

// missed lists what the entry did not see of one of its subjects.
func (a *applying) missed(s ledger.Subject, unseen []ledger.Hash) ([]*dated, error) {
	return concurrent(a.State, SubjectRef{s.Kind, s.ID}, unseen, s.Parents)
}

func (a *applying) logOpen() error {
	var body ledger.LogOpen
	if err := a.body(&body); err != nil {
		return err
	}
	return a.Save(&Log{ID: a.entry.Log.ID, Station: body.Station, Prefix: receiptPrefix(a.entry.Log), Opened: a.entry.WallMs,
		Reason: body.Reason, Key: body.Key})
}

func (a *applying) log() (*Log, error) {
	log := &Log{ID: a.entry.Log.ID}
	ok, err := a.Load(log)
	if err == nil && !ok {
		err = fmt.Errorf("%w: its log was not opened", ErrUnread)
	}
	return log, err
}

func (a *applying) announcement() error {
	s, err := a.subject(SubjectAnnouncement)
	if err != nil {
		return err
	}
	doc := &Announcement{ID: s.ID.ID}
	if _, err := a.Load(doc); err != nil {
		return err
	}
	doc.Heads, _ = replaceHeads(doc.Heads, s.Parents, a.stamp.Hash)
	switch a.entry.Kind {
	case KindAnnounce:
		var body AnnounceBody
		if err := a.body(&body); err != nil {
			return err
		}
		doc.Title, doc.Text, doc.Level, doc.Recipients = body.Title, body.Text, body.Level, body.Recipients
		doc.Author, doc.WallMs, doc.Stamp = a.entry.Actor.Account, a.entry.WallMs, a.stamp
	case KindAcknowledge:
		log, err := a.log()
		if err != nil {
			return err
		}
		ack := Acknowledgement{Account: a.entry.Actor.Account, WallMs: a.entry.WallMs, Station: log.Station, Stamp: a.stamp}
		i := slices.IndexFunc(doc.Acks, func(x Acknowledgement) bool { return x.Account == ack.Account })
		switch {
		case i < 0:
			doc.Acks = append(doc.Acks, ack)
		case ack.Stamp.Compare(doc.Acks[i].Stamp) < 0:
			doc.Acks[i] = ack
		}
		slices.SortFunc(doc.Acks, func(x, y Acknowledgement) int { return slices.Compare(x.Account.ID[:], y.Account.ID[:]) })
	case KindWithdraw:
		var body NoteBody
		if err := a.body(&body); err != nil {
			return err
		}
		doc.Withdrawn = max(doc.Withdrawn, body.Text) // two withdrawals: the same reason wins everywhere
	}
	return a.Save(doc)
}

func (a *applying) discrepancy() error {
	s, err := a.subject(SubjectDiscrepancy)
	if err != nil {
		return err
	}
	doc := &Discrepancy{ID: s.ID.ID}
	if _, err := a.Load(doc); err != nil {
		return err
	}
	var unseen []ledger.Hash
	doc.Heads, unseen = replaceHeads(doc.Heads, s.Parents, a.stamp.Hash)
	missed, err := a.missed(s, unseen)
	if err != nil {
		return err
	}
	state := DiscrepancyOpen
	if a.entry.Kind == KindRaise {
		var body DiscrepancyBody
		if err := a.body(&body); err != nil {
			return err
		}
		doc.Kind, doc.Item, doc.Person, doc.Command, doc.Text = body.Kind, body.Item, body.Person, body.Command, body.Text
		doc.WallMs, doc.Account, doc.Blocks = a.entry.WallMs, a.entry.Actor.Account, true
	} else {
		var body StatusBody
		if err := a.body(&body); err != nil {
			return err
		}
		state = body.Status
	}
	doc.State = surviving(doc.State, missed, state, a.stamp)
	return a.Save(doc)
}

func (a *applying) stock() error {
	s, err := a.subject(SubjectStock)
	if err != nil {
		return err
	}
	var body StockBody
	if err := a.body(&body); err != nil {
		return err
	}
	return a.moveStock(s, body.N, a.entry.Kind == KindStockCount)
}

// moveStock adds a movement, or a count that replaces every count and movement it saw.
func (a *applying) moveStock(s ledger.Subject, n int64, counted bool) error {
	doc := &Stock{ID: s.ID.ID}
	if _, err := a.Load(doc); err != nil {
		return err
	}
	var unseen []ledger.Hash
	doc.Heads, unseen = replaceHeads(doc.Heads, s.Parents, a.stamp.Hash)
	missed, err := a.missed(s, unseen)
	if err != nil {
		return err
	}
	q := Quantity{N: n, Stamp: a.stamp}
	if counted {
		seen := func(q Quantity) bool {
			return !slices.ContainsFunc(missed, func(d *dated) bool { return d.stamp.Hash == q.Stamp.Hash })
		}
		doc.Counts = append(slices.DeleteFunc(doc.Counts, seen), q)
		doc.Moves = slices.DeleteFunc(doc.Moves, seen)
	} else {
		doc.Moves = append(doc.Moves, q)
	}
	byStamp := func(x, y Quantity) int { return x.Stamp.Compare(y.Stamp) }
	slices.SortFunc(doc.Counts, byStamp)
	slices.SortFunc(doc.Moves, byStamp)
	return a.Save(doc)
}

// conflictID is the same on every station: cut from SHA-256(kind, sorted parts).
func conflictID(kind string, parts ...[]byte) ledger.ID {
	h := sha256.New()
	h.Write([]byte("armguard/conflict/1\x00" + kind + "\x00"))
	for _, p := range parts {
		h.Write(p)
	}
	return ledger.ID(h.Sum(nil)[:16])
}
