package armory_test

import (
	"bufio"
	"os"
	"slices"
	"strings"
	"testing"

	"armguard/app/armory"
)

// TestPolicy checks every cell of the hand-written matrix, and that nothing is in the table that is not in the matrix.
func TestPolicy(t *testing.T) {
	file, err := os.Open("testdata/policy.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var roles, commands []string
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		switch {
		case len(fields) == 0 || strings.HasPrefix(fields[0], "#"):
			continue
		case roles == nil:
			roles = fields[1:]
			continue
		case len(fields) != len(roles)+1:
			t.Fatalf("%q has %d cells, want %d", lines.Text(), len(fields)-1, len(roles))
		}
		command := fields[0]
		commands = append(commands, command)
		for i, cell := range fields[1:] {
			if cell != "yes" && cell != "no" {
				t.Fatalf("%s for %s: %q is neither yes nor no", command, roles[i], cell)
			}
			if got := armory.Allows(roles[i], command); got != (cell == "yes") {
				t.Errorf("%s may %s: %v, want %s", roles[i], command, got, cell)
			}
		}
	}
	if !slices.Equal(roles, armory.Roles()) {
		t.Errorf("the matrix has roles %v, the program %v", roles, armory.Roles())
	}
	for _, role := range roles {
		for _, command := range armory.CommandsOf(role) {
			if !slices.Contains(commands, command) {
				t.Errorf("%s may %s, which the matrix does not know", role, command)
			}
		}
	}
	for _, c := range [][2]string{{"", armory.MayRead}, {"root", armory.MayTake}, {armory.RoleSuperuser, ""}, {armory.RoleSuperuser, "everything"}, {"Superuser", armory.MayTake}} {
		if armory.Allows(c[0], c[1]) {
			t.Errorf("%q may %q", c[0], c[1])
		}
	}
}

func TestDecideAsksThePolicyFirst(t *testing.T) {
	s := newStory(t, 1)
	c := s.counters[0]
	person, item := c.person("1001"), c.item("M4", "W1")
	for name, command := range map[string]armory.Command{
		"take": take(person, item), "return": giveBack(item), "raise": armory.Raise{ID: s.subject(), Item: item, Text: "broken"}, "status of an item": status(item, armory.StatusLost),
		"status of a person": personStatus(person, armory.PersonSuspended), "publish": armory.Publish{ID: s.subject(), Title: "x"},
		"edit the site":       armory.Edit{Kind: armory.KindSite, ID: s.siteSubject(), Set: map[string]string{"unit": "HAS"}},
		"edit an account":     armory.Edit{Kind: armory.KindAccount, ID: s.bossSubject(), Set: map[string]string{"name": "x"}},
		"register an account": armory.Register{Kind: armory.KindAccount, ID: s.subject()},
		"import":              armory.Register{Kind: armory.KindPerson, ID: s.subject(), Importing: true},
		"add an account":      armory.RosterEntry{Kind: armory.KindAccountAdd, ID: s.subject(), Sign: signer(s.bossKey), Signer: s.boss},
		"resolve":             armory.Resolve{Finding: "done"},
		"join two people":     armory.Merge{Kind: armory.KindPerson, From: s.subject(), Into: person, Reason: "one man"},
		"give a new number":   armory.Renumber{Kind: armory.KindItem, ID: item, Reason: "two rifles"},
	} {
		for _, role := range []string{armory.RoleAuditor, armory.RoleDisplay, ""} {
			t.Run(name+" as "+role, func(t *testing.T) {
				c.role = role
				_, err := c.does(command)
				refused(t, err, armory.CodeForbidden)
			})
		}
	}
	c.role = armory.RoleSuperuser
	t.Run("an account is edited with a signature or not at all", func(t *testing.T) {
		_, err := c.does(armory.Edit{Kind: armory.KindAccount, ID: s.bossSubject(), Set: map[string]string{"name": "x"}})
		refused(t, err, armory.CodeForbidden)
	})
}
