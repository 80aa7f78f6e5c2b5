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
const ProjectionVersion = 6

// ErrUnread is returned for an entry this version keeps and relays but cannot read: an unknown kind or version, a
// body that does not decode, a case Apply did not foresee. Nothing of it is projected but that its subjects have it.
var ErrUnread = errors.New("this version cannot read the entry")

// Apply projects one entry whose causes (its predecessor, its deps, the parents of its subjects) were applied before. It is total: an entry
// has its place in its log and either changes documents as its kind says or, with ErrUnread, changes none. Other errors are the State's own.
// ErrAgain says that entries that were applied count otherwise now.
func Apply(st State, s *ledger.Sealed) error {
	a := newApplying(st, s)
	if err := a.chain(); err != nil {
		return err
	}
	held, err := a.quarantine()
	if err != nil {
		return err
	}
	if err := a.flush(); err != nil {
		return err
	}
	if !held || CountsAlways(s.Entry.Kind) {
		if err := a.project(); err != nil {
			return err
		}
	}
	return a.judges()
}

// applyJudged is Apply where it is known of every entry whether it counts.
func applyJudged(st State, s *ledger.Sealed) error {
	a := newApplying(st, s)
	if err := a.chain(); err != nil {
		return err
	}
	if err := a.flush(); err != nil {
		return err
	}
	if held, err := a.held(s.Hash, &s.Entry); err != nil || held {
		return err
	}
	return a.project()
}

// applying is one entry on its way into the documents.
type applying struct {
	*overlay
	entry    *ledger.Entry
	stamp    Stamp
	station  ledger.StationID             // that wrote it
	receipts uint64                       // transactions in its log up to it
	parents  map[SubjectRef][]ledger.Hash // of its subjects, where they are not those it names
	joins    *Joins                       // which ids are one
}

func newApplying(st State, s *ledger.Sealed) *applying {
	return &applying{overlay: newOverlay(st), joins: &Joins{}, entry: &s.Entry, stamp: Stamp{Lam: s.Entry.Lam, Log: s.Entry.Log, Hash: s.Hash}}
}

// project carries out what the entry says, all or nothing.
func (a *applying) project() error {
	if _, err := a.Load(a.joins); err != nil {
		return err
	}
	if err := a.lookThrough(); err != nil {
		return err
	}
	if err := a.understand(); err != nil {
		return err
	}
	return a.flush()
}

func (a *applying) understand() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", ErrUnread, r)
		}
	}()
	if ok, err := sound(a.State, a.entry); err != nil {
		return err
	} else if !ok {
		return fmt.Errorf("%w: a %s that does not hold together", ErrUnread, a.entry.Kind)
	}
	return a.run()
}

func (a *applying) run() error {
	switch a.entry.Kind {
	case ledger.KindLogOpen:
		return a.logOpen()
	case KindSiteCreate, KindSiteEdit, KindModelAdd, KindModelEdit, KindPurposeAdd, KindPurposeEdit, KindListEdit,
		KindStockAdd, KindStockEdit, KindStationEdit, KindPersonAdd, KindPersonEdit, KindItemAdd, KindItemEdit,
		KindAccountAdd, KindAccountEdit, KindAccountKey, KindStationEnrol, KindStationRevoke:
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
	case KindMassOpen, KindMassClose:
		return a.mass()
	case KindResolve:
		return a.resolve()
	case KindRaise, KindDecide:
		return a.discrepancy()
	case KindStockMove, KindStockCount:
		return a.stock()
	case KindMerge:
		return a.merge()
	case KindMaintenance:
		return a.maintenance()
	case KindCountOpen, KindCountScan, KindCountClose, KindCountSign, KindCountCancel:
		return a.count()
	case KindAccountLock:
		return a.body(&NoteBody{}) // history only: nothing adds up from them yet, but they must be readable
	}
	return fmt.Errorf("%w: kind %q", ErrUnread, a.entry.Kind)
}

// body decodes the entry's body. Kinds of this version have kver 1.
func (a *applying) body(into any) error {
	if a.entry.KindVer != 1 {
		return fmt.Errorf("%w: %s version %d", ErrUnread, a.entry.Kind, a.entry.KindVer)
	}
	if err := ledger.Decode(a.entry.Body, into); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrUnread, a.entry.Kind, err)
	}
	a.joins.body(into)
	return nil
}

// subjects of a kind, as what they are one with.
func (a *applying) subjects(kind string) []ledger.Subject {
	return slices.DeleteFunc(slices.Clone(a.joins.named(a.entry)), func(s ledger.Subject) bool { return s.Kind != kind })
}

// subject is the only subject of a kind; an entry without it is unread.
func (a *applying) subject(kind string) (ledger.Subject, error) {
	all := a.subjects(kind)
	if len(all) != 1 {
		return ledger.Subject{}, fmt.Errorf("%w: %s names %d subjects of kind %s", ErrUnread, a.entry.Kind, len(all), kind)
	}
	return all[0], nil
}

// missed lists what the entry did not see of one of its subjects, without what could not be read or does not count.
func (a *applying) missed(s ledger.Subject, unseen []ledger.Hash) ([]*dated, error) {
	subject := SubjectRef{s.Kind, s.ID}
	all, err := beside(a.State, unseen, s.Parents, func(e *ledger.Entry) []ledger.Hash { return a.joins.parentsOf(e, subject) })
	if err != nil {
		return nil, err
	}
	out := all[:0]
	for _, d := range all {
		ok, err := sound(a.State, d.entry)
		if err != nil {
			return nil, err
		}
		if !ok || !slices.ContainsFunc(a.joins.named(d.entry), subject.is) && !raises(d.entry, subject) { // a parent may be about something else
			continue
		}
		if held, err := a.held(d.stamp.Hash, d.entry); err != nil {
			return nil, err
		} else if !held {
			out = append(out, d)
		}
	}
	return out, nil
}

func (a *applying) logOpen() error {
	var body ledger.LogOpen
	if err := a.body(&body); err != nil {
		return err
	}
	log, err := a.log()
	if err != nil {
		return err
	}
	log.Station, log.Opened, log.Reason, log.Key, log.Host = body.Station, a.entry.WallMs, body.Reason, body.Key, body.HostBinding
	return a.Save(log)
}

// log is the entry's log. One whose first entry could not be read, or is not here, counts its receipts all the same.
func (a *applying) log() (*Log, error) {
	log := &Log{ID: a.entry.Log.ID}
	_, err := a.Load(log)
	log.Prefix = receiptPrefix(a.entry.Log)
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
	doc.Heads, _ = a.replaceHeads(doc.Heads, s)
	switch a.entry.Kind {
	case KindAnnounce:
		var body AnnounceBody
		if err := a.body(&body); err != nil {
			return err
		}
		if doc.Stamp.Hash.IsZero() || a.stamp.Compare(doc.Stamp) < 0 { // told at two stations: the earlier stands
			doc.Title, doc.Text, doc.Level, doc.Recipients = body.Title, body.Text, body.Level, body.Recipients
			doc.Author, doc.WallMs, doc.Stamp = a.entry.Actor.Account, a.entry.WallMs, a.stamp
		}
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

// conflictID is the same on every station: cut from SHA-256(kind, sorted parts).
func conflictID(kind string, parts ...[]byte) ledger.ID {
	h := sha256.New()
	h.Write([]byte("armguard/conflict/1\x00" + kind + "\x00"))
	for _, p := range parts {
		h.Write(p)
	}
	return ledger.ID(h.Sum(nil)[:16])
}
