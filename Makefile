# make alone prints what there is. Everything that is started is stopped again.
SHELL := /bin/sh
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.9.0
MODULES := . network/tools

# Programs and tests are compiled alike, so that no package is compiled twice: without debugging
# information, which takes a fifth of the time; without C, for which a bare machine has no compiler;
# and without gin's MessagePack, a large package that nothing here asks for.
TAGS := netgo,osusergo,nomsgpack
export GOFLAGS := $(strip $(shell go env GOFLAGS) -tags=$(TAGS) -gcflags=all=-dwarf=false -ldflags=-w)
export CGO_ENABLED := 0

# Tests of keys in tokens use a C library. They have a build tag, and files of their own.
TOKENS = $(dir $(shell git ls-files '*/pkcs11_test.go'))

.PHONY: help demo run test check bench bench-anchors bench-network vuln samples vectors openapi setup-demo setup-test setup-interop assets tools clean drill reading-codes looks interop

help: ## print this help
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: setup-demo ## the main job once, from class lists to verified QR codes, on a real network
	@.cache/bin/demo

run: setup-demo ## the same, then stay up until Ctrl-C (HOST=name-or-address lets a phone scan)
	@.cache/bin/demo -stay -host "$(HOST)"

test: setup-test ## every test, of costly families one case, with Fabric, PostgreSQL, a browser (ARGS="./registry/..." for some)
	@.cache/bin/testrun $(ARGS)

check: setup-test ## all of test, and formatting, vet, staticcheck, tidy modules, import rules
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo 'run gofmt -w on these'; exit 1; }
	@for m in $(MODULES); do (cd $$m && go mod tidy -diff) || exit 1; done
	go vet ./...
	go run $(STATICCHECK) -tags $(TAGS) ./...
	CGO_ENABLED=1 go vet -tags $(TAGS),pkcs11 $(TOKENS:%=./%)
	CGO_ENABLED=1 go run $(STATICCHECK) -tags $(TAGS),pkcs11 $(TOKENS:%=./%)
	@.cache/bin/testrun $(ARGS)

DRILLED := TestWhatOneOrganisationCanDoAlone|TestOneOrganisationPreventsNoEndorsement
DRILLED := $(DRILLED)|TestOrganisationsDoNotChangeTheirPoliciesAlone
DRILLED := $(DRILLED)|TestRenewalWhileAnchorsAndVerificationsGoOn|TestKilledProcesses.*|TestHostileFilesAreBounded|TestOutages
DRILLED := $(DRILLED)|TestTheModuleReadsAsTheLibrary
drill: setup-test ## the costly families whole: one organisation alone (docs/drill.md), kills, outages, hostile files, looks
	@SOGOC_DRILL="$(CURDIR)/docs/drill.md" .cache/bin/testrun -p 1 -timeout 90m -v \
		-run '^($(DRILLED))$$' \
		./verifier/follower/gateway ./registry/register ./registry/roster ./registry/fabricledger ./web/verify
	@SOGOC_LOOKS="$(CURDIR)/out/looks" .cache/bin/testrun -timeout 90m -run 'InTheBrowser$$' -v ./web/registrar
	@$(MAKE) reading-codes looks

reading-codes: setup-test ## read all pictures of QR codes with the page's decoder and two others (writes docs/reading-codes.md)
	@SOGOC_READING_CODES="$(CURDIR)/docs/reading-codes.md" go test -count=1 \
		-timeout 30m -run '^(TestThePageReadsWhatOtherDecodersRead|TestPictures)$$' -v ./internal/qrcorpus ./web/public

looks: setup-test ## look at every answer in every way in, both languages, all widths, light and dark (writes out/looks)
	@SOGOC_LOOKS="$(CURDIR)/out/looks" go test -count=1 -timeout 90m -v \
		-run '^(TestEveryAnswerIsLookedAt|TestWidths|TestTheFirstScreen.*|TestTheDeviceAnswersAsTheServer)$$' ./web/public
	@echo "$(CURDIR)/out/looks/index.html"

interop: setup-interop ## have other people's software read what this project makes (FILES=folder for 1EdTech's documents)
	@.cache/bin/interop -write docs/interoperability.md -files "$(FILES)"

ONLY := .*
bench: setup-test ## measure how fast all is, beside the floors (ONLY='verify_.*' for some; LARGE=1 adds minutes)
	@CGO_ENABLED=1 go test -c -o .cache/bin/bench ./internal/bench
	@SOGOC_BENCH='$(ONLY)' SOGOC_BENCH_LARGE='$(LARGE)' .cache/bin/testrun -- \
		.cache/bin/bench -test.run '^TestMeasurements$$' -test.timeout 90m

ANCHORS := 10000
bench-anchors: setup-test ## bytes that the 1st and the 10,000th anchor write in real blocks (half an hour; ANCHORS=1000)
	@SOGOC_ANCHORS=$(ANCHORS) .cache/bin/testrun -timeout 90m -run TestAnchorsCostTheSameInRealBlocks -v \
		./verifier/follower/gateway

bench-network: setup-test ## time commits on a network of its own: one client, then 40 at once
	@.cache/bin/testrun -run '^$$' -bench Commit -benchtime 300x ./registry/fabricledger

vuln: ## look for known vulnerabilities (asks vuln.go.dev)
	go run $(GOVULNCHECK) ./...

samples: ## write the sample class lists in testdata/rosters again
	go generate ./internal/sample

vectors: ## write the test vectors in verifier/testdata/vectors again
	go generate ./verifier

openapi: ## write the OpenAPI documents of both HTTP APIs again
	go generate ./internal/apidoc

assets: ## make the public page's QR decoder and verifier, which programs built afterwards embed
	@go run ./internal/setup assets

tools: ## build Fabric's programs into .cache
	@go run ./cmd/networkctl build-tools

setup-demo:
	@echo '• preparing; at the first time all is downloaded and built, which takes some minutes' >&2
	@go run ./internal/setup demo

setup-test:
	@echo '• preparing; at the first time all is downloaded and built, which takes some minutes' >&2
	@go run ./internal/setup test

setup-interop:
	@echo '• preparing; at the first time all is downloaded and built, which takes some minutes' >&2
	@go run ./internal/setup interop

clean: ## forget the register and ledger of make run, and all that was built
	@if [ -d out/run/network ]; then go run ./cmd/networkctl down --dir out/run/network || true; fi
	rm -rf out .cache
