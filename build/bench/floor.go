package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	_ "modernc.org/sqlite" // the driver that storage uses
)

// entrySize is about what one issue adds to the ledger.
const entrySize = 700

// bare is a database that only gets rows: the least that a durable commit costs here.
type bare struct {
	db   *sql.DB
	conn *sql.Conn
	stmt *sql.Stmt
	row  []byte
}

func openBare(dir string) (*bare, error) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "bare.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	f := &bare{db: db, row: random(entrySize)}
	if f.conn, err = db.Conn(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if _, err = f.conn.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS entry (n INTEGER PRIMARY KEY, raw BLOB NOT NULL)"); err == nil {
		f.stmt, err = f.conn.PrepareContext(ctx, "INSERT INTO entry (raw) VALUES (?)")
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return f, nil
}

func (f *bare) close() error { return errors.Join(f.stmt.Close(), f.conn.Close(), f.db.Close()) }

// commit inserts n rows in one commit and says how long it took.
func (f *bare) commit(n int) (time.Duration, error) {
	ctx, began := context.Background(), time.Now()
	if n > 1 {
		if _, err := f.conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
			return 0, err
		}
	}
	for range n {
		if _, err := f.stmt.ExecContext(ctx, f.row); err != nil {
			return 0, err
		}
	}
	if n > 1 {
		if _, err := f.conn.ExecContext(ctx, "COMMIT"); err != nil {
			return 0, err
		}
	}
	return time.Since(began), nil
}

// echo is a bare server on loopback: one answer over HTTP, and messages to many web sockets.
type echo struct {
	server  *http.Server
	address string
	served  chan error

	mu      sync.Mutex // guards sockets
	sockets []*websocket.Conn
}

func openEcho() (*echo, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	e := &echo{address: listener.Addr().String(), served: make(chan error, 1)}
	upgrader := websocket.Upgrader{WriteBufferPool: &sync.Pool{}, ReadBufferSize: 512, WriteBufferSize: 1024}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(usualMessage) })
	mux.HandleFunc("GET /ws/all/", func(w http.ResponseWriter, r *http.Request) {
		socket, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		for range 2 { // the greetings that a listener waits for
			if socket.WriteMessage(websocket.TextMessage, []byte("{}")) != nil {
				return
			}
		}
		e.mu.Lock()
		defer e.mu.Unlock()
		e.sockets = append(e.sockets, socket)
	})
	e.server = &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() { e.served <- e.server.Serve(listener) }()
	return e, nil
}

func (e *echo) close() {
	_ = e.server.Close()
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, socket := range e.sockets {
		_ = socket.Close()
	}
	<-e.served
}

// broadcast sends one message to every socket, one after the other.
func (e *echo) broadcast() error {
	message, err := websocket.NewPreparedMessage(websocket.TextMessage, usualMessage)
	if err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, socket := range e.sockets {
		if err := socket.WritePreparedMessage(message); err != nil {
			return err
		}
	}
	return nil
}

// floors are what this machine does without a station.
func (b *bench) floors() error {
	f, err := openBare(b.dir)
	if err != nil {
		return err
	}
	defer f.close()
	for _, group := range []int{1, 8, 64} {
		var took times
		began := time.Now()
		for time.Since(began) < b.floor.Abs() {
			one, err := f.commit(group)
			if err != nil {
				return err
			}
			took = append(took, one)
		}
		perSecond := float64(len(took)*group) / time.Since(began).Seconds()
		b.report.add(figure{Name: fmt.Sprintf("floor: bare insert of %d B, %d a commit", entrySize, group), Unit: "tx/s", Value: perSecond}, true)
		b.report.add(figure{Name: fmt.Sprintf("floor: such a commit of %d, one after the other", group), Unit: "ms", Value: took.p50(), P99: took.p99()}, true)
	}
	return nil
}
