// Package exchange reads tables from the spreadsheets an armory really has, and writes tables out. It knows cells and
// columns, nothing of people or weapons beyond the names of their columns. Reading is bounded in memory by Limits and
// stops when its context ends.
package exchange
