// Package paper makes everything that is printed: receipts, ID cards, item tags, sheets of codes, count sheets, the
// strength report and custody histories. Each is a struct that says what stands on it and a method PDF that returns the
// file. Nothing here reads a clock, a file or the record, and the same struct gives the same bytes every time, so a
// reprint can be compared with what was handed out. Everything may be called from several goroutines at once.
//
// Lengths are millimetres, font sizes points. Times are printed as they are handed in, in their own time zone; a zero
// time is left blank. Text never clips: it shrinks a little, then it wraps, then the table goes on to another page; a
// sign that the font does not have becomes □. What cannot be printed is a *Problem and no file.
package paper
