package app

import (
	"cmp"
	"strconv"
	"strings"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Settings are the site's own: names, limits, lists, purposes.
type Settings struct{ app *App }

// Site reads the site's settings.
func (s *Settings) Site(c *Caller) (SiteSettings, error) {
	var out SiteSettings
	return out, s.app.Store.Read(c.Context, func(view View) error {
		r, err := newNames(view).record(armory.KindSite, s.app.Recorder.Here().Site.ID)
		if err != nil {
			return err
		}
		out = SiteSettings{Name: r.Value("name"), Unit: r.Value("unit"), CommanderName: r.Value("commander_name"), CommanderRank: r.Value("commander_rank"),
			CommanderTitle: r.Value("commander_title"), Limit: r.Value("limit"), DueHours: r.Number("due_hours", 24), DueSoonMin: int(armory.DueSoon(r).Minutes()),
			IdleLockMin: r.Number("idle_lock_min", 10), CutOff: r.Value("cut_off"), Qualification: cmp.Or(r.Value("qualification"), armory.QualificationOff),
			TwoPerson:    append([]string{}, armory.TwoPersonOf(r.Value("two_person"))...),
			OpeningCount: r.Value("opening_count"), ClosingCount: r.Value("closing_count")}
		return nil
	})
}

// SaveSite changes the site's settings.
func (s *Settings) SaveSite(c *Caller, site SiteSettings) (SiteSettings, error) {
	set := map[string]string{"name": site.Name, "unit": site.Unit, "commander_name": site.CommanderName, "commander_rank": site.CommanderRank,
		"commander_title": site.CommanderTitle, "limit": site.Limit, "due_hours": strconv.Itoa(site.DueHours),
		"due_soon_min": strconv.Itoa(site.DueSoonMin), "idle_lock_min": strconv.Itoa(site.IdleLockMin), "cut_off": site.CutOff, "two_person": strings.Join(site.TwoPerson, ","),
		"opening_count": site.OpeningCount, "closing_count": site.ClosingCount}
	if site.Qualification != "" {
		set["qualification"] = site.Qualification
	}
	id := ledger.SubjectID{ID: s.app.Recorder.Here().Site.ID}
	if err := s.app.change(c, armory.Edit{Kind: armory.KindSite, ID: id, Set: set}); err != nil {
		return SiteSettings{}, err
	}
	return s.Site(c)
}

// Lists reads the lists of words.
func (s *Settings) Lists(c *Caller) ([]ReferenceList, error) {
	return records(c, s.app, armory.KindList, listRow)
}

func listRow(r *armory.Record) ReferenceList {
	out := ReferenceList{Name: r.Value("name"), Title: r.Value("title"), Values: []string{}}
	for _, word := range strings.Split(r.Value("values"), "\n") {
		if word != "" {
			out.Values = append(out.Values, word)
		}
	}
	return out
}

// SaveList changes a list's words. Doubled and empty ones are dropped.
func (s *Settings) SaveList(c *Caller, l ReferenceList) (ReferenceList, error) {
	var words []string
	seen := map[string]bool{}
	for _, word := range l.Values {
		word = armory.Clean(word, false)
		if key := armory.Fold(word); word != "" && !seen[key] {
			seen[key] = true
			words = append(words, word)
		}
	}
	id := armory.NamedID("list/" + l.Name)
	err := s.app.Store.Read(c.Context, func(view View) error {
		r, err := newNames(view).record(armory.KindList, id)
		if err == nil && r.Created == 0 {
			err = &Error{Code: armory.CodeNotFound, Message: "There is no such list.", Fix: "Read the settings again."}
		}
		return err
	})
	if err != nil {
		return l, err
	}
	l.Values = words
	return l, s.app.change(c, armory.Edit{Kind: armory.KindList, ID: ledger.SubjectID{ID: id}, Set: map[string]string{"values": strings.Join(words, "\n")}})
}

// Purposes lists why things are taken, with loadouts.
func (s *Settings) Purposes(c *Caller) ([]Purpose, error) {
	return records(c, s.app, armory.KindPurpose, func(r *armory.Record) Purpose {
		out := Purpose{ID: r.ID.String(), Name: r.Value("name"), FreeText: r.Value("free_text") != "", Withdrawn: r.Value("withdrawn") != "", Loadouts: []Loadout{}}
		loadouts, _ := armory.ParseLoadouts(r.Value("loadouts"))
		for _, l := range loadouts {
			out.Loadouts = append(out.Loadouts, Loadout(l))
		}
		return out
	})
}

// SavePurpose adds a purpose (no id) or changes one.
func (s *Settings) SavePurpose(c *Caller, p Purpose) (Purpose, error) {
	loadouts := make([]armory.Loadout, len(p.Loadouts))
	for i, l := range p.Loadouts {
		loadouts[i] = armory.Loadout(l)
	}
	set := map[string]string{"name": p.Name, "loadouts": armory.FormatLoadouts(loadouts), "free_text": yesWord(p.FreeText), "withdrawn": yesWord(p.Withdrawn)}
	id, err := s.app.saveRecord(c, armory.KindPurpose, p.ID, set)
	p.ID = id
	return p, err
}
