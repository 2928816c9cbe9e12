package site

import (
	"encoding/xml"
	"path"
	"strings"
	"time"
)

// The files that other programs read: a feed of the chapters, and a map of the
// pages. Both name pages in full, and are there only if the site knows its URL.
const (
	feedName = "feed.xml"
	mapName  = "sitemap.xml"
)

// full is the address of a file of the site; that of index.html is the folder's.
func (s *Site) full(name string) string {
	return strings.TrimSuffix(s.options.URL, "/") + "/" + strings.TrimSuffix(name, first)
}

func (s *Site) addFeeds() {
	if s.options.URL == "" {
		return
	}
	s.add(feedName, s.feed)
	s.add(mapName, s.sitemap)
	s.add("robots.txt", func() []byte { return []byte("User-agent: *\nAllow: /\nSitemap: " + s.full(mapName) + "\n") })
}

type (
	rss struct {
		XMLName xml.Name `xml:"rss"`
		Version string   `xml:"version,attr"`
		Channel channel  `xml:"channel"`
	}
	channel struct {
		Title       string `xml:"title"`
		Link        string `xml:"link"`
		Description string `xml:"description"`
		Language    string `xml:"language"`
		Date        string `xml:"pubDate,omitempty"`
		Items       []news `xml:"item"`
	}
	news struct {
		Title       string `xml:"title"`
		Link        string `xml:"link"`
		ID          string `xml:"guid"`
		Description string `xml:"description"`
	}
)

// feed is the chapters as RSS 2.0, the newest first. The book says when it was
// made, if that is known, and not when each chapter was.
func (s *Site) feed() []byte {
	c := channel{Title: Title, Link: s.full(first), Description: "A book that is a program: a web framework in Go, from a TCP socket on.", Language: "en"}
	if !s.options.Date.IsZero() {
		c.Date = s.options.Date.UTC().Format(time.RFC1123Z)
	}
	for _, l := range s.leaves {
		if l.section == nil && l.chapter.Of == nil {
			at := s.full(l.name)
			c.Items = append([]news{{Title: l.chapter.Title, Link: at, ID: at, Description: l.about()}}, c.Items...)
		}
	}
	return markup(rss{Version: "2.0", Channel: c})
}

type (
	urlset struct {
		XMLName xml.Name   `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []location `xml:"url"`
	}
	location struct {
		Loc string `xml:"loc"`
	}
)

// sitemap lists the pages: those of the book in reading order, then the source.
// The whole book says nothing that its chapters do not.
func (s *Site) sitemap() []byte {
	var set urlset
	listed := map[string]bool{wholeName: true}
	for _, l := range s.leaves {
		listed[l.name] = true
		set.URLs = append(set.URLs, location{s.full(l.name)})
	}
	for _, name := range s.Names() {
		if path.Ext(name) == ".html" && !listed[name] {
			set.URLs = append(set.URLs, location{s.full(name)})
		}
	}
	return markup(set)
}

func markup(v any) []byte {
	text, err := xml.MarshalIndent(v, "", " ")
	if err != nil {
		panic(err) // texts
	}
	return append([]byte(xml.Header), append(text, '\n')...)
}
