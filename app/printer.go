package app

import (
	"encoding/json"

	"armguard/app/paper"
)

// printersKey is the setting of this PC that says how its printers are set.
const printersKey = "printers"

func readPrinters(view View) (PrinterSettings, error) {
	out := PrinterSettings{Paper: paper.A4}
	raw, known, err := view.Setting(printersKey)
	if err != nil || !known {
		return out, err
	}
	return out, json.Unmarshal(raw, &out)
}

// printer is one with these offsets.
func (o PrintOffset) printer() paper.Printer {
	return paper.Printer{OffsetX: float64(o.Right) / 10, OffsetY: float64(o.Down) / 10}
}

// forSheets is the printer for everything but cards and tags.
func (s PrinterSettings) forSheets() paper.Printer {
	on := s.Sheets.printer()
	on.Paper = s.Paper
	return on
}

// Settings reads how the printers of this PC are set.
func (s *Print) Settings(c *Caller) (PrinterSettings, error) {
	var out PrinterSettings
	return out, s.app.Store.Read(c.Context, func(view View) (err error) {
		out, err = readPrinters(view)
		return err
	})
}

// SaveSettings sets the printers of this PC. Nothing goes into the ledger.
func (s *Print) SaveSettings(c *Caller, set PrinterSettings) (PrinterSettings, error) {
	if set.Paper == "" {
		set.Paper = paper.A4
	}
	if err := set.forSheets().CheckSheets(); err != nil {
		return set, err
	}
	for _, small := range []PrintOffset{set.Cards, set.Tags} {
		if err := small.printer().CheckSmall(); err != nil {
			return set, err
		}
	}
	raw, err := json.Marshal(set)
	if err != nil {
		return set, err
	}
	return set, s.app.Store.Write(c.Context, func(tx Tx) error { return tx.SaveSetting(printersKey, raw) })
}
