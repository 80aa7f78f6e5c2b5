# The two that matter: make run, make test. What they need is installed by them.
#   VERBOSE=1   every step's whole output     ARGS='--data DIR'   for make run
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build
.DELETE_ON_ERROR:

# Paths of this machine stay out of the program; and what it is built from is compiled once for the program, vet, lint and tests.
export GOFLAGS := $(strip $(filter-out -trimpath,$(shell go env GOFLAGS 2>/dev/null)) -trimpath)

VERSION ?= $(shell sed -n 's/.*"productVersion": *"\(.*\)".*/\1/p' wails.json)
ARCH := $(shell go env GOARCH 2>/dev/null)
BIN := build/bin/armguard
HEADLESS := build/bin/armguard-headless
TAGS := desktop,production,webkit2_41
# No stamp of the commit: a clone that belongs to somebody else would not build, and a commit would link anew.
BUILD := go build -buildvcs=false -ldflags '-s -w -X main.version=$(VERSION)'
LINT := go tool -modfile=build/tools/go.mod golangci-lint
NFPM := go tool -modfile=build/tools/go.mod nfpm
STEP := build/step.sh
MAKE_QUIET := $(MAKE) --no-print-directory
# Folders too, so that a file that is gone is noticed.
UI_FILES := $(shell find frontend/src frontend/public 2>/dev/null) $(wildcard frontend/*.html frontend/*.json frontend/*.ts)
# Packages of ours with goroutines and tests, small enough for the race detector.
RACED := $(sort $(filter-out hub/lantest/,$(dir $(wildcard app/*_test.go app/console/*_test.go hub/*_test.go hub/*/*_test.go))))
# A folder of that name in a .tar.gz, the same for the same files.
ARCHIVE = tar --owner=0 --group=0 --sort=name --mtime=@0 --transform 's,^,$(1)/,' -czf build/out/$(1).tar.gz
WITH_DISPLAY := $(DISPLAY)$(WAYLAND_DISPLAY)
STARTED := $(shell date +%s)

.PHONY: build run test demo bench proof package lint clean ui program headless install-run install-test install-station \
  vet golangci biome test-ui test-go test-race test-lan test-e2e test-window

install-station install-run install-test:
	@build/install.sh $(@:install-%=%)

# npm writes this file last, so it is the stamp of an installation.
frontend/node_modules/.package-lock.json: frontend/package-lock.json
	@$(STEP) 'frontend packages' npm --prefix frontend ci --no-audit --no-fund --loglevel=error
	@touch $@

frontend/dist/index.html: frontend/node_modules/.package-lock.json $(UI_FILES)
	@$(STEP) 'screens' npm --prefix frontend run --silent build
	@touch $@

ui: frontend/dist/index.html

# Go knows itself what is up to date.
program: frontend/dist/index.html
	@$(STEP) 'program with window' $(BUILD) -tags $(TAGS) -o $(BIN) .

# The station without a window: no GTK, no C compiler.
headless: frontend/dist/index.html
	@CGO_ENABLED=0 $(STEP) 'program without window' $(BUILD) -o $(HEADLESS) .

build: install-run
	@$(MAKE_QUIET) program

run:
ifneq ($(WITH_DISPLAY),)
	@$(MAKE_QUIET) build
	@exec $(BIN) $(ARGS)
else
	@$(MAKE_QUIET) install-station headless
	@exec $(HEADLESS) station $(ARGS)
endif

# Three stations of a sample site that find each other, with a little traffic. DATA names a folder to keep.
demo:
ifneq ($(WITH_DISPLAY),)
	@$(MAKE_QUIET) build
	@exec build/demo.sh $(BIN) window
else
	@$(MAKE_QUIET) install-station headless
	@exec build/demo.sh $(HEADLESS) headless
endif

lint: install-run ui vet golangci biome

vet:
	@$(STEP) 'go vet' go vet ./...
	@$(STEP) 'go vet, the window' go vet -tags $(TAGS) .

# Once as the tests are built and once as the window is, which only the program itself tells apart.
golangci:
	@$(STEP) 'golangci-lint' $(LINT) run ./...
	@$(STEP) 'golangci-lint, the window' $(LINT) run --build-tags $(TAGS) .

biome: frontend/node_modules/.package-lock.json
	@$(STEP) 'frontend lint' npm --prefix frontend run --silent lint

test-ui: frontend/node_modules/.package-lock.json
	@$(STEP) 'frontend tests' npm --prefix frontend test --silent

# What the race detector goes through whole, with nothing left out for -short, runs there alone.
test-go: frontend/dist/index.html
	@$(STEP) 'Go tests' go test -v -timeout 20m $$(go list ./... | grep -vE '^armguard/(hub/lantest|app|app/console)$$')

test-race: frontend/dist/index.html
ifneq ($(RACED),)
	@$(STEP) 'Go tests, race detector' go test -v -race -short -timeout 15m $(addprefix ./,$(RACED))
endif

# Minutes of waiting. What it measures is within its limits, with room, also when both processors are busy.
test-lan: frontend/dist/index.html
	@$(STEP) 'stations on a LAN' go test -v -timeout 15m ./hub/lantest

test-e2e: headless
	@$(STEP) 'end to end, in a browser' npm --prefix frontend run --silent --if-present e2e

test-window: program
	@$(STEP) 'end to end, in the window' build/window-test.sh $(BIN)

test: install-test
	@$(MAKE_QUIET) ui
	@$(MAKE_QUIET) -j2 --output-sync=target program headless
	@$(MAKE_QUIET) -j2 --output-sync=target vet golangci
	@$(MAKE_QUIET) biome test-ui
	@$(MAKE_QUIET) -j2 --output-sync=target test-go test-lan
	@$(MAKE_QUIET) test-race test-e2e test-window
	@echo "All tests passed in $$(($$(date +%s) - $(STARTED))) s."

bench: headless
	@if [ -d build/bench ]; then exec go run ./build/bench -program $(HEADLESS); else echo 'make bench: there is no build/bench yet.' >&2; exit 1; fi

# PART: simulator, partitions, projection, fuzz, crash; none: all. ARGS='-for 10m' and others: build/proof.
proof: frontend/dist/index.html
	@exec go run ./build/proof -part '$(PART)' $(ARGS)

# A .deb and an archive of the window, an archive of the station without one, and the program for Windows.
package: build headless
	@rm -rf build/out && mkdir -p build/out
	@VERSION=$(VERSION) ARCH=$(ARCH) $(STEP) 'Debian package' $(NFPM) package --config build/nfpm.yaml --packager deb --target build/out/
	@$(call ARCHIVE,armguard-$(VERSION)-linux-$(ARCH)) -C $(CURDIR)/build/bin armguard -C $(CURDIR)/build appicon.png -C $(CURDIR)/build/linux armguard.desktop
	@$(call ARCHIVE,armguard-$(VERSION)-linux-$(ARCH)-headless) -C $(CURDIR)/build/bin armguard-headless
	@$(STEP) 'program for Windows' go tool wails build -platform windows/amd64 -m -s -nosyncgomod -skipbindings -trimpath -ldflags '-X main.version=$(VERSION)' -o armguard.exe
	@mv build/bin/armguard.exe build/out/armguard-$(VERSION)-windows-amd64.exe
	@ls -l build/out

clean:
	rm -rf build/bin build/out frontend/node_modules frontend/package.json.md5
	find frontend/dist -mindepth 1 -not -name robots.txt -delete
