# The commands of this repository. Each works on every module of go.work: the
# package pattern "work" means all of their packages.

SHELL       := bash
.SHELLFLAGS := -euo pipefail -c

FUZZTIME    ?= 10s
KILLS       ?= 200
BENCH       ?= .
BENCHTIME   ?= 1s
DRY         ?=
STATICCHECK := go run honnef.co/go/tools/cmd/staticcheck@v0.8.2

# The race detector needs cgo, which go turns off by itself where it saw no compiler. The
# suite on a server takes minutes under it, and longer beside other work.
RACE := CGO_ENABLED=1 go test -race -timeout=30m

# The detector watches every memory access of SQLite too, which is compiled to Go: the suite
# takes over 10 minutes with it and a minute and a half without, on a busy machine.
UNWATCHED := ./storage/sqlite
WATCHED    = $$(go list work | grep -v '/storage/sqlite$$')

.DEFAULT_GOAL := help
.PHONY: nightly help fmt fmt-check vet lint test test-short race fuzz crash bench tidy release release-test cover clean

help: ## print this help
	@echo "make <target>, one of:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

fmt: ## rewrite every Go file as gofmt wants it
	gofmt -w .

fmt-check: ## fail when gofmt would change a file
	@files=$$(gofmt -l .); if [ -n "$$files" ]; then \
		echo "not formatted, run make fmt:"; echo "$$files"; exit 1; fi

vet: ## go vet
	go vet work

lint: fmt-check vet ## gofmt, go vet and staticcheck
	$(STATICCHECK) work

test: ## all tests, under the race detector except sqlite; installs a C compiler, git and PostgreSQL where it may
	@bash .ci/prepare git
	CGO_ENABLED=1 bash .ci/test -race $(WATCHED)
	bash .ci/test $(UNWATCHED)

test-short: ## the quick tests, without the race detector
	go test -short work

race: ## all tests but those of sqlite, three times in random order under the race detector
	@bash .ci/prepare git
	$(RACE) -count=3 -shuffle=on $(WATCHED)

fuzz: ## every fuzz target for FUZZTIME each (default 10s; 5000x counts inputs)
	@bash .ci/fuzz $(FUZZTIME)

crash: ## kill writers of every durable backend KILLS times each (default 200)
	CRASH_KILLS=$(KILLS) go test -count=1 -v -timeout=2h -p=1 -run='^(TestCrash.*|TestPowerLoss)$$' \
		./storage/storagetest/crash ./storage/bolt ./storage/pebble ./storage/sqlite ./storage/postgres

nightly: race ## what is too long for the gate: races, kills, the model at length
	$(RACE) -run '^(TestContend|TestCrash|TestEngine)$$' $(UNWATCHED)
	$(MAKE) crash
	go test ./storage/memory -run 'TestContract/laws/^SameEverywhere$$' -rapid.checks=3400 -timeout 0
	go test ./storage/bolt ./storage/pebble ./storage/sqlite ./storage/postgres ./storage/kv \
		-run 'TestContract/laws/^SameEverywhere$$' -rapid.checks=170 -timeout 0

bench: ## benchmarks matching BENCH (default all) for BENCHTIME each (default 1s)
	go test -run='^$$' -bench='$(BENCH)' -benchtime=$(BENCHTIME) -benchmem work

tidy: ## go mod tidy in every module
	go run ./cmd/release -tidy

release: ## commit and tag VERSION (v0.2.0) for every module, push nothing; DRY=-n only checks
	@go run ./cmd/release $(DRY) $(VERSION)

release-test: ## release a copy of the tree, build every module alone and use it from outside
	go test -count=1 -v -run='^TestRelease$$' ./cmd/release

cover: ## coverage by function, and as a page in bin/cover.html
	@mkdir -p bin
	go test -coverpkg=github.com/relata-go/relata/... -coverprofile=bin/cover.out work
	@go tool cover -func=bin/cover.out
	@go tool cover -html=bin/cover.out -o bin/cover.html

clean: ## remove what the other targets left behind
	rm -rf bin
	find . -type f \( -name '*.test' -o -name '*.prof' \) -not -path './.git/*' -delete
