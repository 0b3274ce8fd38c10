package public

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"sogoc/verifier"
	"sogoc/verifier/credential"
	"sogoc/verifier/diddocument"
	"sogoc/verifier/ledger"
	"sogoc/web"
)

// showIssuerDID answers an issuer's DID document, made from the ledger: the same
// one as the register's. Of an issuer that the trust file's organisations did not
// accredit there is none.
func (s *service) showIssuerDID(c *gin.Context) error {
	host, err := s.publicHost(c)
	if err != nil {
		return err
	}
	return s.fromPresent(c, diddocument.MediaType, func(reading verifier.Reading) ([]byte, error) {
		issuer, keys, err := s.trustedIssuer(reading.View, c.Param("code"))
		if err != nil {
			return nil, err
		}
		return diddocument.OfIssuer(host, issuer, keys, s.now())
	})
}

// trustedIssuer is newestIssuer of an issuer that was accredited by an
// organisation of the trust file; without a trust file, of any.
func (s *service) trustedIssuer(view ledger.View, code string) (ledger.Issuer, []ledger.Key, error) {
	issuer, keys, err := newestIssuer(view, code)
	if err == nil && len(s.trust.Accreditors) > 0 && !slices.Contains(s.trust.Accreditors, issuer.Accreditor) {
		err = web.ErrNotFound
	}
	return issuer, keys, err
}

// showServiceDID answers the document of the service itself, by which the
// signatures of its status lists are checked.
func (s *service) showServiceDID(c *gin.Context) error {
	return s.showOwnKey(c, diddocument.MediaType, diddocument.OfService)
}

// showKeySet answers the same key as a JWK Set.
func (s *service) showKeySet(c *gin.Context) error {
	return s.showOwnKey(c, "application/jwk-set+json", diddocument.KeySetOfService)
}

func (s *service) showOwnKey(
	c *gin.Context,
	media string,
	make func(host string, key ledger.PublicKey) ([]byte, error),
) error {
	host, err := s.publicHost(c)
	if err != nil {
		return err
	}
	return s.fromPresent(c, media, func(reading verifier.Reading) ([]byte, error) {
		if err := s.checkOwnKey(reading.View, s.now()); err != nil {
			return nil, err
		}
		return make(host, s.signer.PublicKey())
	})
}

// checkOwnKey returns an Unready where the ledger says that the service's own
// key signs no more. A key that nobody registered there is the service's own
// affair.
func (s *service) checkOwnKey(view ledger.View, now time.Time) error {
	history, err := view.Key(s.signer.PublicKey().Thumbprint())
	if err != nil || len(history) == 0 {
		return err
	}
	key := history[len(history)-1].Key
	if key.Purpose == ledger.PurposeVerifier && key.Compromised.IsZero() &&
		(key.Retired.IsZero() || now.Before(key.Retired)) {
		return nil
	}
	return &web.Unready{Err: fmt.Errorf("%w: %s", errOwnKey, key.Key.Thumbprint())}
}

// checkSigner returns an Unready where the ledger, as far as it was read, says
// that the service's own key signs no more: nobody would believe its receipts.
// Where there is no reading nothing says so, and the receipt tells of that.
func (s *service) checkSigner(now time.Time) error {
	reading, err := s.ledger.Reading(now)
	if err != nil {
		return nil
	}
	return errors.Join(s.checkOwnKey(reading.View, now), reading.View.Close())
}

// unready makes an Unready of an error that says that the signer of the service's key,
// on another host, does not answer or does not sign: later it may.
func unready(err error) error {
	if errors.Is(err, credential.ErrSignerUnavailable) || errors.Is(err, credential.ErrSignerRefused) {
		return &web.Unready{Err: err}
	}
	return err
}
