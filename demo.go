package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"armguard/app"
	"armguard/app/armory"
	"armguard/app/exchange"
)

type demoCommand struct {
	dataFlag
	People       int    `help:"How many people." default:"400"`
	Items        int    `help:"How many items." default:"600"`
	Days         int    `help:"How many days of history." default:"90"`
	Seed         uint64 `help:"The same seed makes the same people, items and history." default:"1"`
	PasswordFile string `help:"File whose first line is the password of every sample account; made up and printed when it is left out." type:"path"`
}

// demoEnd is the last moment of the sample history: the last time it was nine, so that nothing in it is still to come.
func demoEnd(now time.Time) time.Time {
	nine := time.Date(now.Year(), now.Month(), now.Day(), 9, 0, 0, 0, now.Location())
	if nine.After(now) {
		return nine.AddDate(0, 0, -1)
	}
	return nine
}

// demoSite is a sample site being written.
type demoSite struct {
	*station
	ctx      context.Context
	random   *rand.Rand
	clock    time.Time
	callers  map[string]*app.Caller
	people   []app.PersonRecord
	items    []app.ItemRow
	out      map[int]int // item -> person
	holds    map[int]int // person -> item
	purposes []app.Purpose
	sling    string // ids of stock lines
	holster  string
}

var demoAccounts = []struct{ Username, Name, Role string }{
	{"admin", "TSGT Elena Navarro", armory.RoleAdministrator}, {"armorer1", "SSGT Ramon Villanueva", armory.RoleArmorer},
	{"armorer2", "SGT Lorna Castillo", armory.RoleArmorer}, {"armorer3", "A1C Jose Ocampo", armory.RoleArmorer},
	{"auditor", "CPT Isabel Torres", armory.RoleAuditor},
}

// Run makes the site through the same recorder that a counter uses, with a clock that is moved by hand.
func (c *demoCommand) Run(out output, log *slog.Logger) error {
	dir, err := c.dir()
	if err != nil {
		return err
	}
	if c.People < 1 || c.Items < 1 || c.Days < 0 || c.People > 20000 || c.Items > 20000 || c.Days > 3650 {
		return &app.Error{Code: armory.CodeInvalid, Message: "A sample site has 1 to 20000 people, 1 to 20000 items and up to 3650 days.", Fix: "Choose numbers in between."}
	}
	if hasStore(dir) {
		return &app.Error{Code: armory.CodeInvalid, Message: "There is already a station in " + dir + ".", Fix: "Name an empty folder with --data."}
	}
	ctx, stop := interruptible()
	defer stop()
	password := "sample-" + strings.ToLower(randomText()[:16])
	if c.PasswordFile != "" {
		if password, err = readPassword(c.PasswordFile); err != nil {
			return err
		}
	}
	end := demoEnd(time.Now())
	d := &demoSite{ctx: ctx, random: rand.New(rand.NewPCG(c.Seed, c.Seed)), clock: end.AddDate(0, 0, -c.Days).Add(-2 * time.Hour),
		callers: map[string]*app.Caller{}, out: map[int]int{}, holds: map[int]int{}}
	d.station = newStation(stationOptions{Dir: dir, Log: log, Now: func() time.Time { return d.clock }})
	before := lookAt(dir)
	if err = d.app.Open(ctx); err == nil {
		err = d.make(c, password)
	}
	if err = errors.Join(err, d.app.Close()); err != nil {
		return before.unless(err)
	}
	if err := d.samples(dir); err != nil {
		return err
	}
	answer := map[string]any{"data": dir, "people": c.People, "items": c.Items, "days": c.Days, "accounts": []string{"root", "admin", "armorer1", "armorer2", "armorer3", "auditor"}}
	sentence := fmt.Sprintf("Sample site in %s: %d people, %d items, %d days.\nAccounts root, admin, armorer1, armorer2, armorer3, auditor.", dir, c.People, c.Items, c.Days)
	if c.PasswordFile == "" {
		answer["password"] = password
		sentence += "\nTheir password: " + password
	}
	sentence += fmt.Sprintf("\nTo try the import: %s and %s.", filepath.Join(dir, "people.xlsx"), filepath.Join(dir, "items.csv"))
	out.say(answer, "%s", sentence)
	return nil
}

func (d *demoSite) make(c *demoCommand, password string) error {
	if _, err := d.app.CreateSite(d.ctx, app.NewSite{Site: "951st Armory", Unit: "951st Security Squadron", Station: "Counter 1", Username: "root", FullName: "MSGT Antonio Mercado", Password: password}); err != nil {
		return err
	}
	if err := d.signIn("root", password); err != nil {
		return err
	}
	root := d.callers["root"]
	for _, a := range demoAccounts {
		if _, err := d.app.Accounts.Add(root, app.NewAccount{Username: a.Username, Name: a.Name, Role: a.Role, Password: password}); err != nil {
			return err
		}
		if err := d.signIn(a.Username, password); err != nil {
			return err
		}
	}
	site, err := d.app.Settings.Site(root)
	if err != nil {
		return err
	}
	site.Limit, site.CommanderName, site.CommanderRank, site.CommanderTitle = armory.LimitOneEach, "Ricardo Aquino", "LTCOL", "Squadron Commander"
	if _, err := d.app.Settings.SaveSite(root, site); err != nil {
		return err
	}
	purposes, err := d.app.Settings.Purposes(root)
	if err != nil {
		return err
	}
	// Free text would want words; and by name, not by id, the same seed means the same purposes.
	d.purposes = slices.DeleteFunc(purposes, func(p app.Purpose) bool { return p.FreeText })
	slices.SortFunc(d.purposes, func(a, b app.Purpose) int { return strings.Compare(a.Name, b.Name) })
	if err := errors.Join(d.stock(d.callers["admin"]), d.register(c.People, c.Items)); err != nil {
		return err
	}
	return d.history(c.Days)
}

func (d *demoSite) signIn(username, password string) error {
	in, err := d.app.SignIn(d.ctx, username, password, false)
	if err != nil {
		return err
	}
	d.callers[username], err = d.app.Door().Admit(d.ctx, in.Token, armory.MayRead, false)
	return err
}

func (d *demoSite) register(people, items int) error {
	admin := d.callers["admin"]
	rows := [][]string{{"serial", "rank", "last_name", "first_name", "middle_initial", "group", "phone"}}
	for i := range people {
		rows = append(rows, d.person(i))
	}
	if err := d.importRows(admin, "people", rows); err != nil {
		return err
	}
	rows = [][]string{{"model", "serial", "number", "condition"}}
	for i := range items {
		rows = append(rows, d.item(i))
	}
	if err := d.importRows(admin, "items", rows); err != nil {
		return err
	}
	for q := (app.ListQuery{Limit: 500, Sort: "serial"}); ; q.Offset += 500 {
		page, err := d.app.People.Holding(admin, q)
		if err != nil {
			return err
		}
		if d.people = append(d.people, page.Items...); page.Next == "" {
			break
		}
	}
	for q := (app.ListQuery{Limit: 500, Sort: "serial"}); ; q.Offset += 500 {
		page, err := d.app.Inventory.List(admin, q)
		if err != nil {
			return err
		}
		if d.items = append(d.items, page.Items...); page.Next == "" {
			return nil
		}
	}
}

func (d *demoSite) importRows(c *app.Caller, what string, rows [][]string) error {
	var text strings.Builder
	w := csv.NewWriter(&text)
	if err := w.WriteAll(rows); err != nil {
		return err
	}
	preview, err := d.app.Exchange.ImportFile(c, what, what+".csv", []byte(text.String()), false)
	if err == nil && len(preview.Bad) > 0 {
		err = fmt.Errorf("sample row %d: %s", preview.Bad[0].Row, preview.Bad[0].Reason)
	}
	return err
}

var (
	demoLast   = strings.Fields("Santos Reyes Cruz Bautista Ocampo Garcia Mendoza Torres Castillo Flores Villanueva Ramos Navarro Aquino Mercado Salazar Domingo Peña Muñoz Ibañez Yñiguez Delgado Soriano Pascual Lim Tan Abad Manalo Tolentino Magsaysay")
	demoFirst  = strings.Fields("Juan Jose Maria Ramon Elena Lorna Antonio Ricardo Isabel Miguel Andres Carlo Diego Emilio Rosa Teresa Liza Mark John Paolo Gabriel Rafael Noel Arnel Joel Grace Angela Cristina Nestor Danilo")
	demoRanks  = strings.Fields("AM AM AW A2C A2C AW2C A1C A1C A1C AW1C SGT SGT SGT SSGT SSGT TSGT MSGT 2LT 1LT CPT")
	demoModels = strings.Fields("M4 M4 M4 M16 M16 M14 GLOCK17 GLOCK17 M1911")
)

func pick[T any](r *rand.Rand, all []T) T { return all[r.IntN(len(all))] }

func (d *demoSite) person(i int) []string {
	last := pick(d.random, demoLast)
	if d.random.IntN(6) == 0 {
		last = "Dela " + last
	}
	return []string{fmt.Sprintf("%06d", 810000+i*7), pick(d.random, demoRanks), last, pick(d.random, demoFirst), string(rune('A' + d.random.IntN(26))),
		pick(d.random, []string{"HAS", "951st", "951st", "952nd", "953rd"}), fmt.Sprintf("09%09d", d.random.IntN(1_000_000_000))}
}

func (d *demoSite) item(i int) []string {
	condition := "Good"
	if d.random.IntN(12) == 0 {
		condition = "Fair"
	}
	return []string{pick(d.random, demoModels), fmt.Sprintf("%05d", 10000+i*3), fmt.Sprintf("%04d", i+1), condition}
}

// samples writes spreadsheets to try the import with: like those an armory has, mistakes included.
func (d *demoSite) samples(dir string) error {
	people := [][]string{}
	for i := range 40 {
		row := d.person(5000 + i)
		people = append(people, append(row, "Active"))
	}
	people[6][1], people[11][0], people[19][2], people[27][5] = "SGTT", people[10][0], "", "954th"
	file, err := os.OpenFile(filepath.Join(dir, "people.xlsx"), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	err = exchange.WriteXLSX(file, "People", []string{"Serial", "Rank", "Last Name", "First Name", "Middle Initial", "Group", "Phone", "Status"}, people)
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	var text strings.Builder
	text.WriteString("Model;Serial No;Rack No;Condition;Remarks\r\n")
	for i := range 60 {
		row := d.item(5000 + i)
		switch i {
		case 8:
			row[0] = "M61"
		case 21:
			row[1] = ""
		case 33:
			row[3] = "Excellent"
		}
		text.WriteString(strings.Join(row, ";") + ";\r\n")
	}
	return os.WriteFile(filepath.Join(dir, "items.csv"), []byte(text.String()), 0o600)
}
