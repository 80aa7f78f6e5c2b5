package app

import (
	"net"
	"slices"
	"strconv"
	"strings"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Stations are the site's PCs, and the connection between them.
type Stations struct{ app *App }

// List lists the enrolled stations with what is known of them now.
func (s *Stations) List(c *Caller) ([]StationRow, error) {
	here, status := s.app.Recorder.Here(), s.app.Recorder.hub.Status()
	places := map[ledger.StationID]Place{}
	for _, place := range status.Places {
		places[place.Station] = place
	}
	return records(c, s.app, armory.KindStation, func(r *armory.Record) StationRow {
		id := ledger.StationID{ID: r.ID}
		place, known := places[id]
		row := StationRow{ID: r.ID.String(), Name: r.Value("name"), State: "unreachable", Priority: r.Number("priority", 0), Enrolled: rfc(r.Created),
			Addr: place.Addr, FoundBy: place.FoundBy, Behind: place.Behind, LastSeen: rfc(place.SeenMs)}
		switch {
		case r.Value("revoked") != "":
			row.State, row.Behind = "revoked", 0
		case id == here.Station:
			row.This, row.Role, row.State, row.Version, row.LastSeen = true, status.Role, status.Role, s.app.Version, rfc(s.app.Now().UnixMilli())
		case known && place.State != "unreachable" && place.State != "":
			row.Role, row.State, row.DelayMs, row.ClockMs, row.Version = place.State, place.State, place.DelayMs, place.OffsetMs, place.App
			if place.State == "member" && place.Behind > 0 {
				row.State = "catching-up"
			}
		case known:
			row.Version = place.App
		}
		row.Hub = id == status.Hub && row.State != "revoked"
		return row
	})
}

// Lan is the connection to the other stations, with what is in doubt.
func (s *Stations) Lan(c *Caller) (Lan, error) {
	status := s.app.Recorder.hub.Status()
	out := Lan{Role: status.Role, Term: int(status.Term), Since: rfc(status.SinceMs), Discovery: s.app.Discovery, Barred: status.Barred, Problem: status.Problem, //nolint:gosec // a term counts elections
		Electing: slices.Contains([]string{"settling", "discovering", "connecting"}, status.Role), ClockMs: status.ClockMs,
		Doubts: []DoubtRow{}}
	if !status.Hub.IsZero() {
		out.HubID = status.Hub.String()
	}
	var err error
	if out.Stations, err = s.List(c); err != nil {
		return out, err
	}
	return out, s.app.Store.Read(c.Context, func(view View) (err error) {
		n := newNames(view)
		if out.Hub, err = n.station(status.Hub); err != nil {
			return err
		}
		if out.Waiting, err = waiting(view, status); err != nil {
			return err
		}
		for _, doubt := range status.Doubts {
			row, err := doubtRow(n, doubt)
			if err != nil {
				return err
			}
			out.Doubts = append(out.Doubts, row)
		}
		return nil
	})
}

func doubtRow(n *names, d Doubt) (DoubtRow, error) {
	out := DoubtRow{Items: []string{}, People: []string{}, Since: rfc(d.SinceMs)}
	for _, id := range d.Subjects {
		r, err := n.record("", id.ID)
		if err != nil {
			return out, err
		}
		switch r.Kind {
		case armory.KindItem:
			out.Items = append(out.Items, r.Value("label"))
		case armory.KindPerson:
			out.People = append(out.People, armory.PersonName(r))
		}
	}
	var err error
	out.Station, err = n.station(d.Station)
	return out, err
}

// Rename gives a station another name.
func (s *Stations) Rename(c *Caller, id, name string) error {
	return s.set(c, id, "name", name)
}

// SetPriority ranks a station in the succession: the highest number is preferred as hub.
func (s *Stations) SetPriority(c *Caller, id string, priority int) error {
	if priority < 0 || priority > 9999 {
		return &Error{Code: armory.CodeInvalid, Message: "A priority is a number from 0 to 9999.", Fix: "Choose another one; the station with the highest is preferred as hub."}
	}
	return s.set(c, id, "priority", strconv.Itoa(priority))
}

func (s *Stations) set(c *Caller, id, field, value string) error {
	subject, err := subjectID(id, "station")
	if err != nil {
		return err
	}
	return s.app.change(c, armory.Edit{Kind: armory.KindStation, ID: subject, Set: map[string]string{field: value}})
}

// MakeHub hands the hub over to a station that is in sight. Only the hub of now can: no other station's word moves it.
func (s *Stations) MakeHub(c *Caller, id string) error {
	rows, err := s.List(c)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(rows, func(row StationRow) bool { return row.ID == id })
	if i < 0 {
		return &Error{Code: armory.CodeNotFound, Message: "There is no such station.", Fix: "Read the list again."}
	}
	switch row := rows[i]; {
	case row.State == "revoked":
		return &Error{Code: armory.CodeForbidden, Message: row.Name + " was revoked.", Fix: "Choose another station."}
	case row.Hub:
		return nil
	case row.Role == "":
		return &Error{Code: "NO_HUB", Message: row.Name + " cannot be reached from here now.", Fix: "See that it is on and connected, then try again.", RetryMs: 5000}
	}
	station, err := ledger.ParseID(id)
	if err != nil {
		return err
	}
	if now := slices.IndexFunc(rows, func(row StationRow) bool { return row.Hub }); now >= 0 && !rows[now].This {
		return &Error{Code: armory.CodeForbidden, Message: "The hub of now is " + rows[now].Name + ", and only there it can be handed over.", Fix: "Do it on the Stations page there."}
	}
	return s.app.Recorder.hub.MakeHub(ledger.StationID{ID: station})
}

// standardPort is where stations listen when nothing else was said.
const standardPort = "7443"

// AddAddress looks for a station at an address that was typed: HOST or HOST:PORT.
func (s *Stations) AddAddress(_ *Caller, address string) error {
	clean, err := CheckAddress(address)
	if err == nil {
		s.app.Recorder.hub.Found(clean)
	}
	return err
}

// CheckAddress is an address with its port, as somebody typed it.
func CheckAddress(text string) (string, error) {
	bad := &Error{Code: armory.CodeInvalid, Message: "That is not an address of a station.", Fix: "Type it like 192.168.1.20 or 192.168.1.20:7443, as that station's screen shows it."}
	text = strings.TrimSpace(text)
	host, port, err := net.SplitHostPort(text)
	if err != nil {
		host, port = strings.Trim(text, "[]"), standardPort
	}
	if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
		return "", bad
	}
	if host == "" || len(host) > 253 || net.ParseIP(host) == nil && strings.ContainsFunc(host, func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-", r)
	}) {
		return "", bad
	}
	return net.JoinHostPort(host, port), nil
}

// ownAddress is where other stations reach this one; empty when that is not known.
func (a *App) ownAddress() string {
	here := a.Recorder.Here().Station
	for _, place := range a.Recorder.hub.Status().Places {
		if place.Station == here {
			return place.Addr
		}
	}
	return ""
}

// waiting is how many entries of this station are not on two stations yet; none where there is no second one.
func waiting(st armory.State, status HubStatus) (int, error) {
	n, err := enrolledNow(st)
	if n < 2 {
		return 0, err
	}
	return status.Waiting, err
}

// enrolledNow counts the stations that are not revoked.
func enrolledNow(st armory.State) (n int, err error) {
	_, err = stationWhere(st, func(r *armory.Record) bool {
		if r.Value("revoked") == "" {
			n++
		}
		return false
	})
	return n, err
}

// Revoke takes a station out of the site: what it wrote and is not here yet does not count until it is adopted. The
// password is asked again: who finds a screen open cuts nobody off.
func (s *Stations) Revoke(c *Caller, id, reason, password string) error {
	subject, err := subjectID(id, "station")
	if err != nil {
		return err
	}
	var record *armory.Record
	if err := s.app.Store.Read(c.Context, func(view View) error {
		record, err = newNames(view).record(armory.KindStation, subject.ID)
		return err
	}); err != nil {
		return err
	}
	switch {
	case record.Value("name") == "" || record.Kind != armory.KindStation:
		return &Error{Code: armory.CodeNotFound, Message: "There is no such station.", Fix: "Read the list again."}
	case record.Value("revoked") != "":
		return &Error{Code: "CHANGED", Message: record.Value("name") + " was revoked already.", Fix: "Nothing has to be done."}
	case subject.ID == s.app.Recorder.Here().Station.ID:
		return &Error{Code: armory.CodeInvalid, Message: "This is the station you are at.", Fix: "Revoke it from another one."}
	case len([]rune(armory.Clean(reason, true))) < 3:
		return &Error{Code: armory.CodeNeedsReason, Message: "A reason is needed.", Fix: "Write a few words that somebody reading this later will understand."}
	}
	account, key, err := s.app.Accounts.authenticate(c.Context, c.Account.Value("username"), password)
	if err != nil {
		return err
	}
	return s.app.change(c, armory.RosterEntry{Kind: armory.KindStationRevoke, ID: subject, Set: map[string]string{"revoked": "yes"}, Reason: reason,
		Signer: ledger.AccountID{ID: account.ID}, Sign: signWith(key)})
}
