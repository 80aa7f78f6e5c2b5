package app

import (
	"armguard/app/armory"
)

// Stations are the site's PCs.
type Stations struct{ app *App }

// List lists the enrolled stations with what is known of them now.
func (s *Stations) List(c *Caller) ([]StationRow, error) {
	here, status := s.app.Recorder.Here(), s.app.Recorder.hub.Status()
	return records(c, s.app, armory.KindStation, func(r *armory.Record) StationRow {
		row := StationRow{ID: r.ID.String(), Name: r.Value("name"), State: "unreachable", Priority: r.Number("priority", 0)}
		switch {
		case r.Value("revoked") != "":
			row.State = "revoked"
		case r.ID == here.Station.ID:
			row.This, row.State, row.Version, row.LastSeen = true, status.Role, s.app.Version, rfc(s.app.Now().UnixMilli())
		}
		return row
	})
}

// Rename gives a station another name.
func (s *Stations) Rename(c *Caller, id, name string) error {
	subject, err := subjectID(id, "station")
	if err != nil {
		return err
	}
	return s.app.change(c, armory.Edit{Kind: armory.KindStation, ID: subject, Set: map[string]string{"name": name}})
}
