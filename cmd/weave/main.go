// Command weave turns the book into a website, or serves it while it is
// written.
package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"draco/cmd/internal/cli"
	"draco/site"
)

func main() { cli.Main(run) }

// An app is one run of the command.
type app struct{ cli.Command }

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	a := &app{cli.Command{Out: stdout, Err: stderr}}
	return a.Run(ctx, a.command(), args)
}

func (a *app) command() *cobra.Command {
	var output, addr string
	var options site.Options
	var packed, printed bool
	root := &cobra.Command{
		Use:   "weave",
		Short: "Turn the book into a website",
		Long: `Weave turns the chapters of the book into a website: pages of the chapters and
answers, pages of the program as of the end of each chapter, the whole book as
one page and as an EPUB, archives of the programs, and a script that the pages
work without. To look up the standard library it runs the go command. Files that did not change are left alone, those that the site has no
more are removed, and a file that weave did not write, or that was edited since,
is refused. Which files are weave's is kept beside them, in .weave.

The book is book/ in the nearest folder upwards that has book/ and go.mod.
Where there is none, it is the copy of the book inside the command.

The environment variable SOURCE_DATE_EPOCH gives the date of the book to formats
that must have one; without it that is 1980.

Exit status: 0; 1 if anything is wrong; 2 for a wrong command line.`,
		Example: `  weave               write the site to public/
  weave -o /tmp/book  write it elsewhere
  weave --compress    with sockets.html.gz and sockets.html.br beside sockets.html, and so on
  weave --url https://example.org/book/
                      with what needs a full address: feed, site map, pictures for links
  weave --pdf         with the whole book as draco.pdf, to which the pages link
  weave pdf           print that alone
  weave serve         serve it at http://localhost:4000 while you write`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if output == "" {
				return cli.Usagef("-o needs a folder")
			}
			if err := settle(&options); err != nil {
				return err
			}
			if printed {
				options.PDF = pdfName
			}
			return a.build(cmd.Context(), output, packed, options)
		},
	}
	root.Flags().StringVarP(&output, "output", "o", "public", "write the site to `DIR`")
	root.Flags().StringVar(&options.URL, "url", "", "say in pages, feed and site map that the site is at `URL`")
	root.Flags().BoolVar(&packed, "compress", false, "write packed forms (gzip, brotli) beside files, for servers that send them")
	root.Flags().BoolVar(&printed, "pdf", false, "with the book as a PDF, which takes an installed Chromium and a minute")
	serve := &cobra.Command{
		Use:   "serve",
		Short: "Serve the book, and reload it in the browser when it is saved",
		Long: `Serve shows the book at a local address. Whenever a chapter, an answer or a
figure is saved, the site is built again and open pages reload; what is wrong
with the book stands on the page. Nothing is written. Ctrl-C ends it.`,
		Args: cli.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.serve(cmd.Context(), addr) },
	}
	serve.Flags().StringVar(&addr, "addr", "localhost:4000", "listen on `HOST:PORT`")
	var pdf string
	print := &cobra.Command{
		Use:   "pdf",
		Short: "Print the whole book to a file, with an installed Chromium",
		Long: `Pdf makes a PDF of all chapters and answers, on pages of 170 by 240 mm with
margins for a binding, with page numbers and an outline. It needs Chromium, and
a minute.`,
		Args: cli.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := settle(&options); err != nil {
				return err
			}
			return a.pdf(cmd.Context(), pdf, options)
		},
	}
	print.Flags().StringVarP(&pdf, "output", "o", pdfName, "write `FILE`")
	root.AddCommand(serve, print)
	return root
}
