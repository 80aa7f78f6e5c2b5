package enrol

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"time"
	"unicode"

	"armguard/app/ledger"
	"armguard/hub/wire"
)

// Newcomer is who wants to join, as a superuser is asked about it.
type Newcomer struct {
	Station ledger.StationID
	Name    string
	Key     ed25519.PublicKey
	Host    []byte // binding of its machine, 32 bytes
	App     string
	Addr    string
	Digits  string // six
}

// Host is the inviting station.
type Host interface {
	// Roster are the entries that say who belongs to the site, causes first.
	Roster(ctx context.Context) ([]ledger.Sealed, error)
	// Confirm asks a superuser whether the digits are the same, and writes station.enrol. It returns nil when that is
	// durable, *Denied with a code for the newcomer, or any error, which the newcomer hears of as REFUSED. When ctx ends it
	// returns soon, with nil if it was written all the same.
	Confirm(ctx context.Context, n Newcomer) error
	// Total counts the entries of the record. Missing are entries that a peer who has these heads lacks, causes first, at
	// most so many and so many bytes; more: not all of them. Records are what is shared beside them: drafts, read marks,
	// credentials.
	Total(ctx context.Context) (uint64, error)
	Missing(have []ledger.Head, entries, bytes int) (list []ledger.Sealed, more bool, err error)
	Records(ctx context.Context) ([]wire.Message, error)
	// Places are the stations and where they are reached.
	Places() []wire.Place
	Now() time.Time
}

// Deny is an error for Host.Confirm with a reason of its own.
func Deny(code wire.JoinCode) error { return &Denied{Code: code} }

const (
	maxName     = 60 // bytes
	batchBytes  = 256 << 10
	answerAfter = time.Second // after a proof that is not accepted, whatever is wrong with it
)

// Invite speaks with a newcomer until it has all of the record on its disk, and closes the connection. The offer shows how
// far it is. Errors: *Denied, what Host returned, or the context's cause.
func Invite(ctx context.Context, c Conn, offer *Offer, host Host) error {
	t := converse(c)
	err := invite(ctx, t, offer, host)
	t.end(err)
	return err
}

func invite(ctx context.Context, t *conversation, offer *Offer, host Host) error {
	code := offer.enter(host.Now())
	if code == "" {
		defer offer.leave()
	}
	hello, err := next[*wire.JoinHello](ctx, t, stepWithin)
	switch {
	case err != nil:
		return err
	case code != "":
		return &Denied{Code: code}
	case hello.Station.IsZero() || len(hello.Host) != 32 || !shown(hello.Name) || !shown(hello.App):
		return &Denied{Code: wire.JoinProto, cause: errors.New("the newcomer does not introduce itself properly")}
	}
	site, err := sendRoster(ctx, t, host)
	if err != nil {
		return err
	}
	claim, err := next[*wire.JoinProof](ctx, t, stepWithin)
	if err != nil {
		return err
	}
	answered := time.NewTimer(answerAfter)
	defer answered.Stop()
	newcomer := Newcomer{Station: hello.Station, Name: hello.Name, Key: t.PeerKey(), Host: hello.Host, App: hello.App, Addr: t.Addr()}
	want, err := proof(t, offer.Code.Token, byNewcomer, t.OwnKey(), newcomer.Key, hello)
	if err != nil {
		return err
	}
	if newcomer.Digits, err = digits(t); err != nil {
		return err
	}
	asked, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	if code := offer.try(claim.MAC, want, host.Now(), newcomer, stop); code != "" {
		select {
		case <-answered.C:
			return &Denied{Code: code}
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	err = confirm(asked, t, host, newcomer)
	if err == nil {
		offer.move(Admitting)
		own, proofErr := proof(t, offer.Code.Token, byHost, t.OwnKey(), newcomer.Key, hello)
		if err = proofErr; err == nil {
			err = hand(ctx, t, host, &wire.JoinWelcome{Site: site, Places: host.Places(), MAC: own})
		}
	}
	var denied *Denied
	switch {
	case err == nil:
		offer.move(Done)
	case errors.As(err, &denied):
		offer.fail(denied.Code, Comparing, Admitting)
	default:
		offer.fail(wire.JoinStopped, Comparing, Admitting)
	}
	return err
}

// shown says whether a text may stand on a screen: not empty, not long, no control characters and none that change the
// direction of others.
func shown(text string) bool {
	for _, r := range text {
		if !unicode.IsPrint(r) || r == unicode.ReplacementChar {
			return false
		}
	}
	return text != "" && len(text) <= maxName
}

// sendRoster sends who belongs to the site, in frames of a fair size, and returns which site it is.
func sendRoster(ctx context.Context, t *conversation, host Host) (ledger.SiteID, error) {
	roster, err := host.Roster(ctx)
	if err == nil && len(roster) == 0 {
		err = errors.New("there is no roster")
	}
	if err != nil {
		return ledger.SiteID{}, fmt.Errorf("read the roster: %w", err)
	}
	ctx, stop := context.WithTimeoutCause(ctx, stepWithin, &Denied{Code: wire.JoinLost, cause: errors.New("the newcomer does not take the roster")})
	defer stop()
	for rest := roster; len(rest) > 0; {
		n, size := 0, 0
		for n < len(rest) && n < wire.MaxEntries && (n == 0 || size+len(rest[n].Raw) <= batchBytes) {
			size += len(rest[n].Raw)
			n++
		}
		if err := t.say(ctx, &wire.JoinRoster{List: wire.Seal(rest[:n]), More: n < len(rest)}, stepWithin); err != nil {
			return ledger.SiteID{}, err
		}
		rest = rest[n:]
	}
	return roster[0].Entry.Site, nil
}

// confirm waits for a person, and gives up when the newcomer does.
func confirm(ctx context.Context, t *conversation, host Host, n Newcomer) error {
	ctx, stop := context.WithTimeoutCause(ctx, personWithin, &Denied{Code: wire.JoinRefused, cause: errors.New("nobody compared the digits")})
	defer stop()
	answer := make(chan error, 1)
	go func() { answer <- host.Confirm(ctx, n) }()
	var left, err error
	select {
	case err = <-answer:
	case h := <-t.heard:
		left = h.early()
		stop()
		err = <-answer
	}
	var denied *Denied
	switch {
	case left != nil: // though it may be enrolled by now
		return left
	case err == nil || errors.As(err, &denied):
		return err
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	return &Denied{Code: wire.JoinRefused, cause: err}
}

// hand gives the newcomer the whole record.
func hand(ctx context.Context, t *conversation, host Host, welcome *wire.JoinWelcome) (err error) {
	if welcome.Total, err = host.Total(ctx); err != nil {
		return fmt.Errorf("count the record: %w", err)
	}
	if err := t.say(ctx, welcome, stepWithin); err != nil {
		return err
	}
	var have []ledger.Head
	for more := true; more; {
		var list []ledger.Sealed
		if list, more, err = host.Missing(have, wire.MaxEntries, batchBytes); err != nil {
			return fmt.Errorf("read the record: %w", err)
		}
		if len(list) == 0 {
			break
		}
		for i := range list {
			have = advance(have, &list[i])
		}
		if err := t.say(ctx, &wire.Entries{List: wire.Seal(list)}, batchWithin); err != nil {
			return err
		}
		if err := t.interrupted(); err != nil {
			return err
		}
	}
	records, err := host.Records(ctx)
	if err != nil {
		return fmt.Errorf("read what is shared beside the record: %w", err)
	}
	for _, m := range records {
		if err := t.say(ctx, m, batchWithin); err != nil {
			return err
		}
	}
	if err := t.say(ctx, &wire.Synced{Vector: have}, batchWithin); err != nil {
		return err
	}
	_, err = next[*wire.Synced](ctx, t, recordWithin)
	return err
}

// advance puts an entry into a vector, in place of the one that it continues: a log has one head, or several when it forks.
func advance(have []ledger.Head, s *ledger.Sealed) []ledger.Head {
	for i := range have {
		if have[i].Hash == s.Entry.Prev {
			have[i] = s.Head()
			return have
		}
	}
	return append(have, s.Head())
}
