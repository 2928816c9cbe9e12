package verify

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"draco/tangle"
	"draco/tangle/gotest"
)

// A record is what a command printed, to be put into the book.
type record struct {
	command *command
	lines   []string
}

// recordable reports what would not be read back as an output.
func recordable(c *command, lines []string) *tangle.Error {
	for _, l := range lines {
		if strings.HasPrefix(l, "$ ") || strings.HasPrefix(l, "```") || strings.HasPrefix(l, "~~~") {
			return &tangle.Error{Pos: c.pos, Msg: fmt.Sprintf("%s\n    prints a line that cannot stand in a console block: %s", c.name(), l)}
		}
	}
	return nil
}

// record puts the records into the chapter's file, in one step.
func (r *run) record(ch *tangle.Chapter) error {
	name := filepath.Join(r.Record, filepath.FromSlash(ch.File))
	shown := r.Show(ch.File)
	now, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if !bytes.Equal(now, ch.Source) {
		return fmt.Errorf("%s was changed while its commands ran; nothing is recorded, run it again", shown)
	}
	end := "\n"
	if bytes.Contains(now, []byte("\r\n")) {
		end = "\r\n"
	}
	var out bytes.Buffer
	at := 0
	for _, rec := range r.records {
		out.Write(now[at:rec.command.start])
		for _, l := range rec.lines {
			out.WriteString(l + end)
		}
		at = rec.command.end
	}
	out.Write(now[at:])
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name()) // there only if something failed
	_, err = temp.Write(out.Bytes())
	if err := errors.Join(err, temp.Chmod(info.Mode().Perm()), temp.Close()); err != nil {
		return err
	}
	if err := os.Rename(temp.Name(), name); err != nil {
		return err
	}
	fmt.Fprintf(r.Out, "%s: %s recorded\n", shown, gotest.Plural(len(r.records), "output"))
	r.records = nil
	return nil
}
