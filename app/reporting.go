package app

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// reporting is a report being made from one picture of the store.
type reporting struct {
	*show
	Report
	now    time.Time // in this PC's time zone
	period period
	most   int // rows
}

// columnTitles are the columns' names in a file; screens have their own.
var columnTitles = map[string]string{
	"model": "Model", "onHand": "On hand", "outTR": "Out on TR", "outPAR": "Out on PAR", "overdue": "Of them overdue", "maintenance": "Maintenance",
	"other": "Other", "total": "Total", "day": "Day", "month": "Month", "hour": "Hour", "purpose": "Purpose", "takes": "Issues", "out": "Items issued",
	"returns": "Returns", "back": "Items returned", "item": "Item", "serial": "Serial number", "person": "Person", "holder": "Held by", "group": "Group",
	"since": "Since", "due": "Due", "late": "Late", "receipt": "Receipt", "station": "Station", "account": "Account", "times": "Times late",
	"longest": "Longest", "sum": "Together", "now": "Still out", "last": "Last", "outFor": "Out for", "until": "Until", "end": "Ended", "backAt": "Returned at",
}

// shares is how wide a column is on paper.
var shares = map[string]float64{"text": 36, "code": 26, "count": 18, "day": 24, "month": 24, "hour": 24, "time": 28, "span": 18, "state": 22}

// cellWords are the words of cells that stand for something.
var cellWords = map[string]string{"all": "All", "none": "Without a purpose", "stillOut": "Still out", "returned": "Returned", "converted": "On another receipt", "settled": "Without a Return", "cli": "Command line"}

func hours(seconds string) string {
	n, _ := strconv.Atoi(seconds) // span wrote it
	return strconv.FormatFloat(float64(n)/3600, 'f', 1, 64)
}

func hourWords(hour string) string {
	n, _ := strconv.Atoi(hour) // byHour wrote it
	return fmt.Sprintf("%02d:00", n)
}

func span(ms int64) string { return strconv.FormatInt(max(ms, 0)/1000, 10) }

func (r *reporting) columns(pairs ...string) {
	for i := 0; i < len(pairs); i += 2 {
		r.Columns = append(r.Columns, ReportColumn{pairs[i], pairs[i+1]})
	}
}

func (r *reporting) row(link string, cells ...string) {
	r.Rows = append(r.Rows, ReportRow{Cells: cells, Link: link})
}

// cut sorts what a report lists and leaves as many as it may have.
func cut[T any](r *reporting, all []T, compare func(a, b T) int) []T {
	slices.SortFunc(all, compare)
	r.Total = len(all)
	return all[:min(len(all), r.most)]
}

// sum adds the columns of counts up; every row is there.
func (r *reporting) sum() {
	if len(r.Rows) < 2 || len(r.Rows) < r.Total {
		return
	}
	r.Sums = make([]string, len(r.Columns))
	r.Sums[0] = "all"
	for i, column := range r.Columns {
		if column.Kind != "count" {
			continue
		}
		n := 0
		for _, row := range r.Rows {
			one, _ := strconv.Atoi(row.Cells[i]) // row wrote it
			n += one
		}
		r.Sums[i] = strconv.Itoa(n)
	}
}

func (r *reporting) strength(ReportQuery) error {
	r.columns("model", "text", "onHand", "count", "outTR", "count", "outPAR", "count", "overdue", "count", "maintenance", "count", "other", "count", "total", "count")
	r.Bars, r.Stacked = []string{"onHand", "outTR", "outPAR", "maintenance", "other"}, true
	strength, err := r.show.strength()
	if err != nil {
		return err
	}
	under, err := r.view.OutUnder()
	if err != nil {
		return err
	}
	par := map[string]int{}
	for _, u := range under {
		if u.Type == armory.ReceiptPAR {
			par[u.Model.String()] += u.Count
		}
	}
	var board Board
	if err := board.count(r.show, strength); err != nil {
		return err
	}
	for _, m := range board.Models {
		r.row("", m.Model, strconv.Itoa(m.Available), strconv.Itoa(m.Issued-par[m.ModelID]), strconv.Itoa(par[m.ModelID]), strconv.Itoa(m.Overdue),
			strconv.Itoa(m.Maintenance), strconv.Itoa(m.Other), strconv.Itoa(m.Total))
	}
	r.Total = len(r.Rows)
	r.sum()
	return nil
}

func movedCells(m armory.Moved) []string {
	return []string{strconv.Itoa(m.Takes), strconv.Itoa(m.Out), strconv.Itoa(m.Returns), strconv.Itoa(m.Back)}
}

// moved are the columns of movedCells.
func (r *reporting) moved() {
	r.columns("takes", "count", "out", "count", "returns", "count", "back", "count")
	r.Bars = []string{"out", "back"}
}

func (r *reporting) byTime(ReportQuery) error {
	kind, steps := r.period.steps()
	r.columns(kind, kind)
	r.moved()
	counts, err := r.view.Moved(r.period.bounds(steps))
	if err != nil {
		return err
	}
	format := time.DateOnly
	if kind == "month" {
		format = "2006-01"
	}
	for i, at := range steps {
		r.row("", append([]string{at.Format(format)}, movedCells(counts[i])...)...)
	}
	r.Total = len(r.Rows)
	r.sum()
	return nil
}

func (r *reporting) byHour(ReportQuery) error {
	r.columns("hour", "hour")
	r.moved()
	at := r.period.hours()
	counts, err := r.view.Moved(r.period.bounds(at))
	if err != nil {
		return err
	}
	var day [24]armory.Moved
	for i, t := range at {
		sum, one := &day[t.Hour()], counts[i]
		sum.Takes, sum.Out, sum.Returns, sum.Back = sum.Takes+one.Takes, sum.Out+one.Out, sum.Returns+one.Returns, sum.Back+one.Back
	}
	for hour, sum := range day {
		r.row("", append([]string{strconv.Itoa(hour)}, movedCells(sum)...)...)
	}
	r.Total = len(r.Rows)
	r.sum()
	return nil
}

func (r *reporting) tally(by string) ([]armory.Activity, error) {
	all, err := r.view.Tally(by, r.period.from.UnixMilli(), r.period.to.UnixMilli())
	if err != nil {
		return nil, err
	}
	return cut(r, all, func(a, b armory.Activity) int {
		return cmp.Or(cmp.Compare(b.Out+b.Back, a.Out+a.Back), cmp.Compare(a.Word, b.Word), slices.Compare(a.ID[:], b.ID[:]))
	}), nil
}

func (r *reporting) byPurpose(ReportQuery) error {
	r.columns("purpose", "text", "takes", "count", "out", "count")
	r.Bars = []string{"out"}
	all, err := r.view.Tally(armory.ByPurpose, r.period.from.UnixMilli(), r.period.to.UnixMilli())
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(t armory.Activity) bool { return t.Takes == 0 })
	for _, one := range cut(r, all, func(a, b armory.Activity) int { return cmp.Or(cmp.Compare(b.Out, a.Out), cmp.Compare(a.Word, b.Word)) }) {
		r.row("", cmp.Or(one.Word, "none"), strconv.Itoa(one.Takes), strconv.Itoa(one.Out))
	}
	r.sum()
	return nil
}

func (r *reporting) people(ReportQuery) error {
	r.columns("person", "text", "group", "text")
	r.moved()
	r.columns("last", "time")
	all, err := r.tally(armory.ByPerson)
	if err != nil {
		return err
	}
	for _, one := range all {
		person, err := r.record(armory.KindPerson, one.ID)
		if err != nil {
			return err
		}
		r.row("/people/"+one.ID.String(), slices.Concat([]string{armory.PersonName(person), person.Value("group")}, movedCells(one.Moved), []string{rfc(one.LastMs)})...)
	}
	return nil
}

func (r *reporting) stations(ReportQuery) error {
	return r.named("station", armory.ByStation, func(id ledger.ID) (string, error) { return r.station(ledger.StationID{ID: id}) })
}

func (r *reporting) accounts(ReportQuery) error {
	return r.named("account", armory.ByAccount, func(id ledger.ID) (string, error) {
		if id.IsZero() {
			return "cli", nil
		}
		return r.accountName(ledger.AccountID{ID: id})
	})
}

// named is a report by something that has a name.
func (r *reporting) named(column, by string, name func(ledger.ID) (string, error)) error {
	r.columns(column, "text")
	r.moved()
	all, err := r.tally(by)
	if err != nil {
		return err
	}
	for _, one := range all {
		called, err := name(one.ID)
		if err != nil {
			return err
		}
		r.row("", append([]string{called}, movedCells(one.Moved)...)...)
	}
	r.sum()
	return nil
}

func (r *reporting) items(ReportQuery) error {
	r.columns("item", "text", "serial", "code", "takes", "count", "outFor", "span", "last", "time")
	r.Bars = []string{"takes"}
	from, to := r.period.ms()
	all, err := r.view.Used(from, to, r.nowMs)
	if err != nil {
		return err
	}
	for _, one := range cut(r, all, func(a, b armory.Use) int {
		return cmp.Or(cmp.Compare(b.Takes, a.Takes), cmp.Compare(b.OutMs, a.OutMs), slices.Compare(a.Item[:], b.Item[:]))
	}) {
		item, model, err := r.item(ledger.SubjectID{ID: one.Item})
		if err != nil {
			return err
		}
		r.row("/items/"+one.Item.String(), armory.ItemName(item, model), item.Value("serial"), strconv.Itoa(one.Takes), span(one.OutMs), rfc(one.LastMs))
	}
	return nil
}

func (r *reporting) overdueNow(ReportQuery) error {
	r.columns("item", "text", "serial", "code", "holder", "text", "since", "time", "due", "time", "late", "span", "receipt", "code", "station", "text")
	q := armory.Query{Filter: map[string]string{"status": armory.StatusOverdue}, Sort: "due", NowMs: r.nowMs}
	for q.Offset < r.most {
		q.Limit = min(outWindow, r.most-q.Offset)
		ids, total, err := r.view.List("items", q)
		if err != nil {
			return err
		}
		rows, err := r.itemRows(ids)
		if err != nil {
			return err
		}
		for _, item := range rows {
			if item.Holder == nil {
				continue
			}
			h := item.Holder
			r.row("/items/"+item.ID, item.Model+" "+cmp.Or(item.Number, item.Serial), item.Serial, h.Name, h.Since, h.Due, span(r.now.Sub(local(h.Due)).Milliseconds()), h.ReceiptNo, h.Station)
		}
		r.Total = total
		if q.Offset += len(ids); len(ids) < q.Limit {
			break
		}
	}
	return nil
}

func (r *reporting) overduePeople(ReportQuery) error {
	r.columns("person", "text", "group", "text", "times", "count", "longest", "span", "sum", "span", "now", "count")
	r.Bars = []string{"times"}
	from, to := r.period.ms()
	all, err := r.view.Late(from, to, r.nowMs)
	if err != nil {
		return err
	}
	for _, one := range cut(r, all, func(a, b armory.Lateness) int {
		return cmp.Or(cmp.Compare(b.Times, a.Times), cmp.Compare(b.LongestMs, a.LongestMs), slices.Compare(a.Person[:], b.Person[:]))
	}) {
		person, err := r.record(armory.KindPerson, one.Person)
		if err != nil {
			return err
		}
		r.row("/people/"+one.Person.String(), armory.PersonName(person), person.Value("group"), strconv.Itoa(one.Times), span(one.LongestMs), span(one.TotalMs), strconv.Itoa(one.Now))
	}
	return nil
}

// custody is who had an item, newest first.
func (r *reporting) custody(q ReportQuery) error {
	r.columns("holder", "text", "since", "time", "until", "time", "outFor", "span", "end", "state", "receipt", "code", "purpose", "text", "station", "text", "backAt", "text")
	id, err := subjectID(q.Item, "item")
	if err != nil {
		return err
	}
	item, model, err := r.item(id)
	if err != nil {
		return err
	}
	if item.Created == 0 || item.Kind != armory.KindItem {
		return &Error{Code: armory.CodeNotFound, Message: "There is no such item.", Fix: "Choose it from the list."}
	}
	r.Subject = armory.ItemName(item, model)
	custody := &armory.Custody{ID: item.ID}
	if _, err := r.Load(custody); err != nil {
		return err
	}
	chain, total, err := r.view.Custodians(item.ID, r.most)
	if err != nil {
		return err
	}
	r.Total = total
	for _, link := range chain {
		take, back := &armory.Transaction{Command: link.Take}, &armory.Transaction{Command: link.Return}
		if _, err := r.Load(take); err != nil {
			return err
		}
		known, err := r.Load(back)
		if err != nil {
			return err
		}
		person, err := r.person(take.Person)
		if err != nil {
			return err
		}
		at, err := r.station(take.Station)
		if err != nil {
			return err
		}
		until, end, backAt, untilMs := "", "settled", "", int64(0)
		switch {
		case known && back.Converts():
			until, end, untilMs = rfc(back.WallMs), "converted", back.WallMs
		case known:
			until, end, untilMs = rfc(back.WallMs), "returned", back.WallMs
			if backAt, err = r.station(back.Station); err != nil {
				return err
			}
		case slices.ContainsFunc(custody.Outs(), func(h armory.Holding) bool { return h.Command == take.Command }):
			end, untilMs = "stillOut", r.nowMs
		}
		lasted := ""
		if untilMs > 0 {
			lasted = span(untilMs - take.WallMs)
		}
		r.row("/transactions/"+take.Command.String(), person, rfc(take.WallMs), until, lasted, end, take.Receipt, take.Purpose, at, backAt)
	}
	return nil
}
