package armory

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"armguard/app/ledger"
)

// ProjectionVersion changes whenever Apply gives other documents for the same entries; a store that was written by
// another version rebuilds its projection.
const ProjectionVersion = 5

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
		if !ok || !slices.ContainsFunc(a.joins.named(d.entry), subject.is) { // a parent may be about something else
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
	doc.Heads, unseen = a.replaceHeads(doc.Heads, s)
	missed, err := a.missed(s, unseen)
	if err != nil {
		return err
	}
	if a.entry.Kind == KindRaise {
		var body DiscrepancyBody
		if err := a.body(&body); err != nil {
			return err
		}
		return a.raise(doc, surviving(doc.State, missed, DiscrepancyOpen, a.stamp), Discrepancy{Kind: body.Kind, Item: body.Item, Person: body.Person,
			Command: body.Command, Text: body.Text, Blocks: true})
	}
	var body StatusBody
	if err := a.body(&body); err != nil {
		return err
	}
	doc.State = surviving(doc.State, missed, body.Status, a.stamp)
	return a.Save(doc)
}

// raise says what a discrepancy is. Told at two stations, the earlier stands.
func (a *applying) raise(doc *Discrepancy, state []Version, said Discrepancy) error {
	if doc.Raised.Hash.IsZero() || a.stamp.Compare(doc.Raised) < 0 {
		said.ID, said.Heads, said.State, said.Raised = doc.ID, doc.Heads, doc.State, a.stamp
		said.WallMs, said.Account = a.entry.WallMs, a.entry.Actor.Account
		*doc = said
	}
	doc.State = state
	if !slices.ContainsFunc(state, func(v Version) bool { return v.Stamp == a.stamp }) {
		doc.State = append(slices.Clone(state), Version{Text: DiscrepancyOpen, Stamp: a.stamp})
		slices.SortFunc(doc.State, func(x, y Version) int { return x.Stamp.Compare(y.Stamp) })
	}
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
	before := doc.differing()
	var unseen []ledger.Hash
	doc.Heads, unseen = a.replaceHeads(doc.Heads, s)
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
	if err := a.Save(doc); err != nil {
		return err
	}
	return a.stockConflicts(doc, before)
}

// differing are the counts of a line that did not see each other and do not agree.
func (s *Stock) differing() []ledger.Hash {
	var out []ledger.Hash
	for _, c := range s.Counts {
		if c.N != s.Counts[0].N {
			for _, all := range s.Counts {
				out = append(out, all.Stamp.Hash)
			}
			return ledger.SortHashes(out)
		}
	}
	return nil
}

func differingID(counts []ledger.Hash) ledger.ID {
	var parts [][]byte
	for _, h := range counts {
		parts = append(parts, h[:])
	}
	return conflictID(ConflictCounts, parts...)
}

// stockConflicts keeps what a line's quantity says against itself: below zero, or two counts that differ. Both are
// there until the next count.
func (a *applying) stockConflicts(doc *Stock, before []ledger.Hash) error {
	record := []ledger.SubjectID{{ID: doc.ID}}
	now := doc.differing()
	if len(before) > 0 && !slices.Equal(before, now) {
		if err := a.Delete(Ref{DocConflict, differingID(before)}); err != nil {
			return err
		}
	}
	latest := func(hashes []ledger.Hash) (out int64, err error) {
		for _, h := range hashes {
			wallMs, err := a.wallMs(h)
			if err != nil {
				return 0, err
			}
			out = max(out, wallMs)
		}
		return out, nil
	}
	if len(now) > 0 {
		found, err := latest(now)
		if err != nil {
			return err
		}
		if err := a.Save(&Conflict{ID: differingID(now), Kind: ConflictCounts, Entries: now, FoundMs: found, Records: record}); err != nil {
			return err
		}
	}
	below := conflictID(ConflictStock, doc.ID[:])
	n, known := doc.OnHand()
	if !known || n >= 0 {
		return a.Delete(Ref{DocConflict, below})
	}
	found, err := latest(doc.Heads)
	if err != nil {
		return err
	}
	return a.Save(&Conflict{ID: below, Kind: ConflictStock, Entries: doc.Heads, FoundMs: found, Records: record, Detail: strconv.FormatInt(n, 10)})
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
