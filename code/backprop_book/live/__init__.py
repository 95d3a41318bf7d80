"""Cells that run in the page: `make live` puts a Python for the reader's browser beside the site.

    parts.json   what is fetched, each with its checksum
    collect      fetch the parts (npm, PyPI) into a cache, and refuse a damaged one by name
    kernel       _live/: thebe, JupyterLite's kernel and Pyodide, in which no address of a CDN is left
    wheels       the book's package as a wheel, and a part of MNIST
    pages        what a page needs to run: its cells, what is loaded, and how much that is
    start.py     runs first in the browser's Python
    live.js/css  the button, the progress line, and what a page adds to thebe

`python -m backprop_book.live` is what `make live` runs after the book is built. A page loads nothing of
_live/ before its button is pressed.
"""
