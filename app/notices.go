package app

import (
	"encoding/json"
	"strconv"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Notices are notifications, each account's own, and announcements, everybody's.
type Notices struct{ app *App }

// List is a window of the caller's notifications, newest first. After is the id of the last one seen.
func (s *Notices) List(c *Caller, q ListQuery) (Page[Notification], error) {
	page := Page[Notification]{Items: []Notification{}}
	before, _ := strconv.ParseInt(q.After, 10, 64)
	limit := min(max(q.Limit, 1), 200)
	return page, s.app.Store.Read(c.Context, func(view View) error {
		messages, unread, err := view.Notifications(c.Session.Account, before, limit)
		if err != nil {
			return err
		}
		page.Total = unread
		for _, m := range messages {
			var body feedNotification
			if err := json.Unmarshal(m.Body, &body); err != nil {
				return err
			}
			n := Notification{ID: strconv.FormatInt(m.Seq, 10), Title: body.Title, Message: body.Message, Level: body.Level, Time: rfc(m.WallMs), Read: m.Read}
			if id, ok := body.Data["transaction"].(string); ok {
				n.Link = "/transactions/" + id
			} else if id, ok := body.Data["item"].(string); ok {
				n.Link = "/items/" + id
			} else if id, ok := body.Data["count"].(string); ok {
				n.Link = "/counts/" + id
			} else if id, ok := body.Data["discrepancy"].(string); ok {
				n.Link = "/discrepancies/" + id
			} else if id, ok := body.Data["stock"].(string); ok {
				n.Link = "/stock/" + id
			}
			page.Items = append(page.Items, n)
			page.Next = n.ID
		}
		if len(messages) < limit {
			page.Next = ""
		}
		return nil
	})
}

// MarkRead marks notifications as read by the caller; none named: all up to now.
func (s *Notices) MarkRead(c *Caller, ids []string) error {
	var seqs []int64
	for _, id := range ids {
		seq, err := strconv.ParseInt(id, 10, 64)
		if err != nil {
			return &Error{Code: armory.CodeInvalid, Message: "That is not a notification's id.", Fix: "Read the list again."}
		}
		seqs = append(seqs, seq)
	}
	var entries []ledger.Hash
	err := s.app.Store.Write(c.Context, func(tx Tx) (err error) {
		if entries, err = tx.UnreadEntries(c.Session.Account, seqs); err != nil {
			return err
		}
		return tx.MarkRead(c.Session.Account, seqs)
	})
	s.app.Push.Emit(TopicNotifications, TopicShell)
	if err == nil {
		for _, entry := range entries {
			s.app.Recorder.hub.Share(SharedMark{c.Session.Account, entry})
		}
	}
	return err
}

// Notify sends a notification to the caller himself: the feeds' test page uses it.
func (s *Notices) Notify(c *Caller, n NewAnnouncement) error {
	title, level := armory.Clean(n.Title, false), n.Level
	if level != "info" && level != "success" && level != "warning" && level != "error" {
		return &Error{Code: armory.CodeInvalid, Message: "There is no level " + strconv.Quote(level) + ".", Fix: "Choose info, success, warning or error."}
	}
	if len(title) == 0 || len(title) > 200 || len(n.Text) > 2000 {
		return &Error{Code: armory.CodeInvalid, Message: "A notification needs a title of at most 200 characters and a text of at most 2000.", Fix: "Shorten it."}
	}
	now := s.app.Now().UnixMilli()
	body, err := json.Marshal(notification(title, armory.Clean(n.Text, true), level, now, nil))
	if err != nil {
		return err
	}
	err = s.app.Store.Write(c.Context, func(tx Tx) error {
		return tx.Publish(&armory.Message{Feed: FeedNotifications, Type: "notification", Account: c.Session.Account, WallMs: now, Body: body})
	})
	s.app.Push.Emit(TopicNotifications, TopicShell)
	return err
}

// Announcements lists the announcements, newest first, with who has and who has not acknowledged.
func (s *Notices) Announcements(c *Caller) ([]Announcement, error) {
	out := []Announcement{}
	return out, s.app.Store.Read(c.Context, func(view View) (err error) {
		out, err = announcements(newNames(view), view, c.Session.Account, false)
		return err
	})
}

func announcements(n *names, view View, me ledger.AccountID, liveOnly bool) ([]Announcement, error) {
	key := armory.Key{Index: "all", Value: "yes"}
	if liveOnly {
		key = armory.Key{Index: "live", Value: "yes"}
	}
	ids, err := view.Find(armory.DocAnnouncement, key)
	if err != nil {
		return nil, err
	}
	out := []Announcement{}
	for i := len(ids) - 1; i >= 0; i-- {
		row, err := announcementRow(n, ids[i], me)
		if err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, nil
}

func announcementRow(n *names, id ledger.ID, me ledger.AccountID) (Announcement, error) {
	doc := &armory.Announcement{ID: id}
	if _, err := n.Load(doc); err != nil {
		return Announcement{}, err
	}
	out := Announcement{ID: id.String(), Title: doc.Title, Text: doc.Text, Level: doc.Level, Time: rfc(doc.WallMs), Withdrawn: doc.Withdrawn != "",
		Acked: []Ack{}, Waiting: []string{}}
	var err error
	if out.Author, err = n.accountName(doc.Author); err != nil {
		return out, err
	}
	acked := map[ledger.AccountID]bool{}
	for _, ack := range doc.Acks {
		acked[ack.Account] = true
		name, err := n.accountName(ack.Account)
		if err != nil {
			return out, err
		}
		station, err := n.station(ack.Station)
		if err != nil {
			return out, err
		}
		out.Acked = append(out.Acked, Ack{Name: name, Time: rfc(ack.WallMs), Station: station})
	}
	out.Mine = acked[me] || me == doc.Author // who wrote it knows it
	for _, account := range doc.Recipients {
		if acked[account] || account == doc.Author {
			continue
		}
		name, err := n.accountName(account)
		if err != nil {
			return out, err
		}
		out.Waiting = append(out.Waiting, name)
	}
	return out, nil
}

// Publish sends an announcement to every station.
func (s *Notices) Publish(c *Caller, a NewAnnouncement) (Announcement, error) {
	id := s.app.Recorder.NewSubject()
	if err := s.app.change(c, armory.Publish{ID: id, Title: a.Title, Text: a.Text, Level: a.Level}); err != nil {
		return Announcement{}, err
	}
	var out Announcement
	return out, s.app.Store.Read(c.Context, func(view View) (err error) {
		out, err = announcementRow(newNames(view), id.ID, c.Session.Account)
		return err
	})
}

// Acknowledge says that the caller has read an announcement.
func (s *Notices) Acknowledge(c *Caller, id string) error {
	subject, err := subjectID(id, "announcement")
	if err != nil {
		return err
	}
	return s.app.change(c, armory.Acknowledge{ID: subject})
}

// Withdraw takes an announcement off the screens, with a reason.
func (s *Notices) Withdraw(c *Caller, id, reason string) error {
	subject, err := subjectID(id, "announcement")
	if err != nil {
		return err
	}
	return s.app.change(c, armory.Withdraw{ID: subject, Reason: reason})
}
