package app

import (
	"errors"
	"sync"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Counts are the physical inventories.
type Counts struct {
	app *App

	mu      sync.Mutex // guards what follows, and is held while a count is added up: it is done once for all screens
	results map[ledger.ID]*countResult
}

// recentScans is how many of the last scans a count shows.
const recentScans = 12

// List is a window of the counts, newest first. Filter: open, yes for those that can be scanned into.
func (s *Counts) List(c *Caller, q ListQuery) (Page[CountRow], error) {
	page := Page[CountRow]{Items: []CountRow{}}
	query, err := s.app.query(q)
	if err != nil {
		return page, err
	}
	key := armory.Key{Index: "all", Value: "yes"}
	if q.Filter["open"] != "" {
		key.Index = "open"
	}
	return page, s.app.Store.Read(c.Context, func(view View) error {
		ids, err := view.Find(armory.DocCount, key)
		if err != nil {
			return err
		}
		page.Total = len(ids)
		sh := s.app.show(view)
		for i := len(ids) - 1 - query.Offset; i >= 0 && len(page.Items) < query.Limit; i-- {
			doc := &armory.Count{ID: ids[i]}
			if _, err := view.Load(doc); err != nil {
				return err
			}
			row, err := sh.countRow(doc)
			if err != nil {
				return err
			}
			page.Items = append(page.Items, row)
		}
		return nil
	})
}

// Open begins a count.
func (s *Counts) Open(c *Caller, n NewCount) (CountRecord, error) {
	open := armory.OpenCount{ID: s.app.Recorder.NewSubject(), Type: n.Type, Blind: n.Blind, Notes: n.Notes}
	for _, text := range n.Models {
		id, err := subjectID(text, "model")
		if err != nil {
			return CountRecord{}, err
		}
		open.Scope = append(open.Scope, id)
	}
	if err := s.app.change(c, open); err != nil {
		return CountRecord{}, err
	}
	return s.Get(c, open.ID.String())
}

// read hands a count to f.
func (s *Counts) read(c *Caller, id string, f func(sh *show, doc *armory.Count) error) error {
	subject, err := subjectID(id, "count")
	if err != nil {
		return err
	}
	return s.app.Store.Read(c.Context, func(view View) error {
		doc := &armory.Count{ID: subject.ID}
		known, err := view.Load(doc)
		if err == nil && (!known || doc.Opened.Stamp.Hash.IsZero()) {
			err = &Error{Code: armory.CodeNotFound, Message: "There is no such count.", Fix: "Read the list again."}
		}
		if err != nil {
			return err
		}
		return f(s.app.show(view), doc)
	})
}

// Get is one count as it is now.
func (s *Counts) Get(c *Caller, id string) (CountRecord, error) {
	out := CountRecord{Recent: []CountLine{}, Others: []CountOther{}}
	return out, s.read(c, id, func(sh *show, doc *armory.Count) error {
		result, err := s.result(sh.view, doc)
		if err != nil {
			return err
		}
		out.Notes, out.Reason, out.Figures, out.Hidden = doc.Notes, doc.Reason, result.figures, hides(doc)
		if out.Hidden {
			out.Figures = CountFigures{Found: out.Figures.Found, Unexpected: out.Figures.Unexpected, Unknown: out.Figures.Unknown}
		}
		if out.Count, err = sh.countRow(doc); err != nil {
			return err
		}
		if closing, _ := doc.Result(); closing != nil {
			out.ClosingNotes, out.Mine = closing.Notes, closing.By.Account == c.Session.Account
		}
		if out.Others, err = sh.countOthers(doc); err != nil {
			return err
		}
		out.Recent, err = sh.countLines(result.scans[:min(len(result.scans), recentScans)])
		return err
	})
}

// hides reports whether a count does not show yet what is expected.
func hides(doc *armory.Count) bool { return doc.Blind && doc.State() == armory.CountOpen }

// Lines is a window of what a count has of one verdict, or of what came late: scans newest first, the others in the order
// of their registration.
func (s *Counts) Lines(c *Caller, id, verdict string, q ListQuery) (Page[CountLine], error) {
	page := Page[CountLine]{Items: []CountLine{}}
	query, err := s.app.query(q)
	if err != nil {
		return page, err
	}
	return page, s.read(c, id, func(sh *show, doc *armory.Count) error {
		result, err := s.result(sh.view, doc)
		if err != nil {
			return err
		}
		switch of := armory.Verdict(verdict); {
		case hides(doc) && (of == armory.VerdictMissing || of == armory.VerdictHandled || of == armory.VerdictOut):
			return &Error{Code: armory.CodeBlocked, Message: "This count is blind: what is expected is shown when it is closed.", Fix: "Go on scanning."}
		case of == late:
			page.Total = result.figures.Late
		default:
			page.Total = totals(result.figures)[of]
		}
		lines := result.of[armory.Verdict(verdict)]
		lines = lines[min(query.Offset, len(lines)):]
		page.Items, err = sh.countLines(lines[:min(len(lines), query.Limit)])
		return err
	})
}

// Scan says that something was seen, and answers at once what it comes to.
func (s *Counts) Scan(c *Caller, ask CountScanRequest) (CountScanned, error) {
	out := CountScanned{Items: []ItemRow{}}
	id, err := subjectID(ask.ID, "count")
	if err != nil {
		return out, err
	}
	err = s.app.Recorder.Record(c.Context, c.act(), armory.ScanCount{Count: id, Text: ask.Text, Condition: ask.Condition})
	var r *armory.Refusal
	switch {
	case errors.Is(err, armory.ErrUnchanged):
		out.Outcome = "already"
	case errors.As(err, &r) && r.Code == armory.CodeAmbiguous:
		out.Outcome = "several"
		out.Items, err = s.choices(c, ask.Text)
		return out, err
	case err != nil:
		return out, err
	}
	return out, s.read(c, ask.ID, func(sh *show, doc *armory.Count) error {
		scan, err := armory.ScanOf(sh.view, id, ask.Text)
		if err != nil {
			return err
		}
		one := counted{item: scan.Item, scan: scan, verdict: armory.VerdictUnknown}
		if !scan.Item.IsZero() {
			if one.verdict, err = doc.Verdict(sh.view, scan.Item, scan); err != nil {
				return err
			}
			if one.verdict == armory.VerdictUnexpected {
				if one.why, err = doc.Why(sh.view, scan); err != nil {
					return err
				}
			}
		}
		if out.Outcome == "" {
			out.Outcome = string(one.verdict)
		}
		line, err := sh.countLine(one)
		out.Line = &line
		return err
	})
}

// choices are the items that have one code.
func (s *Counts) choices(c *Caller, text string) ([]ItemRow, error) {
	out := []ItemRow{}
	code, err := armory.ReadCode(text)
	if err != nil {
		return out, err
	}
	return out, s.app.Store.Read(c.Context, func(view View) error {
		records, err := armory.Lookup(view, code)
		if err != nil {
			return err
		}
		var ids []ledger.ID
		for _, r := range records {
			if r.Kind == armory.KindItem {
				ids = append(ids, r.ID)
			}
		}
		out, err = s.app.show(view).itemRows(ids)
		return err
	})
}

// Close ends a count with its result and the caller's signature.
func (s *Counts) Close(c *Caller, id, notes string) (CountRecord, error) {
	return s.do(c, id, c.act(), func(count ledger.SubjectID) armory.Command { return armory.CloseCount{ID: count, Notes: notes} })
}

// Cancel ends a count that was opened by mistake, with a reason.
func (s *Counts) Cancel(c *Caller, id, reason string) (CountRecord, error) {
	return s.do(c, id, c.act(), func(count ledger.SubjectID) armory.Command { return armory.CancelCount{ID: count, Reason: reason} })
}

// Sign signs a count's result a second time: by the caller, or by who types his username and password here.
func (s *Counts) Sign(c *Caller, ask CountSignature) (CountRecord, error) {
	act := c.act()
	if ask.Username != "" {
		second, _, err := s.app.Accounts.authenticate(c.Context, ask.Username, ask.Password)
		if err != nil {
			return CountRecord{}, err
		}
		act = Act{Account: ledger.AccountID{ID: second.ID}, Role: second.Value("role"), Method: "password"}
	}
	return s.do(c, ask.ID, act, func(count ledger.SubjectID) armory.Command { return armory.SignCount{ID: count} })
}

func (s *Counts) do(c *Caller, id string, act Act, command func(ledger.SubjectID) armory.Command) (CountRecord, error) {
	count, err := subjectID(id, "count")
	if err != nil {
		return CountRecord{}, err
	}
	if err := s.app.Recorder.Record(c.Context, act, command(count)); err != nil {
		return CountRecord{}, err
	}
	return s.Get(c, id)
}
