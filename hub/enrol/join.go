package enrol

import (
	"context"
	"crypto/ed25519"
	"crypto/hmac"
	"errors"
	"fmt"
	"time"

	"armguard/app/ledger"
	"armguard/hub/wire"
)

// Guest is the newcomer.
type Guest interface {
	// Check refuses a roster that is not of the site whose root key has this hash, or in which the key of the station at
	// the other end is not enrolled, or revoked. Nothing secret is said before it returns nil.
	Check(roster []ledger.Sealed, root [rootBytes]byte, server ed25519.PublicKey) error
	// Compare shows the six digits.
	Compare(digits string)
	// Welcome says that this PC is enrolled, how many entries come (more, when the site goes on working meanwhile), and
	// where stations are reached. From here on it is a station: what it lacks it gets as any station does.
	Welcome(site ledger.SiteID, total uint64, places []wire.Place)
	// Keep stores entries durably, causes first, and checks them as those of any station. Take stores a *wire.Draft,
	// *wire.ReadMark or *wire.Credential.
	Keep(ctx context.Context, entries []ledger.Sealed) error
	Take(ctx context.Context, record wire.Message) error
}

// Intro is how a newcomer introduces itself.
type Intro struct {
	Station ledger.StationID
	Name    string // at most 60 bytes, all of them printable
	App     string
	Host    []byte // binding of the machine, 32 bytes
}

// Limits on a roster, before anything is known of who sends it.
const (
	maxRosterEntries = 20_000
	maxRosterBytes   = 16 << 20
)

// Join speaks with an inviting station until this PC has the whole record on its disk, and closes the connection. Errors:
// *Denied, what Guest returned, or the context's cause.
func Join(ctx context.Context, c Conn, code Code, intro Intro, guest Guest) error {
	t := converse(c)
	err := join(ctx, t, code, intro, guest)
	t.end(err)
	return err
}

func join(ctx context.Context, t *conversation, code Code, intro Intro, guest Guest) error {
	hello := &wire.JoinHello{Station: intro.Station, Name: intro.Name, App: intro.App, Host: intro.Host}
	if err := t.say(ctx, hello, stepWithin); err != nil {
		return err
	}
	roster, err := takeRoster(ctx, t)
	if err != nil {
		return err
	}
	host, own := t.PeerKey(), t.OwnKey()
	if err := guest.Check(roster, code.Root, host); err != nil {
		return err
	}
	mac, err := proof(t, code.Token, byNewcomer, host, own, hello)
	if err != nil {
		return err
	}
	want, err := proof(t, code.Token, byHost, host, own, hello)
	if err != nil {
		return err
	}
	shown, err := digits(t)
	if err != nil {
		return err
	}
	if err := t.say(ctx, &wire.JoinProof{MAC: mac}, stepWithin); err != nil {
		return err
	}
	guest.Compare(shown)
	welcome, err := next[*wire.JoinWelcome](ctx, t, personWithin+2*stepWithin)
	switch {
	case err != nil:
		return err
	case !hmac.Equal(welcome.MAC, want):
		return &Denied{Code: wire.JoinWrong, cause: errors.New("the station does not know the code itself")}
	case welcome.Site != roster[0].Entry.Site:
		return &Denied{Code: wire.JoinProto, cause: errors.New("the station names another site than its roster")}
	}
	guest.Welcome(welcome.Site, welcome.Total, welcome.Places)
	return takeRecord(ctx, t, guest)
}

// takeRoster receives all of a roster within one step.
func takeRoster(ctx context.Context, t *conversation) ([]ledger.Sealed, error) {
	until := time.Now().Add(stepWithin)
	var roster []ledger.Sealed
	size := 0
	for {
		part, err := next[*wire.JoinRoster](ctx, t, time.Until(until))
		if err != nil {
			return nil, err
		}
		for _, s := range part.List {
			size += len(s.Raw) + len(s.Sig)
		}
		if len(part.List) == 0 || size > maxRosterBytes || len(roster)+len(part.List) > maxRosterEntries {
			return nil, &Denied{Code: wire.JoinProto, cause: fmt.Errorf("a roster of more than %d bytes, or with an empty part", size)}
		}
		list, err := opened(part.List)
		if err != nil {
			return nil, err
		}
		if roster = append(roster, list...); !part.More {
			return roster, nil
		}
	}
}

// takeRecord keeps the record as it comes.
func takeRecord(ctx context.Context, t *conversation, guest Guest) error {
	for {
		m, err := next[wire.Message](ctx, t, batchWithin)
		if err != nil {
			return err
		}
		switch m := m.(type) {
		case *wire.Entries:
			list, err := opened(m.List)
			if err != nil {
				return err
			}
			if err := guest.Keep(ctx, list); err != nil {
				return fmt.Errorf("keep the record: %w", err)
			}
		case *wire.Draft, *wire.ReadMark, *wire.Credential:
			if err := guest.Take(ctx, m); err != nil {
				return fmt.Errorf("keep what is shared beside the record: %w", err)
			}
		case *wire.Synced:
			return t.say(ctx, m, stepWithin)
		default:
			return &Denied{Code: wire.JoinProto, cause: fmt.Errorf("%T came, which was not due", m)}
		}
	}
}
