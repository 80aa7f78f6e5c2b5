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
	r.Notes = long("No", 1000)
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
