package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"armguard/app"
	"armguard/app/ledger"
	"armguard/hub/core"
	"armguard/hub/enrol"
	"armguard/hub/wire"
	"armguard/storage"

	"github.com/gorilla/websocket"
)

// knows reports whether a station's store says that another is revoked.
func (r *rig) knows(revoked ledger.StationID) (known bool) {
	r.t.Helper()
	err := r.station.app.Store.Read(context.Background(), func(view app.View) error {
		list, err := stationsOf(view)
		known = slices.ContainsFunc(list, func(s core.Enrolled) bool { return s.Station == revoked && s.Revoked })
		return err
	})
	if err != nil {
		r.t.Fatalf("%v", err)
	}
	return known
}

// A store that is put back to where it was knows nothing of a revocation since. Whoever has the revoked PC must not be let in
// meanwhile: the station may be the only one in sight.
func TestAStoreThatIsPutBackTakesNoRevocationBack(t *testing.T) {
	one := newLanRig(t)
	two, three := one.another("Counter 2"), one.another("Counter 3")
	together(one, two, three)
	stolen, err := storage.LoadKey(three.dir)
	if err != nil {
		t.Fatal(err)
	}
	thief := three.station.app.Recorder.Here()
	if err := three.station.close(); err != nil {
		t.Fatal(err)
	}
	old := filepath.Join(t.TempDir(), "old.backup")
	if _, err := two.station.app.Keeper.Backup(context.Background(), old, func(int, int) {}); err != nil {
		t.Fatal(err)
	}
	one.rpc(one.token, "Stations.Revoke", nil, thief.Station.String(), "it was stolen", testPassword)
	two.until("the revocation is at the second", func() bool { return two.knows(thief.Station) })
	for _, r := range []*rig{two, one} {
		if err := r.station.close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := storage.Restore(context.Background(), old, two.dir); err != nil {
		t.Fatal(err)
	}
	two.open()
	two.token = two.signIn("root", testPassword)
	if two.knows(thief.Station) {
		t.Fatal("the store was not put back: this shows nothing")
	}

	conn, err := rogue{t, two.lanAddress()}.dial(stolen, enrol.ProtoStation)
	if err != nil {
		t.Fatal(err)
	}
	hello := &wire.Hello{Card: wire.Card{Site: thief.Site, Station: thief.Station, ProtoMin: 1, ProtoMax: 1, Addr: ":1"}, Log: thief.Log, Host: make([]byte, 32), Side: true}
	if err := conn.WriteMessage(websocket.BinaryMessage, wire.Encode(1, hello)); err != nil {
		t.Fatal(err)
	}
	got := hears(t, conn)
	if deny, ok := append(got, nil)[0].(*wire.Deny); !ok || deny.Code != wire.DenyRevoked {
		t.Errorf("it is told %+v, want REVOKED", got)
	}

	one.open()
	one.token = one.signIn("root", testPassword)
	one.station.app.Hub.(*lan).Found(two.lanAddress())
	together(one, two)
	if !two.knows(thief.Station) {
		t.Error("the revocation did not come back")
	}
}

// A PC that joins has who belongs to the site beside its store before it has anything of the record: when it is cut off and has
// read half of it, it still knows all of them.
func TestWhoJoinsKnowsTheStationsBeforeTheRecord(t *testing.T) {
	one := newLanRig(t)
	one.another("Counter 2")
	var invitation app.Invitation
	one.rpc(one.token, "Stations.Invite", &invitation, testPassword)
	three := &rig{t: t, dir: filepath.Join(t.TempDir(), "data"), lan: &lanOptions{Listen: "127.0.0.1:0", Discover: "typed"}}
	three.open()
	var beside []byte // when the first of the record is about to come
	joined := make(chan error, 1)
	go func() {
		joined <- three.station.app.JoinSite(context.Background(), app.JoinRequest{Station: "Counter 3", Code: invitation.Code, Address: one.lanAddress()}, func(s app.JoinState) {
			if s.State == "syncing" && s.Done == 0 {
				beside, _ = os.ReadFile(filepath.Join(three.dir, rosterFile))
			}
		})
	}()
	one.until("the newcomer's digits", func() bool {
		one.rpc(one.token, "Stations.Invitation", &invitation)
		return invitation.State == "comparing" || invitation.State == "failed"
	})
	one.rpc(one.token, "Stations.Admit", &invitation, true)
	if err := <-joined; err != nil {
		t.Fatalf("it did not join: %v", err)
	}
	var page rosterPage
	if err := json.Unmarshal(beside, &page); err != nil || len(page.Stations) != 2 || page.Site != one.station.app.Recorder.Here().Site || len(page.Stations[0].Keys) != 1 {
		t.Errorf("beside the store lay %q, want the two stations of the site", beside)
	}
}

func TestTheRosterBesideTheStore(t *testing.T) {
	mine := core.Enrolled{Station: ledger.StationID{ID: ledger.RandomID()}, Keys: nil, Priority: 2, Revoked: true}
	site := ledger.SiteID{ID: ledger.RandomID()}
	file := filepath.Join(t.TempDir(), rosterFile)
	opened := func(of ledger.SiteID) *roster {
		r := &roster{file: file, log: quiet()}
		r.open(of)
		return r
	}
	(&roster{file: file, log: quiet()}).join(site, []core.Enrolled{mine})
	if got := opened(site).stand(nil, false); len(got) != 1 || got[0].Station != mine.Station || !got[0].Revoked || got[0].Priority != 2 {
		t.Errorf("got %+v, want %+v", got, mine)
	}
	if got := opened(ledger.SiteID{ID: ledger.RandomID()}).page.Stations; len(got) != 0 {
		t.Errorf("another site has the stations %+v", got)
	}
	if err := os.WriteFile(file, []byte(`{"Site": 7`), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := opened(site)
	if len(broken.page.Stations) != 0 {
		t.Errorf("a file that is broken names %+v", broken.page.Stations)
	}
	broken.stand([]core.Enrolled{mine}, false)
	if got := opened(site).page.Stations; len(got) != 1 {
		t.Errorf("a file that was broken is not written anew: %+v", got)
	}
}
