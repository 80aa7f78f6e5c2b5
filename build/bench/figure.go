package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// figure is one line of the table. A value of 0 in P99, Floor or Ratio: there is none.
type figure struct {
	Name     string  `json:"name"`
	Unit     string  `json:"unit"`
	Value    float64 `json:"value"` // the median where P99 is given
	P99      float64 `json:"p99,omitempty"`
	Floor    float64 `json:"floor,omitempty"` // the same thing done bare, in this run
	FloorP99 float64 `json:"floor_p99,omitempty"`
	Ratio    float64 `json:"ratio,omitempty"`
	Target   string  `json:"target,omitempty"`
	Verdict  string  `json:"verdict,omitempty"` // met, missed
}

// report is every figure of a run.
type report struct {
	Machine machine  `json:"machine"`
	Figures []figure `json:"figures"`
	silent  bool     // nothing is printed: only what is returned counts
}

type machine struct {
	OS         string `json:"os"`
	Arch       string `json:"arch"`
	Processors int    `json:"processors"`
	Load       string `json:"load"`
}

// add prints a figure as it comes. ok decides between met and missed; it is not asked without a target.
func (r *report) add(f figure, ok bool) {
	if f.Floor != 0 && f.Ratio == 0 {
		f.Ratio = f.Value / f.Floor
	}
	if f.Target != "" {
		f.Verdict = "missed"
		if ok {
			f.Verdict = "met"
		}
	}
	r.Figures = append(r.Figures, f)
	if !r.silent {
		fmt.Println(f)
	}
}

func (r *report) verdict() string {
	missed := 0
	for _, f := range r.Figures {
		if f.Verdict == "missed" {
			missed++
		}
	}
	if missed == 0 {
		return "Every target was met."
	}
	return fmt.Sprintf("%d targets were missed.", missed)
}

const line = "%-58s %-7s %15s %15s %7s  %-24s %s"

func heading() string {
	return fmt.Sprintf(line, "figure (p50 / p99)", "unit", "measured", "floor", "ratio", "target", "") + "\n" + strings.Repeat("-", 138)
}

func (f figure) String() string {
	floor, ratio := "", ""
	if f.Floor != 0 {
		floor = pair(f.Floor, f.FloorP99)
	}
	if f.Ratio != 0 {
		ratio = fmt.Sprintf("%.2f", f.Ratio)
	}
	return strings.TrimRight(fmt.Sprintf(line, f.Name, f.Unit, pair(f.Value, f.P99), floor, ratio, f.Target, f.Verdict), " ")
}

func pair(p50, p99 float64) string {
	if p99 == 0 {
		return short(p50)
	}
	return short(p50) + " / " + short(p99)
}

func short(v float64) string {
	switch a := math.Abs(v); {
	case a >= 100 || v == math.Trunc(v):
		return fmt.Sprintf("%.0f", v)
	case a >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// times are measured durations.
type times []time.Duration

// at is the duration that a share of all did not exceed, in milliseconds; 0 of none.
func (t times) at(share float64) float64 {
	if len(t) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(t))
	return ms(sorted[min(int(share*float64(len(sorted))), len(sorted)-1)])
}

func (t times) p50() float64 { return t.at(0.50) }
func (t times) p99() float64 { return t.at(0.99) }

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
