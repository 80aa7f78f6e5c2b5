package app

import (
	"bytes"
	"context"
	"encoding/base64"

	"fmt"
	"slices"
	"sync"

	"armguard/app/armory"
	"armguard/app/exchange"
	"armguard/app/ledger"
)

// Most rows of a preview that are shown as samples, and of an export.
const (
	sampleRows = 20
	exportRows = 200000
)

// Exchange is bringing spreadsheets in and lists out.
type Exchange struct {
	app *App

	mu      sync.Mutex // guards uploads
	uploads map[string]*upload
}

// DryRun reads the file and tries every row, and writes nothing. The result is Preview's.
func (s *Exchange) DryRun(c *Caller, id string) (Job, error) {
	u, err := s.upload(c, id)
	if err != nil {
		return Job{}, err
	}
	act := c.act()
	return s.app.Jobs.Run("import-dry-run", c.Session.Account, func(ctx context.Context, progress func(int, int)) (string, error) {
		data, err := u.whole()
		if err != nil {
			return "", err
		}
		preview, err := s.dryRun(ctx, act, u.what, u.name, data, progress)
		if err != nil {
			return "", err
		}
		preview.UploadID = id
		u.mu.Lock()
		u.preview = &preview
		u.mu.Unlock()
		return fmt.Sprintf("%d rows can be imported, %d cannot.", preview.Good, len(preview.Bad)), nil
	}), nil
}

// Preview is what the dry run found.
func (s *Exchange) Preview(c *Caller, id string) (ImportPreview, error) {
	u, err := s.upload(c, id)
	if err != nil {
		return ImportPreview{}, err
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.preview == nil {
		return ImportPreview{}, &Error{Code: armory.CodeNotFound, Message: "The file was not tried yet.", Fix: "Try it first."}
	}
	return *u.preview, nil
}

// Commit imports the file: one entry a row, one commit, all or nothing.
func (s *Exchange) Commit(c *Caller, id string) (Job, error) {
	u, err := s.upload(c, id)
	if err != nil {
		return Job{}, err
	}
	act := c.act()
	return s.app.Jobs.Run("import", c.Session.Account, func(ctx context.Context, progress func(int, int)) (string, error) {
		data, err := u.whole()
		if err != nil {
			return "", err
		}
		n, err := s.commit(ctx, act, u.what, u.name, data, progress)
		if err != nil {
			return "", err
		}
		return fmt.Sprintf("%d %s imported.", n, u.what), nil
	}), nil
}

// ImportFile does a dry run and, when every row is good and it is wanted, the import.
func (s *Exchange) ImportFile(c *Caller, what, name string, data []byte, dryRun bool) (ImportPreview, error) {
	quiet := func(int, int) {}
	preview, err := s.dryRun(c.Context, c.act(), what, name, data, quiet)
	if err != nil || dryRun || len(preview.Bad)+len(preview.Missing) > 0 {
		return preview, err
	}
	_, err = s.commit(c.Context, c.act(), what, name, data, quiet)
	return preview, err
}

// sheet is a table whose columns were found.
type sheet struct {
	what    string
	table   exchange.Table
	columns exchange.Mapping
}

func columnsOf(what string) []exchange.Column {
	if what == "people" {
		return exchange.People
	}
	return exchange.Items
}

func readSheet(ctx context.Context, what, name string, data []byte) (sheet, error) {
	table, err := exchange.Read(ctx, name, data)
	if err != nil {
		return sheet{}, err
	}
	s := sheet{what: what, table: table, columns: exchange.Match(table.Header, columnsOf(what))}
	if len(s.columns.Doubled) > 0 {
		return s, &Error{Code: armory.CodeInvalid, Message: "The column " + s.columns.Doubled[0] + " stands in the file twice.", Fix: "Take one of them out."}
	}
	return s, nil
}

// cell is a row's value in a known column.
func (s sheet) cell(row exchange.Row, column string) string {
	at, ok := s.columns.At[column]
	if !ok {
		return ""
	}
	return row.Cells[at]
}

// command is a row as a registration. Models are named by name or code, a person's own weapon as a scan names it.
func (s sheet) command(st armory.State, row exchange.Row, id ledger.SubjectID) (armory.Command, error) {
	if row.Extra {
		return nil, &Error{Code: armory.CodeInvalid, Message: "The row has more cells than there are column names.", Fix: "Look for a separator inside a cell."}
	}
	register := armory.Register{Kind: armory.KindPerson, ID: id, Set: map[string]string{}, Status: s.cell(row, "status"), Importing: true}
	for column := range s.columns.At {
		if column != "status" && column != "condition" {
			register.Set[column] = s.cell(row, column)
		}
	}
	if s.what == "items" {
		register.Kind, register.Condition = armory.KindItem, s.cell(row, "condition")
		if text := s.cell(row, "model"); text != "" {
			model, err := armory.FindModel(st, text)
			if err != nil {
				return nil, err
			}
			register.Set["model"] = model.ID.String()
		}
	} else if text := s.cell(row, "assigned"); text != "" {
		item, err := armory.FindAssigned(st, text)
		if err != nil {
			return nil, err
		}
		register.Set["assigned"] = item.ID.String()
	}
	return register, nil
}

func (s *Exchange) dryRun(ctx context.Context, act Act, what, name string, data []byte, progress func(done, total int)) (ImportPreview, error) {
	read, err := readSheet(ctx, what, name, data)
	if err != nil {
		return ImportPreview{}, err
	}
	preview := ImportPreview{File: name, What: what, Format: read.table.Format, Columns: []string{}, Ignored: append([]string{}, read.columns.Ignored...),
		Missing: append([]string{}, read.columns.Missing...), Rows: len(read.table.Rows), Bad: []BadRow{}, Sample: [][]string{}}
	for _, c := range columnsOf(what) {
		if _, ok := read.columns.At[c.Name]; ok {
			preview.Columns = append(preview.Columns, c.Name)
		}
	}
	if len(preview.Missing) > 0 {
		return preview, nil
	}
	err = s.app.Store.Read(ctx, func(view View) error {
		trial := newTrial(view)
		for i, row := range read.table.Rows {
			if i%100 == 0 {
				if err := ctx.Err(); err != nil {
					return err
				}
				progress(i, len(read.table.Rows))
			}
			if err := s.try(trial, act, read, row); err != nil {
				refused := asError(err)
				if refused.Code == "INTERNAL" {
					return err
				}
				preview.Bad = append(preview.Bad, badRow(read, row, refused, preview.Columns))
				continue
			}
			preview.Good++
			if len(preview.Sample) < sampleRows {
				preview.Sample = append(preview.Sample, cellsOf(read, row, preview.Columns))
			}
		}
		return nil
	})
	progress(len(read.table.Rows), len(read.table.Rows))
	return preview, err
}

// try decides a row and remembers it, so that a number that stands in the file twice shows too.
func (s *Exchange) try(trial *trial, act Act, read sheet, row exchange.Row) error {
	id := s.app.Recorder.NewSubject()
	command, err := read.command(trial, row, id)
	if err != nil {
		return err
	}
	facts, err := armory.Decide(trial, s.app.Recorder.ask(act), command)
	if err != nil {
		return err
	}
	return trial.keep(facts)
}

func cellsOf(read sheet, row exchange.Row, columns []string) []string {
	out := make([]string, len(columns))
	for i, column := range columns {
		out[i] = read.cell(row, column)
	}
	return out
}

// badRow names the column of the complaint where the sentence begins with its title.
func badRow(read sheet, row exchange.Row, refused *Error, columns []string) BadRow {
	out := BadRow{Row: row.Number, Reason: refused.Message, Cells: cellsOf(read, row, columns)}
	kind := armory.KindPerson
	if read.what == "items" {
		kind = armory.KindItem
	}
	column := armory.ColumnOf(kind, refused.Message)
	if column == "label" {
		column = "serial" // that it was made from
	}
	if slices.Contains(columns, column) {
		out.Column, out.Value = column, read.cell(row, column)
	}
	return out
}

// commit imports every row or none.
func (s *Exchange) commit(ctx context.Context, act Act, what, name string, data []byte, progress func(done, total int)) (int, error) {
	read, err := readSheet(ctx, what, name, data)
	if err != nil {
		return 0, err
	}
	if len(read.columns.Missing) > 0 {
		return 0, &Error{Code: armory.CodeInvalid, Message: "The file lacks the column " + read.columns.Missing[0] + ".", Fix: "Add it."}
	}
	var commands []armory.Command
	err = s.app.Store.Read(ctx, func(view View) error {
		for _, row := range read.table.Rows {
			command, err := read.command(view, row, s.app.Recorder.NewSubject())
			if err != nil {
				return rowError(row, err)
			}
			commands = append(commands, command)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	at := 0
	act.Progress = func(done, total int) {
		at = done
		progress(done, total)
	}
	if err := s.app.Recorder.Record(ctx, act, commands...); err != nil {
		if _, ok := refusal(err); ok {
			return 0, rowError(read.table.Rows[at], err)
		}
		return 0, err
	}
	progress(len(commands), len(commands))
	return len(commands), nil
}

func rowError(row exchange.Row, err error) error {
	shown := asError(err)
	return &Error{Code: shown.Code, Message: fmt.Sprintf("Row %d: %s Nothing was imported.", row.Number, shown.Message), Fix: "Correct the file and choose it again."}
}

// Export writes a list as a spreadsheet: of people, items and transactions what q leaves, of stock every line.
func (s *Exchange) Export(c *Caller, what, format string, q ListQuery) (File, error) {
	var header []string
	var rows [][]string
	var err error
	q.Offset, q.After = 0, ""
	switch what {
	case "people":
		if err := c.may(armory.MayExportPeople); err != nil {
			return File{}, err
		}
		header = []string{"id", "serial", "rank", "last_name", "first_name", "middle_initial", "group", "phone", "status", "code", "holds", "qual_rifle", "qual_pistol", "qual_other", "assigned"}
		rows, err = exportAll(c, q, s.people, func(p PersonRow) []string {
			return []string{p.Label, p.Serial, p.Rank, p.LastName, p.FirstName, p.Middle, p.Group, p.Phone, p.Status, p.Code, fmt.Sprint(p.Holds), p.QualRifle, p.QualPistol, p.QualOther, p.Assigned}
		})
	case "items":
		header = []string{"id", "model", "serial", "number", "condition", "status", "description", "code", "holder", "since"}
		rows, err = exportAll(c, q, s.app.Inventory.List, func(i ItemRow) []string {
			row := []string{i.Label, i.Model, i.Serial, i.Number, i.Condition, i.Status, i.Description, i.Code, "", ""}
			if i.Holder != nil {
				row[8], row[9] = i.Holder.Name, i.Holder.Since
			}
			return row
		})
	case "transactions":
		header = []string{"receipt", "type", "action", "time", "person", "person_id", "items", "purpose", "magazines", "rounds", "account", "station", "notes"}
		rows, err = exportAll(c, q, s.app.Transactions.List, func(t Transaction) []string {
			labels := ""
			for i, line := range t.Lines {
				if i > 0 {
					labels += ", "
				}
				labels += line.Label
			}
			return []string{t.ReceiptNo, t.ReceiptType, t.Action, t.Time, t.Person, t.PersonLabel, labels, t.Purpose, fmt.Sprint(t.Magazines), fmt.Sprint(t.Rounds),
				t.Username, t.Station, t.Notes}
		})
	case "stock":
		header = []string{"name", "type", "lot", "calibre", "goes_with", "on_hand", "warn_below", "cap_per_issue", "state"}
		var lines []StockRow
		lines, err = s.app.Stock.List(c)
		for _, l := range lines {
			state := l.State
			if l.Withdrawn {
				state = "withdrawn"
			}
			rows = append(rows, []string{l.Name, l.Type, l.Lot, l.Calibre, l.Category, fmt.Sprint(l.OnHand), fmt.Sprint(l.Low), fmt.Sprint(l.Cap), state})
		}
	default:
		return File{}, &Error{Code: armory.CodeInvalid, Message: "There is no list " + what + ".", Fix: "Choose people, items, transactions or stock."}
	}
	if err != nil {
		return File{}, err
	}
	return s.file(what, format, header, rows)
}

// people is People.List with a person's own weapon as an import reads it, by its id.
func (s *Exchange) people(c *Caller, q ListQuery) (Page[PersonRow], error) {
	return list(c, s.app, "people", q, func(sh *show, id ledger.ID) (PersonRow, error) {
		row, _, err := sh.personRow(ledger.SubjectID{ID: id})
		if err != nil || row.Assigned == "" {
			return row, err
		}
		own, err := ledger.ParseID(row.Assigned)
		if err != nil { // by an entry that no Decide let through
			row.Assigned = ""
			return row, nil //nolint:nilerr
		}
		item, err := sh.record(armory.KindItem, own)
		if err == nil {
			row.Assigned = item.Value("label")
		}
		return row, err
	})
}

// file is a table as a file: csv or xlsx.
func (s *Exchange) file(what, format string, header []string, rows [][]string) (File, error) {
	var out bytes.Buffer
	var err error
	name, mime := what+"."+format, "text/csv; charset=utf-8"
	switch format {
	case "csv":
		err = exchange.WriteCSV(&out, header, rows)
	case "xlsx":
		mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
		err = exchange.WriteXLSX(&out, what, header, rows)
	default:
		err = &Error{Code: armory.CodeInvalid, Message: "There is no format " + format + ".", Fix: "Choose csv or xlsx."}
	}
	return File{Name: s.app.Now().Local().Format("2006-01-02") + " " + name, Mime: mime, Base64: base64.StdEncoding.EncodeToString(out.Bytes())}, err
}

// exportAll reads a whole list, window by window.
func exportAll[T any](c *Caller, q ListQuery, list func(*Caller, ListQuery) (Page[T], error), row func(T) []string) ([][]string, error) {
	out := [][]string{}
	q.Limit = 500
	for len(out) < exportRows {
		page, err := list(c, q)
		if err != nil {
			return nil, err
		}
		for _, one := range page.Items {
			out = append(out, row(one))
		}
		if page.Next == "" {
			break
		}
		q.Offset = len(out)
	}
	return out, nil
}
