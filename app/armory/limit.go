package armory

import (
	"slices"
	"strconv"
)

// Fits reports whether somebody may hold one more item of a category under a limit.
func Fits(limit string, held []HeldItem, category string) bool {
	return !overLimit(limit, append(slices.Clone(held), HeldItem{Category: category}))
}

// overLimit reports whether a person may not hold all these items under a limit: "one", "one-each" (one of each
// category), or a number of items.
func overLimit(limit string, held []HeldItem) bool {
	if limit == LimitOneEach {
		perCategory := map[string]int{}
		for _, h := range held {
			perCategory[h.Category]++
			if perCategory[h.Category] > 1 {
				return true
			}
		}
		return false
	}
	return len(held) > limitCount(limit)
}

func limitCount(limit string) int {
	n, err := strconv.Atoi(limit)
	if err != nil {
		return 1
	}
	return n
}

// LimitWords is a limit as people read it.
func LimitWords(limit string) string {
	switch n := limitCount(limit); {
	case limit == LimitOneEach:
		return "one pistol and one rifle"
	case n == 1:
		return "one item"
	default:
		return strconv.Itoa(n) + " items"
	}
}
