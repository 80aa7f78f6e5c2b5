package exchange

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"

	"github.com/xuri/excelize/v2"
)

// Limits on what a workbook may unpack to: a zip bomb stops here.
const (
	maxUnzipped = 256 << 20
	maxParts    = 2000
)

func readWorkbook(ctx context.Context, data []byte) (table Table, err error) {
	defer func() {
		if recover() != nil { // a workbook made to break its reader
			err = notWorkbook()
		}
	}()
	if err := unpacks(data); err != nil {
		return Table{}, err
	}
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: 64 << 20, RawCellValue: false})
	if err != nil {
		if errors.Is(err, excelize.ErrWorkbookPassword) || errors.Is(err, excelize.ErrWorkbookFileFormat) {
			return Table{}, notWorkbook()
		}
		return Table{}, notWorkbook()
	}
	defer book.Close()
	first := Table{}
	var firstErr error = bad("The workbook has no visible sheet.", "Choose another file.")
	for _, sheet := range book.GetSheetList() {
		if visible, err := book.GetSheetVisible(sheet); err != nil || !visible {
			continue
		}
		table, err := readSheet(ctx, book, sheet)
		if err == nil || ctx.Err() != nil {
			return table, err
		}
		if first.Header == nil {
			first, firstErr = table, err
		}
	}
	return first, firstErr
}

func readSheet(ctx context.Context, book *excelize.File, sheet string) (Table, error) {
	rows, err := book.Rows(sheet)
	if err != nil {
		return Table{}, notWorkbook()
	}
	defer rows.Close()
	number := 0
	return tableOf(ctx, "XLSX, sheet "+clean(sheet), func() ([]string, int, bool, error) {
		if !rows.Next() {
			if rows.Error() != nil {
				return nil, 0, false, notWorkbook()
			}
			return nil, 0, false, nil
		}
		number++
		if number > 50*MaxRows {
			return nil, 0, false, large("The sheet has too many rows.", "Split it into several files.")
		}
		cells, err := rows.Columns()
		if err != nil {
			return nil, 0, false, notWorkbook()
		}
		return cells, number, true, nil
	})
}

func notWorkbook() error {
	return bad("This file is no workbook, or it is damaged or has a password.", "Open it in the spreadsheet program and save it as .xlsx without a password.")
}

// unpacks counts what the parts really unpack to: what the archive declares may be a lie.
func unpacks(data []byte) error {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return notWorkbook()
	}
	bomb := large("The workbook unpacks to more than 256 MB.", "Save only the sheet that is needed, as .xlsx or CSV.")
	if len(archive.File) > maxParts {
		return bomb
	}
	var total int64
	for _, part := range archive.File {
		if part.UncompressedSize64 > maxUnzipped {
			return bomb
		}
		reader, err := part.Open()
		if err != nil {
			return notWorkbook()
		}
		n, err := io.Copy(io.Discard, io.LimitReader(reader, maxUnzipped-total+1))
		_ = reader.Close()
		if total += n; total > maxUnzipped {
			return bomb
		}
		if err != nil {
			return notWorkbook()
		}
	}
	return nil
}
