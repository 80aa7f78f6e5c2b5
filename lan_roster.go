package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"sync"

	"armguard/app/armory"
	"armguard/app/ledger"
	"armguard/hub/core"
	"armguard/storage"
)

// rosterFile lies in DIR beside the store, so that one that was lost, or put back, and is filled again neither forgets stations
// nor takes a revocation back (core.Standing).
const rosterFile = "roster.json"

// roster is the stations of the site as they were known last, beside the store.
type roster struct {
	file string
	log  *slog.Logger

	mu    sync.Mutex // held while the roster is read and told on, so that an older one never comes after a newer
	page  rosterPage
	saved []byte // as it lies in the file
	told  bool   // since the node was made a peer has told all it has
}

// rosterPage is the file, in JSON.
type rosterPage struct {
	Site     ledger.SiteID
	Stations []core.Enrolled
}

// open reads the file of a site. Another site's, or one that cannot be read, counts as none.
func (r *roster) open(site ledger.SiteID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.page, r.saved, r.told = rosterPage{Site: site}, nil, false
	raw, err := os.ReadFile(r.file)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	var page rosterPage
	if err == nil {
		err = json.Unmarshal(raw, &page)
	}
	if err != nil {
		r.log.Warn("the list of stations beside the store could not be read", "file", r.file, "error", err)
		return
	}
	if page.Site == site {
		r.page, r.saved = page, raw
	}
}

// join takes over the stations of a site that this PC joins, before it has anything of the record.
func (r *roster) join(site ledger.SiteID, stations []core.Enrolled) {
	r.open(site)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stand(stations, true)
}

// stand is who counts when the store says now. Call it with mu held.
func (r *roster) stand(now []core.Enrolled, told bool) []core.Enrolled {
	r.page.Stations = core.Standing(r.page.Stations, now, told)
	raw, err := json.Marshal(r.page)
	if err == nil && string(raw) != string(r.saved) {
		if err = replace(r.file, raw); err == nil {
			r.saved = raw
		}
	}
	if err != nil {
		r.log.Warn("the list of stations could not be kept beside the store", "file", r.file, "error", err)
	}
	return r.page.Stations
}

// stationsOf are the stations that some entries add up to.
func stationsOf(st armory.State) (list []core.Enrolled, err error) {
	ids, err := st.Find(armory.DocRecord, armory.Key{Index: "kind", Value: string(armory.KindStation)})
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		r := &armory.Record{Kind: armory.KindStation, ID: id}
		if _, err := st.Load(r); err != nil {
			return nil, err
		}
		s := core.Enrolled{Station: ledger.StationID{ID: id}, Priority: int64(r.Number("priority", 0)), Revoked: r.Value("revoked") != ""}
		for _, version := range r.Fields["key"] {
			if key, err := hex.DecodeString(version.Text); err == nil {
				s.Keys = append(s.Keys, key)
			}
		}
		list = append(list, s)
	}
	return list, nil
}

// enrolled reads the roster and tells it to the node.
func (l *lan) enrolled() {
	l.roster.mu.Lock()
	defer l.roster.mu.Unlock()
	var list []core.Enrolled
	err := l.db.Read(context.Background(), func(view *storage.View) (err error) {
		if list, err = stationsOf(view); err != nil {
			return err
		}
		heads, err := view.Heads()
		l.noteTip(heads)
		return err
	})
	if err != nil {
		l.log.Error("the roster of stations could not be read", "error", err)
		return
	}
	list = l.roster.stand(list, l.roster.told)
	l.alone.Store(!slices.ContainsFunc(list, func(s core.Enrolled) bool { return s.Station != l.here.Load().Station && !s.Revoked }))
	if node := l.node.Load(); node != nil {
		node.Roster(list)
	}
}

// told: a peer has told all it has, so that the store knows as much of the stations as anybody.
func (l *lan) told() {
	l.roster.mu.Lock()
	l.roster.told = true
	l.roster.mu.Unlock()
	l.enrolled()
}
