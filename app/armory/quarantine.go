package armory

import (
	"cmp"
	"errors"
	"slices"

	"armguard/app/ledger"
)

// What a station wrote that the one who revoked it had not seen (past the cut, in any of its logs) is kept and passed on
// and does not count, until an administrator adopts it. Whether an entry counts is a function of the set of entries:
// judge makes it of the revocations and the decisions, and where one of these changes what was applied before,
// everything is applied anew. A revocation itself always counts by its signature, whoever wrote it.

// What is decided of a quarantined tail.
const (
	Adopt  = "adopt"  // its entries count as they were written
	Reject = "reject" // they never count
)

// ErrAgain is returned for an entry that was applied and by which others count otherwise than when they were: everything
// has to be applied anew.
var ErrAgain = errors.New("the projection has to be made anew")

// Revocations are the entries by which it is judged what counts. There is one such document, and none while no station
// is revoked.
type Revocations struct {
	ID        ledger.ID     `cbor:"1,keyasint"` // zero
	Revokes   []ledger.Hash `cbor:"2,keyasint"` // sorted
	Decisions []ledger.Hash `cbor:"3,keyasint"` // about tails, also those that do not count; sorted
}

func (r *Revocations) Ref() Ref    { return Ref{DocRevocations, r.ID} }
func (r *Revocations) Keys() []Key { return nil }

// Quarantined is an entry that does not count. Its id is the first half of the entry's hash.
type Quarantined struct {
	ID       ledger.ID   `cbor:"1,keyasint"`
	Hash     ledger.Hash `cbor:"2,keyasint"`
	Tail     ledger.ID   `cbor:"3,keyasint"` // the conflict it is part of
	From     uint64      `cbor:"4,keyasint"` // the number of that tail's first entry
	Rejected bool        `cbor:"5,keyasint"`
}

func quarantined(hash ledger.Hash) *Quarantined {
	return &Quarantined{ID: ledger.ID(hash[:len(ledger.ID{})]), Hash: hash}
}

func (q *Quarantined) Ref() Ref    { return Ref{DocQuarantined, q.ID} }
func (q *Quarantined) Keys() []Key { return []Key{{"all", "yes"}} }

// CountsAlways names the kinds that count in quarantine too: a log is opened, and a revocation is its signer's.
func CountsAlways(kind string) bool { return kind == ledger.KindLogOpen || kind == KindStationRevoke }

// Counts reports whether an entry that is here counts: one in quarantine does not.
func Counts(st State, hash ledger.Hash) (bool, error) {
	held, err := st.Load(quarantined(hash))
	return !held, err
}

// held reports whether an entry is in quarantine and does not count.
func (a *applying) held(hash ledger.Hash, e *ledger.Entry) (bool, error) {
	if CountsAlways(e.Kind) {
		return false, nil
	}
	return a.Load(quarantined(hash))
}

// lookThrough puts, among the parents of the entry's subjects, in place of those in quarantine what these rest on: the
// entry saw that too.
func (a *applying) lookThrough() error {
	known, err := a.Load(&Revocations{})
	if err != nil || !known {
		return err
	}
	a.parents = map[SubjectRef][]ledger.Hash{}
	for _, s := range a.joins.named(a.entry) {
		subject := SubjectRef{s.Kind, s.ID}
		var through []ledger.Hash
		queue := slices.Clone(s.Parents)
		for i := 0; i < len(queue); i++ {
			e, err := a.Entry(queue[i])
			if err != nil {
				return err
			}
			held, err := a.held(queue[i], e)
			if err != nil {
				return err
			}
			if held {
				queue = addTo(queue, a.joins.parentsOf(e, subject)...)
			} else {
				through = append(through, queue[i])
			}
		}
		a.parents[subject] = through
	}
	return nil
}

// quarantine keeps an entry of a revoked station from counting. All that the cut leaves to it was here before the
// revocation, so whatever comes after that is past the cut.
func (a *applying) quarantine() (bool, error) {
	known, err := a.Load(&Revocations{})
	if err != nil || !known {
		return false, err
	}
	station := a.station
	if a.entry.Kind == ledger.KindLogOpen {
		var body ledger.LogOpen
		if err := a.body(&body); errors.Is(err, ErrUnread) {
			return false, nil
		}
		station = body.Station
	}
	record := &Record{Kind: KindStation, ID: station.ID}
	if known, err := a.Load(record); err != nil || !known || record.Value("revoked") == "" {
		return false, err
	}
	doc, before := quarantined(a.stamp.Hash), quarantined(a.entry.Prev)
	if known, err = a.Load(before); err != nil {
		return false, err
	}
	if known && !before.Rejected {
		doc.Tail, doc.From = before.Tail, before.From
	} else {
		doc.Tail, doc.From = tailID(a.stamp.Hash), a.entry.Seq
	}
	if err := a.Save(doc); err != nil {
		return false, err
	}
	conflict := &Conflict{ID: doc.Tail}
	if _, err := a.Load(conflict); err != nil {
		return false, err
	}
	conflict.tail(station, doc, a.entry)
	return true, a.Save(conflict)
}

func tailID(first ledger.Hash) ledger.ID { return conflictID(ConflictTail, first[:]) }

// namedOfTail is how many numbers of a log a conflict about a tail names the entries of.
const namedOfTail = 60

// tail adds an entry to a conflict about a tail.
func (c *Conflict) tail(station ledger.StationID, q *Quarantined, e *ledger.Entry) {
	c.Kind, c.Records = ConflictTail, []ledger.SubjectID{{ID: station.ID}}
	c.Count, c.FoundMs = c.Count+1, max(c.FoundMs, e.WallMs)
	if e.Seq < q.From+namedOfTail {
		c.Entries = ledger.SortHashes(append(c.Entries, q.Hash))
	}
}

// Judges reports whether an entry may change what others come to: a revocation, a decision about a tail, and a merge.
func Judges(e *ledger.Entry) bool {
	var body ResolveBody
	return e.Kind == KindStationRevoke || e.Kind == KindMerge || e.Kind == KindResolve && e.KindVer == 1 && ledger.Decode(e.Body, &body) == nil && body.Choice != ""
}

// judges keeps an entry by which it is judged what counts, or which ids are one, and judges anew.
func (a *applying) judges() error {
	if !Judges(a.entry) {
		return nil
	}
	revocations, joins := &Revocations{}, &Joins{}
	for _, doc := range []Doc{revocations, joins} {
		if _, err := a.Load(doc); err != nil {
			return err
		}
	}
	of := &revocations.Revokes
	var kept Doc = revocations
	switch a.entry.Kind {
	case KindResolve:
		if ok, err := sound(a.State, a.entry); err != nil || !ok {
			return err
		}
		of = &revocations.Decisions
	case KindMerge:
		if _, pair, err := merges(a.State, a.entry); err != nil || pair == nil {
			return err
		}
		of, kept = &joins.Merges, joins
	}
	*of = ledger.SortHashes(addTo(*of, a.stamp.Hash))
	if err := a.State.Save(kept); err != nil {
		return err
	}
	judged, err := judge(a.State)
	if err != nil {
		return err
	}
	ids, err := a.State.Find(DocQuarantined, Key{"all", "yes"})
	if err != nil {
		return err
	}
	if len(ids) != len(judged.held) || slices.ContainsFunc(ids, func(id ledger.ID) bool { return judged.held[id] == nil }) ||
		!slices.Equal(joins.Into, judged.joins.Into) {
		return ErrAgain
	}
	return judged.keep(a.State)
}

// judged is what counts and what does not, as the revocations and the decisions have it.
type judged struct {
	revocations *Revocations
	joins       *Joins
	held        map[ledger.ID]*Quarantined
	tails       map[ledger.ID]*Conflict
}

// pastCut is an entry past a cut.
type pastCut struct {
	*dated
	station ledger.StationID
	tail    *Quarantined
	choice  string // empty: nothing was decided of it
}

// judge says what counts. Decisions come in their order, each about what it saw of one tail; one that is itself past a cut
// counts when what it stands in was adopted by one before it.
func judge(st State) (*judged, error) {
	out := &judged{revocations: &Revocations{}, held: map[ledger.ID]*Quarantined{}, tails: map[ledger.ID]*Conflict{}}
	if _, err := st.Load(out.revocations); err != nil {
		return nil, err
	}
	all, err := pastCuts(st, out.revocations.Revokes)
	if err != nil {
		return nil, err
	}
	order := make([]*pastCut, 0, len(all))
	for _, p := range all {
		order = append(order, p)
	}
	slices.SortFunc(order, func(x, y *pastCut) int { return x.stamp.Compare(y.stamp) })
	part := func() { // into tails: each entry to the one before it, where nothing was decided of that
		for _, p := range order {
			before := all[p.entry.Prev]
			switch {
			case p.choice != "":
			case before != nil && before.choice == "":
				p.tail.Tail, p.tail.From = before.tail.Tail, before.tail.From
			default:
				p.tail.Tail, p.tail.From = tailID(p.stamp.Hash), p.entry.Seq
			}
		}
	}
	part()
	decisions, err := inOrder(st, out.revocations.Decisions)
	if err != nil {
		return nil, err
	}
	for _, d := range decisions {
		if p := all[d.stamp.Hash]; p != nil && p.choice != Adopt {
			continue
		}
		var body ResolveBody
		if err := ledger.Decode(d.entry.Body, &body); err != nil {
			continue // judges has read it
		}
		for _, s := range d.entry.Subjects {
			for _, end := range s.Parents {
				for p := all[end]; s.Kind == SubjectLog && p != nil; p = all[p.entry.Prev] {
					if p.choice == "" && p.tail.Tail == body.Conflict {
						p.choice = body.Choice
						out.tails[body.Conflict] = &Conflict{ID: body.Conflict, Closed: d.stamp, Finding: body.Finding, ClosedBy: d.entry.Actor.Account, ClosedMs: d.entry.WallMs}
					}
				}
			}
		}
		part()
	}
	for _, p := range order {
		if p.choice != Adopt {
			p.tail.Rejected = p.choice != ""
			out.held[p.tail.ID] = p.tail
		}
		doc := out.tails[p.tail.Tail]
		if doc == nil {
			doc = &Conflict{ID: p.tail.Tail}
			out.tails[doc.ID] = doc
		}
		doc.tail(p.station, p.tail, p.entry)
	}
	out.joins, err = joined(st, out.held)
	return out, err
}

// inOrder reads entries and puts them in their order.
func inOrder(st State, hashes []ledger.Hash) ([]*dated, error) {
	out := make([]*dated, 0, len(hashes))
	for _, hash := range hashes {
		e, err := st.Entry(hash)
		if err != nil {
			return nil, err
		}
		out = append(out, &dated{stamp: Stamp{Lam: e.Lam, Log: e.Log, Hash: hash}, entry: e})
	}
	slices.SortFunc(out, func(x, y *dated) int { return x.stamp.Compare(y.stamp) })
	return out, nil
}

// pastCuts are the entries of revoked stations that some revocation does not leave to them.
func pastCuts(st State, revokes []ledger.Hash) (map[ledger.Hash]*pastCut, error) {
	out := map[ledger.Hash]*pastCut{}
	for _, hash := range revokes {
		e, err := st.Entry(hash)
		if err != nil {
			return nil, err
		}
		var body RecordBody
		if err := ledger.Decode(e.Body, &body); err != nil {
			return nil, err
		}
		i := slices.IndexFunc(e.Subjects, func(s ledger.Subject) bool { return s.Kind == SubjectRecord })
		station := ledger.StationID{ID: e.Subjects[i].ID.ID}
		logs, err := logsOf(st, station)
		if err != nil {
			return nil, err
		}
		for _, log := range logs {
			var ends, cut []ledger.Hash
			for _, end := range log.Ends {
				ends = append(ends, end.Hash)
			}
			for _, head := range body.Cut {
				if head.Log.ID == log.ID {
					cut = append(cut, head.Hash)
				}
			}
			past, err := beside(st, ends, cut, before)
			if err != nil {
				return nil, err
			}
			for _, d := range past {
				out[d.stamp.Hash] = &pastCut{dated: d, station: station, tail: quarantined(d.stamp.Hash)}
			}
		}
	}
	return out, nil
}

// before is what an entry continues in its log.
func before(e *ledger.Entry) []ledger.Hash {
	if e.Prev.IsZero() {
		return nil
	}
	return []ledger.Hash{e.Prev}
}

// keep puts what was judged into a state, in place of what was judged before.
func (j *judged) keep(st State) error {
	old, err := st.Find(DocConflict, Key{"tail", "yes"})
	if err != nil {
		return err
	}
	for _, id := range old {
		if j.tails[id] == nil {
			if err := st.Delete(Ref{DocConflict, id}); err != nil {
				return err
			}
		}
	}
	for _, doc := range j.tails {
		if err := st.Save(doc); err != nil {
			return err
		}
	}
	for _, doc := range j.held {
		if err := st.Save(doc); err != nil {
			return err
		}
	}
	for _, doc := range []struct {
		Doc
		any bool
	}{{j.revocations, len(j.revocations.Revokes)+len(j.revocations.Decisions) > 0}, {j.joins, len(j.joins.Merges) > 0}} {
		if !doc.any {
			continue
		}
		if err := st.Save(doc.Doc); err != nil {
			return err
		}
	}
	return nil
}

// revokes says why a roster entry may not revoke a station as it does; empty when it may.
func revokes(e *ledger.Entry, body RecordBody) string {
	revoked, sets := body.Set["revoked"]
	switch {
	case e.Kind != KindStationRevoke && (sets || len(body.Cut) > 0):
		return "it revokes a station beside"
	case e.Kind == KindStationRevoke && (revoked != "yes" || len(body.Set) != 1):
		return "it does not revoke a station"
	}
	for _, head := range body.Cut {
		if !slices.Contains(parentsOf(e, SubjectRef{SubjectLog, ledger.SubjectID{ID: head.Log.ID}}), head.Hash) {
			return "its cut is not what it rests on"
		}
	}
	return ""
}

// Limits of a cut, so that it fits in an entry whatever the station did with its logs. What is left out is in quarantine.
const (
	maxBranches = 4   // of one log
	maxCut      = 100 // ends of logs
)

// longest are the ends of a log's longest branches.
func (l *Log) longest() []End {
	ends := slices.Clone(l.Ends)
	slices.Reverse(ends)
	return ends[:min(len(ends), maxBranches)]
}

// logsOf are the logs of a station.
func logsOf(st State, station ledger.StationID) ([]*Log, error) {
	ids, err := st.Find(DocLog, Key{"station", station.String()})
	if err != nil {
		return nil, err
	}
	out := make([]*Log, 0, len(ids))
	for _, id := range ids {
		log := &Log{ID: id}
		if _, err := st.Load(log); err != nil {
			return nil, err
		}
		out = append(out, log)
	}
	return out, nil
}

// cutNow is a cut behind all that is known of a station: the ends of its logs.
func cutNow(st State, station ledger.StationID) ([]ledger.Head, error) {
	logs, err := logsOf(st, station)
	if err != nil {
		return nil, err
	}
	cut := []ledger.Head{}
	for _, log := range logs {
		for _, end := range log.longest() {
			cut = append(cut, ledger.Head{Log: ledger.LogID{ID: log.ID}, Seq: end.Seq, Hash: end.Hash})
		}
	}
	slices.SortFunc(cut, func(x, y ledger.Head) int { return cmp.Or(cmp.Compare(y.Seq, x.Seq), x.Compare(y)) })
	cut = cut[:min(len(cut), maxCut)]
	slices.SortFunc(cut, ledger.Head.Compare)
	return cut, nil
}
