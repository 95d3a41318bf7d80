"""The book on paper: `make pdf` prints every page of the built site, and the whole as one book.

    browser     Chromium prints a page as a reader's browser would; prepare.js waits until all is there
    front       title page, contents, header and footer
    slim, runs  fonts, text and pictures as small as they can be
    join        page numbers, links and bookmarks (pikepdf)
    make        all of it, in order
    offer       the site's pages offer their PDF beside their notebook

What a page looks like on paper is said by the site's own style sheets. A page's PDF has the page
numbers of the book, like an offprint.
"""
