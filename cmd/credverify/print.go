package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"sogoc/verifier"
	"sogoc/verifier/ledger"
	"sogoc/verifier/unpack"
	"sogoc/verifier/words"
)

// printer says an answer to people: sentences first, then what the credential
// says, then what the answer stands on.
type printer struct {
	options
	trust *ledger.Trust
}

func (p printer) print(w io.Writer, r verifier.Result, seals []unpack.FoundSeal) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	p.printSentences(t, r)
	if hint := hints[r.Detail].In(p.lang); hint != "" {
		fmt.Fprintln(t, hint)
	}
	for _, c := range r.Checks {
		if c.Outcome == verifier.Failed && c.Step != verifier.StepFreshness {
			code := strings.TrimSuffix(string(c.Reason)+"/"+string(c.Detail), "/")
			fmt.Fprintf(t, "  %s %d (%s): %s: %s\n", p.label("step"), c.Step,
				words.Step(c.Step, p.lang), words.Outcome(c.Outcome, p.lang), code)
		}
	}
	p.printContent(t, r)
	p.printEvidence(t, r)
	p.printReceipt(t, r)
	if r.Credential != nil {
		fmt.Fprintf(t, "\n%s\n", p.label(compareLabel(*r.Credential)))
	}
	if len(seals) > 0 {
		fmt.Fprintln(t)
	}
	printSeals(t, seals, p.lang)
	return t.Flush()
}

// compareLabel names what a reader is asked to compare.
func compareLabel(c verifier.Content) string {
	if slices.ContainsFunc(c.Facts, func(f verifier.Fact) bool { return f.Name == "fullName" }) {
		return "compare"
	}
	return "compareWithheld"
}

// printSentences says the answer. Of an answer about two moments the worse one
// leads, since that is what the reader must know.
func (p printer) printSentences(w io.Writer, r verifier.Result) {
	said := words.Of(r, p.lang)
	switch {
	case said.Today == nil:
		fmt.Fprintf(w, "%s\n%s\n", strings.ToUpper(said.Word), said.Sentence)
	case r.Today.Result.WorseThan(r.Result):
		fmt.Fprintf(w, "%s\n", strings.ToUpper(said.Today.Word))
		fmt.Fprintf(w, p.label("made")+": %s\n", words.Moment(r.Today.AsOf, p.lang), said.Today.Sentence)
		fmt.Fprintf(w, p.label("then")+": %s. %s\n", words.Moment(*r.At, p.lang), said.Word, said.Sentence)
	default:
		fmt.Fprintf(w, "%s\n%s\n", strings.ToUpper(said.Word), said.Sentence)
		fmt.Fprintf(w, p.label("made")+": %s. %s\n",
			words.Moment(r.Today.AsOf, p.lang), said.Today.Word, said.Today.Sentence)
	}
	for _, note := range said.Notes {
		fmt.Fprintln(w, note)
	}
}

// hints say what to do about a detail on this command line.
var hints = map[verifier.Detail]words.Text{
	verifier.DetailNoTrust: {"Hãy nêu tệp tin cậy bằng -trust.", "Name a trust file with -trust."},
	verifier.DetailReceiptKey: {
		"Nếu biết đó là khoá của ai, hãy nêu bằng -verifier-key.",
		"If you know whose key it is, name it with -verifier-key.",
	},
	verifier.DetailNoLedger: {
		"Hãy xin tệp bằng chứng từ một trang kiểm tra.",
		"Ask a verifier service for a bundle.",
	},
}

// label returns a text of the output.
func (p printer) label(name string) string { return labels[name].In(p.lang) }

var labels = map[string]words.Text{
	"made":    {"Khi biên nhận được lập, lúc %s", "When the receipt was made, at %s"},
	"then":    {"Về thời điểm được hỏi, %s", "Of the moment that was asked about, %s"},
	"step":    {"bước", "step"},
	"issuer":  {"Nơi cấp, theo sổ cái", "Issuer, by the ledger"},
	"asOf":    {"%s tính đến %s", "%s as of %s"},
	"kind":    {"Loại văn bằng", "Kind of document"},
	"courses": {"Học phần", "Courses"},
	"shown":   {"cho xem %d trong %d", "%d of %d shown"},
	"compare": {
		"Hãy so với giấy tờ tuỳ thân: kết quả này nói về văn bằng, không nói về người đưa nó.",
		"Compare an identity paper: this speaks of the document, not of the person who shows it.",
	},
	"compareWithheld": {
		"Họ tên không được cho xem, nên không có gì để so với giấy tờ tuỳ thân: kết quả này nói về văn bằng, " +
			"không nói về người đưa nó.",
		"The name is not shown, so nothing can be compared with an identity paper: this speaks of the document, " +
			"not of the person who shows it.",
	},
	"grounds":       {"Căn cứ", "This stands on"},
	"genesis":       {"khối đầu", "genesis block"},
	"pins":          {"%s, do %s ghim", "%s, which %s pins"},
	"configuration": {"cấu hình", "configuration"},
	"configurations": {
		"%d cấu hình từ đó, mỗi cấu hình do đa số bên sắp xếp trước đó ký; mới nhất là khối %d (không chứng minh được là không có cấu hình sau)",
		"%d from there on, each signed by a quorum of the orderers before; the newest is block %d " +
			"(that none came after it is not proven)",
	},
	"attestation": {"xác nhận", "attestation"},
	"attested":    {"%s lúc %s, do %s ký: %d trong %d tổ chức", "%s at %s, signed by %s: %d of %d organisations"},
	"anchor":      {"neo", "anchor"},
	"anchored": {
		"số %d của nơi cấp, do nơi cấp ký, trên sổ cái từ %s (khối %d); mục %d trong %d",
		"number %d of the issuer, signed by it, on the ledger since %s (block %d); entry %d of %d",
	},
	"accreditation": {"thẩm quyền", "accreditation"},
	"accepted": {
		"theo lời sổ cái: hồ sơ nơi cấp đã thay đổi sau khi neo, và sổ cái nhận neo theo hồ sơ trước đó",
		"on the ledger's word: the issuer's record has changed since the anchor, which the ledger took under the one before",
	},
	"status":     {"tình trạng", "status"},
	"statusThen": {"%s vào lúc đó", "%s at that time"},
	"service":    {"lời của một trang kiểm tra", "a service's word"},
	"signed":     {"khoá %s, do %s nêu, lúc %s", "key %s, which %s names, at %s"},
	"asked":      {"thời điểm được hỏi", "moment asked about"},
	"of":         {"văn bằng", "of the credential"},
	"reading":    {"lần đọc sổ cái", "reading of the ledger"},
	"ledgerAt":   {"sổ cái tại", "by the ledger at"},
	"block":      {"khối %d, %s", "block %d, %s"},
}

func (p printer) printContent(w io.Writer, r verifier.Result) {
	if i := r.Issuer; i != nil {
		fmt.Fprintf(w, "\n%s\t%s (%s)", p.label("issuer"), words.Visible(i.Name), i.Code)
		if r.AsOf != nil { // the file's moment: what is so now only a ledger says
			fmt.Fprintf(w, ", "+p.label("asOf"), words.IssuerState(i.State, p.lang), words.Moment(*r.AsOf, p.lang))
		}
		fmt.Fprintln(w)
	}
	c := r.Credential
	if c == nil {
		return
	}
	fmt.Fprintf(w, "%s\t%s (%s)\n", p.label("kind"), words.Text{c.Kind.Name, c.Kind.NameEn}.In(p.lang), c.Kind.Code)
	for _, f := range c.Facts {
		fmt.Fprintf(w, "%s\t%s\n", words.FactLabel(f.Name, p.lang), words.FactValue(f, p.lang))
	}
	if c.CoursesTotal != nil {
		fmt.Fprintf(w, "%s\t"+p.label("shown")+"\n", p.label("courses"), *c.CoursesShown, *c.CoursesTotal)
	}
	for _, course := range c.Courses {
		mark := words.Visible(strings.TrimSpace(course.TenPoint + " " + course.Letter))
		fmt.Fprintf(w, "  %s\t%s\n", words.Visible(course.Name), mark)
	}
}

// line prints one labelled ground.
func (p printer) line(w io.Writer, label, form string, values ...any) {
	fmt.Fprintf(w, "  %s\t"+p.label(form)+"\n", append([]any{p.label(label)}, values...)...)
}

// printEvidence says what a bundle's answer stands on.
func (p printer) printEvidence(w io.Writer, r verifier.Result) {
	e := r.Evidence
	if e == nil {
		return
	}
	fmt.Fprintf(w, "\n%s\n", p.label("grounds"))
	p.line(w, "genesis", "pins", e.Genesis, p.trustFile)
	p.line(w, "configuration", "configurations", e.Configurations, e.ConfigBlock)
	p.line(w, "attestation", "attested",
		e.TxID, words.Moment(e.AsOf, p.lang), strings.Join(e.Endorsers, ", "), len(e.Endorsers), e.Of)
	if n := r.Anchor; n != nil {
		p.line(w, "anchor", "anchored", n.Sequence, words.Moment(n.Time, p.lang), n.Block, n.Index+1, n.Size)
	}
	if r.Checks[verifier.StepAccreditation-1].Detail == verifier.DetailAcceptedByLedger {
		p.line(w, "accreditation", "accepted")
	}
	if s := r.Status; s != nil {
		p.line(w, "status", "statusThen", words.State(s.State, p.lang))
	}
}

// printReceipt says whose word a receipt is, and all that it states.
func (p printer) printReceipt(w io.Writer, r verifier.Result) {
	if r.Receipt == nil {
		return
	}
	fmt.Fprintf(w, "\n%s\n", p.label("grounds"))
	p.line(w, "service", "signed", r.Receipt.Key, p.names(r.Receipt.Key), words.Moment(r.Receipt.MadeAt, p.lang))
	if at := r.Receipt.At; at != nil {
		fmt.Fprintf(w, "  %s\t%s\n", p.label("asked"), words.Moment(*at, p.lang))
	}
	if r.Digest != nil {
		fmt.Fprintf(w, "  %s\t%s\n", p.label("of"), r.Digest)
	}
	fmt.Fprintf(w, "  %s\t%s\n", p.label("reading"), words.OfReading(r.Receipt.Reading.Kind, p.lang))
	if h := r.Ledger; h != nil {
		p.line(w, "ledgerAt", "block", h.Height-1, h.Hash)
		fmt.Fprintf(w, "  \t%s\n", words.Head(*h, p.lang))
	}
}

// names returns the file that names a verifier service's key.
func (p printer) names(thumbprint string) string {
	if n := len(p.trust.VerifierKeys); p.keyFile != "" && p.trust.VerifierKeys[n-1].Thumbprint() == thumbprint {
		return p.keyFile
	}
	return p.trustFile
}
