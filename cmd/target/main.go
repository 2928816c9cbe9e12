// Target is a server for conformance suites to play against: it answers what
// they like to ask.
//
//	target [-addr 127.0.0.1:8080]
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"draco/generated/draco"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8080", "where to listen")
	flag.Parse()
	server := &draco.Server{Addr: *addr, Handler: answer}
	ended := make(chan error, 1)
	go func() { ended <- server.ListenAndServe() }()
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM, syscall.SIGQUIT)
	select {
	case err := <-ended:
		log.Fatal(err)
	case <-stop:
	}
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Second)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		log.Fatal(err)
	}
}

const methods = "GET, HEAD, POST, PUT, PATCH, OPTIONS"

// answer answers every path; the body has been read by then, so that a bad
// one is a 400 whatever was asked.
func answer(c *draco.Context) error {
	r := c.Request
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	switch r.Path {
	case "/echo":
		return echo(c)
	case "/cookie":
		return cookies(c)
	}
	switch r.Method {
	case "GET", "HEAD":
		return get(c)
	case "POST", "PUT", "PATCH":
		kind := r.Header.Get("Content-Type")
		if kind == "" {
			kind = "application/octet-stream"
		}
		return c.Bytes(200, kind, body)
	case "OPTIONS":
		c.Header.Set("Allow", methods)
		return c.NoContent(204)
	}
	c.Header.Set("Allow", methods)
	return c.Text(405, "not here\n")
}

func get(c *draco.Context) error {
	switch query := c.Request.Query; c.Request.Path {
	case "/slow":
		ms, err := number(query.Get("ms"), 60_000)
		if err != nil {
			return err
		}
		time.Sleep(time.Duration(ms) * time.Millisecond)
		return c.Text(200, "OK")
	case "/big":
		n, err := number(query.Get("n"), 1<<30)
		if err != nil {
			return err
		}
		c.Header.Set("Content-Length", strconv.Itoa(n))
		return c.Stream(200, "application/octet-stream",
			io.LimitReader(zeros{}, int64(n)))
	case "/204", "/304":
		status, _ := strconv.Atoi(c.Request.Path[1:])
		c.Status = status
		if _, err := c.WriteString("nobody must see this"); err != nil {
			return c.NoContent(status)
		}
		return nil
	case "/inject":
		if err := c.Header.Set("X-Inject", query.Get("v")); err != nil {
			return c.Text(400, err.Error())
		}
	}
	return c.Text(200, "OK")
}

func number(s string, most int) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > most {
		return 0, &draco.HTTPError{Status: 400, Message: "a number, please"}
	}
	return n, nil
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '0'
	}
	return len(p), nil
}

func echo(c *draco.Context) error {
	var b strings.Builder
	for name, value := range c.Request.Header.All() {
		fmt.Fprintf(&b, "%s: %s\n", name, value)
	}
	return c.Text(200, b.String())
}

func cookies(c *draco.Context) error {
	var b strings.Builder
	for _, field := range c.Request.Header.Values("Cookie") {
		for pair := range strings.SplitSeq(field, ";") {
			if pair = strings.TrimSpace(pair); pair != "" {
				fmt.Fprintln(&b, pair)
			}
		}
	}
	return c.Text(200, b.String())
}
