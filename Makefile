# The two commands: `make lab` opens the notebooks, `make test` checks everything. Both first set up .venv.
# Before each commit: `make check`, under two minutes.
#
#   make lab PYTHON=python3.12                   another Python than the first python3 (3.10 to 3.14)
#   make lab PIP_FLAGS="--extra-index-url ..."   what pip should know besides; see "A small PyTorch" in docs/install.md
#   make lab LAB_FLAGS=--no-browser              what JupyterLab should know
#   make class-demo CLASS=8                      with the first 8 of 30 students
#   make badges REPO=owner/name BRANCH=main       the repository on GitHub that the notebooks shall point at
#   make site SITE=public                        into another folder
#   make language LANG=ja                        from the translations in publish/languages/ja
#   make grade COURSE=~/rnn FROM=export.zip GRADE_FLAGS=...   python -m classroom.grade --help
#   make hub COURSE=~/rnn HUB_FLAGS=...          a class in another folder; jupyterhub --help

PYTHON ?= python3
VENV ?= .venv
PIP_FLAGS ?=
LAB_FLAGS ?=
CLASS ?= 30
COURSE ?= classroom
FROM ?=
GRADE_FLAGS ?=
HUB_FLAGS ?=
REPO ?=
BRANCH ?= main
SITE ?= site
NOX_FLAGS ?=
# Two test processes, and all tests of a file in one of them: they share what is slow to start.
WORKERS ?= 2

BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -rs
PIP := $(BIN)/python -m pip install --constraint constraints.txt $(PIP_FLAGS)
# No progress bars: they appear after 2 s, so on a busy machine and not on another. Threads that wait should sleep.
KERNELS := TQDM_DISABLE=1 OMP_WAIT_POLICY=PASSIVE
NBVAL := --nbval --nbval-current-env --nbval-cell-timeout=120 --nbval-kernel-startup-timeout=120

# The tests start some hundred Pythons: what one of them has compiled, the others need not compile again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help feedback venv lab check test load tools lint test-node test-core test-notebook test-python notebooks exercises class-demo grade \
	hub badges scripts strings language wheel site stacks bench
.NOTPARALLEL:

help:
	@echo "make lab        set up .venv and open the notebooks in JupyterLab"
	@echo "make check      what matters most, in under two minutes: before each commit"
	@echo "make test       set up .venv and check everything"
	@echo "make load       twenty kernels, a class of 120, a hub of ten students: for an idle machine"
	@echo "make notebooks  run every notebook and store its outputs"
	@echo "make scripts    make the figures' scripts of their modules (needs node)"
	@echo "make exercises  make the students' exercises from the teacher's source, without the solutions"
	@echo "make class-demo play a round of grading with a class that does not exist"
	@echo "make grade      grade what was handed in to COURSE"
	@echo "make feedback   write the pages of COURSE anew, after marking by hand"
	@echo "make hub        let a class sign in: JupyterHub for the students of COURSE"
	@echo "make badges     let the notebooks open in Colab from REPO=owner/name"
	@echo "make strings    collect what there is to translate, and bring the translations up to date"
	@echo "make language   make the edition in the language LANG of its translations"
	@echo "make wheel      build the package into dist/ and check it"
	@echo "make site       make pages with live figures that need no kernel, in site/"
	@echo "make stacks     try the notebooks and figures with Colab's packages, the book's and the current ones"
	@echo "make bench      measure and print the benchmarks' ratios"

# --- set-up: a stamp file for each step, so the second time costs nothing ---------------------------------------------

venv: $(VENV)/.created

$(VENV)/.created:
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) here. Install Python 3.10 to 3.14, or name one: make PYTHON=/path/to/python ..." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 14))' || { echo "$(PYTHON) is $$($(PYTHON) --version 2>&1). The pinned PyTorch needs Python 3.10 to 3.14; name one, as in: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

# d2l needs its own call, without its dependencies: its exact pins (numpy 1.23.5, pandas 2.0.3, ...) exist for
# Python 3.11 at most and would drag everything else back. What it imports is in the extra `book`.
$(VENV)/.lab: $(VENV)/.created pyproject.toml constraints.txt
	$(PIP) --editable ".[lab,book]"
	$(PIP) --no-deps d2l
	@touch $@

$(VENV)/.test: $(VENV)/.lab
	$(PIP) --editable ".[lab,book,test]"
	@touch $@

$(VENV)/.class: $(VENV)/.lab
	$(PIP) --editable ".[lab,book,class]"
	@touch $@

$(VENV)/.hub: $(VENV)/.lab
	$(PIP) --editable ".[lab,book,hub,class]"
	@touch $@

$(VENV)/.publish: $(VENV)/.lab
	$(PIP) --editable ".[lab,book,publish]"
	@touch $@

$(VENV)/.translate: $(VENV)/.publish
	$(PIP) --editable ".[lab,book,publish,translate]"
	@touch $@

# What node is needed for: joining and checking the figures' scripts, and JupyterHub's proxy. Readers need none of it.
node_modules/.installed: package.json package-lock.json
	npm ci --silent --no-audit --no-fund
	@touch $@

# --- the commands -----------------------------------------------------------------------------------------------------

# These networks are small: several threads wait for each other longer than they compute, above all on a busy machine.
lab: $(VENV)/.lab
	OMP_NUM_THREADS=$${OMP_NUM_THREADS:-1} $(BIN)/python -m jupyter lab $(LAB_FLAGS) notebooks

# One after the other; `make --keep-going test` reports all of them even when one fails.
check: tools lint test-node test-core

test: tools lint test-node test-python

# Without npm some tests are left out, and say so.
tools:
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory node_modules/.installed; \
	elif [ -n "$$CI" ]; then echo "npm is missing, so the figures' scripts and the hub cannot be tested." >&2; exit 1; fi

lint: $(VENV)/.test tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@if command -v npm >/dev/null; then npm run --silent types & types=$$!; npm run --silent lint; lint=$$?; wait $$types && exit $$lint; \
	elif [ -n "$$CI" ]; then echo "npm is missing, so the JavaScript cannot be checked." >&2; exit 1; \
	else echo "Skipped: checking the JavaScript needs npm (Debian and Ubuntu: apt install npm)."; fi

test-node:
	@if command -v node >/dev/null; then node --test tests/*/*.test.mjs; \
	elif [ -n "$$CI" ]; then echo "node is missing, so the JavaScript tests cannot run." >&2; exit 1; \
	else echo "Skipped: the JavaScript tests need node 18 or newer (Debian and Ubuntu: apt install nodejs)."; fi

# The English notebooks and the quick tests in one run: two runs would import everything twice.
test-core: $(VENV)/.test
	$(KERNELS) $(PYTEST) -m core $(NBVAL) notebooks/*.ipynb tests

test-notebook: $(VENV)/.test
	$(KERNELS) $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(NBVAL) notebooks

test-python: $(VENV)/.test
	$(PYTEST) -m "not load" --durations=10

load: $(VENV)/.test tools
	$(BIN)/python -m pytest -m load -v

notebooks: $(VENV)/.test
	$(BIN)/python -m publish.run

scripts: node_modules/.installed
	npm run --silent build

exercises: $(VENV)/.test
	$(BIN)/python -m classroom.exercises

class-demo: $(VENV)/.class
	$(BIN)/python -m classroom.demo --students $(CLASS)

grade: $(VENV)/.class
	$(BIN)/python -m classroom.grade "$(COURSE)" $(if $(FROM),--from "$(FROM)") $(GRADE_FLAGS)

feedback: $(VENV)/.class
	$(BIN)/python -m classroom.pages "$(COURSE)"

hub: $(VENV)/.hub node_modules/.installed
	cd $(COURSE) && PATH="$(CURDIR)/node_modules/.bin:$$PATH" $(abspath $(BIN))/python -m jupyterhub --config $(CURDIR)/classroom/hub/jupyterhub_config.py $(HUB_FLAGS)

badges: $(VENV)/.publish
	$(BIN)/python -m publish.badges "$(REPO)" --branch "$(BRANCH)"

strings: $(VENV)/.translate
	$(BIN)/python -m publish.languages.extract

# LANG is also what a shell calls its own language, so it must be given here.
language: $(VENV)/.translate
	$(BIN)/python -m publish.languages.build $(if $(findstring command,$(origin LANG)),"$(LANG)",--help)

wheel: $(VENV)/.publish
	rm -f dist/d2l_rnn-*.whl
	$(BIN)/python -m pip wheel --no-deps --wheel-dir dist .
	$(BIN)/python -m twine check --strict dist/d2l_rnn-*.whl

site: $(VENV)/.publish
	$(BIN)/python -m publish.site "$(SITE)"

stacks: $(VENV)/.publish
	$(BIN)/python -m nox $(NOX_FLAGS)

bench: $(VENV)/.test
	$(BIN)/python -m benchmarks
