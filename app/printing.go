package app

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
	"armguard/app/paper"
)

// Print makes what is printed, as PDF files. It changes nothing of the record.
type Print struct{ app *App }

// How much is printed at once. Cards have photos in them, a history is as long as it is, up to what paper refuses.
const (
	mostPrinted  = 500
	mostCards    = 100
	wholeHistory = 20_001
)

// press is one file being made: what is read for it comes from one picture of the store.
type press struct {
	*show
	site     paper.Site
	printed  paper.Printed
	printers PrinterSettings
	on       paper.Printer // that of sheets, unless the file is for another
}

// printable is anything that paper makes a file of.
type printable interface {
	PDF(on paper.Printer) ([]byte, error)
}

// file fills in a sheet and makes it.
func (s *Print) file(c *Caller, fill func(p *press) (name string, filled printable, err error)) (File, error) {
	var p *press
	var name string
	var filled printable
	if err := s.app.Store.Read(c.Context, func(view View) (err error) {
		if p, err = s.press(c, view); err != nil {
			return err
		}
		name, filled, err = fill(p)
		return err
	}); err != nil {
		return File{}, err
	}
	body, err := filled.PDF(p.on)
	if err != nil {
		return File{}, err
	}
	return File{Name: fileName(name) + ".pdf", Mime: "application/pdf", Base64: base64.StdEncoding.EncodeToString(body)}, nil
}

// fileName is a name without what some systems do not take in one.
func fileName(name string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '-'
		}
		return r
	}, name)
}

func (s *Print) press(c *Caller, view View) (*press, error) {
	p := &press{show: s.app.show(view)}
	site, err := p.record(armory.KindSite, p.here.Site.ID)
	if err != nil {
		return nil, err
	}
	p.site = paper.Site{Name: site.Value("name"), Unit: site.Value("unit"), Commander: paper.Signatory{Rank: site.Value("commander_rank"),
		Name: site.Value("commander_name"), Title: site.Value("commander_title")}}
	station, err := p.station(p.here.Station)
	if err != nil {
		return nil, err
	}
	p.printed = paper.Printed{At: s.app.Now().Local(), By: c.Account.Value("name"), Station: station}
	p.printers, err = readPrinters(view)
	p.on = p.printers.forSheets()
	return p, err
}

// picture is an attachment's bytes; none when there is none or it is still on its way here.
func (p *press) picture(id string) ([]byte, error) {
	if id == "" {
		return nil, nil
	}
	hash, err := ledger.ParseHash(id)
	if err != nil {
		return nil, err
	}
	return p.view.Attachment(hash)
}

// found is a registered record of a kind, by its ULID.
func (p *press) found(kind armory.RecordKind, id string) (*armory.Record, error) {
	subject, err := subjectID(id, string(kind))
	if err != nil {
		return nil, err
	}
	r, err := p.record(kind, subject.ID)
	if err == nil && (r.Created == 0 || r.Kind != kind) {
		err = &Error{Code: armory.CodeNotFound, Message: "There is no such " + string(kind) + ".", Fix: "Read the list again."}
	}
	return r, err
}

// each reads the records that were chosen, in their order.
func (p *press) each(kind armory.RecordKind, ids []string, most int, add func(*armory.Record) error) error {
	if len(ids) > most {
		return &Error{Code: "TOO_LARGE", Message: fmt.Sprintf("%d were chosen, and at most %d are printed at once.", len(ids), most), Fix: "Choose fewer with a filter."}
	}
	for _, id := range ids {
		r, err := p.found(kind, id)
		if err != nil {
			return err
		}
		if err := add(r); err != nil {
			return err
		}
	}
	return nil
}

// local is a time as screens get it, in this PC's time zone; zero for none.
func local(text string) time.Time {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}
	}
	return at.Local()
}

// Receipt is a transaction for both sides to sign.
func (s *Print) Receipt(c *Caller, id string, how ReceiptPrint) (File, error) {
	command, err := transactionID(id)
	if err != nil {
		return File{}, err
	}
	return s.file(c, func(p *press) (string, printable, error) {
		tx, err := p.transactionByID(command)
		if err != nil {
			return "", nil, err
		}
		if how.Paper != "" {
			p.on.Paper = how.Paper
		}
		receipt, err := p.receipt(tx)
		receipt.Copy = how.Copy || tx.Printed
		return "Receipt " + tx.ReceiptNo, receipt, err
	})
}

// Printed remembers at this PC that a receipt was printed: whatever is printed of it from now on is a copy.
func (s *Print) Printed(c *Caller, id string) error {
	command, err := transactionID(id)
	if err != nil {
		return err
	}
	if _, err := s.app.transaction(c.Context, command); err != nil {
		return err
	}
	return s.app.Store.Write(c.Context, func(tx Tx) error { return tx.SaveSetting(printedKey(command), []byte{1}) })
}

// printedKey is the setting of this PC that says that a receipt was printed.
func printedKey(receipt ledger.CommandID) string { return "printed/" + receipt.String() }

// wasPrinted reports whether a receipt was printed before. What was issued at another station was, as far as can be known here.
func (s *show) wasPrinted(tx *armory.Transaction) (bool, error) {
	if tx.Station != s.here.Station {
		return true, nil
	}
	_, known, err := s.view.Setting(printedKey(tx.Command))
	return known, err
}

func (p *press) receipt(tx Transaction) (paper.Receipt, error) {
	out := paper.Receipt{Site: p.site, Number: tx.ReceiptNo, Entry: tx.Entry, Action: tx.Action, Type: tx.ReceiptType, Time: local(tx.Time), Due: local(tx.Due),
		Purpose: tx.Purpose, Holder: paper.Person{Name: tx.Person, ID: tx.PersonLabel}, Issuer: paper.Signatory{Name: tx.Account}, Station: tx.Station,
		Notes: tx.Notes, Assigned: tx.Assigned, Printed: p.printed}
	if tx.FromNo != "" {
		out.Notes = below(out.Notes, "Takes over from receipt "+tx.FromNo+".")
	}
	if tx.Why == ledger.WhyOverride {
		out.Override = tx.WhyReason
		if tx.Second != "" {
			out.Override = below(out.Override, "Second person: "+tx.Second+".")
		}
	}
	if tx.ClockSuspect {
		out.Notes = below(out.Notes, "The clock of that station was wrong: the times may be wrong too.")
	}
	holder, err := p.found(armory.KindPerson, tx.PersonID)
	if err != nil {
		return out, err
	}
	out.Holder.Group = holder.Value("group")
	if out.HolderSign, err = p.picture(tx.Signature); err != nil {
		return out, err
	}
	for _, line := range tx.Lines {
		row := paper.ReceiptLine{Model: line.Model, Number: line.Number, Serial: line.Serial, ID: line.Label, Condition: line.Condition,
			Magazines: line.Magazines, Rounds: line.Rounds}
		for _, q := range line.Stock {
			if q.Type == armory.StockAccessory {
				row.Accessories = join(row.Accessories, fmt.Sprintf("%d %s", q.Quantity, q.Name))
			} else {
				out.Stock = addPrinted(out.Stock, q)
			}
		}
		switch {
		case line.Holder != "":
			row.Remark = "was held by " + line.Holder
		case line.ReturnedAt != "":
			row.Remark = "returned " + local(line.ReturnedAt).Format("02 Jan 2006 15:04")
		case line.ConvertedNo != "":
			row.Remark = "now on receipt " + line.ConvertedNo
		}
		out.Lines = append(out.Lines, row)
	}
	return out, nil
}

// below is a text with a line under it.
func below(text, line string) string { return strings.TrimSpace(text + "\n" + line) }

// addPrinted adds a quantity to the lots on a receipt.
func addPrinted(lots []paper.StockLine, q StockQuantity) []paper.StockLine {
	i := slices.IndexFunc(lots, func(l paper.StockLine) bool { return l.Name == q.Name })
	if i < 0 {
		i, lots = len(lots), append(lots, paper.StockLine{Name: q.Name})
	}
	lots[i].Quantity += q.Quantity
	return lots
}

// Custody is everything the ledger says about an item or a person.
func (s *Print) Custody(c *Caller, kind, id string) (File, error) {
	return s.file(c, func(p *press) (string, printable, error) {
		subject := map[armory.RecordKind]func(*armory.Record) (paper.Subject, error){armory.KindItem: p.ofItem, armory.KindPerson: p.ofPerson}[armory.RecordKind(kind)]
		if subject == nil {
			return "", nil, noSuchKind("history", "an item or a person")
		}
		r, err := p.found(armory.RecordKind(kind), id)
		if err != nil {
			return "", nil, err
		}
		of, err := subject(r)
		if err != nil {
			return "", nil, err
		}
		of.Registered = time.UnixMilli(r.Created).Local()
		out := paper.Custody{Site: p.site, Of: of, Printed: p.printed}
		newestFirst, _, err := p.history(r.ID, wholeHistory) // of more than fit the sheet says so
		for _, event := range newestFirst {
			out.Events = append(out.Events, paperEvent(event))
		}
		slices.Reverse(out.Events)
		return "History of " + of.Name, out, err
	})
}

func noSuchKind(what, of string) error {
	return &Error{Code: armory.CodeInvalid, Message: "There is no " + what + " of that kind.", Fix: "Choose " + of + "."}
}

func (p *press) ofItem(r *armory.Record) (paper.Subject, error) {
	row, err := p.itemRow(ledger.SubjectID{ID: r.ID})
	return paper.Subject{Name: row.Model + " " + cmp.Or(row.Number, row.Serial), ID: row.Label, Serial: row.Serial, Model: row.Model, Status: row.Status,
		Condition: row.Condition}, err
}

func (p *press) ofPerson(r *armory.Record) (paper.Subject, error) {
	row, _, err := p.personRow(ledger.SubjectID{ID: r.ID})
	return paper.Subject{Name: row.Name, ID: row.Label, Serial: row.Serial, Group: row.Group, Status: row.Status}, err
}

func paperEvent(event HistoryEvent) paper.Event {
	out := paper.Event{Time: local(event.Time), Title: event.Title, Detail: event.Detail, Receipt: event.ReceiptNo, Account: event.Account,
		Station: event.Station, Suspect: event.ClockSuspect}
	if event.Quarantined {
		out.Detail = join(out.Detail, "does not count: its station wrote it after it was cut off")
	}
	return out
}

// Tags are labels for items, one to a page.
func (s *Print) Tags(c *Caller, itemIDs []string) (File, error) {
	return s.file(c, func(p *press) (string, printable, error) {
		p.on = p.printers.Tags.printer()
		out := paper.Tags{Site: p.site, Printed: p.printed}
		err := p.each(armory.KindItem, itemIDs, mostPrinted, func(r *armory.Record) error {
			_, model, err := p.item(ledger.SubjectID{ID: r.ID})
			if err != nil {
				return err
			}
			out.Items = append(out.Items, paper.Tag{Model: model.Value("name"), Number: r.Value("number"), Serial: r.Value("serial"), ID: r.Value("label"),
				Code: armory.ItemCode(r, model.Value("category"))})
			return nil
		})
		return "Item tags", out, err
	})
}

// Cards are ID cards, two pages for each person.
func (s *Print) Cards(c *Caller, personIDs []string) (File, error) {
	return s.file(c, func(p *press) (string, printable, error) {
		p.on = p.printers.Cards.printer()
		out := paper.Cards{Site: p.site, Printed: p.printed}
		err := p.each(armory.KindPerson, personIDs, mostCards, func(r *armory.Record) error {
			photo, err := p.picture(r.Value("photo"))
			if err != nil {
				return err
			}
			given := r.Value("first_name")
			if initial := strings.TrimSuffix(r.Value("middle_initial"), "."); initial != "" {
				given += " " + strings.ToUpper(initial) + "."
			}
			out.People = append(out.People, paper.Card{Rank: r.Value("rank"), Surname: strings.ToUpper(r.Value("last_name")), Given: given,
				ID: r.Value("label"), Serial: r.Value("serial"), Group: r.Value("group"), Issued: p.printed.At, Photo: photo, Code: armory.PersonCode(r)})
			return nil
		})
		return "ID cards", out, err
	})
}

// Codes is a sheet of codes of items or people, to cut out or to scan from.
func (s *Print) Codes(c *Caller, kind string, ids []string) (File, error) {
	return s.file(c, func(p *press) (string, printable, error) {
		out := paper.Codes{Site: p.site, Printed: p.printed}
		var add func(r *armory.Record) error
		switch armory.RecordKind(kind) {
		case armory.KindItem:
			out.Title = "Codes of items"
			add = func(r *armory.Record) error {
				_, model, err := p.item(ledger.SubjectID{ID: r.ID})
				if err != nil {
					return err
				}
				out.Codes = append(out.Codes, paper.Code{Text: armory.ItemCode(r, model.Value("category")), Name: armory.ItemName(r, model), Detail: r.Value("label")})
				return nil
			}
		case armory.KindPerson:
			out.Title = "Codes of people"
			add = func(r *armory.Record) error {
				out.Codes = append(out.Codes, paper.Code{Text: armory.PersonCode(r), Name: armory.PersonName(r), Detail: r.Value("label")})
				return nil
			}
		default:
			return "", nil, noSuchKind("sheet of codes", "items or people")
		}
		return out.Title, out, p.each(armory.RecordKind(kind), ids, mostPrinted, add)
	})
}

// Strength is today's report of what is in and what is out.
func (s *Print) Strength(c *Caller) (File, error) {
	return s.file(c, func(p *press) (string, printable, error) {
		now := p.printed.At
		var board Board
		if err := board.read(p.show, now, wholeHistory); err != nil {
			return "", nil, err
		}
		out := paper.Strength{Site: p.site, Day: now, Issued: board.IssuedToday, Returned: board.ReturnedToday,
			Prepared: paper.Signatory{Name: p.printed.By}, Printed: p.printed}
		for _, m := range board.Models {
			out.Models = append(out.Models, paper.ModelStrength{Model: m.Model, Available: m.Available, Issued: m.Issued, Overdue: m.Overdue,
				Maintenance: m.Maintenance, Other: m.Other})
		}
		for _, item := range board.Out {
			out.Out = append(out.Out, outLine(item))
		}
		return "Strength report " + now.Format(time.DateOnly), out, nil
	})
}

// outLine is an item that is out; of one with several possible holders all are named.
func outLine(item ItemRow) paper.OutLine {
	out := paper.OutLine{Item: strings.TrimSpace(item.Model + " " + item.Number), Serial: item.Serial, Overdue: item.Status == armory.StatusOverdue}
	if item.Holder != nil {
		out.Holder, out.Receipt, out.Since, out.Due = item.Holder.Name, item.Holder.ReceiptNo, local(item.Holder.Since), local(item.Holder.Due)
	}
	for i, candidate := range item.Candidates {
		if i == 0 {
			out.Holder = candidate.Name
			continue
		}
		out.Holder += " or " + candidate.Name
	}
	return out
}
