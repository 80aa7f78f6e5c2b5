package armory_test

import (
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"testing"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// clerk is an account's fields, with the key of that name.
func clerk(name, role string) map[string]string {
	return map[string]string{"username": name, "name": "Clerk " + name, "role": role, "key": publicHex(keyOf(name)), "credential": hex.EncodeToString(make([]byte, 32))}
}

// account adds an account by the first superuser.
func (c *counter) addAccount(name, role string) ledger.AccountID {
	c.t.Helper()
	id := c.subject()
	c.must(armory.RosterEntry{Kind: armory.KindAccountAdd, ID: id, Signer: c.boss, Sign: signer(c.bossKey), Set: clerk(name, role)})
	return ledger.AccountID(id)
}

func (c *counter) edit(by ledger.AccountID, key ed25519.PrivateKey, account ledger.AccountID, set map[string]string) error {
	_, err := c.does(armory.RosterEntry{Kind: armory.KindAccountEdit, ID: ledger.SubjectID(account), Signer: by, Sign: signer(key), Set: set})
	return err
}

func (c *counter) has(kind armory.RecordKind, id ledger.ID) bool {
	known, err := c.state.Load(&armory.Record{Kind: kind, ID: id})
	return known && err == nil
}

// A stolen station holds a good station key and writes what it likes; this is what it must not achieve.
func TestAForgedRosterEntryDoesNotCount(t *testing.T) {
	thief := keyOf("thief")
	for name, forge := range map[string]func(c *counter, target ledger.SubjectID) armory.Fact{
		"an account without a signature": func(c *counter, target ledger.SubjectID) armory.Fact {
			return roster(armory.KindAccountAdd, target, armory.RecordBody{Set: clerk("thief", armory.RoleSuperuser)})
		},
		"an account that signs itself": func(c *counter, target ledger.SubjectID) armory.Fact {
			return signed(c, thief, armory.KindAccountAdd, target, ledger.AccountID(target), clerk("thief", armory.RoleSuperuser))
		},
		"an account in the superuser's name": func(c *counter, target ledger.SubjectID) armory.Fact {
			return signed(c, thief, armory.KindAccountAdd, target, c.boss, clerk("thief", armory.RoleSuperuser))
		},
		"an account in the root's name": func(c *counter, target ledger.SubjectID) armory.Fact {
			return signed(c, thief, armory.KindAccountAdd, target, ledger.AccountID{}, clerk("thief", armory.RoleSuperuser))
		},
		"a good signature on another account": func(c *counter, target ledger.SubjectID) armory.Fact {
			fact := signed(c, c.bossKey, armory.KindAccountAdd, c.subject(), c.boss, clerk("thief", armory.RoleSuperuser))
			fact.Subjects[0].ID = target
			return fact
		},
		"a good signature on other fields": func(c *counter, target ledger.SubjectID) armory.Fact {
			fact := signed(c, c.bossKey, armory.KindAccountAdd, target, c.boss, clerk("thief", armory.RoleAuditor))
			body := fact.Body.(armory.RecordBody)
			body.Set = clerk("thief", armory.RoleSuperuser)
			fact.Body = body
			return fact
		},
		"a good signature for another kind": func(c *counter, target ledger.SubjectID) armory.Fact {
			fact := signed(c, c.bossKey, armory.KindAccountKey, target, c.boss, clerk("thief", armory.RoleSuperuser))
			fact.Kind = armory.KindAccountAdd
			return fact
		},
		"a superuser's signature without saying what he was seen as": func(c *counter, target ledger.SubjectID) armory.Fact {
			fact := signed(c, c.bossKey, armory.KindAccountAdd, target, c.boss, clerk("thief", armory.RoleSuperuser))
			fact.Subjects = fact.Subjects[:1]
			return fact
		},
		"a station without a signature": func(c *counter, target ledger.SubjectID) armory.Fact {
			return roster(armory.KindStationEnrol, target, armory.RecordBody{Set: map[string]string{"name": "mine", "key": publicHex(thief), "priority": "0"}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := newStory(t, 1).counters[0]
			target := c.subject()
			before := c.state.Said()
			if _, err := c.forge(c.command(), forge(c, target)); !errors.Is(err, armory.ErrUnread) {
				t.Errorf("got %v", err)
			}
			if c.state.Said() != before || c.has(armory.KindAccount, target.ID) {
				t.Error("it counts")
			}
		})
	}
	for name, forge := range map[string]func(c *counter, armorer ledger.AccountID) armory.Fact{
		"an armorer makes himself superuser in his password change": func(c *counter, armorer ledger.AccountID) armory.Fact {
			return signed(c, keyOf("armorer"), armory.KindAccountKey, ledger.SubjectID(armorer), armorer, map[string]string{"key": publicHex(thief), "role": armory.RoleSuperuser})
		},
		"an armorer adds an account": func(c *counter, armorer ledger.AccountID) armory.Fact {
			return signed(c, keyOf("armorer"), armory.KindAccountAdd, c.subject(), armorer, clerk("thief", armory.RoleArmorer))
		},
		"an armorer changes the superuser's password": func(c *counter, armorer ledger.AccountID) armory.Fact {
			return signed(c, keyOf("armorer"), armory.KindAccountKey, c.bossSubject(), armorer, map[string]string{"key": publicHex(thief)})
		},
		"the site gets another root key": func(c *counter, _ ledger.AccountID) armory.Fact {
			return roster(armory.KindSiteEdit, c.siteSubject(), armory.RecordBody{Set: map[string]string{"root": publicHex(thief)}})
		},
		"the site is created again over the old one": func(c *counter, _ ledger.AccountID) armory.Fact {
			return roster(armory.KindSiteCreate, c.siteSubject(), armory.RecordBody{Set: map[string]string{"root": publicHex(thief)}})
		},
		"a station gets another key": func(c *counter, _ ledger.AccountID) armory.Fact {
			return roster(armory.KindStationEdit, ledger.SubjectID{ID: c.station.ID}, armory.RecordBody{Set: map[string]string{"key": publicHex(thief)}})
		},
		"a revoked station is let in again": func(c *counter, _ ledger.AccountID) armory.Fact {
			return roster(armory.KindStationEdit, ledger.SubjectID{ID: c.station.ID}, armory.RecordBody{Set: map[string]string{"revoked": ""}})
		},
		"an account is edited as if it were a person": func(c *counter, armorer ledger.AccountID) armory.Fact {
			return roster(armory.KindPersonEdit, ledger.SubjectID(armorer), armory.RecordBody{Set: map[string]string{"role": armory.RoleSuperuser, "key": publicHex(thief)}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := newStory(t, 1).counters[0]
			armorer := c.addAccount("armorer", armory.RoleArmorer)
			before := c.state.Said()
			if _, err := c.forge(c.command(), forge(c, armorer)); !errors.Is(err, armory.ErrUnread) {
				t.Errorf("got %v", err)
			}
			if c.state.Said() != before {
				t.Error("it counts")
			}
		})
	}
	t.Run("a disabled superuser signs", func(t *testing.T) {
		c := newStory(t, 1).counters[0]
		second := c.addAccount("second", armory.RoleSuperuser)
		if err := c.edit(c.boss, c.bossKey, second, map[string]string{"disabled": "yes"}); err != nil {
			t.Fatal(err)
		}
		if _, err := c.forge(c.command(), signed(c, keyOf("second"), armory.KindAccountAdd, c.subject(), second, clerk("thief", armory.RoleArmorer))); !errors.Is(err, armory.ErrUnread) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("an account's id registered again as a person stays an account, in both orders", func(t *testing.T) {
		s := newSplit(t)
		armorer := s.subject()
		s.a.must(armory.RosterEntry{Kind: armory.KindAccountAdd, ID: armorer, Signer: s.boss, Sign: signer(s.bossKey), Set: clerk("armorer", armory.RoleArmorer)})
		s.b.must(man(armorer, map[string]string{"serial": "4444"}))
		s.heal()
		for _, c := range s.counters {
			if r := c.record(armory.KindAccount, armorer.ID); r.Kind != armory.KindAccount || r.Value("role") != armory.RoleArmorer {
				t.Errorf("%s has a %s", c.name, r.Kind)
			}
		}
	})
	t.Run("a second root key beside the first adds nobody", func(t *testing.T) {
		s := newSplit(t)
		s.b.seal(s.command(), armory.KindSiteCreate, []ledger.Subject{{Kind: armory.SubjectRecord, ID: s.siteSubject()}},
			armory.RecordBody{Set: map[string]string{"root": publicHex(thief), "name": "mine"}})
		target := s.subject()
		if _, err := s.b.forge(s.command(), signed(s.b, thief, armory.KindAccountAdd, target, ledger.AccountID{}, clerk("thief", armory.RoleSuperuser))); !errors.Is(err, armory.ErrUnread) {
			t.Errorf("got %v", err)
		}
		s.heal()
		if s.a.has(armory.KindAccount, target.ID) {
			t.Error("a stolen station added an account")
		}
	})
}

func roster(kind string, target ledger.SubjectID, body armory.RecordBody) armory.Fact {
	return armory.Fact{Kind: kind, Subjects: []armory.SubjectRef{{Kind: armory.SubjectRecord, ID: target}}, Body: body}
}

// signed is a roster fact as by is said to have signed it, with whatever key.
func signed(c *counter, key ed25519.PrivateKey, kind string, target ledger.SubjectID, by ledger.AccountID, set map[string]string) armory.Fact {
	body := armory.RecordBody{Set: set, Signer: by}
	body.Sig = ed25519.Sign(key, armory.RosterBytes(c.site, kind, target.ID, body))
	fact := roster(kind, target, body)
	if !by.IsZero() {
		fact.Subjects = append(fact.Subjects, armory.SubjectRef{Kind: armory.SubjectSigner, ID: ledger.SubjectID(by)})
	}
	return fact
}

func TestAccounts(t *testing.T) {
	t.Run("the recovery key adds a superuser", func(t *testing.T) {
		c := newStory(t, 1).counters[0]
		id := c.subject()
		c.must(armory.RosterEntry{Kind: armory.KindAccountAdd, ID: id, Sign: signer(c.root), Set: clerk("saved", armory.RoleSuperuser)})
		if got := c.record(armory.KindAccount, id.ID).Value("role"); got != armory.RoleSuperuser {
			t.Errorf("got %s", got)
		}
		_, err := c.does(armory.RosterEntry{Kind: armory.KindAccountAdd, ID: c.subject(), Sign: signer(keyOf("thief")), Set: clerk("thief", armory.RoleSuperuser)})
		refused(t, err, armory.CodeForbidden)
	})
	t.Run("the last superuser can neither be disabled nor demoted", func(t *testing.T) {
		c := newStory(t, 1).counters[0]
		refused(t, c.edit(c.boss, c.bossKey, c.boss, map[string]string{"disabled": "yes"}), armory.CodeBlocked)
		refused(t, c.edit(c.boss, c.bossKey, c.boss, map[string]string{"role": armory.RoleAdministrator}), armory.CodeBlocked)
		second := c.addAccount("second", armory.RoleSuperuser)
		if err := c.edit(second, keyOf("second"), second, map[string]string{"disabled": "yes"}); err != nil {
			t.Fatal(err)
		}
		refused(t, c.edit(c.boss, c.bossKey, c.boss, map[string]string{"disabled": "yes"}), armory.CodeBlocked)
		if err := c.edit(c.boss, c.bossKey, second, map[string]string{"disabled": ""}); err != nil {
			t.Fatal(err)
		}
		if err := c.edit(c.boss, c.bossKey, c.boss, map[string]string{"role": armory.RoleAuditor}); err != nil {
			t.Errorf("with another superuser: %v", err)
		}
	})
	t.Run("usernames are one, in any letter case", func(t *testing.T) {
		c := newStory(t, 1).counters[0]
		c.addAccount("reyes", armory.RoleArmorer)
		set := clerk("REYES", armory.RoleArmorer)
		_, err := c.does(armory.RosterEntry{Kind: armory.KindAccountAdd, ID: c.subject(), Signer: c.boss, Sign: signer(c.bossKey), Set: set})
		refused(t, err, armory.CodeDuplicate)
		set["username"] = "no spaces"
		_, err = c.does(armory.RosterEntry{Kind: armory.KindAccountAdd, ID: c.subject(), Signer: c.boss, Sign: signer(c.bossKey), Set: set})
		refused(t, err, armory.CodeInvalid)
	})
	t.Run("a password change is signed with the old key, and the old key signs nothing more", func(t *testing.T) {
		c := newStory(t, 1).counters[0]
		newer := keyOf("boss, newer")
		c.must(armory.RosterEntry{Kind: armory.KindAccountKey, ID: c.bossSubject(), Signer: c.boss, Sign: signer(c.bossKey), Set: map[string]string{"key": publicHex(newer)}})
		_, err := c.does(armory.RosterEntry{Kind: armory.KindAccountAdd, ID: c.subject(), Signer: c.boss, Sign: signer(c.bossKey), Set: clerk("xx", armory.RoleArmorer)})
		refused(t, err, armory.CodeForbidden)
		if _, err := c.forge(c.command(), signed(c, c.bossKey, armory.KindAccountAdd, c.subject(), c.boss, clerk("xx", armory.RoleArmorer))); !errors.Is(err, armory.ErrUnread) {
			t.Errorf("got %v", err)
		}
		c.must(armory.RosterEntry{Kind: armory.KindAccountAdd, ID: c.subject(), Signer: c.boss, Sign: signer(newer), Set: clerk("xx", armory.RoleArmorer)})
	})
	t.Run("a lock-out is one readable entry", func(t *testing.T) {
		c := newStory(t, 1).counters[0]
		c.must(armory.LockOut{Account: c.bossSubject(), Seconds: 30})
	})
}

func TestAccountsOfTwoCutOffCounters(t *testing.T) {
	sides := func(t *testing.T) (*split, ledger.AccountID, ed25519.PrivateKey) {
		s := newSplit(t)
		second := s.a.addAccount("second", armory.RoleSuperuser)
		s.heal()
		return s, second, keyOf("second")
	}
	t.Run("what a superuser signed before he heard of his demotion counts, everywhere", func(t *testing.T) {
		s, second, key := sides(t)
		added := s.subject()
		if err := s.a.edit(s.boss, s.bossKey, second, map[string]string{"role": armory.RoleAuditor}); err != nil {
			t.Fatal(err)
		}
		s.b.must(armory.RosterEntry{Kind: armory.KindAccountAdd, ID: added, Signer: second, Sign: signer(key), Set: clerk("added", armory.RoleArmorer)})
		s.heal()
		for _, c := range s.counters {
			if !c.has(armory.KindAccount, added.ID) {
				t.Errorf("%s lacks the account", c.name)
			}
		}
		s.b.role = armory.RoleSuperuser
		_, err := s.b.does(armory.RosterEntry{Kind: armory.KindAccountAdd, ID: s.subject(), Signer: second, Sign: signer(key), Set: clerk("later", armory.RoleArmorer)})
		refused(t, err, armory.CodeForbidden)
	})
	t.Run("what was signed with a key that was replaced on the other side counts, everywhere", func(t *testing.T) {
		s, second, key := sides(t)
		added := s.subject()
		s.a.must(armory.RosterEntry{Kind: armory.KindAccountKey, ID: ledger.SubjectID(second), Signer: second, Sign: signer(key), Set: map[string]string{"key": publicHex(keyOf("newer"))}})
		s.b.must(armory.RosterEntry{Kind: armory.KindAccountAdd, ID: added, Signer: second, Sign: signer(key), Set: clerk("added", armory.RoleArmorer)})
		s.heal()
		if !s.a.has(armory.KindAccount, added.ID) || !s.b.has(armory.KindAccount, added.ID) {
			t.Error("an account is known at one counter only")
		}
	})
	t.Run("crossed edits of a role and of disabled end in the most restrictive", func(t *testing.T) {
		s, _, _ := sides(t)
		third := s.a.addAccount("third", armory.RoleAdministrator)
		s.heal()
		for c, set := range map[*counter]map[string]string{s.a: {"role": armory.RoleSuperuser}, s.b: {"role": armory.RoleAuditor}} {
			if err := c.edit(s.boss, s.bossKey, third, set); err != nil {
				t.Fatal(err)
			}
		}
		s.heal()
		if got := s.a.record(armory.KindAccount, third.ID).Value("role"); got != armory.RoleAuditor {
			t.Errorf("got %s", got)
		}
	})
	t.Run("two superusers who disable each other leave one, and a conflict until there are two", func(t *testing.T) {
		s, second, key := sides(t)
		if err := s.a.edit(s.boss, s.bossKey, second, map[string]string{"disabled": "yes"}); err != nil {
			t.Fatal(err)
		}
		if err := s.b.edit(second, key, s.boss, map[string]string{"role": armory.RoleArmorer}); err != nil {
			t.Fatal(err)
		}
		s.heal()
		if got := s.only(t, armory.ConflictSuperuser); len(got.Entries) != 1 || len(got.Records) != 1 {
			t.Errorf("got %+v", got)
		}
		left, lost, leftKey := s.boss, second, s.bossKey
		if r := s.a.record(armory.KindAccount, left.ID); r.Value("role") != armory.RoleSuperuser || r.Value("disabled") != "" {
			left, lost, leftKey = second, s.boss, key
		}
		r := s.b.record(armory.KindAccount, left.ID)
		if r.Value("role") != armory.RoleSuperuser || r.Value("disabled") != "" {
			t.Fatal("the site has no superuser any more")
		}
		refused(t, s.a.edit(left, leftKey, left, map[string]string{"disabled": "yes"}), armory.CodeBlocked)
		added := s.subject()
		s.b.must(armory.RosterEntry{Kind: armory.KindAccountAdd, ID: added, Signer: left, Sign: signer(leftKey), Set: clerk("third", armory.RoleSuperuser)})
		s.heal()
		if !s.a.has(armory.KindAccount, added.ID) {
			t.Error("what the one that is left signs does not count")
		}
		s.none(t, armory.ConflictSuperuser)
		if r := s.a.record(armory.KindAccount, lost.ID); r.Value("disabled") == "" && r.Value("role") == armory.RoleSuperuser {
			t.Error("the other one is superuser again")
		}
	})
}
