package app

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"strings"
	"time"

	"armguard/app/armory"
	"armguard/app/exchange"
	"armguard/app/paper"
)

// Reports are figures over the whole record, to read, to print and to save.
type Reports struct{ app *App }

// How many rows a report has on the screen and on paper.
const (
	reportRows      = 200
	printReportRows = 2000
)

// Get makes a report.
func (s *Reports) Get(c *Caller, q ReportQuery) (Report, error) {
	var out Report
	err := s.app.Store.Read(c.Context, func(view View) (err error) {
		out, err = s.report(s.app.show(view), q, reportRows)
		return err
	})
	return out, err
}

// report makes a report with at most so many rows.
func (s *Reports) report(sh *show, q ReportQuery, most int) (Report, error) {
	r := &reporting{show: sh, now: s.app.Now().Local(), most: most,
		Report: Report{Report: q.Report, By: q.By, Columns: []ReportColumn{}, Rows: []ReportRow{}, Sums: []string{}, Bars: []string{}}}
	r.Made = rfc(r.now.UnixMilli())
	make, ok := reports[q.Report+" "+q.By]
	if !ok {
		return r.Report, &Error{Code: armory.CodeInvalid, Message: strings.TrimSpace("There is no report "+q.Report+" "+q.By) + ".", Fix: "Choose one from the page."}
	}
	if make.period {
		var err error
		if r.period, err = readPeriod(q.From, q.To, r.now); err != nil {
			return r.Report, err
		}
		r.From, r.To = r.period.from.Format(time.DateOnly), r.period.last().Format(time.DateOnly)
	}
	err := make.fill(r, q)
	return r.Report, err
}

// reports are all there are, by name and by what.
var reports = map[string]struct {
	fill   func(*reporting, ReportQuery) error
	period bool // else it is of now, or of all time
	title  string
	people bool // it is a list of people: who may not export them may not export it
}{
	"strength ":        {fill: (*reporting).strength, title: "Strength by model"},
	"issues day":       {fill: (*reporting).byTime, period: true, title: "Issues by day"},
	"issues hour":      {fill: (*reporting).byHour, period: true, title: "Issues by hour of the day"},
	"issues purpose":   {fill: (*reporting).byPurpose, period: true, title: "Issues by purpose"},
	"overdue now":      {fill: (*reporting).overdueNow, title: "Overdue now"},
	"overdue person":   {fill: (*reporting).overduePeople, period: true, title: "Overdue by person", people: true},
	"activity person":  {fill: (*reporting).people, period: true, title: "Activity by person", people: true},
	"activity item":    {fill: (*reporting).items, period: true, title: "Activity by item"},
	"activity station": {fill: (*reporting).stations, period: true, title: "Activity by station"},
	"activity account": {fill: (*reporting).accounts, period: true, title: "Activity by account"},
	"custody ":         {fill: (*reporting).custody, title: "Custody chain"},
}

// Export saves a report as a spreadsheet, all of its rows.
func (s *Reports) Export(c *Caller, format string, q ReportQuery) (File, error) {
	if reports[q.Report+" "+q.By].people {
		if err := c.may(armory.MayExportPeople); err != nil {
			return File{}, err
		}
	}
	var r Report
	if err := s.app.Store.Read(c.Context, func(view View) (err error) {
		r, err = s.report(s.app.show(view), q, exportRows)
		return err
	}); err != nil {
		return File{}, err
	}
	var header []string
	for _, column := range r.Columns {
		name := columnTitles[column.Key]
		if column.Kind == "span" {
			name += " (hours)"
		}
		header = append(header, name)
	}
	rows := make([][]string, len(r.Rows))
	for i, row := range r.Rows {
		rows[i] = r.texts(row.Cells, true)
	}
	title := r.title()
	var out bytes.Buffer
	var err error
	mime := "text/csv; charset=utf-8"
	switch format {
	case "csv":
		err = exchange.WriteCSV(&out, header, rows)
	case "xlsx":
		mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
		err = exchange.WriteXLSX(&out, reports[r.Report+" "+r.By].title, header, rows)
	default:
		err = &Error{Code: armory.CodeInvalid, Message: "There is no format " + format + ".", Fix: "Choose csv or xlsx."}
	}
	return File{Name: fileName(title) + "." + format, Mime: mime, Base64: base64.StdEncoding.EncodeToString(out.Bytes())}, err
}

// Print makes a report as a sheet to sign.
func (s *Reports) Print(c *Caller, q ReportQuery) (File, error) {
	return s.app.Print.file(c, func(p *press) (string, printable, error) {
		r, err := s.report(p.show, q, printReportRows)
		if err != nil {
			return "", nil, err
		}
		out := paper.Report{Site: p.site, Title: reports[r.Report+" "+r.By].title, About: r.about(), Stacked: r.Stacked, Missing: r.Total - len(r.Rows),
			Prepared: paper.Signatory{Name: p.printed.By}, Printed: p.printed}
		for _, column := range r.Columns {
			out.Columns = append(out.Columns, paper.ReportColumn{Name: columnTitles[column.Key], Share: shares[column.Kind],
				Figure: column.Kind == "count" || column.Kind == "span", Code: column.Kind == "code", Bar: r.draws(column.Key)})
		}
		for _, row := range r.Rows {
			out.Rows = append(out.Rows, r.texts(row.Cells, false))
		}
		if len(r.Sums) > 0 {
			out.Sums = r.texts(r.Sums, false)
		}
		return r.title(), out, nil
	})
}

// title names the file: what it is and of when.
func (r *Report) title() string {
	return strings.Join(strings.Fields(reports[r.Report+" "+r.By].title+" "+r.Subject+" "+r.days(" to ")), " ")
}

// about is what stands under the title on paper.
func (r *Report) about() string {
	if r.From == "" {
		return join(r.Subject, "as of "+local(r.Made).Format("2 January 2006, 15:04"))
	}
	return r.days(" to ")
}

func (r *Report) days(to string) string {
	switch r.From {
	case "":
		return local(r.Made).Format(time.DateOnly)
	case r.To:
		return r.From
	}
	return r.From + to + r.To
}

func (r *Report) draws(key string) bool {
	for _, bar := range r.Bars {
		if bar == key {
			return true
		}
	}
	return false
}

// texts are cells as people read them: times of this PC's zone, spans in hours; for a program that counts, without words.
func (r *Report) texts(cells []string, bare bool) []string {
	out := make([]string, len(cells))
	for i, cell := range cells {
		switch kind := r.Columns[i].Kind; {
		case cell == "":
		case kind == "time":
			out[i] = local(cell).Format("2006-01-02 15:04")
		case kind == "span" && bare:
			out[i] = hours(cell)
		case kind == "span":
			out[i] = hours(cell) + " h"
		case kind == "hour" && len(cell) <= 2:
			out[i] = hourWords(cell)
		default:
			out[i] = cmp.Or(cellWords[cell], cell)
		}
	}
	return out
}
