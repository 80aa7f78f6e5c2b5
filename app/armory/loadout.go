package armory

import (
	"fmt"
	"strconv"
	"strings"
)

// Loadout is what goes with a weapon of a category for a purpose.
type Loadout struct {
	Category  string
	Magazines int
	Rounds    int
}

// ParseLoadouts reads the form in which a purpose keeps its loadouts: "pistol:4/42 rifle:3/90".
func ParseLoadouts(text string) ([]Loadout, error) {
	var out []Loadout
	for _, part := range strings.Fields(text) {
		category, counts, ok := strings.Cut(part, ":")
		mags, rounds, ok2 := strings.Cut(counts, "/")
		m, err := strconv.Atoi(mags)
		r, err2 := strconv.Atoi(rounds)
		if !ok || !ok2 || err != nil || err2 != nil || m < 0 || r < 0 || m > maxMagazines || r > maxRounds {
			return nil, fmt.Errorf("%q is not a loadout such as rifle:3/90", part)
		}
		out = append(out, Loadout{category, m, r})
	}
	return out, nil
}

// FormatLoadouts is the inverse of ParseLoadouts.
func FormatLoadouts(loadouts []Loadout) string {
	parts := make([]string, len(loadouts))
	for i, l := range loadouts {
		parts[i] = fmt.Sprintf("%s:%d/%d", l.Category, l.Magazines, l.Rounds)
	}
	return strings.Join(parts, " ")
}

// LoadoutFor is what a purpose gives a weapon of the category; nothing when it says nothing.
func LoadoutFor(purpose *Record, category string) Loadout {
	all, _ := ParseLoadouts(purpose.Value("loadouts"))
	for _, l := range all {
		if l.Category == category {
			return l
		}
	}
	return Loadout{Category: category}
}
