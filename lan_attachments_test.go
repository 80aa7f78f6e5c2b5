package main

import (
	"fmt"
	"testing"

	"armguard/app"
	"armguard/app/apptest"
)

// signed issues an item with a signature of its own.
func (r *rig) signed(t *testing.T, person, item string, bar int) (signature string) {
	t.Helper()
	r.rpc(r.token, "Attachments.Add", &signature, app.AttachSignature, apptest.Drawn(t, bar))
	ask := app.IssueRequest{PersonID: r.ulid("/api/personnel/" + person), Lines: []app.IssueLine{{ItemID: r.ulid("/api/items/" + item), Magazines: -1, Rounds: -1}}, Signature: signature}
	r.rpc(r.token, "Counter.Issue", nil, ask)
	return signature
}

// ulid is the id inside of what the console calls by a label.
func (r *rig) ulid(path string) string {
	r.t.Helper()
	var answer struct{ Ulid string }
	r.do(r.token, "GET", path, nil, &answer)
	return answer.Ulid
}

func (r *rig) hasAttachment(id string) bool {
	r.t.Helper()
	var view app.AttachmentView
	r.rpc(r.token, "Attachments.Get", &view, id)
	return view.URL != "" && !view.Arriving
}

func TestAttachmentsReachEveryStation(t *testing.T) {
	one := newLanRig(t)
	one.fill(4, 4)
	two, three := one.another("Counter 2"), one.another("Counter 3")
	together(one, two, three)

	t.Run("of an issue at a member, over the hub", func(t *testing.T) {
		signature := two.signed(t, "P00001", "W00001", 90)
		for _, r := range []*rig{one, three} {
			r.until("the signature", func() bool { return r.hasAttachment(signature) })
		}
	})
	t.Run("more than are asked for at once", func(t *testing.T) {
		var all []string
		for bar := range 40 {
			var photo string
			three.rpc(three.token, "Attachments.Add", &photo, app.AttachSignature, apptest.Drawn(t, 100+bar))
			three.rpc(three.token, "People.Save", nil, app.PersonForm{Serial: fmt.Sprintf("S%d", bar), Rank: "SGT", LastName: "Cruz", FirstName: "Ana", Photo: photo})
			all = append(all, photo)
		}
		for _, r := range []*rig{one, two} {
			r.until("40 photos", func() bool {
				for _, photo := range all {
					if !r.hasAttachment(photo) {
						return false
					}
				}
				return true
			})
		}
	})
	t.Run("and of the past to one that joins later", func(t *testing.T) {
		var signature string
		one.rpc(one.token, "Attachments.Add", &signature, app.AttachSignature, apptest.Drawn(t, 77))
		one.rpc(one.token, "People.Save", nil, app.PersonForm{Serial: "LATE", Rank: "SGT", LastName: "Reyes", FirstName: "Ben", Photo: signature})
		four := one.another("Counter 4")
		four.until("the photo", func() bool { return four.hasAttachment(signature) })
	})
}
