// Command bench measures what one station does on the machine it runs on, beside the floor of the same machine in the
// same minutes: a bare insert in the same database, one round trip of HTTP, one broadcast to web sockets. A figure is
// judged by its ratio to that floor wherever a neighbour on the machine could move it.
package main
