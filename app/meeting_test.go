package app_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"armguard/app"
	"armguard/app/apptest"
	"armguard/app/armory"
)

// Three counters work, mostly cut off from each other, and meet by chance. Whatever came in whatever order, in the end
// they have one record that says one thing, and each finds it whole.
func TestStationsThatMeetByChanceEndUpWithOneRecord(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 1))
			one := apptest.Found(t)
			one.Fill(5, 6)
			all := []*apptest.Station{one, one.Second("Counter 2", apptest.Options{}), one.Second("Counter 3", apptest.Options{})}
			for _, s := range all[1:] {
				meet(t, one, s)
			}
			codes := map[string]int{}
			for range 90 {
				s, other := all[random.IntN(3)], all[random.IntN(3)]
				person, item := fmt.Sprintf("P%05d", 1+random.IntN(5)), fmt.Sprintf("W%05d", 1+random.IntN(6))
				switch random.IntN(10) {
				case 0, 1:
					if s != other {
						bring(t, s, other)
					}
				case 2:
					codes[s.Code(s.Root, "Notices.Publish", app.NewAnnouncement{Title: "Range closed", Text: "Until Friday", Level: "info"})]++
				case 3, 4, 5:
					codes[s.Code(s.Root, "Counter.Return", s.Return(item))]++
				case 6:
					status := []string{armory.StatusMaintenance, armory.StatusAvailable}[random.IntN(2)]
					codes[s.Code(s.Root, "Inventory.SetStatus", s.Item(item), status, "Extractor worn")]++
				default:
					codes[s.Code(s.Root, "Counter.Issue", s.Take(person, item))]++
				}
			}
			for range 2 {
				meet(t, all[0], all[1])
				meet(t, all[1], all[2])
				meet(t, all[2], all[0])
			}
			for i, s := range all {
				if s.Digest() != one.Digest() || s.Entries() != one.Entries() {
					t.Errorf("station %d has %d entries that say something else than the %d of the first", i+1, s.Entries(), one.Entries())
				}
				found, err := s.App.Keeper.Verify(context.Background(), func(int, int) {})
				if err != nil || found.FirstBad != "" || found.Logs != 3 {
					t.Errorf("station %d: %v, %+v", i+1, err, found)
				}
			}
			if codes[""] < 20 {
				t.Errorf("only %v was done: the test shows nothing", codes)
			}
		})
	}
}
