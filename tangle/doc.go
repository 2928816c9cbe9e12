/*
Package tangle turns a book into programs.

A book is a folder of Markdown chapters. Its code blocks, put together by their
names, are the source of a program as of every point of the book. The word is
Knuth's: a literate program is tangled for the compiler and woven for the
reader. This package tangles, and knows enough to help those who weave.

# Notation

A program block is a fenced block in column 1 whose first line is a heading: a
comment, in whatever form the language has, that holds a name and an operation.

	// <<server.go>> :=                            begin a file
	// <<server.go: serve one connection>> :=      a part of a file
	// <<server.go: serve one connection>> =       replace it
	// <<server.go: serve one connection>> +=      extend it
	// <<read the head>> :=                        a piece
	    // <<read the head>>                       a reference to the piece

The operations are Go's own: := defines, and is a fault if the name is defined;
= replaces and += extends, and are faults if it is not. A path has no space and
contains a "." or a "/". A part of a file is a path, ": " and a phrase. Any other
name is a piece.

A file is its own blocks, then its parts in the order of their first definition.
One blank line separates the blocks of a name, and the parts of a file. A piece
stands where a reference names it: a comment alone on its line, whose
indentation the piece takes on. An indented reference leaves its name behind as
a comment, with a blank line after it if the piece begins with a comment of its
own; one in column 1 vanishes.

Replacing a name by an empty block removes it. A piece whose last reference was
replaced leaves with it. A file that has parts cannot be removed.

Imports at the head of a Go block are hoisted into its file's one import
declaration, standard library first, each group sorted; the declaration is the
union over the blocks alive at that point. In the book the framework is always
imported as "draco"; on emit that becomes the path of the place it is put in.

A block without a heading is an illustration and is never tangled; a first line
that is a comment with << or >> and is no heading is a fault, except in blocks of
text and markdown, which may quote the notation. Console blocks are sessions,
which package verify runs.

A section runs from a level-2 heading to the next. One that ends with the
paragraph *This does not build yet.* says that its program is broken on purpose.

# Answers

The challenges of a chapter are the ordered list in its section Challenges. Each
begins with its name in bold, as in **Count the bytes** (easy).

The chapter 01-sockets.md may have an answer sheet, answers/01-sockets.md. It
has a level-2 section for every challenge, called like it, in the same order.
An answer is written in the notation of the chapters, and is a branch: its blocks
are folded over the program at the end of the chapter, and neither the next
answer nor the next chapter sees them. What goes for a chapter goes for an
answer. A fault of its program in a line of the chapter is reported at the
answer, for without it the line was sound.

# Laws

The book's program is a map from name to blocks, folded over the book block by
block. The state after every block exists; the state at the end of a chapter is
its snapshot.

  - Snapshots(book[:n]) == Snapshots(book)[:n]: no chapter changes the past.
  - An answer changes no snapshot, and is the same program without the others.
  - At the end of a chapter or an answer every reference resolves, every piece is used or has
    left, nothing contains itself, every Go file is as gofmt writes it.
  - Every line of a block stands in the source at its position; every line of a
    file has the position of the line that it was printed as.
  - Output is a function of the book. A second run writes nothing.

# Faults

Faults are collected, sorted and reported at once, each at the place where the
author must look. One slip is one fault. What a fault says begins or ends with
one of these:

	no chapters here
	not the name of a chapter
	the book begins with chapter
	is there twice
	follows chapter
	chapter 00 holds no program
	not a heading:
	a heading in the middle of a block
	is not the first line of a fenced block in column 1
	not a reference:
	this fence is never closed
	this fence is not closed before the next one opens
	columns wide, the page 80
	is outside the output folder
	has a colon
	has a character that not every system allows
	has a name that not every system allows
	is not in its shortest form
	go.mod is not the book's to write
	cannot both exist: one is a folder of the other
	are in one place on systems that do not tell case apart
	is already defined
	is not defined yet
	is not defined by the end of the chapter
	is not defined by the end of the answer
	a file that was never begun
	cannot be referred to
	contains itself
	is never used
	an empty block defines nothing
	still has parts
	grows past
	has no package clause
	beside package
	cannot carry the header that marks generated files
	this comment has no place: imports are collected and sorted
	an import has no place in
	in this file
	is imported and not used in
	a raw string over several lines in a piece that is indented
	syntax error in
	is not read: chapters end in .md
	answers no chapter
	a block before the first answer
	no challenge is called
	is answered already
	is out of order
	has no answer
	has no name, and no answer
	not gofmt-clean
	not written by tangle, and in the way
	edited by hand since tangle wrote it
	cannot be written:
*/
package tangle
