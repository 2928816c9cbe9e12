package tangle

import (
	"fmt"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/yuin/goldmark/ast"
)

// A Book is its chapters in reading order.
type Book struct {
	Chapters []*Chapter
	Blocks   []*Block  // every program block, in reading order
	Answers  []*Answer // to the challenges of the chapters, in reading order
	names    map[string]*history
	files    sync.Map // of fileAt to *File: what State.File has put together
}

// A Chapter is one Markdown file of the book, or the answer sheet of one.
type Chapter struct {
	Number   int    // from the file's name: 3 for 03-responses.md
	Slug     string // responses
	Title    string // the level-1 heading, or the slug
	File     string // book/03-responses.md, as positions name it
	Source   []byte
	Doc      ast.Node // the parsed Source, shared by everything that reads the book
	Sections []*Section
	Blocks   []*Block

	Challenges []*Challenge
	Sheet      *Chapter // the file of its answers, or nil
	Of         *Chapter // of an answer sheet: the chapter whose challenges it answers

	text      string // Source; every Line is a slice of it
	lineStart []int  // offset in Source of each line
	faults    Errors
	broken    bool // so damaged that what follows from it would be noise
}

// A Section runs from a level-2 heading to the next. Section 0 is what stands
// before the first one.
type Section struct {
	Chapter *Chapter
	Number  int
	Title   string
	Heading *ast.Heading // nil in section 0
	Pos     token.Position
	Blocks  []*Block // the program blocks in it
	Answer  *Answer  // that the section is, in an answer sheet
	// Broken says that the section ends with "This does not build yet."
	Broken bool
}

// A Block is one named block of program text.
type Block struct {
	Index   int // in Book.Blocks, of the branch if it is part of an answer
	Chapter *Chapter
	Section *Section
	Node    *ast.FencedCodeBlock
	Pos     token.Position // of the heading
	Name    string
	Op      Op
	Lang    string
	Imports []Import // hoisted from Lines
	Lines   []Line   // as printed below the heading, imports and all; Ref is set on references
	Prev    *Block   // the last block of the name before this one, if it was defined

	body []Line // Lines without the hoisted imports and the blank lines at the ends
	refs []Line // the references in body
	pkg  int    // index in body of the package clause, or -1
	raw  int    // index in body of the line after which a raw string goes on, or -1
}

// A Line is one line of program text, without its end, and where it stands in
// the book. Lines that tangle makes itself have no position.
type Line struct {
	Text string
	Ref  string // the name referred to, if the line is a reference
	Pos  token.Position
	// Import says that the line belongs to an import declaration: in a block it
	// travels to the top of the file, in a file it has arrived there.
	Import bool
	Indent int // how many bytes of Text a reference has put before the line

	imp *Import // the import that the line spells, in a file
}

// Read reads the chapters in dir of fsys and their answers, parses them, folds
// their blocks, and reports every fault of notation and of names. Chapters are
// the files named like 03-responses.md; positions call them dir/03-responses.md,
// and their answers dir/answers/03-responses.md. With faults the book is
// returned too, as far as it could be read.
func Read(fsys fs.FS, dir string) (*Book, error) {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return nil, fmt.Errorf("no book to read: %w", err)
	}
	var faults Errors
	book := &Book{}
	for _, e := range entries {
		if ok, fault := isText(dir, e); !ok {
			faults = append(faults, fault...)
			continue
		}
		ch, fault := newChapter(dir, e.Name())
		if fault != nil {
			faults = append(faults, fault)
			continue
		}
		if ch.Source, err = fs.ReadFile(fsys, ch.File); err != nil {
			return nil, fmt.Errorf("reading the book: %w", err)
		}
		book.Chapters = append(book.Chapters, ch)
	}
	if len(book.Chapters) == 0 && faults == nil {
		return nil, Errors{{Pos: token.Position{Filename: dir}, Msg: "no chapters here",
			Hint: "chapters are called 01-sockets.md, 02-parsing.md, ..."}}
	}
	faults = append(faults, numbering(book.Chapters)...)
	slices.SortStableFunc(book.Chapters, func(a, b *Chapter) int { return a.Number - b.Number })
	astray, err := book.readSheets(fsys, path.Join(dir, answersDir))
	if err != nil {
		return nil, err
	}

	var wg sync.WaitGroup
	for _, ch := range book.Files() {
		wg.Go(ch.parse)
	}
	wg.Wait()
	broken := faults != nil
	for _, ch := range book.Chapters {
		faults = append(faults, ch.faults...)
		broken = broken || ch.broken
		for _, b := range ch.Blocks {
			b.Index = len(book.Blocks)
			book.Blocks = append(book.Blocks, b)
		}
	}
	book.pairAnswers()
	folding := book.fold()
	if !broken {
		faults = append(faults, folding...)
	}
	faults = append(faults, book.answerFaults(faults)...)
	return book, append(faults, astray...).Err()
}

// isText tells whether a file is one that is read, and reports one that looks
// like it and is not.
func isText(dir string, e fs.DirEntry) (bool, Errors) {
	switch ext := path.Ext(e.Name()); {
	case e.IsDir(), strings.HasPrefix(e.Name(), "."): // an editor's, or the system's
		return false, nil
	case ext == ".md":
		return true, nil
	case strings.EqualFold(ext, ".md"), strings.EqualFold(ext, ".markdown"):
		return false, Errors{faultf(token.Position{Filename: path.Join(dir, e.Name())}, "is not read: chapters end in .md").
			hintf("rename it to 01-name.md if it is part of the book")}
	}
	return false, nil
}

var chapterName = regexp.MustCompile(`^(\d\d)-([a-z0-9]+(?:-[a-z0-9]+)*)\.md$`)

func newChapter(dir, name string) (*Chapter, *Error) {
	file := path.Join(dir, name)
	m := chapterName.FindStringSubmatch(name)
	if m == nil {
		return nil, faultf(token.Position{Filename: file}, "not the name of a chapter").
			hintf("chapters are called 01-sockets.md: two digits, a dash, lower-case words; other Markdown belongs elsewhere")
	}
	number, _ := strconv.Atoi(m[1])
	return &Chapter{Number: number, Slug: m[2], Title: m[2], File: file}, nil
}

// numbering finds the gaps and doubles in the chapters, which come in the order
// of their file names.
func numbering(chapters []*Chapter) (faults Errors) {
	for i, ch := range chapters {
		pos := token.Position{Filename: ch.File}
		switch {
		case i == 0 && ch.Number > 1:
			faults = append(faults, faultf(pos, "the book begins with chapter %02d", ch.Number).
				hintf("chapters are numbered from 00 or 01 without gaps"))
		case i > 0 && ch.Number == chapters[i-1].Number:
			faults = append(faults, faultf(pos, "chapter %02d is there twice", ch.Number).
				hintf("give one of them another number").
				related(token.Position{Filename: chapters[i-1].File}, "the other one"))
		case i > 0 && ch.Number > chapters[i-1].Number+1:
			faults = append(faults, faultf(pos, "chapter %02d follows chapter %02d", ch.Number, chapters[i-1].Number).
				hintf("chapters are numbered without gaps: this one would be %02d", chapters[i-1].Number+1))
		}
	}
	return faults
}

// String is the chapter's number and title: 01 Sockets.
func (ch *Chapter) String() string { return fmt.Sprintf("%02d %s", ch.Number, ch.Title) }

// Locator is the section's number as readers see it: 1.4 is the fourth section
// of chapter 1, and 1 what stands before its first. That of an answer is the
// answer's.
func (s *Section) Locator() string {
	switch {
	case s.Number == 0:
		return strconv.Itoa(s.Chapter.Number)
	case s.Answer != nil:
		return s.Answer.Locator()
	}
	return fmt.Sprintf("%d.%d", s.Chapter.Number, s.Number)
}

// String is the section as readers look for it: Sockets, 1.4 A goroutine each.
func (s *Section) String() string {
	if s.Number == 0 {
		return s.Chapter.Title
	}
	return fmt.Sprintf("%s, %s %s", s.Chapter.Title, s.Locator(), s.Title)
}

// Chapter returns the chapter of that number, or nil.
func (b *Book) Chapter(number int) *Chapter {
	for _, ch := range b.Chapters {
		if ch.Number == number {
			return ch
		}
	}
	return nil
}

// Last is the last chapter's number.
func (b *Book) Last() int { return b.Chapters[len(b.Chapters)-1].Number }

// Position tells where an offset of the chapter's source is: line and column,
// in bytes, from 1.
func (ch *Chapter) Position(offset int) token.Position {
	line, found := slices.BinarySearch(ch.lineStart, offset)
	if !found {
		line--
	}
	return token.Position{Filename: ch.File, Offset: offset, Line: line + 1, Column: offset - ch.lineStart[line] + 1}
}

// SectionAt returns the section that holds an offset of the chapter's source.
func (ch *Chapter) SectionAt(offset int) *Section {
	at := ch.Sections[0]
	for _, s := range ch.Sections {
		if s.Pos.Offset <= offset {
			at = s
		}
	}
	return at
}

// line is the text of a line of the source, counted from 0, without its end.
func (ch *Chapter) line(i int) string {
	start, end := ch.lineStart[i], len(ch.text)
	if i+1 < len(ch.lineStart) {
		end = ch.lineStart[i+1]
	}
	return strings.TrimSuffix(strings.TrimSuffix(ch.text[start:end], "\n"), "\r")
}
