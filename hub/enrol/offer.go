package enrol

import (
	"context"
	"crypto/hmac"
	"slices"
	"sync"
	"time"

	"armguard/hub/wire"
)

// How long a code is good, how often it may be tried wrongly, and how many may speak at once before one has proven it.
const (
	OfferFor    = 15 * time.Minute
	OfferTries  = 5
	offerAtOnce = 4
)

// Phase is how far an offer has come.
type Phase string

// The phases of an offer.
const (
	Waiting   Phase = "waiting"   // for a newcomer
	Comparing Phase = "comparing" // a newcomer has proven the code; a superuser compares digits
	Admitting Phase = "admitting" // station.enrol is written; the newcomer takes the record
	Done      Phase = "done"
	Failed    Phase = "failed"
	Expired   Phase = "expired"
)

// Offer is a join code that is open: good for one newcomer, for a quarter of an hour, for five tries in all.
type Offer struct {
	Code    Code
	Expires time.Time
	// Changed is called after the state has; it may be nil. It is set before the offer is used, and must not wait.
	Changed func()

	mu       sync.Mutex // guards what follows
	phase    Phase
	tries    int // wrong ones
	speaking int // newcomers that have proven nothing
	newcomer Newcomer
	why      wire.JoinCode           // of Failed
	stop     context.CancelCauseFunc // of the conversation that compares
}

// OfferState is an offer for a screen.
type OfferState struct {
	Phase    Phase
	Tries    int           // that are left
	Newcomer Newcomer      // from Comparing on
	Why      wire.JoinCode // of Failed and Expired
}

// NewOffer opens a code.
func NewOffer(code Code, now time.Time) *Offer {
	return &Offer{Code: code, Expires: now.Add(OfferFor), phase: Waiting}
}

// State is the offer as it is now.
func (o *Offer) State(now time.Time) OfferState {
	o.mu.Lock()
	defer o.mu.Unlock()
	s := OfferState{Phase: o.phase, Tries: OfferTries - o.tries, Newcomer: o.newcomer, Why: o.why}
	if o.phase == Waiting && o.late(now) {
		s.Phase, s.Why = Expired, wire.JoinExpired
	}
	return s
}

// Open reports whether a newcomer may still try.
func (o *Offer) Open(now time.Time) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.closed(now) == ""
}

// Withdraw closes it. A conversation in which the digits are still compared ends.
func (o *Offer) Withdraw() {
	o.fail(wire.JoinUsed, Waiting, Comparing)
	o.mu.Lock()
	stop := o.stop
	o.mu.Unlock()
	if stop != nil {
		stop(&Denied{Code: wire.JoinRefused})
	}
}

// late says whether the code is too old by either clock: the monotonic one stands still while a PC sleeps, the wall clock
// may be set back.
func (o *Offer) late(now time.Time) bool {
	return !now.Before(o.Expires) || !now.Round(0).Before(o.Expires.Round(0))
}

// closed is why nobody may try any more; empty while one may.
func (o *Offer) closed(now time.Time) wire.JoinCode {
	switch {
	case o.tries >= OfferTries:
		return wire.JoinTries
	case o.phase != Waiting:
		return wire.JoinUsed
	case o.late(now):
		return wire.JoinExpired
	}
	return ""
}

// enter lets a newcomer speak; leave must follow when the answer is empty.
func (o *Offer) enter(now time.Time) wire.JoinCode {
	o.mu.Lock()
	defer o.mu.Unlock()
	if code := o.closed(now); code != "" {
		return code
	}
	if o.speaking >= offerAtOnce {
		return wire.JoinBusy
	}
	o.speaking++
	return ""
}

func (o *Offer) leave() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.speaking--
}

// try takes a proof and says what is wrong with it; empty when it is right, and then the offer is used up.
func (o *Offer) try(mac, want []byte, now time.Time, n Newcomer, stop context.CancelCauseFunc) wire.JoinCode {
	o.mu.Lock()
	code := o.closed(now)
	switch {
	case code != "":
	case hmac.Equal(mac, want):
		o.phase, o.newcomer, o.stop = Comparing, n, stop
	default:
		code = wire.JoinWrong
		if o.tries++; o.tries >= OfferTries {
			o.phase, o.why = Failed, wire.JoinTries
		}
	}
	o.mu.Unlock()
	o.tell()
	return code
}

// move goes from one phase to the next.
func (o *Offer) move(to Phase) {
	o.mu.Lock()
	o.phase, o.stop = to, nil
	o.mu.Unlock()
	o.tell()
}

// fail ends an offer that is in one of these phases.
func (o *Offer) fail(why wire.JoinCode, in ...Phase) {
	o.mu.Lock()
	ends := slices.Contains(in, o.phase)
	if ends {
		o.phase, o.why = Failed, why
	}
	o.mu.Unlock()
	if ends {
		o.tell()
	}
}

func (o *Offer) tell() {
	if o.Changed != nil {
		o.Changed()
	}
}
