/*
Package xref is the cross-reference of the book's program: what every name in it
stands for at that point of the book, and whether the program builds there. The
word is that of the old printed programs, which had such a list at the end.

The names in the listings of a section mean what they mean at the end of the
section, where the program builds; those of a block that is replaced before that,
what they mean right after it. What a whole file's names mean is asked of the
program at the end of a chapter. Test files count, and files that other systems
than Linux leave out do not, on whatever system this runs.

Laws:

  - A Ref lies in its line, and spells the name of its Object. Those of a line
    come in order, and do not overlap.
  - What cannot be told is left out: a name in code that does not build, a word in
    the prose that may mean two things.
  - The index is a function of the book and of the standard library, whatever
    indexes the cache has made before.
  - A verdict is that of the whole checker, however little of it had to run.

The compiler's own checker does the work, go/types. What the program imports is
read by golang.org/x/tools/go/packages, from what the go command has compiled.
*/
package xref
