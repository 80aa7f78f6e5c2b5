package app_test

import (
	"bytes"
	"encoding/base64"
	"image/png"
	"strings"
	"testing"

	"armguard/app"
	"armguard/app/apptest"
	"armguard/app/armory"
)

func TestAttachments(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	s.Fill(2, 2)
	signature := apptest.Must[string](s, s.Root, "Attachments.Add", app.AttachSignature, apptest.Drawn(t, 90))
	photo := apptest.Must[string](s, s.Root, "Attachments.Add", app.AttachPhoto, apptest.Drawn(t, 50))

	t.Run("a signature stands on the receipt of the Take and of the Return", func(t *testing.T) {
		ask := s.Take("P00001", "W00001")
		ask.Signature = signature
		out := apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", ask)
		back := apptest.Must[app.Transaction](s, s.Root, "Counter.Return", app.ReturnRequest{Lines: []app.ReturnLine{{ItemID: s.Item("W00001"), Magazines: -1, Rounds: -1}}, Signature: signature})
		plain := apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", s.Take("P00001", "W00001"))
		if out.Signature != signature || back.Signature != signature || plain.Signature != "" {
			t.Errorf("got %q, %q, %q", out.Signature, back.Signature, plain.Signature)
		}
		view := apptest.Must[app.AttachmentView](s, s.Root, "Attachments.Get", out.Signature)
		if !strings.HasPrefix(view.URL, "data:image/png;base64,") || view.Arriving {
			t.Errorf("got %.40s, arriving %v", view.URL, view.Arriving)
		}
	})
	t.Run("a person and a weapon have photos", func(t *testing.T) {
		person := apptest.Must[app.PersonRecord](s, s.Root, "People.Get", s.Person("P00001"))
		form := app.PersonForm{ID: person.ID, Serial: person.Serial, Rank: person.Rank, LastName: person.LastName, FirstName: person.FirstName, Photo: photo}
		saved := apptest.Must[app.PersonRecord](s, s.Root, "People.Save", form)
		if saved.Photo != photo || !strings.Contains(saved.History[0].Detail, "Photo changed") {
			t.Errorf("got %q, %+v", saved.Photo, saved.History[0])
		}
		item := apptest.Must[app.ItemRecord](s, s.Root, "Inventory.Get", s.Item("W00002"))
		raw, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(item.TagCode, "data:image/png;base64,"))
		if picture, err := png.Decode(bytes.NewReader(raw)); err != nil || picture.Bounds().Dx() < 100 {
			t.Errorf("the code of its tag is no picture: %v", err)
		}
		kept := apptest.Must[app.ItemRow](s, s.Root, "Inventory.Save", app.ItemForm{ID: item.ID, ModelID: item.ModelID, Serial: item.Serial, Number: item.Number, Photo: photo})
		if kept.Photo != photo {
			t.Errorf("got %q", kept.Photo)
		}
		form.Photo = ""
		if gone := apptest.Must[app.PersonRecord](s, s.Root, "People.Save", form); gone.Photo != "" {
			t.Errorf("it has still %q", gone.Photo)
		}
	})
	t.Run("what is no picture, or not here, is refused, and nothing is recorded", func(t *testing.T) {
		before := s.Entries()
		ask := s.Take("P00002", "W00002")
		ask.Signature = strings.Repeat("ab", 32)
		other := ask
		other.Signature = "nonsense"
		for name, c := range map[string]struct{ got, want string }{
			"text":                    {s.Code(s.Root, "Attachments.Add", app.AttachPhoto, base64.StdEncoding.EncodeToString([]byte("<svg/>"))), armory.CodeInvalid},
			"no base64":               {s.Code(s.Root, "Attachments.Add", app.AttachPhoto, "%"), armory.CodeInvalid},
			"a signature of nothing":  {s.Code(s.Root, "Attachments.Add", app.AttachSignature, apptest.Drawn(t, 0)), armory.CodeInvalid},
			"another kind":            {s.Code(s.Root, "Attachments.Add", "film", apptest.Drawn(t, 9)), armory.CodeInvalid},
			"a signature not here":    {s.Code(s.Root, "Counter.Issue", ask), armory.CodeNotFound},
			"a signature that is not": {s.Code(s.Root, "Counter.Issue", other), armory.CodeNotFound},
			"a photo not here": {s.Code(s.Root, "People.Save", app.PersonForm{Serial: "P9", Rank: "SGT", LastName: "Nine", FirstName: "Ana", Photo: ask.Signature}),
				armory.CodeNotFound},
			"the id of nothing": {s.Code(s.Root, "Attachments.Get", "nonsense"), armory.CodeNotFound},
		} {
			if c.got != c.want {
				t.Errorf("%s: got %q, want %q", name, c.got, c.want)
			}
		}
		if s.Entries() != before {
			t.Errorf("%d entries were written", s.Entries()-before)
		}
	})
}

func TestAnAttachmentOfAnotherStationIsArrivingUntilItComes(t *testing.T) {
	t.Parallel()
	one := apptest.Found(t)
	one.Fill(1, 1)
	two := one.Second("Counter 2", apptest.Options{})
	meet(t, one, two)
	ask := one.Take("P00001", "W00001")
	ask.Signature = apptest.Must[string](one, one.Root, "Attachments.Add", app.AttachSignature, apptest.Drawn(t, 90))
	receipt := apptest.Must[app.Transaction](one, one.Root, "Counter.Issue", ask)
	meet(t, one, two)

	there := apptest.Must[app.Transaction](two, two.Root, "Transactions.Get", receipt.ID)
	if view := apptest.Must[app.AttachmentView](two, two.Root, "Attachments.Get", there.Signature); !view.Arriving || view.URL != "" || there.Signature != ask.Signature {
		t.Fatalf("got %+v of %q", view, there.Signature)
	}
	ear := two.App.Push.Listen()
	defer ear.Close()
	view := apptest.Must[app.AttachmentView](one, one.Root, "Attachments.Get", ask.Signature)
	_, data, _ := strings.Cut(view.URL, ",")
	body, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		t.Fatal(err)
	}
	if wanted, err := two.App.Attachments.Keep(t.Context(), []byte("something else")); wanted || err != nil {
		t.Errorf("what nobody wants: %v, %v", wanted, err)
	}
	if wanted, err := two.App.Attachments.Keep(t.Context(), body); !wanted || err != nil {
		t.Fatalf("%v, %v", wanted, err)
	}
	if got := apptest.Must[app.AttachmentView](two, two.Root, "Attachments.Get", there.Signature); got.URL != view.URL || got.Arriving {
		t.Errorf("got %+v", got)
	}
	<-ear.Ready()
	if told := ear.Take(); len(told) != 1 || told[0].Topic != app.TopicAttachments {
		t.Errorf("screens were told of %+v", told)
	}
}
