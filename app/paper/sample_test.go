package paper_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"strings"
	"time"

	"armguard/app/paper"
)

// What the tests print: an ordinary day with the letters of Spain and the Philippines, and everything as long as the
// record lets it be.

var (
	manila  = time.FixedZone("PST", 8*3600)
	morning = time.Date(2026, 11, 25, 6, 42, 0, 0, manila)
	printed = paper.Printed{At: morning.Add(time.Minute), By: "SSgt Muñoz", Station: "Counter 1"}
	site    = paper.Site{Name: "951st Armory", Unit: "Philippine Air Force, Headquarters Air Security Command",
		Commander: paper.Signatory{Rank: "MAJ", Name: "Iñigo S. Peñaflor", Title: "Commanding Officer, 951st Squadron"}}
)

func receipt() paper.Receipt {
	return paper.Receipt{
		Site: site, Number: "C8FKN-1042-Z", Entry: "9f31c07be4a2d8859f31c07be4a2d8859f31c07be4a2d8859f31c07be4a2d885",
		Action: paper.Take, Type: paper.TR, Time: morning, Due: morning.Add(24 * time.Hour), Purpose: "Duty Sentinel",
		Holder: paper.Person{Name: "SGT DELA PEÑA-MANG̃UIAT, Ma. Niña Zoë Ü.", ID: "PE-88231140326", Group: "951st"},
		Issuer: paper.Signatory{Rank: "SSGT", Name: "Ángel Muñoz"}, Station: "Counter 1",
		Lines: []paper.ReceiptLine{
			{Model: "M4 Carbine", Number: "0231", Serial: "W0I1O12345", ID: "IR-W0I1O12345140326", Condition: "Good", Magazines: 3, Rounds: 90, Accessories: "Rifle sling, bandoleer"},
			{Model: "Glock 17", Number: "0102", Serial: "88210", ID: "IP-88210140326", Condition: "Fair", Magazines: 4, Rounds: 42, Accessories: "Holster, 3 pistol magazine pouches"},
		},
		Stock:   []paper.StockLine{{Name: "M855 5.56 ball", Lot: "LC-18K021-044", Quantity: 90}, {Name: "M882 9x19 ball", Lot: "WCC-22B-117", Quantity: 42}},
		Notes:   "Front sight of 0231 repainted; Señor Lang̃it Quiñones (gate 2) was told.",
		Printed: printed,
	}
}

// longReceipt has every field at the longest that the record allows (app/armory, record.go and kinds.go).
func longReceipt() paper.Receipt {
	r := receipt()
	r.Site = longSite()
	r.Number = "C8FKN-18446744073709551615-Z"
	r.Purpose = long("Ñ", 60)
	r.Holder = paper.Person{Name: longName(), ID: unbroken("PE", 64), Group: long("Gr", 40)}
	r.Issuer = paper.Signatory{Rank: unbroken("RK", 16), Name: long("Is", 80)}
	r.Station = long("St", 40)
	r.Notes, r.Assigned, r.Override = long("No", 1000), long("As", 60)+" "+unbroken("An", 16), long("Ov", 1000)
	r.Printed = paper.Printed{At: morning, By: long("By", 80), Station: r.Station}
	r.Lines, r.Stock = nil, nil
	for i := range 60 {
		r.Lines = append(r.Lines, paper.ReceiptLine{Model: long(fmt.Sprint("Mo", i, "x"), 60), Number: unbroken(fmt.Sprint("Nu", i, "x"), 16),
			Serial: unbroken(fmt.Sprint("Se", i, "x"), 40), ID: unbroken(fmt.Sprint("Id", i, "x"), 80), Condition: "Damaged", Magazines: 100, Rounds: 10000,
			Accessories: "Holster, 3 pistol magazine pouches, rifle sling, bandoleer", Remark: "held by " + longName()})
	}
	for i := range 5 {
		r.Stock = append(r.Stock, paper.StockLine{Name: long(fmt.Sprint("Sk", i, "x"), 60), Lot: unbroken(fmt.Sprint("Lt", i, "x"), 40), Quantity: 99999999})
	}
	return r
}

func longSite() paper.Site {
	return paper.Site{Name: long("Si", 60), Unit: long("Un", 80), Commander: paper.Signatory{Rank: unbroken("CR", 16), Name: long("Cn", 80), Title: long("Ct", 80)}}
}

func longName() string {
	return unbroken("RANK", 16) + " " + long("ÑA", 60) + ", " + long("Fi", 60) + " MIÑG."
}

// long is text of n letters in words, its first word begins with what says which field it is.
func long(what string, n int) string {
	return cut(what+strings.Repeat("ñandú Wĳk ÑÓMÈZ ", n), n)
}

// unbroken is the same without a space.
func unbroken(what string, n int) string { return cut(what+strings.Repeat("W0Ñ8M", n), n) }

func cut(text string, n int) string { return strings.TrimSpace(string([]rune(text)[:n])) }

// scrawl is a signature as a pad draws it: a transparent PNG.
func scrawl() []byte {
	img := image.NewNRGBA(image.Rect(0, 0, 400, 120))
	for i := range 4000 {
		t := float64(i) / 4000
		x, y := 20+360*t, 60+38*math.Sin(t*31)*math.Cos(t*5)
		for dx := range 4 {
			for dy := range 4 {
				img.SetNRGBA(int(x)+dx, int(y)+dy, color.NRGBA{20, 20, 60, 255})
			}
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// portrait is a photograph as far as a printer cares: a JPEG with a light face on a darker ground.
func portrait() []byte {
	img := image.NewRGBA(image.Rect(0, 0, 240, 320))
	for y := range 320 {
		for x := range 240 {
			c := color.RGBA{uint8(90 + y/8), uint8(110 + y/8), 140, 255}
			if dx, dy := float64(x-120)/60, float64(y-130)/80; dx*dx+dy*dy < 1 {
				c = color.RGBA{224, 188, 160, 255}
			}
			if dx, dy := float64(x-120)/110, float64(y-330)/110; dx*dx+dy*dy < 1 {
				c = color.RGBA{70, 84, 60, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, nil); err != nil {
		panic(err)
	}
	return out.Bytes()
}

func card() paper.Card {
	return paper.Card{Rank: "SGT", Surname: "DELA PEÑA-MANG̃UIAT", Given: "Ma. Niña Zoë Ü.", ID: "PE-88231140326", Serial: "88231", Group: "951st",
		Issued: morning, Photo: portrait(), Code: "PERSONNEL:PE-88231140326:SGT Dela Peña, Ma. Niña Zoë:88231"}
}

func cards() paper.Cards {
	s := site
	s.Commander.Signature = scrawl()
	second := paper.Card{Rank: "A1C", Surname: "CRUZ", Given: "Jo", ID: "PE-1", Serial: "1", Group: "HAS", Code: "PE-1"}
	return paper.Cards{Site: s, People: []paper.Card{card(), second}, Printed: printed}
}

func longCards() paper.Cards {
	c := paper.Card{Rank: unbroken("RANK", 16), Surname: long("ÑA", 60), Given: long("Fi", 60) + " MIÑG.", ID: unbroken("PE", 64), Serial: unbroken("Se", 32),
		Group: long("Gr", 40), Issued: morning, Photo: portrait()}
	c.Code = "PERSONNEL:" + c.ID + ":" + c.Rank + " " + c.Surname + ", " + long("Fi", 60) + ":" + c.Serial
	return paper.Cards{Site: longSite(), People: []paper.Card{c}, Printed: printed}
}

func tags() paper.Tags {
	return paper.Tags{Site: site, Printed: printed, Items: []paper.Tag{
		{Model: "M4 Carbine", Number: "0231", Serial: "W0I1O12345", ID: "IR-W0I1O12345140326", Code: "ITEM:IR-W0I1O12345140326:M4:W0I1O12345"},
		{Model: "Señuelo óptico", Serial: "88210", ID: "IX-88210140326", Code: "IX-88210140326"},
	}}
}

func longTags() paper.Tags {
	tag := paper.Tag{Model: long("Mo", 60), Number: unbroken("Nu", 16), Serial: unbroken("Se", 40), ID: unbroken("Id", 80)}
	tag.Code = "ITEM:" + tag.ID + ":" + unbroken("Co", 20) + ":" + tag.Serial
	return paper.Tags{Site: longSite(), Printed: printed, Items: []paper.Tag{tag}}
}

func codeSheet() paper.Codes {
	out := paper.Codes{Site: site, Title: "Codes of people, 951st", Printed: printed}
	for i := range 23 {
		id := fmt.Sprintf("PE-88%03d140326", i)
		out.Codes = append(out.Codes, paper.Code{Text: fmt.Sprintf("PERSONNEL:%s:SGT Peña, Niño:88%03d", id, i), Name: fmt.Sprintf("SGT PEÑA-ÜBEDA, Niño %c.", 'A'+i), Detail: id})
	}
	return out
}

func longCodes() paper.Codes {
	out := paper.Codes{Site: longSite(), Title: long("Ti", 80), Printed: printed}
	for i := range 4 {
		out.Codes = append(out.Codes, paper.Code{Text: fmt.Sprint(i) + longCards().People[0].Code, Name: longName(), Detail: unbroken("PE", 64)})
	}
	return out
}

func countLines(n int, results ...string) []paper.CountLine {
	var out []paper.CountLine
	for i := range n {
		l := paper.CountLine{Model: "M4 Carbine", Number: fmt.Sprintf("%04d", 200+i), Serial: fmt.Sprintf("W0I1O%05d", i), ID: fmt.Sprintf("IR-W0I1O%05d140326", i), Place: "Armory"}
		if i%5 == 3 {
			l.Place = "Issued to SSGT REYES, Añe M."
		}
		if len(results) > 0 {
			l.Result = results[i%len(results)]
		}
		out = append(out, l)
	}
	return out
}

func blankCount() paper.Count {
	return paper.Count{Site: site, Type: "monthly", Station: "Counter 1", Opened: morning, Lines: countLines(40), First: paper.Signatory{Rank: "SSGT", Name: "Ángel Muñoz"},
		Second: paper.Signatory{Rank: "TSGT", Name: "Ma. Lourdes Ibáñez"}, Printed: printed}
}

func closedCount() paper.Count {
	c := blankCount()
	c.Closed, c.Lines = morning.Add(time.Hour), countLines(11, paper.Found, paper.Found, paper.Missing, paper.Found, paper.Unexpected)
	c.Lines[2].Remark = "Last seen on Tuesday, niche 4"
	c.Unknown, c.Notes = []string{"ITEM:IX-0000:?:Ñ77", "4006381333931"}, "Rack 7 was opened by the armorer in the presence of TSgt Ibáñez."
	c.First.Signature = scrawl()
	return c
}

func strength() paper.Strength {
	r := paper.Strength{Site: site, Day: morning, Issued: 48, Returned: 41, Remarks: "Two M14 Rifles are for turn-in.", Prepared: paper.Signatory{Rank: "SSGT", Name: "Ángel Muñoz", Title: "Armorer on duty"},
		Printed: printed, Models: []paper.ModelStrength{
			{Model: "M14 Rifle", Available: 12, Issued: 2, Other: 2}, {Model: "M16 Rifle", Available: 160, Issued: 31, Overdue: 1, Maintenance: 4, Other: 1},
			{Model: "M4 Carbine", Available: 88, Issued: 12, Maintenance: 1}, {Model: "Glock 17", Available: 140, Issued: 19, Overdue: 2}, {Model: "M1911", Available: 44},
		}}
	for i := range 9 {
		r.Out = append(r.Out, paper.OutLine{Item: fmt.Sprintf("M16 Rifle %04d", 40+i), Serial: fmt.Sprintf("16O0I%03d", i), Holder: "A1C PEÑA-ÜBEDA, Niño C.", Receipt: fmt.Sprintf("C8FKN-%d-Z", 1000+i),
			Since: morning.Add(-time.Duration(30-i) * time.Hour), Due: morning.Add(-time.Duration(6-i) * time.Hour), Overdue: i < 3})
	}
	return r
}

// daily is a report of 30 days, whose figures are drawn as columns; purposes one of a few, drawn as bars that add up.
func daily() paper.Report {
	r := paper.Report{Site: site, Title: "Issues by day", About: "2026-10-27 to 2026-11-25", Prepared: paper.Signatory{Rank: "SSGT", Name: "Ángel Muñoz"}, Printed: printed,
		Columns: []paper.ReportColumn{{Name: "Day", Share: 24}, {Name: "Issues", Share: 18, Figure: true}, {Name: "Items issued", Share: 18, Figure: true, Bar: true},
			{Name: "Items returned", Share: 18, Figure: true, Bar: true}}, Sums: []string{"All", "610", "725", "699"}}
	for i := range 30 {
		at := morning.AddDate(0, 0, i-29)
		r.Rows = append(r.Rows, []string{at.Format(time.DateOnly), fmt.Sprint(i), fmt.Sprint(i * 37 % 50), fmt.Sprint(i * 29 % 50)})
	}
	return r
}

func purposes() paper.Report {
	r := paper.Report{Site: site, Title: "Strength by model", About: "as of 25 November 2026, 06:42", Stacked: true, Missing: 3, Printed: printed, Columns: []paper.ReportColumn{{Name: "Model", Share: 36},
		{Name: "On hand", Share: 18, Figure: true, Bar: true}, {Name: "Out on TR", Share: 18, Figure: true, Bar: true}, {Name: "Receipt", Share: 26, Code: true}}}
	for i, name := range []string{"M14 Rifle", "M16 Rifle", "Señuelo óptico"} {
		r.Rows = append(r.Rows, []string{name, fmt.Sprint(40 + i), fmt.Sprint(9 * i), "C8FKN-1008-Z"})
	}
	return r
}

// massAccount is a mass issue that is over: two weapons are still out, one came back without its magazine.
func massAccount() paper.Mass {
	m := paper.Mass{Site: site, Title: "Alert Bravo, 25 November", Purpose: "Security", Opened: morning, Closed: morning.Add(6 * time.Hour), Note: "The two on guard at gate 2 keep theirs over night.",
		Magazines: 1, Prepared: paper.Signatory{Rank: "SSGT", Name: "Ángel Muñoz"}, Printed: printed,
		Models: []paper.MassModel{{Model: "M4 Carbine", Issued: 10, Back: 7, Out: 2, Settled: 1}, {Model: "Glock 17", Issued: 2, Back: 2}}}
	for i := range 12 {
		l := paper.MassLine{Item: fmt.Sprintf("M4 Carbine %04d", 230+i), Serial: fmt.Sprintf("W0I1O%05d", i), Person: "SGT DELA PEÑA-MANG̃UIAT, Ma. Niña Zoë Ü.", Group: "951st", Receipt: fmt.Sprintf("C8FKN-%d-Z", 1042+i),
			Issued: morning.Add(time.Duration(i) * time.Minute), Returned: morning.Add(5 * time.Hour), Out: i < 2}
		switch i {
		case 5:
			l.Missing = "1 magazine"
		case 6:
			l.Returned = time.Time{}
		}
		m.Lines = append(m.Lines, l)
	}
	return m
}

func itemCustody() paper.Custody {
	c := paper.Custody{Site: site, Printed: printed, Of: paper.Subject{Name: "M4 Carbine 0231", ID: "IR-W0I1O12345140326", Serial: "W0I1O12345", Model: "M4 Carbine", Status: "Issued", Condition: "Good",
		Registered: morning.AddDate(0, -8, 0)}}
	for i := range 34 {
		at := morning.AddDate(0, 0, i-34)
		e := paper.Event{Time: at, Title: "Issued to SGT DELA PEÑA-ÑIGO, Ma. Zoë Ü.", Detail: "Duty Sentinel, 3 magazines, 90 rounds", Receipt: fmt.Sprintf("C8FKN-%d-Z", 900+i), Account: "Ángel Muñoz", Station: "Counter 1"}
		if i%2 == 1 {
			e.Title, e.Detail, e.Suspect = "Returned by SGT DELA PEÑA-ÑIGO, Ma. Zoë Ü.", "Good", i == 5
		}
		c.Events = append(c.Events, e)
	}
	return c
}

func personCustody() paper.Custody {
	return paper.Custody{Site: site, Printed: printed, Of: paper.Subject{Name: "SGT DELA PEÑA, Ma. Niña Zoë Ü.", ID: "PE-88231140326", Serial: "88231", Group: "951st", Status: "Active"},
		Events: []paper.Event{{Time: morning, Title: "Registered", Account: "Ángel Muñoz", Station: "Counter 1"},
			{Time: morning.Add(time.Hour), Title: "Took M4 Carbine 0231", Detail: "Vigil, 7 magazines, 210 rounds", Receipt: "C8FKN-1042-Z", Account: "Ángel Muñoz", Station: "Counter 1"}}}
}

// longDocuments are the sheets on whole pages with everything at its longest, and the texts on them.
func longDocuments() map[string]struct {
	sheet sheet
	texts []string
} {
	sign := paper.Signatory{Rank: unbroken("R1", 16), Name: long("N1", 80), Title: long("T1", 80)}
	second := paper.Signatory{Rank: unbroken("R2", 16), Name: long("N2", 80)}
	by := paper.Printed{At: morning, By: long("By", 80), Station: long("Ps", 40)}
	texts := []string{longSite().Name, longSite().Unit, by.By, by.Station}

	count := paper.Count{Site: longSite(), Type: "hand-over", Station: long("St", 40), Opened: morning, Closed: morning, Notes: long("No", 1000), First: sign, Second: second, Printed: by,
		Unknown: []string{unbroken("Un", 512)}}
	of := append([]string{count.Notes, count.Station, sign.Rank + sign.Name, sign.Title, second.Rank + second.Name, count.Unknown[0]}, texts...)
	report := paper.Strength{Site: longSite(), Day: morning, Remarks: long("Re", 1000), Prepared: sign, Printed: by}
	on := append([]string{report.Remarks, sign.Rank + sign.Name, sign.Title, longSite().Commander.Rank + longSite().Commander.Name, longSite().Commander.Title}, texts...)
	history := paper.Custody{Site: longSite(), Printed: by, Of: paper.Subject{Name: longName(), ID: unbroken("Id", 80), Serial: unbroken("Se", 40), Model: long("Mo", 60), Group: long("Gr", 40),
		Status: "Under review", Condition: "Damaged", Registered: morning}}
	about := append([]string{history.Of.Name, history.Of.ID, history.Of.Serial, history.Of.Model, history.Of.Group}, texts...)
	mass := paper.Mass{Site: longSite(), Title: long("Ti", 60), Purpose: long("Pu", 60), Opened: morning, Note: long("No", 1000), Magazines: 99999, Rounds: 9999999, Prepared: sign, Printed: by}
	armed := append([]string{mass.Title, mass.Purpose, mass.Note, sign.Rank + sign.Name}, texts...)
	figures := paper.Report{Site: longSite(), Title: long("Rt", 60), About: long("Ra", 60), Prepared: sign, Printed: by, Columns: []paper.ReportColumn{{Name: "Person", Share: 36}, {Name: "Serial number", Share: 26, Code: true},
		{Name: "Items issued", Share: 18, Figure: true, Bar: true}, {Name: "Items returned", Share: 18, Figure: true, Bar: true}, {Name: "Last", Share: 28}}, Sums: []string{"All", "", "99999999", "99999999", ""}}
	said := append([]string{figures.Title, figures.About, sign.Rank + sign.Name}, texts...)
	for i := range 40 {
		n := fmt.Sprint(i, "x")
		who, serial := long("Pe"+n, 100), unbroken("Se"+n, 40)
		figures.Rows, said = append(figures.Rows, []string{who, serial, "9999999", "9999999", "28 Nov 2026 22:47"}), append(said, who, serial)
		one := paper.MassModel{Model: long("Mo"+n, 60), Issued: 99999, Back: 99999, Out: 99999, Settled: 99999}
		line := paper.MassLine{Item: long("It"+n, 60) + " " + unbroken("Nu"+n, 16), Serial: unbroken("Se"+n, 40), Person: longName(), Group: long("Gr"+n, 40), Receipt: "C8FKN-18446744073709551615-Z",
			Issued: morning, Returned: morning, Out: i%2 == 0, Missing: "100 magazines, 10000 rounds"}
		mass.Models, mass.Lines, armed = append(mass.Models, one), append(mass.Lines, line), append(armed, one.Model, line.Item, line.Serial, line.Person, line.Group, line.Receipt)
		l := paper.CountLine{Model: long("Mo"+n, 60), Number: unbroken("Nu"+n, 16), Serial: unbroken("Se"+n, 40), ID: unbroken("Id"+n, 80), Place: "Issued to " + longName(), Result: paper.Unexpected, Remark: long("Re"+n, 200)}
		count.Lines, of = append(count.Lines, l), append(of, l.Model, l.Number, l.Serial, l.ID, l.Place, l.Result+l.Remark)
		m := paper.ModelStrength{Model: long("Mo"+n, 60), Available: 9999999, Issued: 9999999, Overdue: 9999999, Maintenance: 9999999, Other: 9999999}
		o := paper.OutLine{Item: long("It"+n, 60) + " " + unbroken("Nu"+n, 16), Serial: unbroken("Se"+n, 40), Holder: longName(), Receipt: "C8FKN-18446744073709551615-Z", Since: morning, Due: morning, Overdue: true}
		report.Models, report.Out, on = append(report.Models, m), append(report.Out, o), append(on, m.Model, o.Item, o.Serial, o.Holder, o.Receipt)
		e := paper.Event{Time: morning, Title: "Issued to " + longName(), Detail: long("De"+n, 1000), Receipt: "C8FKN-18446744073709551615-Z", Account: long("Ac"+n, 80), Station: long("St"+n, 40), Suspect: true}
		history.Events, about = append(history.Events, e), append(about, e.Title, e.Detail, e.Receipt, e.Account, e.Station)
	}
	return map[string]struct {
		sheet sheet
		texts []string
	}{"count": {count, of}, "strength": {report, on}, "custody": {history, about}, "mass": {mass, armed}, "report": {figures, said}}
}
