package storage

import (
	"errors"
	"fmt"
	"os"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Problem is what can be wrong with a data folder or a disk: a sentence for a person, and what to do.
type Problem struct {
	Code    string
	Message string
	Fix     string
	cause   error
}

func (p *Problem) Error() string { return p.Message + " " + p.Fix }
func (p *Problem) Unwrap() error { return p.cause }

// Shown is the problem in the parts a screen shows.
func (p *Problem) Shown() (code, message, fix string) { return p.Code, p.Message, p.Fix }

// Is compares problems by their code.
func (p *Problem) Is(target error) bool {
	other, ok := target.(*Problem)
	return ok && other.Code == p.Code
}

// Sentinels; compare with errors.Is.
var (
	// ErrInUse is returned by Open when another process has the data folder.
	ErrInUse = &Problem{Code: "IN_USE", Message: "The station is already running on this data folder.", Fix: "Use the window that is open, or stop the other program first."}
	// ErrNewer is returned when the database was written by a newer version of the program.
	ErrNewer = &Problem{Code: "NEWER", Message: "This data folder was written by a newer version of the program.", Fix: "Install that version on this PC; nothing was changed."}
	// ErrReadOnly is returned when the data folder cannot be written.
	ErrReadOnly = &Problem{Code: "READ_ONLY", Message: "The data folder cannot be written.", Fix: "Check its permissions and whether the drive is read-only, then start again."}
	// ErrFull is returned when the disk is full; what was being written was not recorded.
	ErrFull = &Problem{Code: "FULL", Message: "The disk is full; nothing was recorded.", Fix: "Free some space on the drive of the data folder, then do it again."}
	// ErrNotOurs is returned for a file that is no ArmGuard database.
	ErrNotOurs = &Problem{Code: "NOT_OURS", Message: "This file is not an ArmGuard store.", Fix: "Choose another file."}
	// ErrDamaged is returned when an entry or the file itself is not as it was written.
	ErrDamaged = &Problem{Code: "DAMAGED", Message: "The record on this PC is damaged.", Fix: "Restore the last backup, and find out what happened to the disk."}
	// ErrDisk is returned when the disk could not be read or written; what was being written was not recorded.
	ErrDisk = &Problem{Code: "DISK", Message: "The disk could not be read or written; nothing was recorded.", Fix: "Check that the drive of the data folder is there, has room and is sound, then do it again."}
	// ErrNoFolder is returned when something that is no folder is in the place of one, or a folder in that of a file.
	ErrNoFolder = &Problem{Code: "NO_FOLDER", Message: "The data folder cannot be used: something else is in its place.", Fix: "Name another folder, or move away what is there."}
	// ErrClosed is returned by Write and Read after Close.
	ErrClosed = &Problem{Code: "CLOSED", Message: "The station is closing.", Fix: "Start it again."}
	// ErrExists is returned by Backup when the file is already there.
	ErrExists = &Problem{Code: "INVALID", Message: "There is already a file of that name.", Fix: "Choose another name."}
)

func (p *Problem) because(cause error) *Problem {
	copied := *p
	copied.cause = cause
	return &copied
}

func (p *Problem) saying(message string) *Problem {
	copied := *p
	copied.Message = message
	return &copied
}

// plain turns the database's and the system's own errors into problems where a person can do something about them.
func plain(step string, err error) error {
	if err == nil {
		return nil
	}
	var problem *Problem
	if errors.As(err, &problem) {
		return err
	}
	var coded *sqlite.Error
	if errors.As(err, &coded) {
		switch coded.Code() & 0xff {
		case sqlite3.SQLITE_FULL:
			return ErrFull.because(err)
		case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
			return ErrReadOnly.because(err)
		case sqlite3.SQLITE_NOTADB:
			return ErrNotOurs.because(err)
		case sqlite3.SQLITE_CORRUPT:
			return ErrDamaged.because(err)
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return (&Problem{Code: "IN_USE", Message: "Another program holds the station's database.", Fix: "Close whatever has the data folder open, such as a database viewer or a backup program, then start again."}).because(err)
		case sqlite3.SQLITE_IOERR:
			return ErrDisk.because(err)
		}
	}
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return ErrFull.because(err)
	case errors.Is(err, os.ErrPermission), errors.Is(err, syscall.EROFS):
		return ErrReadOnly.because(err)
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.EISDIR):
		return ErrNoFolder.because(err)
	case errors.Is(err, syscall.EIO):
		return ErrDisk.because(err)
	}
	return fmt.Errorf("%s: %w", step, err)
}
