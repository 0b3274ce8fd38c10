// Credverify checks evidence with no network: a bundle, a receipt, an SD-JWT,
// a QR code's text, or a PDF file, picture or ZIP file that holds one of these.
//
//	credverify -trust trust.json diploma.sogoc.json
package main

import (
	"bytes"
	"cmp"
	"crypto/x509"
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
	"sogoc/verifier/unpack"
	"sogoc/verifier/words"
)

// Exit codes.
const (
	exitValid    = 0
	exitNotValid = 1
	exitInput    = 2 // malformed, unreadable, or wrong usage
	exitUnsure   = 3
)

const usage = `credverify checks a diploma's or transcript's evidence, with no network.

  credverify -trust FILE [flags] FILE

FILE is a bundle (.sogoc.json), receipt (.sogoc.jws, or printed: .sogoc.pdf), SD-JWT, holder's
file or QR code's text, or a PDF file, picture or ZIP file that holds one, never printed words;
"-" is standard input. A bundle proves what the ledger's majority attested at one moment, a
receipt is one verifier service's word of one. An SD-JWT or a QR code alone can be found to be
forged, but not valid: ask a verifier service for a bundle.

  -trust FILE        trust file: it pins the ledger's genesis block; get it from
                     somebody you trust, not from who hands you the evidence
  -verifier-key FILE public key (JWK) of a verifier service whose receipts you believe too
  -seal-roots FILE   certificates (PEM) of authorities of seals in PDF files, told beside
  -max-age DURATION  cannot tell when the answer is about a moment longer ago: 48h.
                     What is revoked, replaced, expired or forged stays so
  -lang vi|en        language of the answer (default: en)
  -credential OUT    write what is valid to a new file: unsigned JSON of Open Badges or CLR
  -json              print the result as JSON, as a verifier service would

For example:  credverify -trust trust.json -max-age 720h diploma.sogoc.json
Exit codes: 0 valid, 1 not valid, 2 bad input or usage, 3 cannot tell. A receipt
about a past day also says what held when it was made: the worse of both counts.
`

// process is what the program has of the world outside.
type process struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	now            func() time.Time
	mostTime       time.Duration // that one file is read
}

func main() {
	p := process{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, now: time.Now, mostTime: time.Minute}
	os.Exit(p.run(os.Args[1:]))
}

// options are the command line.
type options struct {
	trustFile string
	keyFile   string // of a verifier service
	sealFile  string // certificates of authorities of electronic seals
	maxAge    time.Duration
	lang      words.Language
	json      bool
	output    string // for the processed credential, "" for none
	input     string
}

func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("credverify", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&o.trustFile, "trust", "", "")
	flags.StringVar(&o.keyFile, "verifier-key", "", "")
	flags.StringVar(&o.sealFile, "seal-roots", "", "")
	flags.DurationVar(&o.maxAge, "max-age", 0, "")
	flags.StringVar(&o.output, "credential", "", "")
	flags.BoolVar(&o.json, "json", false, "")
	lang := flags.String("lang", string(words.English), "")
	var files []string
	for len(args) > 0 { // flags may stand after the file
		if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
			return o, err
		} else if err != nil {
			return o, misused(err)
		}
		if args = flags.Args(); len(args) > 0 {
			files, args = append(files, args[0]), args[1:]
		}
	}
	switch {
	case len(files) != 1:
		return o, &complaint{text: words.Text{
			"hãy nêu một tệp, hoặc - cho đầu vào chuẩn", "name one file, or - for standard input",
		}}
	case o.keyFile != "" && o.trustFile == "":
		return o, &complaint{text: words.Text{
			"-verifier-key mà không có -trust: không rõ là sổ cái nào",
			"-verifier-key without -trust: nothing says which ledger",
		}}
	case isSet(flags, "max-age") && o.maxAge <= 0:
		return o, &complaint{text: words.Text{
			"-max-age là một khoảng thời gian lớn hơn không, như 48h", "-max-age is a time above zero, such as 48h",
		}}
	}
	known := false
	if o.lang, known = words.LanguageOf(*lang); !known {
		return o, &complaint{text: words.Text{"-lang là vi hoặc en", "-lang is vi or en"}}
	}
	o.input = files[0]
	return o, nil
}

// isSet reports whether a flag stands on the command line.
func isSet(flags *flag.FlagSet, name string) (found bool) {
	flags.Visit(func(f *flag.Flag) { found = found || f.Name == name })
	return found
}

func (p process) run(args []string) int {
	lang, help := words.LanguageIn(args), usage
	if lang == words.Vietnamese {
		help = usageVietnamese
	}
	o, err := parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(p.stdout, help)
		return exitValid
	}
	if err != nil {
		fmt.Fprintf(p.stderr, "credverify: %s\n\n%s", say(err, lang), help)
		return exitInput
	}
	trust, err := o.readTrust()
	if err != nil {
		fmt.Fprintln(p.stderr, "credverify:", say(err, lang))
		return exitInput
	}
	roots, err := o.readSealRoots()
	if err != nil {
		fmt.Fprintln(p.stderr, "credverify:", say(err, lang))
		return exitInput
	}
	input, err := p.read(o.input)
	if err != nil {
		fmt.Fprintln(p.stderr, "credverify:", say(err, lang))
		return exitInput
	}
	found, err := p.open(input, o, roots)
	if err != nil {
		fmt.Fprintln(p.stderr, "credverify:", say(err, lang))
		return exitInput
	}
	r := judge(found.text, trust, o, p.now())
	if o.json {
		err = json.MarshalWrite(p.stdout, withSeals{r.Leading(), found.seals}, json.Deterministic(true))
	} else {
		err = printer{options: o, trust: trust}.print(p.stdout, r, found.seals)
	}
	if err != nil {
		written := words.Text{"không ghi được câu trả lời", "the answer could not be written"}
		fmt.Fprintln(p.stderr, "credverify:", say(&complaint{text: written, cause: err}, lang))
		return exitUnsure
	}
	if err := o.writeCredential([]byte(found.text), exit(r)); err != nil {
		fmt.Fprintln(p.stderr, "credverify:", say(err, lang))
		return cmp.Or(exit(r), exitInput) // what is not valid keeps its own code
	}
	return exit(r)
}

// withSeals is a result with the electronic seals of the PDF file that it came in.
type withSeals struct {
	verifier.Result `json:",inline"`

	Seals []unpack.FoundSeal `json:"seals,omitempty"`
}

// readSealRoots returns the authorities of electronic seals, nil where none are named.
func (o options) readSealRoots() (*x509.CertPool, error) {
	if o.sealFile == "" {
		return nil, nil
	}
	roots, err := clientfile.ReadAuthorities(o.sealFile)
	if err != nil {
		return nil, &complaint{
			text: words.Text{
				"tệp chứng thư của -seal-roots không đúng dạng", "the file of -seal-roots holds no certificates",
			},
			cause: err,
		}
	}
	return roots, nil
}

// readTrust returns what is pinned, nil where nothing is.
func (o options) readTrust() (*ledger.Trust, error) {
	if o.trustFile == "" {
		return nil, nil
	}
	trust, err := clientfile.ReadTrust(o.trustFile)
	if err != nil {
		return nil, &complaint{
			text: words.Text{
				"tệp tin cậy không đúng dạng; hãy lấy lại từ người bạn tin",
				"the trust file is not in its form; get it again from somebody you trust",
			},
			cause: err,
		}
	}
	if o.keyFile == "" {
		return &trust, nil
	}
	text, err := os.ReadFile(o.keyFile)
	if err != nil {
		return nil, err
	}
	key, err := ledger.ParsePublicKey(bytes.TrimSpace(text))
	if err != nil {
		return nil, &complaint{
			text:  words.Text{"tệp khoá không đúng dạng: " + o.keyFile, "not a key file: " + o.keyFile},
			cause: err,
		}
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
