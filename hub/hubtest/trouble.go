package hubtest

import (
	"crypto/ed25519"
	"encoding/hex"
	"maps"
	"slices"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
	"armguard/hub/core"
	"armguard/hub/wire"
)

// trouble is everything that happens to PCs and cables.
func (w *world) trouble() {
	for range 1 + w.rand.IntN(8) {
		w.after(w.between(5*time.Second, busy-5*time.Second), w.oneTrouble)
	}
}

func (w *world) oneTrouble() {
	w.calm = false
	p := w.pcs[w.rand.IntN(len(w.pcs))]
	for time := 0; time < 3 && w.chance(50); time++ { // the hub is where it hurts
		for _, q := range w.pcs {
			if q.core != nil && q.core.Card().Role == wire.RoleHub {
				p = q
			}
		}
	}
	long := w.between(200*time.Millisecond, 25*time.Second)
	switch w.rand.IntN(15) {
	case 0, 1:
		groups := make([]int, len(w.pcs))
		for i := range groups {
			groups[i] = w.rand.IntN(2 + w.rand.IntN(2))
		}
		w.say("cables: the stations see only %v", groups)
		w.count("split")
		for i := range w.pcs {
			for j := range w.pcs {
				w.cut[i][j] = groups[i] != groups[j]
			}
		}
		w.after(long, w.joinCables)
	case 2:
		i, j := w.rand.IntN(len(w.pcs)), w.rand.IntN(len(w.pcs))
		w.say("cable: S%d does not reach S%d", i, j)
		w.count("one-way link")
		w.cut[i][j] = i != j
		w.after(long, func() { w.cut[i][j] = false })
	case 3:
		w.say("cable: %s has none", p.name())
		w.count("cable out")
		for j := range w.pcs {
			w.cut[p.i][j], w.cut[j][p.i] = j != p.i, j != p.i
		}
		w.after(long, w.joinCables)
	case 4:
		w.say("%s crashes", p.name())
		w.count("crash")
		p.stop(true)
		w.after(long, p.boot)
	case 5:
		w.say("%s loses power", p.name())
		w.count("power loss")
		p.stop(false)
		w.after(long, p.boot)
	case 6:
		w.say("%s hangs", p.name())
		w.count("pause")
		w.pause(p, long, false)
	case 7:
		w.say("%s sleeps", p.name())
		w.count("sleep")
		w.pause(p, long, true)
	case 8:
		p.skew = w.between(0, 2*time.Hour) - time.Hour
		w.say("%s has a clock %v wrong", p.name(), p.skew)
		w.count("wrong clock")
	case 9:
		p.slow = w.between(0, 6*time.Second)
		w.say("%s has a disk that takes %v", p.name(), p.slow)
		w.count("slow disk")
		w.after(long, func() { p.slow = 0 })
	case 10:
		w.say("%s keeps a backup", p.name())
		p.backup = p.disk.copied()
		unnoticed := w.chance(40)
		w.after(w.between(time.Second, 20*time.Second), func() {
			if w.mended || p.backup == nil {
				return
			}
			p.putBack(unnoticed)
			w.after(w.between(time.Second, 4*time.Second), func() {
				p.boot()
				w.crowd(p, 6, 2*time.Second)
			})
		})
	case 11:
		if w.chance(50) {
			w.loseDisk(p)
			w.after(w.between(time.Second, 4*time.Second), p.boot)
		}
	case 12:
		if w.chance(50) {
			w.clone(p)
		}
	case 13:
		w.say("%s has a thin cable", p.name())
		w.count("thin cable")
		p.thick = true
		w.after(long, func() { p.thick = false })
	case 14:
		w.forge(p)
	}
}

// pause stops a process. asleep: its monotonic clock stands still meanwhile.
func (w *world) pause(p *pc, long time.Duration, asleep bool) {
	if p.core == nil || p.paused {
		return
	}
	run := p.run
	p.paused = true
	p.watch.pausedAt = w.now
	w.after(long, func() {
		if p.run == run {
			w.goOn(p, long, asleep)
		}
	})
}

func (w *world) goOn(p *pc, slept time.Duration, asleep bool) {
	if !p.paused {
		return
	}
	p.paused = false
	if asleep {
		p.slept += slept
	}
	if since := p.clock().WallMs - p.watch.wallMs; asleep && since > -2600 && since < 2600 {
		w.count("sleep that no clock shows") // the monotonic clock stood still, and somebody set the other one back by as much
	} else {
		p.watch.looked = p.watch.looked && w.now-p.watch.pausedAt < 3*time.Second
	}
	w.say("%s goes on", p.name())
	held := p.held
	p.held = nil
	for _, do := range held {
		do()
	}
}

// putBack puts the backup in place. What the old log went on to say is on other disks, if anywhere, so a new log begins.
// Where nobody notices, as with a snapshot of a virtual machine, the log is continued until a peer shows its former end.
func (p *pc) putBack(unnoticed bool) {
	p.stop(true)
	gone := p.disk
	p.disk = p.backup.copied()
	p.disk.log = p.backup.log
	if unnoticed {
		p.w.say("%s is put back to where it was, unnoticed", p.name())
		p.w.count("put back unnoticed")
		p.w.doubled[p.disk.log] = true
	} else {
		p.w.say("%s is restored from its backup", p.name())
		p.w.count("restore")
		if p.w.mistakes.SeqReuse {
			p.w.count("new log: restored")
		} else {
			p.newLog("restored")
		}
	}
	p.w.lose(gone)
}

// loseDisk leaves a PC with its key and the list of stations, and nothing else.
func (w *world) loseDisk(p *pc) {
	w.say("%s loses its disk", p.name())
	w.count("lost disk")
	p.stop(false)
	gone := p.disk
	p.disk = newDisk(w.mistakes)
	p.disk.site, p.disk.key = gone.site, gone.key
	p.newLog("lost")
	w.lose(gone)
}

// lose takes off the list what was on a disk that is gone and is on no other: no program can bring it back. That is the
// one loss there may be.
func (w *world) lose(gone *disk) {
	for hash, s := range gone.byHash {
		if w.committed[hash] != nil && w.copies(hash) == 0 {
			delete(w.committed, hash)
			w.lost[hash] = s
			w.count("entry on a lost disk only")
			w.say("lost with its only disk: %s %s/%d", s.Entry.Kind, s.Entry.Log.Short(), s.Entry.Seq)
		}
	}
}

// copies counts the disks that have an entry, backups among them.
func (w *world) copies(hash ledger.Hash) int {
	n := 0
	for _, p := range w.pcs {
		if p.disk.byHash[hash] != nil {
			n++
		}
	}
	return n
}

// clone copies a PC with its disk. The copy has another machine's binding, or, copied with everything, the same; it goes on
// writing the same log, or begins its own. After a while somebody enrols it as a station of its own.
func (w *world) clone(p *pc) {
	if p.copied || len(w.pcs) > len(w.site.stations)+1 {
		return
	}
	q := &pc{w: w, i: len(w.pcs), host: byte(100 + len(w.pcs)), station: p.station, disk: p.disk.copied(), known: p.known, copied: true, of: p}
	if w.chance(20) {
		q.host = p.host
		w.count("twin")
	}
	w.count("clone")
	w.say("%s is copied, the copy is %s", p.name(), q.name())
	w.join(q)
	if w.chance(60) {
		w.doubled[q.disk.log] = true
		w.count("clone in the same log")
	} else {
		q.newLog("moved")
	}
	q.boot()
	if q.host == p.host {
		w.twins[p.disk.log], w.twins[q.disk.log] = true, true
	}
	w.crowd(q, 8, 15*time.Second)
	if !w.mended && w.chance(30) {
		w.after(w.between(5*time.Second, 20*time.Second), func() { w.enrol(q) })
	}
}

// enrol makes a copy a station of its own: with a key and a log of its own, enrolled by a superuser at another station.
func (w *world) enrol(q *pc) {
	if !q.copied {
		return
	}
	q.stop(true)
	q.copied, q.enrolment = false, ledger.Hash{}
	r := ids{w.rand}
	q.station, q.disk.key = ledger.StationID{ID: r.id()}, r.key()
	q.newLog("moved")
	w.say("%s becomes a station of its own", q.name())
	if p := q.of; p != nil { // and its original is started anew, when nothing of the copy is left
		var anew func()
		anew = func() {
			switch {
			case p.paused:
				w.after(3*time.Second, anew)
			case p.core != nil:
				p.stop(true)
				p.boot()
			}
		}
		w.after(w.between(3*time.Second, 4*time.Second), anew)
	}
	w.count("enrolled anew")
	w.sign(q)
}

// sign has a superuser enrol a station at any other that can, and tries again until it is written.
func (w *world) sign(q *pc) {
	if !q.enrolment.IsZero() {
		return
	}
	w.after(time.Second, func() { w.sign(q) })
	i := slices.IndexFunc(w.pcs, func(p *pc) bool { return p != q && !p.copied && p.core != nil && !p.paused && p.core.Barred() == "" })
	if i < 0 {
		return
	}
	at := w.pcs[i]
	w.superuser(at, armory.RosterEntry{Kind: armory.KindStationEnrol, ID: ledger.SubjectID(q.station),
		Set: map[string]string{"name": "Copy " + q.name(), "key": hex.EncodeToString(q.disk.key.Public().(ed25519.PublicKey)), "priority": "0"}},
		func() bool { return q.enrolment.IsZero() }, func(s *ledger.Sealed) {
			q.enrolment = s.Hash
			w.say("%s is enrolled at %s", q.name(), at.name())
			w.after(w.between(100*time.Millisecond, time.Second), q.boot)
		})
}

// revoke has a superuser at a counter take a station out.
func (w *world) revoke(at, q *pc) {
	w.superuser(at, armory.RosterEntry{Kind: armory.KindStationRevoke, ID: ledger.SubjectID(q.station), Set: map[string]string{"revoked": "yes"}, Reason: "it was stolen"},
		func() bool { return w.revoked[q] == nil }, func(s *ledger.Sealed) {
			w.revoked[q], w.revocation[q] = maps.Clone(at.disk.byHash), s.Hash
			w.say("%s is revoked at %s", q.name(), at.name())
		})
}

// superuser writes into the roster at a counter, when it is still wanted then, and when that counter's store is not empty.
func (w *world) superuser(at *pc, entry armory.RosterEntry, wanted func() bool, written func(*ledger.Sealed)) {
	entry.Signer, entry.Sign = w.site.account, func(m []byte) []byte { return ed25519.Sign(w.site.boss, m) }
	at.write(func() func() {
		facts, err := armory.Decide(at.disk.state, armory.Ask{Site: w.site.id, Account: w.site.account, Role: armory.RoleSuperuser, Now: epoch}, entry)
		if err != nil || !wanted() {
			return nil
		}
		return func() {
			s := at.record(ledger.CommandID{ID: ids{w.rand}.id()}, ledger.Why{Code: ledger.WhyFree}, nil, facts[0])
			written(s)
			at.step(core.Committed{Entries: []core.Written{at.written(s)}, Vector: at.disk.vector()})
			at.newsOfStations()
		}
	})
}

// forge has a station with a faulty program, or a stolen key, offer an entry with a Lamport number that it may not have.
func (w *world) forge(p *pc) {
	if p.core == nil || p.paused || p.copied || w.doubled[p.disk.log] {
		return
	}
	open := sortedSessions(p.ends)
	if len(open) == 0 {
		return
	}
	own := p.ends[open[0]]
	tip := p.disk.tip(p.disk.log)
	tip.Lam += 1000
	forged, _, err := ledger.Seal(p.disk.key, tip, 0, ledger.Entry{Site: p.disk.site, Log: p.disk.log, Kind: armory.KindStockMove, KindVer: 1,
		Subjects: []ledger.Subject{{Kind: armory.SubjectStock, ID: w.site.stock}},
		Command:  ledger.CommandID{ID: ids{w.rand}.id()}, Actor: ledger.Actor{Account: w.site.account, Method: "password"},
		Why: ledger.Why{Code: ledger.WhyFree}, Body: ledger.Encode(armory.StockBody{N: 0, Reason: "forged"}), WallMs: epoch.UnixMilli()})
	if err != nil {
		panic(err)
	}
	w.say("%s offers a forged entry", p.name())
	w.count("forged entry")
	w.forgeries[forged.Hash] = true
	w.send(own, func(to *end) { to.pc.step(core.Offered{ID: to.session, Entries: []ledger.Sealed{forged}}) })
}

func (w *world) joinCables() {
	w.say("cables: all in")
	for i := range w.pcs {
		clear(w.cut[i])
	}
}

// mend makes everything whole.
func (w *world) mend() {
	w.say("---- everything is mended")
	w.mended = true
	w.joinCables()
	for _, p := range w.pcs {
		p.slow, p.thick = 0, false
		if p.paused {
			w.goOn(p, 0, false)
		}
		if p.core != nil && p.core.Barred() != "" && !p.copied {
			p.stop(true) // somebody saw the alarm
		}
		p.boot()
	}
	for _, p := range w.pcs[len(w.site.stations):] {
		if !p.enrolment.IsZero() && !slices.ContainsFunc(w.pcs, func(o *pc) bool { return o != p && o.disk.byHash[p.enrolment] != nil }) {
			p.copied = true // what enrolled it is gone with a disk, and nobody lets it in who could learn it from itself
		}
		w.enrol(p)
	}
}
