# make book | live | pdf | page CHAPTER=07 | serve | serve-live | lab | test | clean       (README.md gives each as plain commands)
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
export OPENBLAS_NUM_THREADS = 1
# what pip says is shown only when it fails
pip = $(BIN)/python -m pip install --quiet --disable-pip-version-check $(1) >.venv/pip.log 2>&1 || { cat .venv/pip.log; exit 1; }

.PHONY: book live pdf page serve serve-live lab test clean

book: .venv/ready
	@$(BIN)/python -m backprop_book.build

live: book
	@$(BIN)/python -m backprop_book.live

pdf: book .venv/ready-pdf
	@$(BIN)/python -m backprop_book.pdf

page: .venv/ready
	@$(BIN)/python -m backprop_book.page $(CHAPTER)

serve: book
	@echo "The book is at http://localhost:$(PORT)/ (Ctrl-C ends it)"
	@$(BIN)/python -m http.server --bind 127.0.0.1 --directory _build/html $(PORT)

serve-live: live
	@echo "The book that runs in its pages is at http://localhost:$(PORT)/ (Ctrl-C ends it)"
	@$(BIN)/python -m http.server --bind 127.0.0.1 --directory _build/html $(PORT)

lab: .venv/ready-lab
	@$(BIN)/jupyter lab chapters

test: .venv/ready-test
	@$(BIN)/python -m pytest -n auto --dist worksteal --ignore=tests/test_ready.py
	@$(BIN)/python -m pytest tests/test_ready.py

clean:
	rm -rf _build .pytest_cache .hypothesis

.venv/ready: requirements.txt constraints.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { \
	  echo "Python is missing: install Python 3.11 or newer (or: make PYTHON=/path/to/python)"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$$($(PYTHON) --version 2>&1) is too old: the book needs Python 3.11 or newer (make PYTHON=python3.12)"; exit 1; }
	@echo "Installing the book's requirements into .venv (a minute or two) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(call pip,-r requirements.txt)
	@touch $@

.venv/ready-test: requirements-test.txt .venv/ready
	@$(call pip,-r $<)
	@touch $@

.venv/ready-pdf: requirements-pdf.txt .venv/ready
	@$(call pip,-r $<)
	@touch $@

.venv/ready-lab: requirements-lab.txt .venv/ready
	@$(call pip,-r $<)
	@$(BIN)/jupytext-config --settings-file .venv/etc/jupyter/labconfig/default_setting_overrides.json \
	  set-default-viewer markdown myst
	@touch $@
