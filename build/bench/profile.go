package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/pprof"
	"sync"
	"time"
)

// profile runs a station in this process flat out, with 16 writers and 20 listeners, and writes where its time and
// its memory went. The writers and listeners of this process stand in the profile too.
func (b *bench) profile(name string) error {
	ctx := context.Background()
	f, err := b.fill("profiled", 400, 500, smallEntries)
	if err != nil {
		return err
	}
	s, err := openInside(ctx, f.dir)
	if err != nil {
		return err
	}
	return errors.Join(b.profiling(s, f, name), s.close())
}

func (b *bench) profiling(s *inside, f *filled, name string) error {
	if err := s.serve(); err != nil {
		return err
	}
	token, err := signIn(s.address)
	if err != nil {
		return err
	}
	listeners, err := gather(s.address, token, clients)
	if err != nil {
		return err
	}
	defer listeners.disperse()
	processor, err := os.Create(name + ".cpu")
	if err != nil {
		return err
	}
	defer processor.Close()
	if err := pprof.StartCPUProfile(processor); err != nil {
		return err
	}
	const n = 16
	before, err := processorTime(os.Getpid())
	if err != nil {
		return err
	}
	made, failed := make([]times, n), make([]error, n)
	began := time.Now()
	var all sync.WaitGroup
	for w := range n {
		all.Go(func() {
			made[w], failed[w] = writeUntil(s.address, token, f.pairings[w*perWriter:(w+1)*perWriter], began.Add(b.flat))
		})
	}
	all.Wait()
	pprof.StopCPUProfile()
	after, err := processorTime(os.Getpid())
	if err != nil {
		return err
	}
	count := 0
	for _, one := range made {
		count += len(one)
	}
	fmt.Printf("%d transactions in %.1f s, %.3f ms of processor time for each, writers and listeners included\n", count, time.Since(began).Seconds(),
		ms(after-before)/float64(count))
	memory, err := os.Create(name + ".mem")
	if err != nil {
		return err
	}
	defer memory.Close()
	return errors.Join(append(failed, pprof.Lookup("allocs").WriteTo(memory, 0))...)
}
