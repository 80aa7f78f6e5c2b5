package lantest

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"armguard/app"
	"armguard/hub/discovery"
)

// observer is set in the process that listens on a PC for announcements.
const observer = "ARMGUARD_LANTEST_OBSERVER"

func TestMain(m *testing.M) {
	if os.Getenv(observer) == "" {
		os.Exit(m.Run())
	}
	ctx, stop := context.WithTimeout(context.Background(), 6*time.Second) // two windows and a bit
	defer stop()
	seen := map[string]bool{}
	finder := discovery.New(discovery.Hub, ":7443")
	if err := finder.Start(ctx, func(s discovery.Seen) bool { seen[s.Station.String()] = true; return true }, func(discovery.Seen) {}); err != nil {
		panic(err)
	}
	<-ctx.Done()
	_ = finder.Close()
	for id := range seen {
		fmt.Println(id)
	}
}

// announced are the stations whose announcement a PC hears.
func (s *Site) announced(n int) []string {
	s.t.Helper()
	program, err := os.Executable()
	if err != nil {
		s.t.Fatal(err)
	}
	cmd := s.Command(n, program)
	cmd.Env = append(os.Environ(), observer+"=1")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		s.t.Fatalf("listen for announcements: %v", err)
	}
	return strings.Fields(string(out))
}

// united reports whether stations are one hub and its members.
func united(stations []*Station) (*Station, bool) {
	var hub *Station
	var hubs []string
	for _, st := range stations {
		status, ok := st.Status()
		if !ok {
			return nil, false
		}
		switch status.Role {
		case "hub":
			if hub != nil {
				return nil, false
			}
			hub = st
		case "member":
		default:
			return nil, false
		}
		hubs = append(hubs, status.Hub)
	}
	return hub, hub != nil && len(slices.Compact(hubs)) == 1 && hubs[0] == hub.Name
}

// equal reports whether stations know the same, and make the same of it.
func equal(stations []*Station) bool {
	var first string
	for _, st := range stations {
		status, ok := st.Status()
		at := fmt.Sprint(status.Vector, status.Digest)
		if !ok || (first != "" && at != first) {
			return false
		}
		first = at
	}
	return true
}

// whole waits until stations are one hub and members with one record, and returns the hub.
func (s *Site) whole(limit time.Duration, stations []*Station) (hub *Station, took time.Duration) {
	s.t.Helper()
	begun := time.Now()
	for {
		is, one := united(stations)
		if one && equal(stations) {
			return is, time.Since(begun)
		}
		if time.Since(begun) > limit {
			for _, st := range stations {
				status, ok := st.Status()
				s.t.Logf("%s: answers %v, %s, hub %q, term %d, %v %s", st.Name, ok, status.Role, status.Hub, status.Term, status.Vector, status.Digest)
			}
			s.t.Fatalf("not one hub and one record within %s", limit)
		}
		time.Sleep(20 * time.Millisecond) // other processes have no event to wait for
	}
}

// figure prints what was measured beside what is wanted. A machine with neighbours is given twice the time before the test
// fails.
func figure(t *testing.T, what string, took, want time.Duration) {
	t.Helper()
	word := "held"
	if took > want {
		word = "MISSED"
	}
	t.Logf("%-50s %6.2f s, wanted %.1f s: %s", what, took.Seconds(), want.Seconds(), word)
	if took > 2*want {
		t.Errorf("%s: %s is more than twice %s", what, took, want)
	}
}

func others(stations []*Station, but ...*Station) []*Station {
	return slices.DeleteFunc(slices.Clone(stations), func(st *Station) bool { return slices.Contains(but, st) })
}

// issuing lets each of these stations issue a rifle of its own from now on, and returns when the last one has.
func issuing(t *testing.T, next *int, stations []*Station) time.Duration {
	t.Helper()
	begun := time.Now()
	var working sync.WaitGroup
	for _, st := range stations {
		*next++
		rifle := *next
		working.Go(func() {
			for {
				a := st.Issue(rifle)
				if a.Status == 201 {
					return
				}
				if time.Since(begun) > 30*time.Second {
					t.Errorf("%s cannot issue: %d %s %s", st.Name, a.Status, a.Code, a.Message)
					return
				}
				if a.Code == "OUT" { // its answer was lost, and it was written
					return
				}
				time.Sleep(20 * time.Millisecond)
			}
		})
	}
	working.Wait()
	return time.Since(begun)
}

func TestStationsOnALan(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: six real stations for minutes, too long for -short")
	}
	lan := New(t, 8)
	site := lan.Found(6, 400)
	all := site.Stations
	rifle := 0
	oneAnnounced := func(t *testing.T) {
		t.Helper()
		if got := site.announced(8); len(got) != 1 {
			t.Errorf("%d stations are announced, want 1: %v", len(got), got)
		}
	}

	t.Run("find each other with empty address books", func(t *testing.T) {
		for _, st := range all {
			st.Forget()
		}
		for _, st := range all {
			st.Launch()
		}
		for _, st := range all {
			st.SignIn()
		}
		_, took := site.whole(30*time.Second, all)
		figure(t, "six stations find each other by multicast", took, 3*time.Second)
		oneAnnounced(t)
	})

	t.Run("go on when the hub is killed", func(t *testing.T) {
		hub, _ := united(all)
		hub.Kill()
		figure(t, "the hub is killed: all others issue again", issuing(t, &rifle, others(all, hub)), 4*time.Second)
		hub.Start()
		_, took := site.whole(30*time.Second, all)
		t.Logf("it is back and a member, with one record, %.2f s after its console answers", took.Seconds())
		oneAnnounced(t)
	})

	t.Run("go on when the hub's cable is pulled", func(t *testing.T) {
		hub, _ := site.whole(20*time.Second, all)
		lan.Pull(hub.N)
		figure(t, "the hub's cable is pulled: all others issue again", issuing(t, &rifle, others(all, hub)), 7500*time.Millisecond)
		if a := hub.Issue(399); a.Status != 201 {
			t.Errorf("the station without a cable: %+v", a)
		}
		hub.Return(399)
		lan.Plug(hub.N)
		lan.route(hub.N)
		_, took := site.whole(30*time.Second, all)
		figure(t, "the cable is back: one hub, one record", took, 5*time.Second)
		oneAnnounced(t)
	})

	t.Run("unite after a split, and show the one contradiction", func(t *testing.T) {
		site.whole(20*time.Second, all)
		left, right := all[:3], all[3:]
		lan.Side(1, 4, 5, 6)
		begun := time.Now()
		issuing(t, &rifle, all)
		figure(t, "a split in halves: both sides issue", time.Since(begun), 7500*time.Millisecond)
		rifle += 2
		if a := left[0].IssueTo(rifle-1, rifle); a.Status != 201 {
			t.Fatalf("the rifle on the left: %+v", a)
		}
		if a := right[1].IssueTo(rifle, rifle); a.Status != 201 {
			t.Fatalf("the same rifle on the right: %+v", a)
		}
		before := 0
		lan.Side(0, 4, 5, 6)
		_, took := site.whole(30*time.Second, all)
		figure(t, "the split is healed: one hub, one record", took, 5*time.Second)
		for _, st := range all {
			open := st.Conflicts()
			if len(open) != before+1 {
				t.Errorf("%s shows %d contradictions, want 1: %v", st.Name, len(open), titles(open))
			}
		}
		oneAnnounced(t)
	})

	t.Run("are not harmed by a process that was stopped", func(t *testing.T) {
		hub, _ := site.whole(20*time.Second, all)
		rifle++
		late := make(chan Answer, 1)
		hub.Freeze()
		go func() { late <- hub.IssueTo(rifle, rifle) }() // it is read when the process goes on
		time.Sleep(30 * time.Second)                      // that long it stands still
		if a := others(all, hub)[0].Issue(rifle); a.Status != 201 {
			t.Errorf("the others cannot issue: %+v", a)
		}
		hub.Thaw()
		if a := <-late; a.Status == 201 {
			t.Error("the stopped hub issued what was issued meanwhile")
		}
		_, took := site.whole(30*time.Second, all)
		figure(t, "a stopped process goes on: one hub, one record", took, 5*time.Second)
		if open := all[0].Conflicts(); len(open) != 1 {
			t.Errorf("%d contradictions, want the 1 of the split: %v", len(open), titles(open))
		}
		oneAnnounced(t)
	})

	t.Run("let a new one in", func(t *testing.T) {
		st, took := site.Enrol()
		all = site.Stations
		figure(t, "a new station is enrolled and has the record", took, 10*time.Second)
		st.Start()
		site.whole(20*time.Second, all)
		rifle++
		if a := st.Issue(rifle); a.Status != 201 {
			t.Errorf("it cannot issue: %+v", a)
		}
	})

	t.Run("cut off one that is revoked", func(t *testing.T) {
		hub, _ := site.whole(20*time.Second, all)
		gone := others(all, hub, all[0])[0]
		begun := time.Now()
		all[0].Revoke(gone)
		Until(t, 10*time.Second, "its sessions end", func() bool {
			status, ok := hub.Status()
			return ok && !slices.ContainsFunc(status.Peers, func(p app.StatusPeer) bool { return p.Name == gone.Name })
		})
		figure(t, "a revoked station is cut off", time.Since(begun), time.Second)
		Until(t, 10*time.Second, "it knows", func() bool { status, ok := gone.Status(); return ok && status.Role == "alone" })
		rifle++
		gone.Issue(rifle)
		all = others(all, gone)
		site.whole(20*time.Second, all)
		if a := all[1].IssueTo(rifle, rifle); a.Status != 201 {
			t.Errorf("what a revoked station wrote came to the others: %+v", a)
		}
		gone.Stop()
	})

	t.Run("meet where multicast is blocked", func(t *testing.T) {
		pcs := []int{8}
		for _, st := range all {
			pcs = append(pcs, st.N)
			st.Stop()
		}
		lan.Mute(pcs...)
		for _, st := range all {
			st.Launch()
		}
		for _, st := range all {
			st.SignIn()
		}
		_, took := site.whole(30*time.Second, all)
		figure(t, "by the addresses of before", took, 6*time.Second)
		if got := site.announced(8); len(got) != 0 {
			t.Errorf("multicast is not blocked: %v are heard", got)
		}
		for _, st := range all {
			st.Stop()
			st.Forget()
		}
		for _, st := range all {
			st.Launch("--peer", address(1)+":7443")
		}
		for _, st := range all {
			st.SignIn()
		}
		_, took = site.whole(30*time.Second, all)
		figure(t, "by one address that was typed", took, 6*time.Second)
		lan.Unmute(pcs...)
	})
}

// titles say what contradictions are about.
func titles(conflicts []app.Conflict) (out []string) {
	for _, c := range conflicts {
		for _, e := range c.Events {
			out = append(out, c.Title+": "+e.Title+" "+e.Detail+" at "+e.Station+" "+e.Time)
		}
	}
	return out
}
