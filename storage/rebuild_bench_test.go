package storage

import (
	"context"
	"testing"
	"time"
)

// BenchmarkRebuild says how many entries a second a projection is made anew from; the target is 20,000.
// go test ./storage -run '^$' -bench Rebuild -benchtime 1x
func BenchmarkRebuild(b *testing.B) {
	p := found(b)
	p.stock(2000, 3000)
	p.play(95_000)
	b.ResetTimer()
	begun := time.Now()
	for range b.N {
		must(b, p.db.Rebuild(context.Background(), nil))
	}
	b.ReportMetric(float64(len(p.written)*b.N)/time.Since(begun).Seconds(), "entries/s")
}
