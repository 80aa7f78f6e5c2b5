package hubtest

import (
	"bytes"
	"cmp"
	"crypto/ed25519"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// disk is a store in memory: entries by hash, logs that may fork, and the projection.
type disk struct {
	site     ledger.SiteID
	log      ledger.LogID
	key      ed25519.PrivateKey
	byHash   map[ledger.Hash]*ledger.Sealed
	logs     map[ledger.LogID][]*ledger.Sealed // by seq; two of one seq where the log forks
	keys     map[ledger.LogID]ed25519.PublicKey
	owner    map[ledger.LogID]ledger.StationID
	forked   map[ledger.LogID]bool
	state    *armory.Memory
	commands map[ledger.CommandID]bool // that entries carry
	rests    map[ledger.Hash]bool      // heads of other logs that the own log rests on
	mistakes *Mistakes
	foreign  bool // there is an entry in the own log that this disk did not write
	writing  bool // an entry of its own
	moved    bool // something of the stations has changed
}

func newDisk(mistakes *Mistakes) *disk {
	state := armory.NewMemory()
	if mistakes.QuarantineIgnored {
		state = armory.NewRoster() // it knows of no log where it was cut
	}
	return &disk{mistakes: mistakes, byHash: map[ledger.Hash]*ledger.Sealed{}, logs: map[ledger.LogID][]*ledger.Sealed{}, keys: map[ledger.LogID]ed25519.PublicKey{}, forked: map[ledger.LogID]bool{},
		owner: map[ledger.LogID]ledger.StationID{}, state: state, rests: map[ledger.Hash]bool{}, commands: map[ledger.CommandID]bool{}}
}

// copied is the disk as another PC would find it in a copy of the data folder.
func (d *disk) copied() *disk {
	c := newDisk(d.mistakes)
	c.site, c.log, c.key = d.site, d.log, d.key
	for _, s := range d.all() {
		c.must(&s)
	}
	maps.Copy(c.rests, d.rests)
	c.foreign = d.foreign
	return c
}

// all are the entries in an order that keeps causes before effects.
func (d *disk) all() []ledger.Sealed {
	out := make([]ledger.Sealed, 0, len(d.byHash))
	for _, s := range d.byHash {
		out = append(out, *s)
	}
	slices.SortFunc(out, func(a, b ledger.Sealed) int {
		return cmp.Or(cmp.Compare(a.Entry.Lam, b.Entry.Lam), a.Hash.Compare(b.Hash))
	})
	return out
}

// vector is the heads of all logs: of a forked log, each branch's.
func (d *disk) vector() []ledger.Head {
	var out []ledger.Head
	for _, log := range d.order() {
		for _, s := range d.heads(log) {
			out = append(out, s.Head())
		}
	}
	return out
}

// heads are a log's entries that none continues: several where it forks.
func (d *disk) heads(log ledger.LogID) []*ledger.Sealed {
	entries := d.logs[log]
	if !d.forked[log] {
		return entries[len(entries)-1:]
	}
	var out []*ledger.Sealed
	for i, s := range entries {
		if !slices.ContainsFunc(entries[i+1:], func(o *ledger.Sealed) bool { return o.Entry.Prev == s.Hash }) {
			out = append(out, s)
		}
	}
	return out
}

func (d *disk) order() []ledger.LogID {
	out := make([]ledger.LogID, 0, len(d.logs))
	for log := range d.logs {
		out = append(out, log)
	}
	slices.SortFunc(out, func(a, b ledger.LogID) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	return out
}

func (d *disk) tip(log ledger.LogID) ledger.Tip {
	entries := d.logs[log]
	if len(entries) == 0 {
		return ledger.Tip{}
	}
	last := entries[len(entries)-1]
	return ledger.Tip{Seq: last.Entry.Seq, Hash: last.Hash, Lam: last.Entry.Lam}
}

// missing are entries that a peer who has these heads lacks, causes first, at most limit; more: not all of them.
func (d *disk) missing(have []ledger.Head, limit int) (out []ledger.Sealed, more bool) {
	for _, log := range d.order() {
		has := map[ledger.Hash]bool{}
		ahead := uint64(0)
		for _, h := range have {
			if h.Log != log {
				continue
			}
			ahead = max(ahead, h.Seq)
			for at := h.Hash; ; {
				s := d.byHash[at]
				if s == nil || has[at] {
					break
				}
				has[at] = true
				at = s.Entry.Prev
			}
		}
		if ahead > d.tip(log).Seq && len(has) == 0 {
			continue // its entries will tell whether it only knows more, or the log forks
		}
		for _, s := range d.logs[log] {
			if !has[s.Hash] {
				out = append(out, *s)
			}
		}
	}
	slices.SortFunc(out, func(a, b ledger.Sealed) int {
		return cmp.Or(cmp.Compare(a.Entry.Lam, b.Entry.Lam), a.Hash.Compare(b.Hash))
	})
	if len(out) > limit {
		return out[:limit], true
	}
	return out, false
}

var errMissing = errors.New("a cause is not here yet")

// causesHere reports whether all that a batch rests on is here or in the batch.
func (d *disk) causesHere(batch []ledger.Sealed) bool {
	brought := map[ledger.Hash]bool{}
	here := func(h ledger.Hash) bool { return d.byHash[h] != nil || brought[h] }
	for i := range batch {
		e := &batch[i].Entry
		if e.Seq > 1 && !here(e.Prev) || slices.ContainsFunc(e.Deps, func(h ledger.Head) bool { return !here(h.Hash) }) {
			return false
		}
		brought[batch[i].Hash] = true
	}
	return true
}

// accept checks an entry of any log and keeps it. It reports false for one that is here.
func (d *disk) accept(s *ledger.Sealed) (kept bool, err error) {
	if d.byHash[s.Hash] != nil {
		return false, nil
	}
	err = d.keep(s)
	return err == nil, err
}

// must accepts an entry that is known to be good.
func (d *disk) must(s *ledger.Sealed) {
	if _, err := d.accept(s); err != nil {
		panic(err)
	}
}

// keep checks and keeps one entry whose causes must be here.
func (d *disk) keep(s *ledger.Sealed) error {
	e := &s.Entry
	key := d.keys[e.Log]
	if e.Seq == 1 {
		open, err := ledger.OpenLog(s)
		if err != nil {
			return err
		}
		key = open.Key
		d.owner[e.Log] = open.Station
	} else if key == nil {
		return errMissing
	}
	if !verified(s, key) {
		return ledger.ErrSignature
	}
	var tip ledger.Tip
	if e.Seq > 1 {
		prev := d.byHash[e.Prev]
		if prev == nil {
			return errMissing
		}
		tip = ledger.Tip{Seq: prev.Entry.Seq, Hash: prev.Hash, Lam: prev.Entry.Lam}
	}
	var lam uint64
	for _, dep := range e.Deps {
		cause := d.byHash[dep.Hash]
		if cause == nil {
			return errMissing
		}
		lam = max(lam, cause.Entry.Lam)
	}
	if d.mistakes.LamUnchecked && e.Lam > 0 {
		tip.Lam, lam = e.Lam-1, 0
	}
	if err := s.Continues(tip, lam); err != nil {
		return err
	}
	entries := d.logs[e.Log]
	if len(entries) > 0 && entries[len(entries)-1].Entry.Seq >= e.Seq {
		if d.mistakes.SecondRefused {
			return nil
		}
		d.forked[e.Log] = true
	}
	d.keys[e.Log] = key
	d.byHash[s.Hash] = s
	d.commands[e.Command] = true
	entries = append(entries, s)
	d.foreign = d.foreign || (e.Log == d.log && !d.writing)
	d.moved = d.moved || strings.HasPrefix(e.Kind, "station.")
	slices.SortStableFunc(entries, func(a, b *ledger.Sealed) int { return cmp.Compare(a.Entry.Seq, b.Entry.Seq) })
	d.logs[e.Log] = entries
	if err := d.state.Apply(s); err != nil && !errors.Is(err, armory.ErrUnread) {
		panic(fmt.Errorf("apply %s: %w", e.Kind, err))
	}
	return nil
}

// checked remembers signatures that were verified: every station of every history checks the same ones.
var (
	checkedMu sync.Mutex // guards checked
	checked   = map[ledger.Hash]bool{}
)

func verified(s *ledger.Sealed, key ed25519.PublicKey) bool {
	checkedMu.Lock()
	ok := checked[s.Hash]
	checkedMu.Unlock()
	if ok {
		return true
	}
	if s.Verify(key) != nil {
		return false
	}
	checkedMu.Lock()
	checked[s.Hash] = true
	if len(checked) > 1<<17 {
		clear(checked)
	}
	checkedMu.Unlock()
	return true
}

// open begins a log.
func (d *disk) open(station ledger.StationID, reason string, prev ledger.Head, r ids) {
	body := ledger.LogOpen{Station: station, Key: d.key.Public().(ed25519.PublicKey), HostBinding: make([]byte, 32), Reason: reason}
	if prev.Seq > 0 {
		body.PrevLog, body.PrevSeq, body.PrevHash = prev.Log, prev.Seq, prev.Hash[:]
	}
	d.seal(ledger.Entry{Kind: ledger.KindLogOpen, KindVer: 1, Command: ledger.CommandID{ID: r.id()}, Actor: ledger.Actor{Method: "station"},
		Why: ledger.Why{Code: ledger.WhyFree}, Body: ledger.Encode(body), WallMs: epoch.UnixMilli()})
}

// append writes a fact as this disk's next own entry.
func (d *disk) append(command ledger.CommandID, account ledger.AccountID, why ledger.Why, permit *ledger.Permit, fact armory.Fact, wallMs int64) *ledger.Sealed {
	var subjects []ledger.Subject
	for _, ref := range fact.Subjects {
		parents, err := armory.Parents(d.state, ref)
		if err != nil {
			panic(err)
		}
		subjects = append(subjects, ledger.Subject{Kind: ref.Kind, ID: ref.ID, Parents: parents})
	}
	return d.seal(ledger.Entry{Kind: fact.Kind, KindVer: 1, Subjects: subjects, Command: command, Permit: permit, Why: why,
		Actor: ledger.Actor{Account: account, Method: "password"}, Body: ledger.Encode(fact.Body), WallMs: wallMs})
}

func (d *disk) seal(e ledger.Entry) *ledger.Sealed {
	e.Site, e.Log = d.site, d.log
	var lam uint64
	for _, log := range d.order() {
		if log == d.log {
			continue
		}
		tips := slices.SortedFunc(slices.Values(d.heads(log)), func(a, b *ledger.Sealed) int { return a.Hash.Compare(b.Hash) })
		for _, tip := range tips {
			if !d.rests[tip.Hash] {
				e.Deps = append(e.Deps, tip.Head())
				lam = max(lam, tip.Entry.Lam)
				d.rests[tip.Hash] = true
			}
		}
	}
	sealed, _, err := ledger.Seal(d.key, d.tip(d.log), lam, e)
	if err != nil {
		panic(err)
	}
	d.writing = true
	d.must(&sealed)
	d.writing = false
	return &sealed
}
