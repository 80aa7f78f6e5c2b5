package armory

import (
	"fmt"
	"slices"
	"strings"
)

// What a site may want a second person for: the words of the setting two_person, which lists them with commas. Empty, or
// off: nothing.
const (
	TwoPersonOverride = "override" // issue without check, or against a refusal
	TwoPersonResolve  = "resolve"  // the end of a conflict or a discrepancy
	TwoPersonRetire   = "retire"   // an item that is Retired, Turned in or Lost
	twoPersonOff      = "off"
)

var twoPersonActs = []string{TwoPersonOverride, TwoPersonResolve, TwoPersonRetire}

func isTwoPerson(s string) error {
	for _, act := range TwoPersonOf(s) {
		if !slices.Contains(twoPersonActs, act) {
			return fmt.Errorf("%q is none of %s", act, strings.Join(twoPersonActs, ", "))
		}
	}
	return nil
}

// TwoPersonOf are the acts that a value of the setting two_person lists.
func TwoPersonOf(value string) []string {
	if value == twoPersonOff {
		return nil
	}
	return nonEmpty(strings.Split(strings.ReplaceAll(value, " ", ""), ","))
}

// seconded is a command that a site may want a second person for.
type seconded interface {
	// second is the act it is, as the setting two_person calls it; empty: none of them.
	second(ask Ask) string
}

func (Take) second(ask Ask) string    { return overriding(ask) }
func (Convert) second(ask Ask) string { return overriding(ask) }

func overriding(ask Ask) string {
	if ask.Reason == "" {
		return ""
	}
	return TwoPersonOverride
}

func (c SetItemStatus) second(Ask) string {
	if slices.ContainsFunc([]string{StatusRetired, StatusTurnedIn, StatusLost}, func(s string) bool { return strings.EqualFold(s, Clean(c.Status, false)) }) {
		return TwoPersonRetire
	}
	return ""
}

func (Resolve) second(Ask) string { return TwoPersonResolve }

func (c SettleDiscrepancy) second(Ask) string {
	if strings.EqualFold(Clean(c.State, false), DiscrepancyReview) { // it decides nothing yet
		return ""
	}
	return TwoPersonResolve
}

// needSecond refuses what the site wants two persons for until another account that may do the same has approved it.
func needSecond(st State, ask Ask, command Command) error {
	of, ok := command.(seconded)
	if !ok {
		return nil
	}
	act := of.second(ask)
	if act == "" {
		return nil
	}
	site := &Record{Kind: KindSite, ID: ask.Site.ID}
	if _, err := st.Load(site); err != nil {
		return err
	}
	if !slices.Contains(TwoPersonOf(site.Value("two_person")), act) {
		return nil
	}
	if ask.Second.IsZero() {
		return refuse(CodeNeedsSecond, "This needs a second person at this site.", "Have another one who may do it approve it with his password.")
	}
	return maySecond(st, ask, act, command)
}

// maySecond refuses a second account that is the first one, disabled, or may not do the same itself.
func maySecond(st State, ask Ask, act string, command Command) error {
	may := command.Name()
	if act == TwoPersonOverride {
		may = MayOverride
	}
	second := &Record{Kind: KindAccount, ID: ask.Second.ID}
	known, err := st.Load(second)
	if err != nil {
		return err
	}
	fix := "Have another one who may do it approve it with his password."
	switch {
	case ask.Second == ask.Account:
		return refuse(CodeNeedsSecond, "Nobody is the second person to himself.", fix)
	case !known || second.Kind != KindAccount || second.Value("disabled") != "" || !Allows(second.Value("role"), may):
		return refuse(CodeNeedsSecond, strings.TrimSpace(second.Value("name")+" may not approve this."), fix)
	}
	return nil
}
