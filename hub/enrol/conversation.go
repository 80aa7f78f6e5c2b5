package enrol

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"time"

	"armguard/app/ledger"
	"armguard/hub/wire"
)

// Conn is a connection under ProtoJoin, at either end. One goroutine sends while another receives; Close makes both return,
// and may be called twice.
type Conn interface {
	Send(m wire.Message) error
	Receive() (wire.Message, error)
	// Exporter gives 32 bytes that only the two ends of this very connection know.
	Exporter(label string) ([]byte, error)
	OwnKey() ed25519.PublicKey
	PeerKey() ed25519.PublicKey
	Addr() string // of the other end, as it was seen
	Close() error
}

// Time limits.
const (
	stepWithin   = 5 * time.Second  // of what needs nobody: an answer, the whole roster
	personWithin = 5 * time.Minute  // of who compares the digits
	batchWithin  = 60 * time.Second // of one batch of the record, which waits for the other PC's disk
	recordWithin = 5 * time.Minute  // from the last batch to the word that all are on the disk
	farewell     = time.Second      // of the last word
)

// Denied is returned when either side ended the conversation, with the reason.
type Denied struct {
	Code   wire.JoinCode
	cause  error
	theirs bool // the other side said it
}

func (d *Denied) Error() string {
	message, fix := d.Code.Sentences()
	return message + " " + fix
}

func (d *Denied) Unwrap() error { return d.cause }

// conversation is a connection whose messages are read by a goroutine of its own, so that a goodbye is heard at any time.
type conversation struct {
	Conn
	heard chan heard
	ended chan struct{} // nobody listens any more
	quiet chan struct{} // the goroutine has ended
}

type heard struct {
	m   wire.Message
	err error
}

func converse(c Conn) *conversation {
	t := &conversation{Conn: c, heard: make(chan heard), ended: make(chan struct{}), quiet: make(chan struct{})}
	go func() {
		defer close(t.quiet)
		for {
			m, err := c.Receive()
			select {
			case t.heard <- heard{m, err}:
			case <-t.ended:
				return
			}
			if err != nil {
				return
			}
		}
	}()
	return t
}

// judge makes an error of what ends the conversation.
func (h heard) judge() error {
	if deny, ok := h.m.(*wire.JoinDeny); ok && h.err == nil {
		return &Denied{Code: deny.Code, theirs: true}
	}
	switch {
	case errors.Is(h.err, wire.ErrFrame), errors.Is(h.err, wire.ErrUnknown):
		return &Denied{Code: wire.JoinProto, cause: h.err}
	case h.err != nil:
		return &Denied{Code: wire.JoinLost, cause: h.err}
	}
	return nil
}

// next waits for a message of one kind.
func next[M wire.Message](ctx context.Context, t *conversation, limit time.Duration) (m M, err error) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case h := <-t.heard:
		if err := h.judge(); err != nil {
			return m, err
		}
		m, ok := h.m.(M)
		if !ok {
			return m, h.early()
		}
		return m, nil
	case <-timer.C:
		return m, &Denied{Code: wire.JoinLost, cause: fmt.Errorf("nothing came for %s", limit)}
	case <-ctx.Done():
		return m, context.Cause(ctx)
	}
}

// say sends a message. When it cannot, what the other side said last tells more than that it takes nothing any more.
func (t *conversation) say(ctx context.Context, m wire.Message, limit time.Duration) error {
	timer := time.AfterFunc(limit, func() { _ = t.Close() })
	defer timer.Stop()
	defer context.AfterFunc(ctx, func() { _ = t.Close() })()
	err := t.Send(m)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err == nil {
		return nil
	}
	patience := time.NewTimer(farewell)
	defer patience.Stop()
	select {
	case h := <-t.heard:
		if said := h.judge(); said != nil {
			return said
		}
	case <-patience.C:
	}
	return &Denied{Code: wire.JoinLost, cause: err}
}

// interrupted looks, while nothing is due, whether the other side has ended it.
func (t *conversation) interrupted() error {
	select {
	case h := <-t.heard:
		return h.early()
	default:
		return nil
	}
}

// early makes an error of whatever came while nothing was due.
func (h heard) early() error {
	if err := h.judge(); err != nil {
		return err
	}
	return &Denied{Code: wire.JoinProto, cause: fmt.Errorf("%T came, which was not due", h.m)}
}

// end says why it ends, unless the other side knows, waits a moment for the other side to hang up, so that the last word
// is not lost on its way, and closes the connection.
func (t *conversation) end(err error) {
	var denied *Denied
	code := wire.JoinStopped
	if errors.As(err, &denied) {
		code = denied.Code
	}
	if err != nil && (denied == nil || !denied.theirs) {
		timer := time.AfterFunc(farewell, func() { _ = t.Close() })
		if t.Send(&wire.JoinDeny{Code: code}) == nil {
			for h := range t.rest() {
				if h.err != nil {
					break
				}
			}
		}
		timer.Stop()
	}
	close(t.ended)
	_ = t.Close() // a time limit may have closed it before
	<-t.quiet
}

// rest yields what still comes until the reader ends.
func (t *conversation) rest() func(yield func(heard) bool) {
	return func(yield func(heard) bool) {
		for {
			select {
			case h := <-t.heard:
				if !yield(h) {
					return
				}
			case <-t.quiet:
				return
			}
		}
	}
}

// opened reads the entries of a frame.
func opened(list []wire.Sealed) ([]ledger.Sealed, error) {
	out, err := wire.Open(list)
	if err != nil {
		return nil, &Denied{Code: wire.JoinProto, cause: err}
	}
	return out, nil
}
