// Package site turns a book into a website.
//
// The site is a function of the book and its figures: the same book makes the
// same bytes. It renders the trees that package tangle has parsed and never
// reads Markdown itself; what a listing says about its place and its changes
// is computed by tangle from the program, never written by hand.
//
// The laws of a page:
//
//   - Names in code are links to what they stand for at that point of the book,
//     as package xref has it. What a page shows of a name when one points at it
//     is in a file of its own, names/sockets.json for sockets.html.
//   - It works without JavaScript, from any folder, and asks nothing of other
//     hosts. It holds under Content-Security-Policy: default-src 'self', so no
//     script, style sheet or style attribute is inline, in a figure neither.
//   - A chapter of more than six sections has a page for its opening and one for
//     each of them: 06-advanced.md is advanced.html, advanced.the-guest-book.html
//     and so on. A page weighs 60 KB at most, compressed, as it is loaded.
//   - The answers to a chapter's challenges are on a page of their own, linked
//     from the challenges. The script folds each in below its
//     challenge, and reads it from there when it is opened: the weight of a
//     chapter is that of the chapter.
//   - The search is over the words of the pages, their headings, and the names of
//     blocks and declarations. Its index, search.json, is made with the pages,
//     loaded when somebody begins to search, and asks nobody else.
//   - What a reader has read, ticked and chosen is kept in the browser and nowhere
//     else. The time that is left is shared out from what the cards state.
//   - No single key but / < > and ? does anything, those not while one types,
//     and they can be turned off.
//   - Every internal link and every anchor exists. One that does not is a
//     fault of the book, reported where the book says it.
//   - What a reader copies from a listing is the block and nothing else: the
//     marks, the lines around it and the removed lines stay behind; what is
//     folded away comes along.
//   - Every id that is not a heading's has a dot, and a heading's has none. All
//     that stands on a page of answers begins with "answer.", so that it can be
//     shown on the chapter's page too.
//   - Colour is never the only sign, and every text is readable (WCAG AA) on
//     every ground it may stand on, in light and in dark.
package site
