// Package verify makes the claims of a book true, or says which are not.
//
// A console block is a session: its commands are run, in order, in a folder
// that holds the program as of that block, and what they print is compared
// with what the book shows below each:
//
//	$ go run ./cmd/beasty &
//	$ curl localhost:8080/
//	hello
//
// A command goes on in the next line if it ends in a backslash; that line
// begins with "> ". A command that ends in & is a server: the next command
// waits until it listens. In the expected text ... stands for any text in a
// line, and alone on a line for any number of lines; nothing else is forgiven
// but a missing end of the last line.
//
// The console blocks of a section share a shell, a folder and a terminal of 80
// columns. At the beginning of each block every file of the program is made what
// the book says as of there, also one that a command has edited or removed; the
// other files that commands have made stay.
//
// The folder has the same name in every run, so that Go compiles once what did
// not change, and knows the result of a test that sees nothing new. The programs
// are built ahead of the sessions, which wait more than they work. Only one
// session runs at a time, for they share the ports; and what is printed is in the
// order of the book.
//
// When the section ends, its processes are killed, and the folder is removed. On
// Linux these are the processes of the shell's session and those that have left
// it with setsid, unless they have dropped TANGLE_SESSION from their environment
// too. On other systems they are those that have the session's terminal.
//
// The program builds and vets at the end of every section, or fails to if the
// section says so. And what the prose names, like draco.New, exists.
//
// The answers to the challenges of a chapter follow it, each in its own branch of
// the book. They are held to the same, and the tests of their programs are run.
package verify
