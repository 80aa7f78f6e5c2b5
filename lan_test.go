package main

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"armguard/app"
)

// newLanRig founds a site at a station that others reach on loopback.
func newLanRig(t tester) *rig {
	t.Helper()
	t.Setenv("ARMGUARD_ANCHOR_DIR", t.TempDir())
	r := &rig{t: t, dir: filepath.Join(t.TempDir(), "data"), lan: &lanOptions{Listen: "127.0.0.1:0", Discover: "typed"}}
	r.open()
	if _, err := r.station.app.CreateSite(context.Background(), app.NewSite{Site: "951st Armory", Station: "Counter 1", Username: "root", FullName: "MSGT Mercado", Password: testPassword}); err != nil {
		t.Fatalf("create the site: %v", err)
	}
	r.token = r.signIn("root", testPassword)
	return r
}

// lanAddress is where other stations reach it.
func (r *rig) lanAddress() string {
	var lan app.Lan
	r.rpc(r.token, "Stations.Lan", &lan)
	for _, s := range lan.Stations {
		if s.This {
			return s.Addr
		}
	}
	return ""
}

// another lets one more station into the site and serves it.
func (r *rig) another(name string) *rig {
	r.t.Helper()
	var invitation app.Invitation
	r.rpc(r.token, "Stations.Invite", &invitation, testPassword)
	n := &rig{t: r.t, dir: filepath.Join(r.t.TempDir(), "data"), lan: &lanOptions{Listen: "127.0.0.1:0", Discover: "typed"}}
	n.open()
	joined := make(chan error, 1)
	ask := app.JoinRequest{Station: name, Code: invitation.Code, Address: r.lanAddress()}
	go func() { joined <- n.station.app.JoinSite(context.Background(), ask, nil) }()
	r.until("the newcomer's digits", func() bool {
		r.rpc(r.token, "Stations.Invitation", &invitation)
		return invitation.State == "comparing" || invitation.State == "failed"
	})
	r.rpc(r.token, "Stations.Admit", &invitation, true)
	if err := <-joined; err != nil {
		r.t.Fatalf("%s did not join: %v", name, err)
	}
	n.token = n.signIn("root", testPassword)
	return n
}

// status is what the station says of itself.
func (r *rig) status() (out app.Status) {
	r.t.Helper()
	if code := r.do(r.token, http.MethodGet, "/api/status", nil, &out); code != 200 {
		r.t.Fatalf("status: %d", code)
	}
	return out
}

// until waits for something that takes a while, and looks each time the station tells of something new.
func (r *rig) until(what string, is func() bool) {
	r.t.Helper()
	news := r.station.app.Push.Listen()
	defer news.Close()
	late := time.After(20 * time.Second)
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	for !is() {
		select {
		case <-news.Ready():
			news.Take()
		case <-again.C:
		case <-late:
			r.t.Fatalf("%s: not within 20 s; %+v", what, r.status())
		}
	}
}

// together waits until stations are one hub and members, and know the same.
func together(rigs ...*rig) {
	rigs[0].t.Helper()
	rigs[0].until("one hub, and all equal", func() bool {
		hubs, members, digests := 0, 0, map[string]bool{}
		for _, r := range rigs {
			s := r.status()
			digests[fmt.Sprintf("%s %v", s.Digest, s.Vector)] = true
			switch s.Role {
			case "hub":
				hubs++
			case "member":
				members++
			}
		}
		return hubs == 1 && members == len(rigs)-1 && len(digests) == 1
	})
}

func TestTwoStationsShareOneRecord(t *testing.T) {
	one := newLanRig(t)
	one.fill(3, 3)
	two := one.another("Counter 2")
	together(one, two)
	if code, answer := two.take("P00001", "W00001", nil); code != 201 {
		t.Fatalf("issue at the second: %d %v", code, answer)
	}
	together(one, two)
	code, answer := one.take("P00002", "W00001", nil)
	if code != 409 || answer["code"] != "OUT" {
		t.Errorf("the same rifle at the first: got %d %v, want OUT", code, answer)
	}
	if code, answer := one.giveBack("W00001", nil); code != 201 {
		t.Errorf("return at the first: %d %v", code, answer)
	}
	together(one, two)
}
