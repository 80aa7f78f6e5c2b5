package main

import (
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Sizes in SQLite's write-ahead log (https://www.sqlite.org/fileformat2.html#walformat).
const (
	walHeader   = 32
	frameHeader = 24
)

// commits counts the commits of a running station by reading its write-ahead log from beside: a frame that ends a
// commit carries the database's size. The log begins again from its start with another salt after a checkpoint.
type commits struct {
	file  *os.File
	page  int64
	salt  uint64
	frame int64 // the next one to look at
	count int   // of commits
	pages int   // that they wrote
	quit  chan struct{}
	done  sync.WaitGroup
	err   error
}

// countCommits begins to count those that come from now on.
func countCommits(dir string) (*commits, error) {
	file, err := os.Open(filepath.Join(dir, "armguard.db-wal"))
	if err != nil {
		return nil, err
	}
	c := &commits{file: file, quit: make(chan struct{})}
	if err := c.header(); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	if err := c.read(); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	c.count, c.pages = 0, 0
	c.done.Go(func() {
		every := time.NewTicker(10 * time.Millisecond)
		defer every.Stop()
		for c.err == nil {
			select {
			case <-every.C:
				c.err = c.read()
			case <-c.quit:
				c.err = c.read()
				return
			}
		}
	})
	return c, nil
}

// end ends the counting.
func (c *commits) end() error {
	close(c.quit)
	c.done.Wait()
	return errors.Join(c.err, c.file.Close())
}

func (c *commits) header() error {
	var head [walHeader]byte
	if _, err := c.file.ReadAt(head[:], 0); err != nil {
		return err
	}
	c.page, c.salt = int64(binary.BigEndian.Uint32(head[8:])), binary.BigEndian.Uint64(head[16:])
	return nil
}

// read counts on. Frames of the log's former round stay behind the new ones until they are written over, so those are
// counted to their end before the new round is begun.
func (c *commits) read() error {
	for {
		if err := c.round(); err != nil {
			return err
		}
		was := c.salt
		if err := c.header(); err != nil {
			return err
		}
		if c.salt == was {
			return nil
		}
		c.frame = 0
	}
}

func (c *commits) round() error {
	var head [frameHeader]byte
	for {
		_, err := c.file.ReadAt(head[:], walHeader+c.frame*(frameHeader+c.page))
		if errors.Is(err, io.EOF) || err == nil && binary.BigEndian.Uint64(head[8:]) != c.salt {
			return nil
		}
		if err != nil {
			return err
		}
		if binary.BigEndian.Uint32(head[4:]) != 0 {
			c.count++
		}
		c.frame++
		c.pages++
	}
}
