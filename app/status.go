package app

import (
	"context"
	"encoding/hex"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Status is what a program may ask about a station.
type Status struct {
	Site      string         `json:"site"`
	SiteID    string         `json:"site_id"`
	Station   string         `json:"station"`
	StationID string         `json:"station_id"`
	Instance  string         `json:"instance"`
	Role      string         `json:"role"`
	Hub       string         `json:"hub"`
	Term      uint64         `json:"term"`
	Peers     []StatusPeer   `json:"peers"`
	Vector    map[string]int `json:"vector"` // log -> entries
	Digest    string         `json:"digest"`
	Entries   int            `json:"entries"`
	Unread    int            `json:"unread"`
	Conflicts int            `json:"conflicts_open"`
	Sent      uint64         `json:"bytes_sent"`      // to other stations, since the start
	ClockMs   *int           `json:"clock_offset_ms"` // null while there is nobody to compare with
	Epoch     string         `json:"epoch"`
	Seq       int64          `json:"seq"`
	Version   string         `json:"version"`
}

// StatusPeer is another station of the site.
type StatusPeer struct {
	Station string `json:"station"`
	Name    string `json:"name"`
	State   string `json:"state"`
	LagMs   int    `json:"lag_ms"`
	Behind  int    `json:"behind"`
}

// Status reads what this station is and knows.
func (a *App) Status(ctx context.Context) (Status, error) {
	here, hub := a.Recorder.Here(), a.Recorder.hub.Status()
	out := Status{SiteID: here.Site.String(), StationID: here.Station.String(), Instance: hub.Instance.String(), Role: hub.Role, Term: hub.Term,
		Peers: []StatusPeer{}, Vector: map[string]int{}, ClockMs: hub.ClockMs, Sent: hub.Sent, Epoch: here.Log.String(), Version: a.Version}
	return out, a.Store.Read(ctx, func(view View) error {
		n := newNames(view)
		site, err := n.record(armory.KindSite, here.Site.ID)
		if err != nil {
			return err
		}
		out.Site = site.Value("name")
		if out.Station, err = n.station(here.Station); err != nil {
			return err
		}
		if out.Hub, err = n.station(hub.Hub); err != nil {
			return err
		}
		if out.Peers, err = peers(n, here.Station, hub.Places); err != nil {
			return err
		}
		vector, err := view.Vector()
		if err != nil {
			return err
		}
		for log, head := range vector {
			out.Vector[log.String()] = int(head.Seq)
		}
		digest, err := view.Digest()
		if err != nil {
			return err
		}
		out.Digest = hex.EncodeToString(digest[:])
		if out.Entries, out.Unread, err = view.Counts(); err != nil {
			return err
		}
		open, err := view.Find(armory.DocConflict, armory.Key{Index: "state", Value: "open"})
		if err != nil {
			return err
		}
		out.Conflicts = len(open)
		out.Seq, err = view.LastSeq()
		return err
	})
}

// peers are the other stations that are not revoked, by name.
func peers(n *names, here ledger.StationID, places []Place) ([]StatusPeer, error) {
	out := []StatusPeer{}
	for _, place := range places {
		r, err := n.record(armory.KindStation, place.Station.ID)
		if err != nil {
			return nil, err
		}
		if place.Station != here && r.Value("revoked") == "" {
			out = append(out, StatusPeer{Station: place.Station.String(), Name: r.Value("name"), State: place.State, LagMs: place.DelayMs, Behind: place.Behind})
		}
	}
	sortBy(out, func(p StatusPeer) string { return p.Name })
	return out, nil
}

// Healthy is nil when the station belongs to a site and its store is open.
func (a *App) Healthy() error { return a.ready() }

// CanIssue is nil when what is recorded here is written, as far as is known, and counts.
func (a *App) CanIssue(ctx context.Context) error {
	if err := a.ready(); err != nil {
		return err
	}
	if err := a.Store.Trouble(); err != nil {
		return err
	}
	return a.Store.Read(ctx, func(view View) error {
		station, err := newNames(view).record(armory.KindStation, a.Recorder.Here().Station.ID)
		if err == nil && station.Value("revoked") != "" {
			return errRevoked
		}
		return err
	})
}

// HasSite reports whether this station belongs to a site, as far as it knows: what is not open yet may.
func (a *App) HasSite() bool {
	err := a.ready()
	return err == nil || asError(err).Code != "NO_SITE"
}
