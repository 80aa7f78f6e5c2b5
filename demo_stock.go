package main

import (
	"time"

	"armguard/app"
)

// demoStock is what the sample site received, by the names of the lines a new site begins with: lot, quantity, warning.
var demoStock = map[string]struct {
	lot      string
	quantity int
	low      int
}{
	"Magazine 9mm Glock 17": {"", 900, 100}, "Magazine Cal .45, 7 rounds": {"", 260, 40}, "Magazine Cal .45, 8 rounds": {"", 120, 40},
	"Magazine 5.56, 20 rounds": {"", 180, 60}, "Magazine 5.56, 30 rounds": {"", 1800, 200}, "Magazine 7.62 M14": {"", 700, 100},
	"Cal .45 ball": {"RA-53-12", 9_000, 1_000}, "M882 9x19 ball": {"WCC12F", 24_000, 3_000}, "M193 5.56": {"LC-88A", 15_000, 5_000},
	"M855 5.56": {"LC-14C", 60_000, 8_000}, "M80 7.62x51": {"WRA-22", 32_000, 4_000},
	"Holster": {"", 240, 20}, "Pistol magazine pouch": {"", 300, 30}, "Rifle sling": {"", 52, 60},
}

// stock receives what the site has; the bandoleers nobody has counted yet.
func (d *demoSite) stock(admin *app.Caller) error {
	rows, err := d.app.Stock.List(admin)
	if err != nil {
		return err
	}
	for _, row := range rows {
		has, received := demoStock[row.Name]
		if !received {
			continue
		}
		d.clock = d.clock.Add(time.Minute)
		if _, err := d.app.Stock.Save(admin, app.StockForm{ID: row.ID, Name: row.Name, Type: row.Type, Calibre: row.Calibre, Category: row.Category,
			Lot: has.lot, Cap: row.Cap, Low: has.low}); err != nil {
			return err
		}
		if _, err := d.app.Stock.Change(admin, app.StockChange{ID: row.ID, How: "received", Quantity: has.quantity, Reason: "Depot, voucher 2231"}); err != nil {
			return err
		}
		switch row.Name {
		case "Rifle sling":
			d.sling = row.ID
		case "Holster":
			d.holster = row.ID
		}
	}
	return nil
}

// beside is what the armorer hands out with an item beside magazines and rounds.
func (d *demoSite) beside(item app.ItemRow) []app.StockQuantity {
	id := map[string]string{"rifle": d.sling, "pistol": d.holster}[item.Category]
	if id == "" || d.random.IntN(4) != 0 {
		return nil
	}
	return []app.StockQuantity{{StockID: id, Quantity: 1}}
}
