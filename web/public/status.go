package public

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	lru "github.com/hashicorp/golang-lru/v2"

	"sogoc/verifier"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/statuslist"
	"sogoc/web"
)

// keptLists is how many signed lists are kept; each has at most some 50 KB.
const keptLists = 512

// standstillLife is for how long a list counts that was made while the ledger
// stands still: what is committed when it goes on must be seen soon.
const standstillLife = 2 * time.Minute

// listID says which list: of one purpose, or of both as a Status List Token.
type listID struct {
	host, issuer string
	number       uint32
	purpose      statuslist.Purpose // "" for a token
}

// address returns where the list is published. A bitstring's is what credentials
// name; a token's is the same without the purpose.
func (l listID) address() string {
	if l.purpose == "" {
		return credential.TokenListURL(l.host, l.issuer, l.number)
	}
	return credential.StatusListURL(l.host, l.issuer, l.number, l.purpose)
}

// signedList is a list that was made of one reading.
type signedList struct {
	text        string
	head        ledger.Digest // header hash of the reading's last block
	kind        verifier.ReadingKind
	made, until time.Time
}

type signedLists = lru.Cache[listID, signedList]

// showBitstring answers GET /status/CODE/LIST/PURPOSE, the address that
// credentials name, with a Bitstring Status List credential.
func (s *service) showBitstring(c *gin.Context) error {
	purpose := statuslist.Purpose(c.Param("purpose"))
	if !slices.Contains([]statuslist.Purpose{statuslist.Revocation, statuslist.Suspension}, purpose) {
		return web.ErrNotFound
	}
	return s.showList(c, purpose, statuslist.MediaCredential)
}

// showTokenList answers GET /status/CODE/LIST with the same entries as a Status
// List Token, both purposes in one.
func (s *service) showTokenList(c *gin.Context) error {
	return s.showList(c, "", statuslist.MediaToken)
}

func (s *service) showList(c *gin.Context, purpose statuslist.Purpose, media string) error {
	host, err := s.publicHost(c)
	if err != nil {
		return err
	}
	number, err := strconv.ParseUint(c.Param("list"), 10, 32)
	if err != nil || number == 0 || strconv.FormatUint(number, 10) != c.Param("list") {
		return web.ErrNotFound
	}
	id := listID{host: host, issuer: c.Param("code"), number: uint32(number), purpose: purpose}
	return s.fromPresent(c, media, func(reading verifier.Reading) ([]byte, error) {
		list, err := s.signedList(id, reading, s.now())
		return []byte(list.text), err
	})
}

// signedList returns the list as of a present reading: one that was made of the
// same block within the last minute, or a new one.
func (s *service) signedList(id listID, reading verifier.Reading, now time.Time) (signedList, error) {
	head := reading.Head()
	kept, found := s.lists.Get(id)
	if found && kept.head == head.Hash && kept.kind == reading.Info.Kind &&
		!now.Before(kept.made) && now.Sub(kept.made) < publishFor && now.Before(kept.until) {
		return kept, nil
	}
	claims, err := s.claims(id, reading, now)
	if err != nil {
		return signedList{}, err
	}
	if err := s.checkOwnKey(reading.View, now); err != nil {
		return signedList{}, err
	}
	if _, _, err := s.trustedIssuer(reading.View, id.issuer); err != nil {
		return signedList{}, err
	}
	states, err := verifier.ListStates(reading.View, id.issuer, id.number)
	if err != nil {
		return signedList{}, fmt.Errorf("states of list %d of %s: %w", id.number, id.issuer, err)
	}
	text, err := s.signList(id.purpose, states, claims)
	if err != nil {
		return signedList{}, unready(err)
	}
	made := signedList{text: text, head: head.Hash, kind: reading.Info.Kind, made: now, until: claims.Until}
	s.lists.Add(id, made)
	return made, nil
}

func (s *service) signList(
	purpose statuslist.Purpose,
	states map[uint32]ledger.State,
	claims statuslist.Claims,
) (string, error) {
	if purpose == "" {
		list, err := statuslist.NewTokenList(states)
		if err != nil {
			return "", err
		}
		return statuslist.SignToken(list, publishFor, claims, s.signer)
	}
	list, err := statuslist.New(purpose, states)
	if err != nil {
		return "", err
	}
	return statuslist.SignBitstring(list, purpose, claims, s.signer)
}

// claims says from when to when a list of that reading counts: no longer than
// the reading itself would count if nothing more were read. The error is an
// Unready where that moment has come.
func (s *service) claims(id listID, reading verifier.Reading, now time.Time) (statuslist.Claims, error) {
	from := now
	until := now.Add(standstillLife)
	head := reading.Head()
	if reading.Info.Kind == verifier.ReadingFresh {
		if head.Time.Before(now) {
			from = head.Time
		}
		until = from.Add(verifier.MaxAge)
	} else if end := head.Time.Add(verifier.MaxStandstill); end.Before(until) {
		until = end
	}
	claims := statuslist.Claims{
		Address: id.address(),
		Issuer:  credential.HostDID(id.host),
		Signed:  now.UTC().Truncate(time.Second),
		From:    from.UTC().Truncate(time.Second),
		Until:   until.UTC().Truncate(time.Second),
	}
	if !now.Before(claims.Until) {
		return claims, &web.Unready{Err: fmt.Errorf("%w: it ends now", errOutdated)}
	}
	return claims, nil
}
