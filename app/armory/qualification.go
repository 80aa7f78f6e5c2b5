package armory

import (
	"fmt"
	"time"

	"armguard/app/ledger"
)

// What a site does when somebody takes what he is not qualified for: the setting qualification. Empty is off.
const (
	QualificationOff    = "off"
	QualificationWarn   = "warn"   // says so beside the line
	QualificationRefuse = "refuse" // issues it with a typed reason only
)

// date is the form of dates that are fields.
const date = "2006-01-02"

func isDate(s string) error {
	if at, err := time.Parse(date, s); err != nil || at.Year() < 1950 {
		return fmt.Errorf("%q is not a date such as 2026-12-31", s)
	}
	return nil
}

// qualifiedFor are the categories as they stand in a sentence.
var qualifiedFor = map[string]string{CategoryRifle: "rifles", CategoryPistol: "pistols", CategoryOther: "other equipment"}

// Unqualified says in a sentence that a person is not, or not any more, qualified for a category of items; empty when he
// is. A qualification is good through its date, in the time zone of now.
func Unqualified(person *Record, category string, now time.Time) string {
	if qualifiedFor[category] == "" {
		category = CategoryOther
	}
	things := qualifiedFor[category]
	switch until := person.Value("qual_" + category); {
	case until == "":
		return PersonName(person) + " has no qualification for " + things + " on record."
	case until < now.Format(date):
		at, _ := time.Parse(date, until) // isDate read it
		return PersonName(person) + " was qualified for " + things + " until " + at.Format("2 Jan 2006") + "."
	}
	return ""
}

// unqualified refuses an item that a person is not qualified for, where the site says so and nobody who may override gives
// a reason.
func unqualified(ask Ask, site, person *Record, item ledger.SubjectID, category string) error {
	if site.Value("qualification") != QualificationRefuse {
		return nil
	}
	if _, unsaid := needReason(ask.Reason); unsaid == nil && Allows(ask.Role, MayOverride) {
		return nil
	}
	sentence := Unqualified(person, category, ask.Now)
	if sentence == "" {
		return nil
	}
	return &Refusal{Code: CodeUnqualified, Reason: Allows(ask.Role, MayOverride), Item: item, Message: sentence, Fix: "Enter his qualification if he has it by now, or say why it is issued all the same."}
}
