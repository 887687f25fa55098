# The two commands of a newcomer are `make demo` and `make test`. Everything else is a convenience.
.DEFAULT_GOAL := help
.PHONY: help demo test build release bench bench-http bench-bulk faults crowd fuzz api-fuzz interop startup-layout clean system system-test

help:
	@echo "make demo      build, then serve a school district to look at; everything is left in demo/"
	@echo "make test      format, lints, docs, all tests; one closing count"
	@echo "make release   build target/release/accolade"
	@echo "make bench     measure the operations on this machine (TEMPLATE=file.json SECONDS=5)"
	@echo "make bench-http  the service under load (needs wrk)"
	@echo "make bench-bulk  10,000 mixed badges at once (needs python3 and curl)"
	@echo "make faults    kill the program again and again under traffic; count what was lost (KILLS=200 SEED=7)"
	@echo "make fuzz      feed every parser with changed badges, a minute each (SECONDS=60; cargo-fuzz where it is there)"
	@echo "make crowd     64 issuers at once on one status list; count what was lost or given twice (AWARDS=100000)"
	@echo "make api-fuzz  ask the API whatever its description allows and forbids (EXAMPLES=500; needs python3)"
	@echo "make interop   let other implementations verify our badges, and us theirs (needs node and python3)"
	@echo "make startup-layout  write down anew what runs at the start (needs valgrind and python3)"
	@echo "make clean     remove what was built"

# Installs the system packages that are missing; quiet when none is.
system:
	@sh scripts/system.sh demo

system-test:
	@sh scripts/system.sh test

demo: system
	@cargo build --locked --quiet
	@target/debug/accolade demo --dir demo

test: system-test
	@bash scripts/test.sh

build: system
	@cargo build --locked

release: system
	@cargo build --locked --release

SECONDS ?= 5
TEMPLATE ?= benches/typical.json

bench: release
	@sh scripts/bench.sh "$(TEMPLATE)" "$(SECONDS)"

bench-http: release
	@sh benches/http/run.sh

bench-bulk: release
	@sh benches/bulk/run.sh

EXAMPLES ?= 500

api-fuzz: release
	@sh scripts/api-fuzz.sh "$(EXAMPLES)"

interop: release
	@sh tests/interop/run.sh

startup-layout: system
	@python3 scripts/startup_layout.py

KILLS ?= 200
SEED ?= 7

faults: system
	@ACCOLADE_FAULTS_KILLS="$(KILLS)" ACCOLADE_FAULTS_SEED="$(SEED)" bash scripts/faults.sh

AWARDS ?= 100000

crowd: release
	@ACCOLADE_FAULTS_AWARDS="$(AWARDS)" bash scripts/faults.sh --release sixty_four

fuzz: system
	@bash scripts/fuzz.sh "$(if $(filter command line environment,$(origin SECONDS)),$(SECONDS),60)"

clean:
	cargo clean
	rm -rf demo tests/interop/build tests/interop/node_modules
