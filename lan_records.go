package main

import (
	"context"

	"armguard/app"
	"armguard/app/armory"
	"armguard/hub/wire"
)

// records is what stations share outside the ledger. It is hub.Records.
type records struct{ app *app.App }

// All are the records a new peer gets. Presence is the hub's own matter.
func (r records) All(ctx context.Context) ([]wire.Message, error) {
	list, err := r.app.Records(ctx)
	out := make([]wire.Message, 0, len(list))
	for _, record := range list {
		out = append(out, outgoing(record))
	}
	return out, err
}

// Take keeps another station's record.
func (r records) Take(ctx context.Context, m wire.Message) {
	record := incoming(m)
	if record == nil {
		return
	}
	if err := r.app.Took(ctx, record); err != nil && ctx.Err() == nil {
		r.app.Log.Warn("a record of another station was not kept", "error", err)
	}
}

// outgoing is a record as it goes over the wire; nil for one that does not.
func outgoing(record app.Shared) wire.Message {
	switch r := record.(type) {
	case app.SharedDraft:
		m := &wire.Draft{ID: r.ID, Rev: r.Rev, Station: r.Station, Account: r.Account, Command: r.Command, SavedMs: r.SavedMs}
		if !r.Ended {
			m.Form, m.Title, m.Body = r.Form, r.Title, r.Body
		}
		return m
	case app.SharedMark:
		return &wire.ReadMark{Account: r.Account, Entry: r.Entry}
	case app.SharedCredential:
		return &wire.Credential{Account: r.Account, Value: r.Value}
	case app.SharedPresence:
		return &wire.Presence{List: []wire.Online{{Station: r.Station, Session: r.Session, Account: r.Account, State: r.State, SinceMs: r.SinceMs}}}
	}
	return nil
}

// incoming is what came over the wire; nil when it is no record. A draft without content is one that ended.
func incoming(m wire.Message) app.Shared {
	switch m := m.(type) {
	case *wire.Draft:
		return app.SharedDraft{Ended: m.Body == "", Draft: armory.Draft{ID: m.ID, Rev: m.Rev, Station: m.Station, Account: m.Account, Command: m.Command,
			Form: m.Form, Title: m.Title, Body: m.Body, SavedMs: m.SavedMs}}
	case *wire.ReadMark:
		return app.SharedMark{Account: m.Account, Entry: m.Entry}
	case *wire.Credential:
		return app.SharedCredential{Account: m.Account, Value: m.Value}
	case *wire.Presence:
		return app.SharedPresence{}
	}
	return nil
}
