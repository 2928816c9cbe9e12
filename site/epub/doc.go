// Package epub binds finished pages into a book for e-readers, an EPUB 3.3.
//
// The book is a function of its pages: the same pages make the same bytes.
// The pages are those of the website, the inside of <main>, and become what a
// book can hold:
//
//   - A book is XML. Named entities become characters, drawings get their
//     namespace, and a page that is not well-formed is an error.
//   - Nothing runs and nothing moves. What only a script or a scroll bar needs is
//     left out: buttons, dialogs, scripts, all that is hidden, tabindex. What
//     folds is open, for not every reader can open it.
//   - A drawing's var(--accent, #b3401f) becomes its fallback: an e-reader that
//     does not know var() would draw nothing.
//   - A line of code wraps, and goes on further in than it began, so that no
//     screen is too narrow. Its tabs are spaces, and so is how far in a listing
//     stands. Where a listing changes something, each line begins with its sign,
//     in the text: + and −, as style sheets are not everywhere obeyed.
//   - A note is an aside, which many e-readers show on the page that refers to it.
//   - Every link leads somewhere: to a page of the book, to an id on it, or out
//     to the web. Every id is on its page once.
package epub
