package app_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"armguard/app"
	"armguard/app/apptest"
	"armguard/app/armory"
)

// sheets are a station with a site and its recovery sheet.
func sheets(t *testing.T) (*apptest.Station, app.Recovery) {
	t.Helper()
	s := apptest.Open(t, apptest.Options{})
	sheet, err := s.App.CreateSite(context.Background(), apptest.Site)
	if err != nil {
		t.Fatal(err)
	}
	s.Root = s.SignIn("root")
	return s, sheet
}

func TestTheRecoverySheetAddsASuperuser(t *testing.T) {
	t.Parallel()
	s, sheet := sheets(t)
	numbered := ""
	for i, word := range sheet.Words {
		numbered += fmt.Sprintf("%d. %s\n", i+1, strings.ToUpper(word))
	}
	for name, text := range map[string]string{
		"words": strings.Join(sheet.Words, " "), "numbered": numbered, "code": " " + strings.ToUpper(sheet.Text) + "\n",
		"halves": sheet.Text[:34] + "\n" + sheet.Text[34:],
		"file":   "ArmGuard Station: recovery sheet of the site X\n\n" + strings.Join(sheet.Words, " ") + "\n\n" + sheet.Text + "\n\nKeep it locked away.\n",
	} {
		t.Run(name, func(t *testing.T) {
			made := apptest.Must[app.Account](s, "", "Setup.Recover", app.LostPasswords{Sheet: text, Username: "New." + name, FullName: "SSGT Reyes", Password: apptest.Password})
			if made.Role != armory.RoleSuperuser || made.Username != "new."+name {
				t.Errorf("got %+v", made)
			}
			entry := s.Newest(1)[0]
			if entry.Kind != armory.KindAccountAdd || entry.Actor.Method != "recovery" || !entry.Actor.Account.IsZero() {
				t.Errorf("got %s by %+v", entry.Kind, entry.Actor)
			}
			token := s.SignIn("new." + name)
			accounts := apptest.Must[[]app.Account](s, token, "Accounts.List")
			for _, a := range accounts {
				if a.Username == "root" {
					apptest.Must[any](s, token, "Accounts.ResetPassword", a.ID, "staple horse correct battery "+name)
				}
			}
			s.SignInWith("root", "staple horse correct battery "+name)
		})
	}
	told := apptest.Must[app.Page[app.Notification]](s, s.SignIn("new.words"), "Notices.List", app.ListQuery{})
	if len(told.Items) == 0 || told.Items[0].Title != "Recovery sheet used" {
		t.Errorf("nobody was told: %+v", told.Items)
	}
	if _, err := s.App.Audit.VerifyNow(context.Background(), func(int, int) {}); err != nil {
		t.Errorf("the ledger: %v", err)
	}
}

func TestWhatIsNoRecoverySheet(t *testing.T) {
	t.Parallel()
	s, sheet := sheets(t)
	_, other := sheets(t)
	with := func(at int, word string) string {
		words := append([]string{}, sheet.Words...)
		words[at] = word
		return strings.Join(words, " ")
	}
	another := "abandon"
	if sheet.Words[5] == another {
		another = "ability"
	}
	last := "0"
	if strings.HasSuffix(sheet.Text, last) {
		last = "1"
	}
	for text, want := range map[string]string{
		"":                                    "has 24 words; this is 0",
		strings.Join(sheet.Words[:23], " "):   "has 24 words; this is 23",
		with(3, "rifle") + " more":            "has 24 words; this is 25",
		with(3, "rifl"):                       `The word "rifl" is on no recovery sheet`,
		with(5, another):                      "", // below: once in 256 the checksum fits
		sheet.Text[:len(sheet.Text)-1] + last: "does not fit together",
		strings.Join(other.Words, " "):        "not the site's recovery key",
		other.Text:                            "not the site's recovery key",
	} {
		before := s.Entries()
		_, refused := apptest.Try[app.Account](s, "", "Setup.Recover", app.LostPasswords{Sheet: text, Username: "thief", FullName: "A Thief", Password: apptest.Password})
		if refused == nil || refused.Fix == "" || !strings.Contains(refused.Message, want) {
			t.Errorf("%q: got %+v, want %q", text, refused, want)
		}
		if s.Entries() != before {
			t.Errorf("%q wrote %d entries", text, s.Entries()-before)
		}
	}
	good := app.LostPasswords{Sheet: sheet.Text, Username: "second", FullName: "SSGT Reyes", Password: apptest.Password}
	for name, c := range map[string]struct {
		change func(*app.LostPasswords)
		code   string
	}{
		"a short password":    {func(l *app.LostPasswords) { l.Password = "short" }, armory.CodeInvalid},
		"a name that is used": {func(l *app.LostPasswords) { l.Username = "ROOT" }, armory.CodeDuplicate},
		"no name":             {func(l *app.LostPasswords) { l.FullName = "" }, armory.CodeInvalid},
	} {
		lost := good
		c.change(&lost)
		if code := s.Code("", "Setup.Recover", lost); code != c.code {
			t.Errorf("%s: got %q, want %q", name, code, c.code)
		}
	}
	empty := apptest.Open(t, apptest.Options{})
	if code := empty.Code("", "Setup.Recover", good); code != "NO_SITE" {
		t.Errorf("before there is a site: got %q", code)
	}
}
