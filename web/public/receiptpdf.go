package public

import (
	"net"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"sogoc/verifier/receiptpdf"
	"sogoc/verifier/words"
	"sogoc/web"
)

// makeReceiptPDF answers POST /api/v1/receipt/pdf with a receipt as a page to print.
func (s *service) makeReceiptPDF(c *gin.Context) error {
	input, q, err := s.plainQuestion(c)
	if err != nil {
		return err
	}
	now := s.now()
	if q.At.After(now) {
		return web.BadRequest("member %q is in the future", "/at")
	}
	l := web.LanguageOf("", c.Request)
	if asked, given := c.GetQuery(fieldLanguage); given {
		known := false
		if l, known = words.LanguageOf(asked); !known {
			return web.BadRequest("parameter %q is vi or en", fieldLanguage)
		}
	}
	return s.giveReceiptPDF(c, input, now, q.At, l)
}

// keepReceiptPDF answers POST /v/receipt/pdf likewise, in the language of the page.
func (s *service) keepReceiptPDF(c *gin.Context) error {
	return s.keep(c, func(p page, now, at time.Time) error {
		return s.giveReceiptPDF(c, p.Input, now, at, p.Language)
	})
}

// giveReceiptPDF answers with a receipt as giveReceipt signs it, as a PDF file.
func (s *service) giveReceiptPDF(c *gin.Context, input string, now, at time.Time, l language) error {
	if err := s.admitToReceipt(c, now); err != nil {
		return err
	}
	return s.longWork.serve(c, func() error {
		text, result, err := s.signReceipt(c, input, now, at)
		if err != nil {
			return err
		}
		file, err := s.printer.Print(text, s.publicAddress(c), l)
		if err != nil {
			return err
		}
		return download(c, "application/pdf", result, receiptpdf.Suffix, file)
	})
}

// publicAddress returns the address at which a printed code is looked up: that of the
// register's public name, as on its papers; "" where this service has none. A
// request's own Host is taken only where it is one of our names.
func (s *service) publicAddress(c *gin.Context) string {
	host, err := s.publicHost(c)
	switch {
	case err == nil:
	case len(s.hosts) > 0:
		host = s.hosts[0]
	default:
		return ""
	}
	if isOnlyLocal(host) {
		return "http://" + host
	}
	return "https://" + host
}

// isOnlyLocal reports whether a host is a demo's: no certificate is made out to it.
func isOnlyLocal(host string) bool {
	name := host
	if alone, _, err := net.SplitHostPort(host); err == nil {
		name = alone
	}
	return name == "localhost" || net.ParseIP(strings.Trim(name, "[]")) != nil
}
