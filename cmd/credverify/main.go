// Credverify checks evidence with no network: a bundle, a receipt, an SD-JWT,
// or a QR code's text.
//
//	credverify -trust trust.json diploma.sogoc.json
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/go-json-experiment/json"

	"sogoc/verifier"
	"sogoc/verifier/bundle"
	"sogoc/verifier/clientfile"
	"sogoc/verifier/ledger"
)

// Exit codes.
const (
	exitValid    = 0
	exitNotValid = 1
	exitInput    = 2 // malformed, unreadable, or wrong usage
	exitUnsure   = 3
)

const usage = `credverify checks a diploma's or transcript's evidence, with no network.

  credverify -trust FILE [-verifier-key FILE] [-max-age DURATION] [-json] FILE

FILE is a bundle (.sogoc.json), a receipt (.sogoc.jws), an SD-JWT, a holder's file
or a QR code's text; "-" is standard input. A bundle proves what the ledger's
majority attested at one moment, and the answer is about that moment. A receipt
is one verifier service's word. An SD-JWT or a QR code alone can be found to be
forged, but not to be valid: ask a verifier service for a bundle.

  -trust FILE        trust file: it pins the ledger's genesis block; get it from
                     somebody you trust, not from who hands you the evidence
  -verifier-key FILE public key (JWK) of a verifier service whose receipts you
                     believe, beside those that the trust file names
  -max-age DURATION  cannot tell when the answer is about a moment longer ago: 48h
  -json              print the result as JSON, as a verifier service would

For example:  credverify -trust trust.json -max-age 720h diploma.sogoc.json
Exit codes: 0 valid, 1 not valid, 2 bad input or usage, 3 cannot tell.
`

// process is what the program has of the world outside.
type process struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	now            func() time.Time
}

func main() {
	os.Exit(process{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, now: time.Now}.run(os.Args[1:]))
}

// options are the command line.
type options struct {
	trust  string
	key    string // of a verifier service
	maxAge time.Duration
	json   bool
	input  string
}

var errUsage = errors.New("usage")

func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("credverify", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&o.trust, "trust", "", "")
	flags.StringVar(&o.key, "verifier-key", "", "")
	flags.DurationVar(&o.maxAge, "max-age", 0, "")
	flags.BoolVar(&o.json, "json", false, "")
	var files []string
	for len(args) > 0 { // flags may stand after the file
		if err := flags.Parse(args); err != nil {
			return o, err
		}
		if args = flags.Args(); len(args) > 0 {
			files, args = append(files, args[0]), args[1:]
		}
	}
	switch {
	case len(files) != 1:
		return o, fmt.Errorf("%w: name one file, or - for standard input", errUsage)
	case o.key != "" && o.trust == "":
		return o, fmt.Errorf("%w: -verifier-key without -trust: nothing says which ledger", errUsage)
	case o.maxAge < 0:
		return o, fmt.Errorf("%w: -max-age is negative", errUsage)
	}
	o.input = files[0]
	return o, nil
}

func (p process) run(args []string) int {
	o, err := parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(p.stdout, usage)
		return exitValid
	}
	if err != nil {
		fmt.Fprintf(p.stderr, "credverify: %v\n\n%s", err, usage)
		return exitInput
	}
	trust, err := o.readTrust()
	if err != nil {
		fmt.Fprintln(p.stderr, "credverify:", err)
		return exitInput
	}
	input, err := p.read(o.input)
	if err != nil {
		fmt.Fprintln(p.stderr, "credverify:", err)
		return exitInput
	}
	j := judge(input, trust, o, p.now())
	if o.json {
		err = json.MarshalWrite(p.stdout, j.result, json.Deterministic(true))
	} else {
		err = j.print(p.stdout)
	}
	if err != nil {
		fmt.Fprintln(p.stderr, "credverify: the answer could not be written:", err)
		return exitUnsure
	}
	return j.exit()
}

// readTrust returns what is pinned, nil where nothing is.
func (o options) readTrust() (*ledger.Trust, error) {
	if o.trust == "" {
		return nil, nil
	}
	trust, err := clientfile.ReadTrust(o.trust)
	if err != nil {
		return nil, fmt.Errorf("trust file: %w", err)
	}
	if o.key == "" {
		return &trust, nil
	}
	text, err := os.ReadFile(o.key)
	if err != nil {
		return nil, err
	}
	key, err := ledger.ParsePublicKey(bytes.TrimSpace(text))
	if err != nil {
		return nil, fmt.Errorf("verifier key: %s: %w", o.key, err)
	}
	trust.VerifierKeys = append(trust.VerifierKeys, key)
	return &trust, nil
}

// read reads the evidence, and one byte more than any may have.
func (p process) read(name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(io.LimitReader(p.stdin, bundle.MaxSize+1))
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, bundle.MaxSize+1))
}

// exit returns the exit code.
func (j judgement) exit() int {
	if j.tooOld {
		return exitUnsure
	}
	switch j.result.Result.Meaning() {
	case verifier.Accepted:
		return exitValid
	case verifier.Unreadable:
		return exitInput
	case verifier.Undecided:
		return exitUnsure
	}
	return exitNotValid
}
