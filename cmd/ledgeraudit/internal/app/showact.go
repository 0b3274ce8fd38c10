package app

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"sogoc/cmd/internal/cli"
	"sogoc/verifier/audit"
	"sogoc/verifier/ledger"
	"sogoc/verifier/words"
)

// issuerActs says what each function did with an issuer: its code, and the successor's.
var issuerActs = map[string]words.Text{
	ledger.FuncAccredit:           {"công nhận %s", "%s accredited"},
	ledger.FuncAmendAccreditation: {"sửa đổi nội dung công nhận %s", "accreditation of %s amended"},
	ledger.FuncSuspendIssuer:      {"đình chỉ %s", "%s suspended"},
	ledger.FuncReinstateIssuer:    {"chấm dứt đình chỉ %s", "%s reinstated"},
	ledger.FuncWithdrawIssuer:     {"rút công nhận %s", "accreditation of %s withdrawn"},
	ledger.FuncTransferCustody:    {"đóng %s, giao sổ gốc cho nơi khác giữ", "%s closed, its register handed on"},
	ledger.FuncAddKey:             {"đăng ký khoá của %s", "key of %s registered"},
}

// event says what a transaction did, and by which decision. Names of organisations,
// codes, keys and numbers only: nobody's free text.
func (s speaker) event(e audit.Event) string {
	text, state := s.deed(e), ""
	if done, known := issuerActs[e.Function]; known && e.Issuer != nil {
		text, state = fmt.Sprintf(done.In(s.lang), e.Issuer.Accreditation.Code), " ("+text+")"
	}
	if by := words.Decision(e.Reason, s.lang); by != "" {
		text += " " + by
	}
	return text + s.hidden(e) + state
}

// accreditation says what an accreditor allowed when it accredited an issuer or amended
// that: which organisation may act for it, and the scopes. Of other events nothing.
func (s speaker) accreditation(e audit.Event) []string {
	if e.Issuer == nil || e.Function != ledger.FuncAccredit && e.Function != ledger.FuncAmendAccreditation {
		return nil
	}
	delegate := words.Visible(e.Issuer.Accreditation.Delegate)
	if delegate == "" {
		delegate = words.Text{"không có", "none"}.In(s.lang)
	}
	lines := []string{words.Text{"đơn vị được ủy quyền: ", "delegate: "}.In(s.lang) + delegate}
	for _, scope := range e.Issuer.Accreditation.Scopes {
		lines = append(lines, words.Scope(scope, s.lang))
	}
	return lines
}

func (s speaker) deed(e audit.Event) string {
	say := func(text words.Text, values ...any) string { return fmt.Sprintf(text.In(s.lang), values...) }
	switch {
	case e.Issuer != nil:
		text := say(words.Text{
			"nơi cấp %s, bản ghi %d, do %s công nhận, %d khoá", "issuer %s, version %d, accredited by %s, %d keys",
		}, s.issuerState(e.Issuer.State), e.Issuer.Version, e.Issuer.Accreditor, len(e.Issuer.Keys))
		if e.Issuer.Successor != "" {
			text += say(words.Text{", sổ gốc do %s giữ", ", register kept by %s"}, e.Issuer.Successor)
		}
		return text
	case e.Key != nil:
		return s.key(*e.Key)
	case e.Anchor != nil:
		a := e.Anchor.Anchor
		return say(words.Text{"neo %d: %d văn bằng loại %s, khoá %s", "anchor %d: %d of %s, key %s"},
			a.Sequence, a.Size, a.Kind, a.Key)
	case e.Void != nil:
		return say(
			words.Text{"số %d: huỷ, khoá %s", "number %d: given up, key %s"},
			e.Void.Void.Sequence,
			e.Void.Void.Key,
		)
	case e.QuotaReturn != nil:
		return say(words.Text{"trả lại hạn mức: %d của %s năm %d", "quota given back: %d of %s in %d"},
			e.QuotaReturn.Size, strings.TrimSuffix(string(e.QuotaReturn.Place.Type)+"/"+e.QuotaReturn.Place.Field, "/"),
			e.QuotaReturn.Place.Year)
	case e.AnchorStatus != nil:
		c := e.AnchorStatus
		return say(words.Text{"neo %d đến %d %s, do %s", "anchors %d to %d %s, by %s"},
			c.First, c.Last, s.state(c.State), c.MSP)
	case e.Entry != nil:
		return s.entry(*e.Entry)
	}
	return e.Text
}

func (s speaker) key(k ledger.Key) string {
	form := words.Text{"khoá %s được thêm", "key %s added"}
	switch {
	case !k.Compromised.IsZero():
		form = words.Text{"khoá %s bị lộ từ ", "key %s compromised since "}
		return fmt.Sprintf(form.In(s.lang), k.Key.Thumbprint()) + words.Moment(k.Compromised, s.lang)
	case !k.Retired.IsZero():
		form = words.Text{"khoá %s ngừng dùng", "key %s retired"}
	}
	return fmt.Sprintf(form.In(s.lang), k.Key.Thumbprint())
}

func (s speaker) entry(e audit.Entry) string {
	by := e.Record.MSP
	if by == "" {
		by = words.Text{"khoá ", "key "}.In(s.lang) + e.Record.Key
	}
	form := words.Text{"tình trạng %d/%d: %s, lần %d, do %s", "status %d/%d: %s, version %d, by %s"}
	return fmt.Sprintf(form.In(s.lang), e.List, e.Index, s.state(e.Record.State), e.Record.Version, by)
}

// reasonFiles are the details that accreditors keep in files, with their digests.
type reasonFiles []reasonFile

type reasonFile struct {
	name   string
	detail ledger.StatusDetail
	digest ledger.Digest
}

// add reads one file.
func (f *reasonFiles) add(name string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	detail, err := ledger.ParseStatusDetail(text)
	if err != nil {
		return fmt.Errorf("%s holds no reason: %w", name, err)
	}
	digest, err := detail.Digest()
	*f = append(*f, reasonFile{name, detail, digest})
	return err
}

// allFound returns cli.ErrNo unless the digest of each file stands with one of these events.
func (f reasonFiles) allFound(events []audit.Event) error {
	for _, file := range f {
		if !slices.ContainsFunc(events, func(e audit.Event) bool { return e.Detail == file.digest }) {
			return fmt.Errorf(
				"%w: the reason in %s is not the one that the ledger holds: its digest %s stands nowhere here",
				cli.ErrNo,
				file.name,
				file.digest,
			)
		}
	}
	return nil
}

// hidden says of an act whose reason the ledger has as a digest what the reason is,
// where a file was given that has this digest, or else the digest.
func (s speaker) hidden(e audit.Event) string {
	if e.Detail.IsZero() {
		return ""
	}
	at := slices.IndexFunc(s.reasons, func(f reasonFile) bool { return f.digest == e.Detail })
	if at < 0 {
		return fmt.Sprintf(
			words.Text{", lý do chỉ có mã băm %s", ", of the reason only the digest %s"}.In(s.lang),
			e.Detail,
		)
	}
	return " " + words.Decision(s.reasons[at].detail.Reason(), s.lang) +
		words.Text{" (đúng với mã băm trên sổ cái)", " (its digest is the ledger's)"}.In(s.lang)
}
