package api

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"sogoc/web"
)

// ofVerifier are the addresses that credentials, QR codes and DID documents point
// to and that the verifier service alone answers, under the public name; one that
// ends with a slash stands for all below it. They come here where the public name
// leads to the register by mistake, or where somebody takes the register for the
// verifier service.
var ofVerifier = []string{
	"/v",
	"/ns",
	"/ns/",
	"/kinds/",
	"/status/",
	"/.well-known/did.json",
	"/.well-known/jwks.json",
}

// errOfVerifier is the error for such an address.
var errOfVerifier = errors.New("this is the register: verifierd answers this address")

var elsewhereRule = web.Rule{
	Is:     errOfVerifier,
	Status: http.StatusNotFound,
	Code:   "not_found",
	Title:  "Not found",
	Detail: true,
}

// sayElsewhere makes the handler of addresses that the register does not have. It
// names who answers those of the verifier service, and does not redirect: where the
// public name leads here, that would never end.
func sayElsewhere(publicURL string) gin.HandlerFunc {
	return web.Handle(func(c *gin.Context) error {
		path := c.Request.URL.Path
		is := slices.ContainsFunc(ofVerifier, func(one string) bool {
			return path == one || strings.HasSuffix(one, "/") && strings.HasPrefix(path, one)
		})
		if !is {
			return web.ErrNotFound
		}
		return fmt.Errorf("%w, under %s", errOfVerifier, publicURL)
	})
}
