package verify

import (
	"go/token"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"

	"draco/tangle"
)

// A console is a block of commands and what they print.
type console struct {
	pos      token.Position // of its fence
	commands []*command
}

// A command is what stands behind a $, and the text below it.
type command struct {
	pos        token.Position // of the $
	text       string
	want       []string
	start, end int // of the expected text in the chapter's source
}

// server tells whether the command goes on while the next ones run.
func (c *command) server() bool { return endsInAmpersand.MatchString(c.text) }

var endsInAmpersand = regexp.MustCompile(`(^|[^&])&\s*$`)

// open tells whether any number of lines may follow what the command shows.
func (c *command) open() bool { return len(c.want) > 0 && c.want[len(c.want)-1] == varies }

// name is the command as a message calls it.
func (c *command) name() string {
	first, _, more := strings.Cut(c.text, "\n")
	if more {
		first += " ..."
	}
	return "$ " + first
}

// consoles finds the sessions of a chapter.
func consoles(ch *tangle.Chapter) (found []*console, faults tangle.Errors) {
	_ = ast.Walk(ch.Doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		f, ok := n.(*ast.FencedCodeBlock)
		if !ok || !entering || !strings.EqualFold(string(f.Language(ch.Source)), "console") {
			return ast.WalkContinue, nil
		}
		c := &console{pos: ch.Position(max(f.Pos(), 0))}
		found = append(found, c)
		fault := &tangle.Error{Pos: c.pos, Hint: "a session opens with ```console in column 1, outside lists and quotations"}
		switch {
		case c.pos.Column != 1 || f.Parent() != ch.Doc:
			fault.Msg = "a console block that does not open in column 1"
		case string(f.Language(ch.Source)) != "console":
			fault.Msg = "a console block with a capital letter"
		default:
			fault = c.read(ch, f)
		}
		if fault != nil {
			faults = append(faults, fault)
		}
		return ast.WalkContinue, nil
	})
	return found, faults
}

// read takes the block apart.
func (c *console) read(ch *tangle.Chapter, f *ast.FencedCodeBlock) *tangle.Error {
	var last *command
	open := false // the line before ends in a backslash and is part of the command
	for i := range f.Lines().Len() {
		segment := f.Lines().At(i)
		line := strings.TrimRight(string(segment.Value(ch.Source)), "\r\n")
		switch {
		case open:
			rest, ok := strings.CutPrefix(line, "> ")
			if !ok {
				return &tangle.Error{Pos: ch.Position(segment.Start), Msg: "the command above goes on here, and this line does not begin with > ",
					Hint: "a command that ends in a backslash is continued by a line that begins with > and a space"}
			}
			last.text += "\n" + rest
		case strings.HasPrefix(line, "$ "):
			last = &command{pos: ch.Position(segment.Start), text: line[2:]}
			c.commands = append(c.commands, last)
		case last == nil:
			return &tangle.Error{Pos: ch.Position(segment.Start), Msg: "a console block begins with a command",
				Hint: "commands stand behind $ and a space; output that nobody can run is a text block"}
		default:
			last.want = append(last.want, line)
			last.end = segment.Stop
			continue
		}
		open = strings.HasSuffix(line, `\`)
		last.start, last.end = segment.Stop, segment.Stop
	}
	if last == nil {
		return &tangle.Error{Pos: c.pos, Msg: "a console block without a command"}
	}
	return nil
}
