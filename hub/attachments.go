package hub

import (
	"context"
	"crypto/sha256"
	"slices"
	"sync"
	"time"

	"armguard/app/ledger"
	"armguard/hub/wire"
)

// Attachments are pictures that entries name by their SHA-256. They are no part of the ledger and come after it: a station
// asks the others in sight for what it lacks, first of all the one that sent entries last. Who does not have one brings it
// as soon as it does.
type Attachments interface {
	// Wanted are those that are missing here, in the order of their hashes, after one of them.
	Wanted(ctx context.Context, after ledger.Hash, limit int) ([]ledger.Hash, error)
	// Attachment is the bytes of one; nil when it is not here.
	Attachment(ctx context.Context, hash ledger.Hash) ([]byte, error)
	// Keep keeps one that is wanted, and reports whether it was.
	Keep(ctx context.Context, body []byte) (bool, error)
}

// Limits of asking for attachments.
const (
	askedAtOnce  = 16               // of one peer
	answerWithin = 20 * time.Second // else the peer is taken not to have it
	lookEvery    = 30 * time.Second // for what is missing, when nothing gives cause to
	lackedFor    = 10 * time.Minute // a peer is believed not to have something
	maxOwed      = 4096             // that a peer has asked for: that wait to be answered, and that are not here
	blobFrames   = 4                // an attachment is queued when fewer frames wait, and
	blobBytes    = 16 << 10         // fewer bytes: over a thin cable permits do not wait behind pictures
)

// errand is what a link's two stations have asked of each other.
type errand struct {
	blobs  chan *wire.Blob // that came
	wished chan struct{}   // the peer wants something

	mu     sync.Mutex // guards what follows
	wishes []ledger.Hash
	fed    time.Time // when the peer last sent entries
	asked  map[ledger.Hash]time.Time
	lacks  map[ledger.Hash]bool // that the peer does not have, as it said
	since  time.Time            // from when on lacks was gathered
	owed   map[ledger.Hash]bool // that the peer wanted and that were not here
}

func newErrand() errand {
	return errand{blobs: make(chan *wire.Blob, askedAtOnce), wished: make(chan struct{}, 1),
		asked: map[ledger.Hash]time.Time{}, lacks: map[ledger.Hash]bool{}, owed: map[ledger.Hash]bool{}}
}

// fetch asks for what is missing until the node is closed.
func (n *Node) fetch() {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for {
		select {
		case <-n.missing:
		case <-ticker.C:
		case <-n.ctx.Done():
			return
		}
		if err := n.askRound(); err != nil && n.ctx.Err() == nil {
			n.Log.Warn("missing attachments could not be looked up", "error", err)
		}
	}
}

// askRound asks each peer that owes no answer for some of what is missing, no two for the same.
func (n *Node) askRound() error {
	links := n.links.all()
	slices.SortFunc(links, func(x, y *link) int { return y.errand.fedAt().Compare(x.errand.fedAt()) })
	now := n.Now()
	taken := map[ledger.Hash]bool{}
	var idle []*link
	for _, l := range links {
		if l.errand.pending(now, taken) == 0 {
			idle = append(idle, l)
		}
	}
	asks := map[*link][]ledger.Hash{}
	for after := (ledger.Hash{}); len(idle) > 0; {
		window, err := n.Attachments.Wanted(n.ctx, after, 256)
		if err != nil {
			return err
		}
		if len(window) == 0 {
			break
		}
		after = window[len(window)-1]
		for _, hash := range window {
			if taken[hash] {
				continue
			}
			i := slices.IndexFunc(idle, func(l *link) bool { return l.errand.mayHave(hash) })
			if i < 0 {
				continue
			}
			if asks[idle[i]] = append(asks[idle[i]], hash); len(asks[idle[i]]) == askedAtOnce {
				idle = slices.Delete(idle, i, i+1)
			}
		}
	}
	for l, hashes := range asks {
		l.errand.ask(hashes, now)
		m := &wire.BlobReq{}
		for _, hash := range hashes {
			m.Hashes = append(m.Hashes, hash[:])
		}
		n.working.Go(func() { l.putWaiting(m) })
	}
	return nil
}

func (e *errand) fedAt() time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.fed
}

// feeds notes that the peer has sent entries.
func (e *errand) feeds(now time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.fed = now
}

// pending adds what the peer was asked for to all, and counts it. What it does not answer it does not have.
func (e *errand) pending(now time.Time, all map[ledger.Hash]bool) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	if now.Sub(e.since) > lackedFor {
		e.since, e.lacks = now, map[ledger.Hash]bool{}
	}
	for hash, at := range e.asked {
		if now.Sub(at) > answerWithin {
			delete(e.asked, hash)
			e.lacks[hash] = true
			continue
		}
		all[hash] = true
	}
	return len(e.asked)
}

func (e *errand) mayHave(hash ledger.Hash) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return !e.lacks[hash]
}

func (e *errand) ask(hashes []ledger.Hash, now time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, hash := range hashes {
		e.asked[hash] = now
	}
}

// answered notes an answer and reports whether it was the last that was waited for.
func (e *errand) answered(hash ledger.Hash, here bool) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if _, asked := e.asked[hash]; !asked {
		return false
	}
	delete(e.asked, hash)
	if !here {
		e.lacks[hash] = true
	}
	return len(e.asked) == 0
}

// owe notes that the peer wants what is not here.
func (e *errand) owe(hash ledger.Hash) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.owed) < maxOwed {
		e.owed[hash] = true
	}
}

// owes reports whether the peer was owed it; now it is not any more.
func (e *errand) owes(hash ledger.Hash) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	owed := e.owed[hash]
	delete(e.owed, hash)
	return owed
}

// wish takes in what the peer asks for. Of more than it may ask it gets no answer.
func (e *errand) wish(hashes ...[]byte) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, raw := range hashes {
		if len(raw) == len(ledger.Hash{}) && len(e.wishes) < maxOwed {
			e.wishes = append(e.wishes, ledger.Hash(raw))
		}
	}
	poke(e.wished)
}

// wishing takes out what the peer has asked for.
func (e *errand) wishing() []ledger.Hash {
	e.mu.Lock()
	defer e.mu.Unlock()
	out := e.wishes
	e.wishes = nil
	return out
}

// answer brings the peer what it wants.
func (l *link) answer() {
	for {
		select {
		case <-l.errand.wished:
		case <-l.done:
			return
		}
		for _, hash := range l.errand.wishing() {
			l.errand.owe(hash) // before it is looked for: it may come at this moment
			body, err := l.node.Attachments.Attachment(l.node.ctx, hash)
			if err != nil && l.node.ctx.Err() == nil {
				l.node.Log.Warn("an attachment could not be read", "error", err)
			}
			if body != nil {
				l.errand.owes(hash)
			}
			if !l.putBehind(&wire.Blob{Hash: hash[:], Data: body}, blobFrames, blobBytes) {
				return
			}
		}
	}
}

// collect keeps what the peer brings.
func (l *link) collect() {
	for {
		select {
		case m := <-l.errand.blobs:
			hash := ledger.Hash(sha256.Sum256(m.Data))
			here := len(m.Data) > 0
			if !here && len(m.Hash) == len(hash) {
				hash = ledger.Hash(m.Hash)
			}
			if here {
				l.node.keeps(l.node.ctx, hash, m.Data)
			}
			if l.errand.answered(hash, here) {
				poke(l.node.missing)
			}
		case <-l.done:
			return
		}
	}
}

// keeps keeps an attachment, and brings it to those who have asked for it before.
func (n *Node) keeps(ctx context.Context, hash ledger.Hash, body []byte) {
	wanted, err := n.Attachments.Keep(ctx, body)
	if err != nil {
		if ctx.Err() == nil {
			n.Log.Warn("an attachment was not kept", "error", err)
		}
		return
	}
	if !wanted {
		return
	}
	for _, l := range n.links.all() {
		if l.errand.owes(hash) {
			l.errand.wish(hash[:])
		}
	}
}

// noAttachments is a station that keeps none.
type noAttachments struct{}

func (noAttachments) Wanted(context.Context, ledger.Hash, int) ([]ledger.Hash, error) {
	return nil, nil
}
func (noAttachments) Attachment(context.Context, ledger.Hash) ([]byte, error) { return nil, nil }
func (noAttachments) Keep(context.Context, []byte) (bool, error)              { return false, nil }
