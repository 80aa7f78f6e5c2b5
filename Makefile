# The two that matter: make run, make test. Everything they need is installed by them.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build
VERSION ?= 0.1.0
BIN := build/bin/armguard
TAGS := desktop,production,webkit2_41
LDFLAGS := -s -w -X main.version=$(VERSION)
LINT := go tool -modfile=build/tools/go.mod golangci-lint
NFPM := go tool -modfile=build/tools/go.mod nfpm
GO_FILES := $(shell find . -name '*.go' -not -path './frontend/*' -not -path './build/tools/*')
UI_FILES := $(shell find frontend/src frontend/public -type f 2>/dev/null) frontend/index.html frontend/vite.config.ts frontend/tsconfig.json

.PHONY: run build test demo bench proof package lint clean install-run install-test test-ui test-go test-e2e test-window

install-run:
	@build/install.sh run
install-test:
	@build/install.sh test

frontend/node_modules/.stamp: frontend/package-lock.json
	cd frontend && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

frontend/dist/index.html: frontend/node_modules/.stamp $(UI_FILES)
	cd frontend && npm run --silent build
	@touch $@

$(BIN): frontend/dist/index.html $(GO_FILES) go.mod go.sum build/appicon.png
	go build -trimpath -tags $(TAGS) -ldflags '$(LDFLAGS)' -o $@ .

# The station without a window: no GTK, no C compiler.
build/bin/armguard-headless: frontend/dist/index.html $(GO_FILES) go.mod go.sum
	CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)' -o $@ .

build: install-run
	@$(MAKE) --no-print-directory $(BIN)

run: build
	@if [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then exec $(BIN) $(ARGS); else exec $(BIN) station $(ARGS); fi

# One station of a sample site. Three that find each other come with the hub.
demo: build
	@dir=$${DATA:-$$(mktemp -d)/demo}; [ -e "$$dir/armguard.db" ] || $(BIN) demo --data "$$dir"; \
	if [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then exec $(BIN) --data "$$dir"; else exec $(BIN) station --data "$$dir"; fi

lint: frontend/node_modules/.stamp
	go vet ./...
	$(LINT) run ./...
	cd frontend && npm run --silent lint

test-ui: frontend/node_modules/.stamp
	cd frontend && npm test --silent

test-go: frontend/dist/index.html
	go test ./...

test-e2e: build/bin/armguard-headless
	cd frontend && npm run --silent e2e

test-window: $(BIN)
	build/window-test.sh $(BIN)

test: install-test
	@$(MAKE) --no-print-directory frontend/dist/index.html $(BIN)
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory test-ui
	@$(MAKE) --no-print-directory test-go
	@$(MAKE) --no-print-directory test-e2e
	@$(MAKE) --no-print-directory test-window
	@echo "all tests passed"

bench: build/bin/armguard-headless
	go run ./build/bench -program build/bin/armguard-headless

package: build
	rm -rf build/out && mkdir -p build/out
	VERSION=$(VERSION) $(NFPM) package --config build/nfpm.yaml --packager deb --target build/out/
	tar -C build/bin -czf build/out/armguard_$(VERSION)_linux_amd64.tar.gz armguard
	CGO_ENABLED=0 GOOS=windows GOARCH=amd64 go build -trimpath -tags desktop,production -ldflags '$(LDFLAGS) -H windowsgui' -o build/out/armguard.exe .
	@ls -l build/out

clean:
	rm -rf build/bin build/out frontend/node_modules
	find frontend/dist -mindepth 1 -not -name robots.txt -delete
