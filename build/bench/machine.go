package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// load is what the machine was doing besides, as the kernel says: over 1, 5 and 15 minutes.
func load() string {
	raw, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Join(strings.Fields(string(raw))[:3], " ")
}

// tmpfs is the magic number of a file system in memory.
const tmpfs = 0x01021994

func inMemory(dir string) bool {
	var fs syscall.Statfs_t
	return syscall.Statfs(dir, &fs) == nil && fs.Type == tmpfs
}

// ticks is the kernel's unit in /proc/PID/stat, fixed for programs at a hundredth of a second.
const tick = 10 * time.Millisecond

// processorTime is what a process has used so far, in user and kernel mode, in steps of a tick.
func processorTime(pid int) (time.Duration, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, fmt.Errorf("read the processor time of the station (Linux only): %w", err)
	}
	// The name in brackets may hold spaces; what follows it is counted from field 3.
	fields := strings.Fields(string(raw[bytes.LastIndexByte(raw, ')')+1:]))
	user, err := strconv.ParseInt(fields[11], 10, 64)
	if err != nil {
		return 0, err
	}
	system, err := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * tick, err
}

// memory is what a process has resident, in MiB: all of it, and the part that is not a file's.
type memory struct{ all, own float64 }

func residentMemory(pid int) (memory, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return memory{}, fmt.Errorf("read the memory of the station (Linux only): %w", err)
	}
	var m memory
	for text := range strings.Lines(string(raw)) {
		name, value, _ := strings.Cut(text, ":")
		kib, _ := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 64)
		switch name {
		case "VmRSS":
			m.all = kib / 1024
		case "RssAnon":
			m.own = kib / 1024
		}
	}
	return m, nil
}
