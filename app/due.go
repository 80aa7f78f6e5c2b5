package app

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Due tells everybody when a receipt is due soon and when it is overdue: a notification each, and screens read again. It
// looks when a receipt or a setting changed and at the moment the next one is due. What is due stands in no entry, so every
// station says it for itself; the notification has the same name everywhere, and what was read at one station is read.
type Due struct {
	app   *App
	mu    sync.Mutex // guards what follows
	stop  context.CancelFunc
	ended chan struct{}
	seen  map[ledger.Hash]bool // notices that were given, by this start or one before
}

// How long a look may wait though nothing is due: a PC may have slept, or its clock been set.
const longestWait = 5 * time.Minute

// tellWithin is for how long after its due time it is still said that a receipt is overdue, by a station that was off or
// was not there. The board shows it for as long as it is out.
const tellWithin = 72 * time.Hour

// start begins to look, once.
func (d *Due) start() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.stop != nil {
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	d.stop, d.ended, d.seen = stop, make(chan struct{}), map[ledger.Hash]bool{}
	go d.run(ctx, d.app.Push.Listen())
}

// close ends the looking and waits until it has ended.
func (d *Due) close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.stop != nil {
		d.stop()
		<-d.ended
	}
}

func (d *Due) run(ctx context.Context, listener *Listener) {
	defer close(d.ended)
	defer listener.Close()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-listener.Ready():
			if !changesDue(listener.Take()) {
				continue
			}
		}
		wait, err := d.look(ctx)
		if err != nil && ctx.Err() == nil && d.app.ready() == nil {
			d.app.Log.Warn("look what is due", "error", err)
		}
		timer.Reset(wait)
	}
}

// changesDue reports whether what is due may be another after these pushes.
func changesDue(pushed []Pushed) bool {
	for _, p := range pushed {
		switch p.Topic {
		case TopicTransactions, TopicSettings, TopicConflicts, TopicSession:
			return true
		}
	}
	return false
}

// notice is what there is to say of a receipt.
type notice struct {
	due     armory.Due
	overdue bool
	sinceMs int64 // when it became so
}

func (n notice) name() ledger.Hash { return armory.DueNotice(n.due.Receipt, n.due.AtMs, n.overdue) }

// look tells what became due soon or overdue and returns how long nothing else will.
func (d *Due) look(ctx context.Context) (time.Duration, error) {
	wait := longestWait
	if d.app.ready() != nil {
		return wait, nil //nolint:nilerr // it is looked again later
	}
	nowMs := d.app.Now().UnixMilli()
	var found, fresh []notice
	err := d.app.Store.Read(ctx, func(view View) error {
		sh := d.app.show(view)
		soonMs, err := sh.soonMs()
		if err != nil {
			return err
		}
		all, err := view.Due(soonMs)
		if err != nil {
			return err
		}
		before := soonMs - nowMs
		for _, due := range all {
			n := notice{due: due, overdue: due.AtMs < nowMs, sinceMs: due.AtMs - before}
			if n.overdue {
				n.sinceMs = due.AtMs
			} else {
				wait = min(wait, until(due.AtMs, nowMs))
			}
			if d.seen[n.name()] || nowMs-n.sinceMs > tellWithin.Milliseconds() {
				continue
			}
			told, err := view.Told(n.name())
			if err != nil {
				return err
			}
			found = append(found, n)
			if !told {
				fresh = append(fresh, n)
			}
		}
		next, err := view.NextDue(soonMs)
		if next != 0 {
			wait = min(wait, until(next-before, nowMs))
		}
		return err
	})
	if err != nil || len(found) == 0 {
		return wait, err
	}
	if err := d.tell(ctx, fresh); err != nil {
		return wait, err
	}
	for _, n := range found {
		d.seen[n.name()] = true
	}
	d.app.Push.Emit(TopicBoard, TopicItems, TopicPeople, TopicShell, TopicNotifications)
	return wait, nil
}

// until is how long it is to the first moment after a time.
func until(atMs, nowMs int64) time.Duration {
	return max(time.Duration(atMs-nowMs+1)*time.Millisecond, time.Millisecond)
}

// tell notifies everybody, one line a receipt.
func (d *Due) tell(ctx context.Context, notices []notice) error {
	if len(notices) == 0 {
		return nil
	}
	return d.app.Store.Write(ctx, func(tx Tx) error {
		sh := d.app.show(tx)
		for _, n := range notices {
			title, message, err := sh.noticeWords(n)
			if err != nil {
				return err
			}
			level := "info"
			if n.overdue {
				level = "warning"
			}
			body, err := json.Marshal(notification(title, message, level, n.sinceMs, map[string]any{"transaction": n.due.Receipt.String()}))
			if err != nil {
				return err
			}
			if err := tx.Publish(&armory.Message{Feed: FeedNotifications, Type: "notification", Entry: n.name(), WallMs: n.sinceMs, Body: body}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *show) noticeWords(n notice) (title, message string, err error) {
	tx := &armory.Transaction{Command: n.due.Receipt}
	if _, err := s.Load(tx); err != nil {
		return "", "", err
	}
	who, err := s.person(tx.Person)
	if err != nil {
		return "", "", err
	}
	var items []string
	for _, line := range tx.Lines {
		out, err := s.outOn(line.Item, tx.Command)
		if err != nil {
			return "", "", err
		}
		if !out {
			continue
		}
		item, model, err := s.item(line.Item)
		if err != nil {
			return "", "", err
		}
		items = append(items, armory.ItemName(item, model))
	}
	at := sinceWords(time.UnixMilli(n.due.AtMs).Local(), time.UnixMilli(s.nowMs).Local())
	title = "Due soon: " + who
	if n.overdue {
		title = "Overdue: " + who
	}
	return title, fmt.Sprintf("%s, due %s, receipt %s", strings.Join(items, ", "), at, tx.Receipt), nil
}

// soonMs is until when what is due is due soon.
func (s *show) soonMs() (int64, error) {
	if s.soon == 0 {
		site, err := s.record(armory.KindSite, s.here.Site.ID)
		if err != nil {
			return 0, err
		}
		s.soon = s.nowMs + armory.DueSoon(site).Milliseconds()
	}
	return s.soon, nil
}

// dueSoon counts the items that are due soon, without those that are overdue.
func (s *show) dueSoon() (n int, err error) {
	soonMs, err := s.soonMs()
	if err != nil {
		return 0, err
	}
	all, err := s.view.Due(soonMs)
	for _, due := range all {
		if due.AtMs >= s.nowMs {
			n += due.Items
		}
	}
	return n, err
}

// outOn reports whether an item is out on a receipt now.
func (s *show) outOn(item ledger.SubjectID, receipt ledger.CommandID) (bool, error) {
	custody := &armory.Custody{ID: item.ID}
	_, err := s.Load(custody)
	return custody.OutOn(receipt), err
}
