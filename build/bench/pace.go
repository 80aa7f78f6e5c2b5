package main

import (
	"time"
)

// interval is the pace of a quiet counter: ten issues a second.
const interval = 100 * time.Millisecond

// paced calls the steps n times in turn, each at its own place within the interval, so that what is compared is
// measured in the same minute and does not stand in each other's way.
func paced(n int, steps ...func(i int) error) error {
	began := time.Now()
	for i := range n {
		for j, step := range steps {
			time.Sleep(time.Until(began.Add(time.Duration(i)*interval + time.Duration(j)*interval/time.Duration(len(steps)))))
			if err := step(i); err != nil {
				return err
			}
		}
	}
	return nil
}

// pacedFloor are the steps of the floor beside a paced measurement.
type pacedFloor struct {
	bare    *bare
	echo    *echo
	asking  *asking
	crowd   *crowd
	commits times
	trips   times
	casts   times // until the last of the crowd has it
}

// floorBeside prepares a bare database, a bare server, and a crowd of n bare listeners.
func (b *bench) floorBeside(n int) (*pacedFloor, error) {
	f := &pacedFloor{}
	var err error
	if f.bare, err = openBare(b.dir); err != nil {
		return nil, err
	}
	if f.echo, err = openEcho(); err != nil {
		return nil, err
	}
	if f.asking, err = newAsking(f.echo.address, ""); err != nil {
		return nil, err
	}
	f.crowd, err = gather(f.echo.address, "", n)
	return f, err
}

func (f *pacedFloor) close() error {
	f.asking.close()
	f.crowd.disperse()
	f.echo.close()
	return f.bare.close()
}

func (f *pacedFloor) commit(int) error {
	took, err := f.bare.commit(1)
	f.commits = append(f.commits, took)
	return err
}

func (f *pacedFloor) trip(int) error {
	began := time.Now()
	_, err := f.asking.want(200, "POST", "/", usualMessage)
	f.trips = append(f.trips, time.Since(began))
	return err
}

func (f *pacedFloor) cast(i int) error {
	f.crowd.reset()
	began := time.Now()
	if err := f.echo.broadcast(); err != nil {
		return err
	}
	f.crowd.await(int64((i+1)*len(f.crowd.all)), time.Second)
	f.casts = append(f.casts, f.crowd.lastAt().Sub(began))
	return nil
}
