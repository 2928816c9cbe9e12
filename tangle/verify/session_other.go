//go:build !unix

package verify

import (
	"context"
	"errors"
	"time"
)

// A session needs bash in a terminal, which other systems do not have.
type session struct{}

func startSession(string, string) (*session, error) {
	return nil, errors.New("the commands of the book are for bash in a Unix terminal; run tangle verify on Linux, macOS or in WSL")
}

func (s *session) send(string) error               { return errEnded }
func (s *session) printed() (string, string, bool) { return "", "", false }
func (s *session) consume()                        {}
func (s *session) close()                          {}
func (s *session) alive() bool                     { return false }
func (s *session) running(string) bool             { return false }
func (s *session) listening() map[string]bool      { return nil }
func (s *session) wait(context.Context, time.Duration, time.Duration, func() bool) error {
	return errEnded
}
