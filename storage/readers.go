package storage

import (
	"context"
	"database/sql"
	"errors"
)

// readers are the reading connections.
type readers struct {
	db   *sql.DB
	free chan *session
	quit chan struct{}
	size int
}

func newReaders(ctx context.Context, dsn string, size int) (*readers, error) {
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(size)
	r := &readers{db: db, free: make(chan *session, size), quit: make(chan struct{}), size: size}
	for range size {
		s, err := newSession(ctx, db)
		if err != nil {
			return nil, errors.Join(err, db.Close())
		}
		r.free <- s
	}
	return r, nil
}

func (r *readers) do(ctx context.Context, f func(*View) error) (err error) {
	var s *session
	select {
	case s = <-r.free:
	case <-r.quit:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { r.free <- s }()
	if err := s.exec("BEGIN"); err != nil {
		return plain("begin to read", err)
	}
	defer func() {
		if ended := s.exec("ROLLBACK"); err == nil && ended != nil {
			err = plain("end reading", ended)
		}
	}()
	return f(&View{session: s})
}

// close waits for those who read.
func (r *readers) close() error {
	close(r.quit) // whoever comes now is turned away; whoever waits would wait for ever
	var err error
	for range r.size {
		err = errors.Join(err, (<-r.free).close())
	}
	return errors.Join(err, r.db.Close())
}
