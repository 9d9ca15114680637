# The first call sets everything up in .venv (setup.sh); later calls do no set-up and need no network.

BIN := .venv/bin
READY := .venv/.ready
BROWSER := .venv/.browser
BENCH := .venv/.bench

.PHONY: help leaflet test test-long bench pictures format FORCE

help:  ## Show these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

leaflet: $(READY)  ## Make out/low-b12-and-ms.pdf, the example leaflet
	@$(BIN)/handouts -c examples/riverside render low-b12-and-ms -o out/low-b12-and-ms.pdf --force

test: $(READY) $(BROWSER) $(BENCH)  ## Check style and types, then run the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2

test-long: $(READY) $(BROWSER) $(BENCH)  ## Run the tests that take many minutes
	$(BIN)/python -m pytest -m long

bench: $(READY) $(BENCH)  ## Measure speed beside peers, and write docs/performance.md (half an hour)
	$(BIN)/python -m benchmarks --write

pictures: $(READY)  ## Renew what is made of the documentation, and the pictures that the tests compare pages with
	$(BIN)/python -m docs.checks
	$(BIN)/python -m docs.pictures
	$(BIN)/python -m tests.page.renew_pictures

format: $(READY)  ## Put the code into the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The stamp holds the folder that the environment was made for: it does not work from another one.
ifneq ($(shell cat $(READY) 2>/dev/null),$(CURDIR))
$(READY): FORCE
endif

$(READY): setup.sh constraints.txt pyproject.toml
	@sh setup.sh

# Chromium, and what drives it: for the tests alone.
$(BROWSER): $(READY)
	@sh setup.sh browser

# The peers that the program is measured beside, and what draws the plots: for the benchmarks and their tests alone.
$(BENCH): $(READY)
	@sh setup.sh bench
