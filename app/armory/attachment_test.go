package armory_test

import (
	"slices"
	"testing"

	"armguard/app/armory"
	"armguard/app/ledger"
)

func TestEveryAttachmentOfAnEntryIsNamed(t *testing.T) {
	one, two := ledger.Hash{1}, ledger.Hash{2}
	for name, c := range map[string]struct {
		kind string
		body any
		want []ledger.Hash
	}{
		"who took it":        {armory.KindTake, armory.TakeBody{Signature: one[:]}, []ledger.Hash{one}},
		"who brought it":     {armory.KindReturn, armory.ReturnBody{Signature: two[:]}, []ledger.Hash{two}},
		"what was found":     {armory.KindRaise, armory.DiscrepancyBody{Photos: [][]byte{one[:], two[:]}}, []ledger.Hash{one, two}},
		"a face":             {armory.KindPersonEdit, armory.RecordBody{Set: map[string]string{"photo": one.String()}}, []ledger.Hash{one}},
		"a weapon":           {armory.KindItemAdd, armory.RecordBody{Set: map[string]string{"photo": two.String()}}, []ledger.Hash{two}},
		"no face any more":   {armory.KindPersonEdit, armory.RecordBody{Set: map[string]string{"photo": ""}}, nil},
		"no hash":            {armory.KindTake, armory.TakeBody{Signature: []byte("short")}, nil},
		"nothing":            {armory.KindTake, armory.TakeBody{}, nil},
		"what is no receipt": {armory.KindTake, "text", nil},
	} {
		got := armory.Attachments(&ledger.Entry{Kind: c.kind, KindVer: 1, Body: ledger.Encode(c.body)})
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
		if later := armory.Attachments(&ledger.Entry{Kind: c.kind, KindVer: 2, Body: ledger.Encode(c.body)}); later != nil {
			t.Errorf("%s in a newer version: got %v", name, later)
		}
	}
}
