// Command proof plays the long checks, which are too long for the tests: each part in steps, at most an hour at a time.
// What is done is kept in a folder that git ignores, so that a part that was ended goes on where it was. A part is
// finished with the program it was begun with; then its line is put into the table of docs/proof.md.
package main
