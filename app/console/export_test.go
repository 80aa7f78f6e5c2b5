package console

import "time"

// Limit makes the limits of the feeds smaller, before Serve.
func (c *Console) Limit(connections, perSession int, write time.Duration) {
	c.feeds.limits = limits{connections, perSession, write}
}
