package storage

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"errors"

	"armguard/app/ledger"
)

// session is one connection with its prepared statements. One goroutine uses it at a time.
type session struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	days  map[day]moved // not nil while a projection is made: what tx_day gets when it is done

	// A full or failing disk makes SQLite end the whole transaction by itself; what ran after that would be committed
	// statement by statement. So the writing session stops at its first failure until the piece of work is undone.
	strict bool
	fault  error
}

func newSession(ctx context.Context, db *sql.DB) (*session, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &session{conn: conn, stmts: map[string]*sql.Stmt{}}, nil
}

// close gives the connection back.
func (s *session) close() error {
	var err error
	for _, stmt := range s.stmts {
		err = errors.Join(err, stmt.Close())
	}
	return errors.Join(err, s.conn.Close())
}

func (s *session) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	if s.fault != nil {
		return nil, s.fault
	}
	if stmt, ok := s.stmts[query]; ok {
		return stmt, nil
	}
	stmt, err := s.conn.PrepareContext(ctx, query)
	if err == nil {
		s.stmts[query] = stmt
	}
	return stmt, s.failed(err)
}

// failed remembers a failure of a strict session.
func (s *session) failed(err error) error {
	if err != nil && s.strict && s.fault == nil && !errors.Is(err, sql.ErrNoRows) {
		s.fault = err
	}
	return err
}

func (s *session) exec(query string, args ...any) error {
	_, err := s.change(query, args...)
	return err
}

// change executes and says how many rows there were and under which number.
func (s *session) change(query string, args ...any) (sql.Result, error) {
	stmt, err := s.stmt(context.Background(), query)
	if err != nil {
		return nil, err
	}
	done, err := stmt.Exec(args...)
	return done, s.failed(err)
}

// sum adds up the rows of a query so that their order does not matter: XOR of the SHA-256 of each row.
func (s *session) sum(query string) (out [32]byte, err error) {
	rows, err := s.conn.QueryContext(context.Background(), query)
	if err != nil {
		return out, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return out, err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return out, err
		}
		row := sha256.Sum256(ledger.Encode(values))
		subtle.XORBytes(out[:], out[:], row[:])
	}
	return out, rows.Err()
}

// anyway executes after a failure too: what ends or undoes a transaction.
func (s *session) anyway(query string) error {
	s.fault = nil
	return s.exec(query)
}

// get reads one row; sql.ErrNoRows when there is none.
func (s *session) get(ctx context.Context, query string, args []any, into ...any) error {
	stmt, err := s.stmt(ctx, query)
	if err != nil {
		return err
	}
	return s.failed(stmt.QueryRowContext(ctx, args...).Scan(into...))
}

// each reads all rows.
func (s *session) each(query string, args []any, row func(scan func(...any) error) error) error {
	stmt, err := s.stmt(context.Background(), query)
	if err != nil {
		return err
	}
	rows, err := stmt.Query(args...)
	if err != nil {
		return s.failed(err)
	}
	return s.through(rows, row)
}

func (s *session) through(rows *sql.Rows, row func(scan func(...any) error) error) error {
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return s.failed(rows.Err())
}

// once reads all rows of a question that is put together anew each time and not worth keeping prepared.
func (s *session) once(query string, args []any, row func(scan func(...any) error) error) error {
	if s.fault != nil {
		return s.fault
	}
	rows, err := s.conn.QueryContext(context.Background(), query, args...)
	if err != nil {
		return s.failed(err)
	}
	return s.through(rows, row)
}
