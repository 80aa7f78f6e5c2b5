package app

import (
	"slices"
	"strings"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// historyLength is how many entries a record shows of its history on the screen.
const historyLength = 500

// history is what the ledger says of a subject, newest first and at most so many, under whatever id it was said; older: it
// says more.
func (s *show) history(subject ledger.ID, most int) (out []HistoryEvent, older bool, err error) {
	ids, err := armory.Others(s.State, subject)
	if err != nil {
		return nil, false, err
	}
	var all []said
	seen := map[ledger.Hash]bool{}
	for _, id := range append(ids, subject) {
		hashes, err := s.view.History(id, 0, most+1)
		if err != nil {
			return nil, false, err
		}
		for _, hash := range hashes {
			if seen[hash] {
				continue // it joined them
			}
			seen[hash] = true
			at, lam, _, err := s.view.Place(hash)
			if err != nil {
				return nil, false, err
			}
			all = append(all, said{armory.Stamp{Lam: lam, Log: at.Log, Hash: hash}, id})
		}
	}
	slices.SortFunc(all, func(x, y said) int { return y.stamp.Compare(x.stamp) })
	out = make([]HistoryEvent, 0, min(len(all), most))
	for _, t := range all[:min(len(all), most)] {
		event, err := s.event(t.stamp.Hash, t.of)
		if err != nil {
			return nil, false, err
		}
		out = append(out, event)
	}
	return out, len(all) > most, nil
}

// said is an entry with the id it is said of.
type said struct {
	stamp armory.Stamp
	of    ledger.ID
}

// event is an entry in words, as it concerns a subject (zero: as a whole).
func (s *show) event(hash ledger.Hash, subject ledger.ID) (HistoryEvent, error) {
	e, err := s.view.Entry(hash)
	if err != nil {
		return HistoryEvent{}, err
	}
	out := HistoryEvent{Entry: hash.String(), Kind: e.Kind, Time: rfc(e.WallMs), ClockSuspect: e.Clk == ledger.ClockSuspect}
	counts, err := armory.Counts(s.State, hash)
	if err != nil {
		return out, err
	}
	out.Quarantined = !counts && !armory.CountsAlways(e.Kind)
	if out.Account, err = s.accountName(e.Actor.Account); err != nil {
		return out, err
	}
	if out.Second, err = s.accountName(e.Why.Second); err != nil {
		return out, err
	}
	if out.Account == "" {
		out.Account = map[string]string{"cli": "command line (" + e.Actor.OSUser + ")", "station": "the station", methodRecovery: "the recovery sheet"}[e.Actor.Method]
	}
	if out.Station, err = s.stationOf(e.Log); err != nil {
		return out, err
	}
	if out.Title, out.Detail, err = s.words(e, subject); err != nil {
		return out, err
	}
	if e.Why.Reason != "" {
		out.Detail = strings.TrimPrefix(out.Detail+", reason: "+e.Why.Reason, ", ")
	}
	if e.Kind == armory.KindTake || e.Kind == armory.KindReturn {
		tx := &armory.Transaction{Command: e.Command}
		known, err := s.Load(tx)
		if err != nil {
			return out, err
		}
		if known {
			out.ReceiptNo, out.Transaction = tx.Receipt, tx.Command.String()
		}
	}
	return out, nil
}

// words says what an entry did.
func (s *show) words(e *ledger.Entry, subject ledger.ID) (title, detail string, err error) {
	unreadable := func() (string, string, error) {
		return "Newer entry", "This version of the program cannot read it; update this PC.", nil
	}
	switch e.Kind {
	case ledger.KindLogOpen:
		var body ledger.LogOpen
		if ledger.Decode(e.Body, &body) != nil {
			return unreadable()
		}
		return "Log opened", body.Reason, nil
	case armory.KindTake:
		var body armory.TakeBody
		if ledger.Decode(e.Body, &body) != nil {
			return unreadable()
		}
		return s.takeWords(body, subject)
	case armory.KindReturn:
		var body armory.ReturnBody
		if ledger.Decode(e.Body, &body) != nil {
			return unreadable()
		}
		return s.returnWords(body, subject)
	case armory.KindRaise:
		var body armory.DiscrepancyBody
		if ledger.Decode(e.Body, &body) != nil {
			return unreadable()
		}
		return kindTitles[e.Kind] + ": " + body.Kind, body.Text, nil
	case armory.KindItemStatus, armory.KindPersonStatus, armory.KindDecide:
		var body armory.StatusBody
		if ledger.Decode(e.Body, &body) != nil {
			return unreadable()
		}
		detail = body.Reason
		if body.Condition != "" {
			detail = "condition " + body.Condition + ", " + detail
		}
		return "Set to " + body.Status, detail, nil
	case armory.KindStockMove, armory.KindStockCount:
		var body armory.StockBody
		if ledger.Decode(e.Body, &body) != nil {
			return unreadable()
		}
		return stockWords(e.Kind, body)
	case armory.KindAnnounce:
		var body armory.AnnounceBody
		if ledger.Decode(e.Body, &body) != nil {
			return unreadable()
		}
		return "Announced: " + body.Title, body.Text, nil
	case armory.KindMassOpen:
		var body armory.MassBody
		if ledger.Decode(e.Body, &body) != nil {
			return unreadable()
		}
		return "Mass issue opened: " + body.Title, join(body.Purpose, body.Type), nil
	case armory.KindMerge:
		var body armory.MergeBody
		if ledger.Decode(e.Body, &body) != nil {
			return unreadable()
		}
		return kindTitles[e.Kind], body.Reason, nil
	case armory.KindResolve:
		var body armory.ResolveBody
		if ledger.Decode(e.Body, &body) != nil {
			return unreadable()
		}
		return "Conflict resolved", body.Finding, nil
	case armory.KindAccountLock, armory.KindWithdraw, armory.KindAcknowledge, armory.KindMassClose:
		var body armory.NoteBody
		if ledger.Decode(e.Body, &body) != nil {
			return unreadable()
		}
		return kindTitles[e.Kind], body.Text, nil
	case armory.KindMaintenance:
		var body armory.NoteBody
		if ledger.Decode(e.Body, &body) != nil {
			return unreadable()
		}
		return workWords(body)
	}
	if title, detail, ok := s.countWords(e); ok {
		return title, detail, nil
	}
	title, known := kindTitles[e.Kind]
	if !known {
		return unreadable()
	}
	var body armory.RecordBody
	if ledger.Decode(e.Body, &body) == nil {
		return title, s.setWords(e.Kind, body), nil
	}
	return title, "", nil
}

var kindTitles = map[string]string{
	armory.KindSiteCreate: "Site created", armory.KindSiteEdit: "Site settings changed", armory.KindAccountAdd: "Account added",
	armory.KindAccountEdit: "Account changed", armory.KindAccountKey: "Password changed", armory.KindAccountLock: "Account locked",
	armory.KindStationEnrol: "Station enrolled", armory.KindStationRevoke: "Station revoked", armory.KindStationEdit: "Station changed", armory.KindPersonAdd: "Registered",
	armory.KindPersonEdit: "Edited", armory.KindItemAdd: "Registered", armory.KindItemEdit: "Edited", armory.KindModelAdd: "Model added",
	armory.KindModelEdit: "Model changed", armory.KindPurposeAdd: "Purpose added", armory.KindPurposeEdit: "Purpose changed",
	armory.KindListEdit: "List changed", armory.KindStockAdd: "Stock line added", armory.KindStockEdit: "Stock line changed",
	armory.KindStockMove: "Stock moved", armory.KindStockCount: "Stock counted", armory.KindAcknowledge: "Announcement acknowledged",
	armory.KindWithdraw: "Announcement withdrawn", armory.KindRaise: "Discrepancy raised", armory.KindMerge: "Records joined",
	armory.KindCountOpen: "Count opened", armory.KindCountClose: "Count closed", armory.KindCountScan: "Counted", armory.KindCountSign: "Count signed a second time",
	armory.KindCountCancel: "Count cancelled", armory.KindMaintenance: "Maintenance", armory.KindMassClose: "Mass issue closed",
}

// setWords lists the fields an entry set, in the order of the form, without keys.
func (s *show) setWords(kind string, body armory.RecordBody) string {
	var parts []string
	for _, f := range armory.FieldsOf(kind) {
		value, ok := body.Set[f.Name]
		if !ok || slices.Contains([]string{"key", "credential", "root", "label", "title"}, f.Name) {
			continue
		}
		parts = append(parts, f.Title+" "+s.valueWords(f.Name, value))
	}
	if body.Status != "" && body.Status != armory.StatusAvailable && body.Status != armory.PersonActive {
		parts = append(parts, body.Status)
	}
	if body.Reason != "" {
		parts = append(parts, body.Reason)
	}
	return strings.Join(parts, " · ")
}

// valueWords is the value of a field as it reads on one line; of a model its name.
func (s *show) valueWords(field, value string) string {
	if field == "model" {
		if id, err := ledger.ParseID(value); err == nil {
			if r, err := s.record(armory.KindModel, id); err == nil {
				value = r.Value("name")
			}
		}
	}
	if field == "assigned" {
		if id, err := ledger.ParseID(value); err == nil {
			if item, model, err := s.item(ledger.SubjectID{ID: id}); err == nil {
				value = armory.ItemName(item, model)
			}
		}
	}
	switch {
	case value == "":
		return "none"
	case field == "photo":
		return "changed"
	}
	return strings.ReplaceAll(value, "\n", ", ")
}

func (s *show) takeWords(body armory.TakeBody, subject ledger.ID) (string, string, error) {
	who, err := s.person(body.Person)
	if err != nil {
		return "", "", err
	}
	title, items := "Issued to "+who, []string{}
	if len(body.Converts) > 0 {
		return s.convertWords(body, who)
	}
	mags, rounds := 0, 0
	for _, line := range body.Lines {
		if line.Item.ID == subject {
			mags, rounds, items = line.Magazines, line.Rounds, nil
			break
		}
		item, model, err := s.item(line.Item)
		if err != nil {
			return "", "", err
		}
		items = append(items, armory.ItemName(item, model))
		mags, rounds = mags+line.Magazines, rounds+line.Rounds
	}
	stock, err := s.otherStock(body.Lines, subject)
	if err != nil {
		return "", "", err
	}
	if body.Person.ID == subject {
		title = "Took " + strings.Join(items, ", ")
		items = nil
	}
	return title, join(strings.Join(items, ", "), body.Purpose, armory.Quantities(mags, rounds), stock, body.Notes), nil
}

// convertWords says which receipt took over, of a conversion.
func (s *show) convertWords(body armory.TakeBody, who string) (string, string, error) {
	from := &armory.Transaction{Command: body.Converts[0]}
	if _, err := s.Load(from); err != nil {
		return "", "", err
	}
	var items []string
	for _, line := range body.Lines {
		item, model, err := s.item(line.Item)
		if err != nil {
			return "", "", err
		}
		items = append(items, armory.ItemName(item, model))
	}
	title := "Converted to PAR"
	if body.Type == armory.ReceiptTR {
		title = "Extended until " + time.UnixMilli(body.DueMs).Local().Format("02 Jan 2006 15:04")
	}
	return title, join(who, strings.Join(items, ", "), "takes over from receipt "+from.Receipt, body.Notes), nil
}

func (s *show) returnWords(body armory.ReturnBody, subject ledger.ID) (string, string, error) {
	who, err := s.person(body.Person)
	if err != nil {
		return "", "", err
	}
	var items []string
	condition, other := "", ""
	for _, line := range body.Lines {
		item, model, err := s.item(line.Item)
		if err != nil {
			return "", "", err
		}
		items = append(items, armory.ItemName(item, model))
		if line.Item.ID == subject {
			items, condition = nil, "condition "+line.Condition
			if line.Holder != body.Person {
				holder, err := s.person(line.Holder)
				if err != nil {
					return "", "", err
				}
				other = "was held by " + holder
			}
			break
		}
	}
	missing := missingWords(body, subject)
	if subject == body.Person.ID {
		return "Returned " + strings.Join(items, ", "), join(missing, body.Notes), nil
	}
	return "Returned by " + who, join(strings.Join(items, ", "), condition, other, missing, body.Notes), nil
}

func join(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), " · ")
}
