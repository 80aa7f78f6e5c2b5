package app

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Counter is the screen where weapons go out and come back.
type Counter struct{ app *App }

// Scan says what a scanned or typed code is.
func (s *Counter) Scan(c *Caller, text string) (Scan, error) {
	code, err := armory.ReadCode(text)
	if err != nil {
		return Scan{}, err
	}
	out := Scan{Kind: "unknown", Code: code.Text, People: []PersonRow{}, Items: []ItemRow{}}
	if code.Receipt != "" {
		return out, out.receipt(c, s.app, code)
	}
	var refused error
	err = s.app.Store.Read(c.Context, func(view View) error {
		records, err := armory.Lookup(view, code)
		if err != nil {
			return err
		}
		sh := s.app.show(view)
		if len(records) == 0 && isName(code.Text) {
			return out.byName(sh)
		}
		for _, r := range records {
			id := ledger.SubjectID{ID: r.ID}
			if r.Kind == armory.KindPerson {
				row, _, err := sh.personRow(id)
				if err != nil {
					return err
				}
				out.People = append(out.People, row)
				continue
			}
			row, err := sh.itemRow(id)
			if err != nil {
				return err
			}
			out.Items = append(out.Items, row)
		}
		switch {
		case len(records) > 1:
			out.Kind = "several"
		case len(out.People) == 1:
			out.Kind = "person"
			record, err := s.app.person(view, ledger.SubjectID{ID: records[0].ID}, false)
			if err != nil {
				return err
			}
			out.Person = &record
			refused = armory.TakesNow(view, ledger.SubjectID{ID: records[0].ID})
		case len(out.Items) == 1:
			out.Kind = "item"
			out.Item = &out.Items[0]
			refused = s.canTake(sh, c, ledger.SubjectID{ID: records[0].ID})
		}
		return nil
	})
	if err != nil {
		return out, err
	}
	if out.Kind == "unknown" {
		out.Refusal = &Error{Code: armory.CodeNotFound, Message: "Nobody and nothing is registered under " + code.Text + ".", Fix: "Scan again, type the serial number, or register it first."}
	}
	if refused != nil {
		out.Refusal, err = s.app.refusalOf(c.Context, refused)
	}
	return out, err
}

// receipt compares a receipt's code with the ledger.
func (s *Scan) receipt(c *Caller, a *App, code armory.Code) error {
	s.Kind = "receipt"
	return a.Store.Read(c.Context, func(view View) error {
		tx, genuine, err := armory.LookupReceipt(view, code)
		if err != nil {
			return err
		}
		if tx == nil {
			s.Refusal = &Error{Code: armory.CodeNotFound, Message: "No receipt " + code.Receipt + " is in this station's ledger.",
				Fix: "It is not genuine, or its station was not heard from since it was printed. Ask there."}
			return nil
		}
		if !genuine {
			s.Refusal = &Error{Code: armory.CodeAltered, Message: "This receipt was altered: its code is not that of receipt " + code.Receipt + " in the ledger.",
				Fix: "Keep it, compare it with the receipt in the ledger, and tell an administrator."}
		}
		receipt, err := a.show(view).transaction(tx)
		s.Receipt = &receipt
		return err
	})
}

// leastName is how many letters make a name to look for.
const leastName = 3

// isName reports whether what was typed may be part of somebody's name; a code has digits in it.
func isName(text string) bool {
	letters := 0
	for _, r := range text {
		switch {
		case unicode.IsLetter(r):
			letters++
		case !strings.ContainsRune(" ,.'-", r):
			return false
		}
	}
	return letters >= leastName
}

// maxNamed is how many people of a name are offered.
const maxNamed = 20

// byName offers the people of a name. One that matches is offered too, never taken for him.
func (s *Scan) byName(sh *show) error {
	ids, _, err := sh.view.List("people", armory.Query{Text: s.Code, Limit: maxNamed, NowMs: sh.nowMs})
	if err != nil {
		return err
	}
	for _, id := range ids {
		row, _, err := sh.personRow(ledger.SubjectID{ID: id})
		if err != nil {
			return err
		}
		s.People = append(s.People, row)
		s.Kind = "several"
	}
	return nil
}

// canTake says early why an item cannot be taken now, also that nobody knows whether it was.
func (s *Counter) canTake(sh *show, c *Caller, item ledger.SubjectID) error {
	if err := armory.CanTake(sh.view, s.app.Recorder.ask(c.act()), item); err != nil {
		return err
	}
	if doubt, ok := sh.doubts[item]; ok {
		return InDoubt(doubt.Station, doubt.SinceMs)
	}
	return nil
}

// InDoubt refuses what a station had leave to write about when it was lost. Names and times are put to it where it is
// shown.
func InDoubt(station ledger.StationID, sinceMs int64) error {
	return &armory.Refusal{Code: armory.CodeDoubt, Reason: true, Message: "Nobody knows whether this was issued: the station that was about to has not been seen",
		Fix: "Wait until that station is back, or issue it now with a reason.", Station: station, SinceMs: sinceMs}
}

// refusalOf is a refusal to show beside an answer; other errors stay errors.
func (a *App) refusalOf(ctx context.Context, err error) (*Error, error) {
	r, ok := refusal(err)
	if !ok {
		return nil, err
	}
	return a.explain(ctx, r), nil
}

// Person is a person with what he holds.
func (s *Counter) Person(c *Caller, id string) (PersonRecord, error) {
	subject, err := subjectID(id, "person")
	if err != nil {
		return PersonRecord{}, err
	}
	var out PersonRecord
	return out, s.app.Store.Read(c.Context, func(view View) error {
		out, err = s.app.person(view, subject, false)
		return err
	})
}

// Propose fills a receipt's lines with what the purpose gives, and says early what would be refused.
func (s *Counter) Propose(c *Caller, ask ProposeRequest) (Proposal, error) {
	out := Proposal{Lines: []ProposalLine{}, Offers: []StockRow{}}
	var refusals []error
	var whole error
	err := s.app.Store.Read(c.Context, func(view View) error {
		sh := s.app.show(view)
		purpose := &armory.Record{Kind: armory.KindPurpose}
		if ask.PurposeID != "" {
			id, err := subjectID(ask.PurposeID, "purpose")
			if err != nil {
				return err
			}
			if purpose, err = sh.record(armory.KindPurpose, id.ID); err != nil {
				return err
			}
		}
		site, err := sh.record(armory.KindSite, s.app.Recorder.Here().Site.ID)
		if err != nil {
			return err
		}
		out.Due = s.app.Now().Add(time.Duration(site.Number("due_hours", 24)) * time.Hour).UTC().Format(time.RFC3339)
		take := armory.Take{}
		if take.Stock, err = stockLines(ask.Stock); err != nil {
			return err
		}
		for _, text := range ask.ItemIDs {
			id, err := subjectID(text, "item")
			if err != nil {
				return err
			}
			row, err := sh.itemRow(id)
			if err != nil {
				return err
			}
			loadout := armory.LoadoutFor(purpose, row.Category)
			line := armory.TakeAsk{Item: id, Magazines: loadout.Magazines, Rounds: loadout.Rounds}
			if i := slices.IndexFunc(ask.Typed, func(l IssueLine) bool { return l.ItemID == text }); i >= 0 {
				line.Magazines, line.Rounds = ask.Typed[i].Magazines, ask.Typed[i].Rounds
			}
			warning, err := sh.warning(site, ask.PersonID, row.Category)
			if err != nil {
				return err
			}
			out.Lines = append(out.Lines, ProposalLine{Item: row, Magazines: line.Magazines, Rounds: line.Rounds, Stock: []StockQuantity{}, Warning: warning})
			refusals = append(refusals, s.canTake(sh, c, id))
			take.Lines = append(take.Lines, line)
		}
		if err := out.offer(sh); err != nil || ask.PersonID == "" || len(take.Lines) == 0 {
			return err
		}
		if take.Person, err = subjectID(ask.PersonID, "person"); err != nil {
			return err
		}
		facts, refused := armory.Decide(view, s.app.Recorder.ask(c.act()), take)
		whole = refused
		if len(facts) == 0 {
			return nil
		}
		for i, line := range facts[0].Body.(armory.TakeBody).Lines {
			if out.Lines[i].Stock, err = sh.quantities(line.Stock); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return out, err
	}
	for i, refused := range refusals {
		if refused != nil {
			if out.Lines[i].Refusal, err = s.app.refusalOf(c.Context, refused); err != nil {
				return out, err
			}
		}
	}
	if whole != nil {
		out.Refusal, err = s.app.refusalOf(c.Context, whole)
	}
	return out, err
}

// offer lists the stock that fits one of the items, accessories first.
func (p *Proposal) offer(sh *show) error {
	if len(p.Lines) == 0 {
		return nil
	}
	all, err := sortedRecords(sh.view, armory.KindStock)
	if err != nil {
		return err
	}
	for _, line := range all {
		fits := false
		for _, l := range p.Lines {
			id, err := subjectID(l.Item.ID, "item")
			if err != nil {
				return err
			}
			_, model, err := sh.item(id)
			if err != nil {
				return err
			}
			fits = fits || armory.StockFits(line, model) == nil
		}
		if !fits || line.Value("withdrawn") != "" {
			continue
		}
		row, err := stockRow(sh.view, line)
		if err != nil {
			return err
		}
		p.Offers = append(p.Offers, row)
	}
	sortBy(p.Offers, func(r StockRow) string { return r.Type })
	return nil
}

// NewCommand draws the id under which one transaction will be carried out once.
func (s *Counter) NewCommand(*Caller) (string, error) {
	return s.app.Recorder.NewCommand().String(), nil
}

// Issue writes a Take. The same command twice is one transaction.
func (s *Counter) Issue(c *Caller, ask IssueRequest) (Transaction, error) {
	take := armory.Take{Text: ask.PurposeText, Type: ask.ReceiptType, Notes: ask.Notes}
	var err error
	if take.Person, err = subjectID(ask.PersonID, "person"); err != nil {
		return Transaction{}, err
	}
	if ask.PurposeID != "" {
		if take.Purpose, err = subjectID(ask.PurposeID, "purpose"); err != nil {
			return Transaction{}, err
		}
	}
	for _, line := range ask.Lines {
		id, err := subjectID(line.ItemID, "item")
		if err != nil {
			return Transaction{}, err
		}
		take.Lines = append(take.Lines, armory.TakeAsk{Item: id, Magazines: line.Magazines, Rounds: line.Rounds})
	}
	if take.Stock, err = stockLines(ask.Stock); err != nil {
		return Transaction{}, err
	}
	act, err := s.app.overriding(c, ask.Override)
	if err != nil {
		return Transaction{}, err
	}
	if take.Signature, err = s.app.Attachments.named(c.Context, ask.Signature); err != nil {
		return Transaction{}, err
	}
	if take.Draft, err = s.draft(ask.DraftID); err != nil {
		return Transaction{}, err
	}
	return s.transact(c, act, ask.CommandID, take.Draft, take)
}

// Return writes a Return.
func (s *Counter) Return(c *Caller, ask ReturnRequest) (Transaction, error) {
	back := armory.Return{Mags: ask.Magazines, Rounds: ask.Rounds, Missing: ask.Missing, Notes: ask.Notes, Program: !c.Screen}
	var err error
	if ask.PersonID != "" {
		if back.Person, err = subjectID(ask.PersonID, "person"); err != nil {
			return Transaction{}, err
		}
	}
	for _, line := range ask.Lines {
		id, err := subjectID(line.ItemID, "item")
		if err != nil {
			return Transaction{}, err
		}
		back.Lines = append(back.Lines, armory.ReturnAsk{Item: id, Condition: line.Condition, Magazines: line.Magazines, Rounds: line.Rounds, Missing: line.Missing})
	}
	if ask.Stock != nil {
		if back.Stock, err = stockLines(*ask.Stock); err != nil {
			return Transaction{}, err
		}
		if back.Stock == nil {
			back.Stock = []armory.StockLine{} // of nothing that could be named did anything come back
		}
	}
	if back.Signature, err = s.app.Attachments.named(c.Context, ask.Signature); err != nil {
		return Transaction{}, err
	}
	if back.Draft, err = s.draft(ask.DraftID); err != nil {
		return Transaction{}, err
	}
	return s.transact(c, c.act(), ask.CommandID, back.Draft, back)
}

// draft is the draft that a transaction ends, here and, because its entry names it, at every station. None: zero.
func (s *Counter) draft(text string) (out ledger.SubjectID, err error) {
	if text != "" {
		out.ID, err = draftID(text, s.app)
	}
	return out, err
}

// command reads a command's id, or draws one.
func (a *App) command(text string) (ledger.CommandID, error) {
	if text == "" {
		return a.Recorder.NewCommand(), nil
	}
	id, err := ledger.ParseID(text)
	if err != nil {
		return ledger.CommandID{}, &Error{Code: armory.CodeInvalid, Message: "The command id is not a ULID.", Fix: "Leave it out, or send 26 letters and digits."}
	}
	return ledger.CommandID{ID: id}, nil
}

// Transact carries out a Take or a Return under a command id, ends its draft, and reads the receipt.
func (s *Counter) transact(c *Caller, act Act, command string, draft ledger.SubjectID, cmd armory.Command) (Transaction, error) {
	var err error
	if act.Command, err = s.app.command(command); err != nil {
		return Transaction{}, err
	}
	var also func(Tx) error
	var ended armory.Draft
	if !draft.IsZero() {
		also = func(tx Tx) (err error) {
			ended, err = finish(tx, draft.ID, act)
			return err
		}
	}
	err = s.app.Recorder.RecordWith(c.Context, act, also, cmd)
	if err == nil && !ended.ID.IsZero() {
		s.app.Recorder.hub.Share(SharedDraft{ended, true})
	}
	if err != nil && !errors.Is(err, armory.ErrDone) {
		return Transaction{}, err
	}
	return s.app.transaction(c.Context, act.Command)
}

func (a *App) transaction(ctx context.Context, id ledger.CommandID) (out Transaction, err error) {
	err = a.Store.Read(ctx, func(view View) error {
		out, err = a.show(view).transactionByID(id)
		return err
	})
	return out, err
}

// overriding is the caller's act with an override's reason and second account, whose password is checked.
func (a *App) overriding(c *Caller, o *Override) (Act, error) {
	act := c.act()
	if o == nil {
		return act, nil
	}
	if err := c.may(armory.MayOverride); err != nil {
		return act, err
	}
	act.Reason, act.Unchecked = armory.Clean(o.Reason, true), o.Unchecked
	if len([]rune(act.Reason)) < 3 {
		return act, &Error{Code: armory.CodeNeedsReason, Message: "A reason is needed.", Fix: "Write a few words that somebody reading this later will understand."}
	}
	if o.SecondUsername == "" {
		return act, nil
	}
	second, _, err := a.Accounts.authenticate(c.Context, o.SecondUsername, o.SecondPassword)
	if err != nil {
		return act, err
	}
	if second.ID == c.Session.Account.ID || !armory.Allows(second.Value("role"), armory.MayOverride) {
		return act, &Error{Code: armory.CodeForbidden, Message: "The second account has to be another one that may do this.", Fix: "Ask a colleague."}
	}
	act.Second, act.Method = ledger.AccountID{ID: second.ID}, methodTwoPerson
	return act, nil
}

// Recent lists the newest transactions.
func (s *Counter) Recent(c *Caller, limit int) ([]Transaction, error) {
	page, err := s.app.Transactions.List(c, ListQuery{Limit: min(max(limit, 1), 50)})
	return page.Items, err
}

func subjectID(text, what string) (ledger.SubjectID, error) {
	id, err := ledger.ParseID(text)
	if err != nil {
		return ledger.SubjectID{}, &Error{Code: armory.CodeNotFound, Message: "There is no such " + what + ".", Fix: "Scan it again, or choose it from the list."}
	}
	return ledger.SubjectID{ID: id}, nil
}
