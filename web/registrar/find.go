package registrar

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"

	"github.com/go-json-experiment/json"

	"sogoc/registry"
	"sogoc/registry/names"
	"sogoc/registry/reading"
)

// search is what somebody looks for among the school's credentials. It names
// persons, so it stands in addresses only sealed under the session's secret:
// going back and loading again work, and what is left in logs and histories
// says nothing once the session has ended.
type search struct {
	By    string      `json:"by"`
	Text  string      `json:"text"`
	Match names.Level `json:"match,omitempty"` // of a name
}

// What can be looked for.
const (
	byName       = "name"
	byNumber     = "number" // serial or register number
	byLearner    = "learner"
	byNationalID = "nationalId"
)

var searchable = []string{byName, byNumber, byLearner, byNationalID}

// LogValue implements slog.LogValuer and hides what is looked for.
func (s search) LogValue() slog.Value { return slog.StringValue(s.By) }

// errSearch means that a search in an address is not one of this session.
var errSearch = errors.New("no search of this session")

// filter returns the credentials that are looked for. registry.ErrInvalid for
// what cannot be looked for.
func (s search) filter() (reading.CredentialFilter, error) {
	f := reading.CredentialFilter{ByName: true}
	var err error
	switch s.By {
	case "":
	case byName:
		f.Name, err = reading.NameQuery(s.Text, s.Match)
	case byNumber:
		f.Number = s.Text
	case byLearner:
		f.LearnerCode = s.Text
	case byNationalID:
		f.NationalID = s.Text
	default:
		err = fmt.Errorf("%w: nothing is searched by that", registry.ErrInvalid)
	}
	if err == nil && s.By != "" && s.Text == "" {
		err = fmt.Errorf("%w: say what to look for", registry.ErrInvalid)
	}
	return f, err
}

// seal makes a search fit for an address of this session's.
func (v *visit) seal(s search) (string, error) {
	box, err := v.box()
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(s)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(box.Seal(nil, nil, text, nil)), nil
}

// unseal returns errSearch for what this session did not seal.
func (v *visit) unseal(sealed string) (search, error) {
	var s search
	box, err := v.box()
	if err != nil {
		return s, err
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(sealed)
	if err != nil {
		return s, errSearch
	}
	text, err := box.Open(nil, nil, raw, nil)
	if err != nil {
		return s, errSearch
	}
	return s, json.Unmarshal(text, &s)
}

// box seals under a key that only the holder of the session's token can derive.
func (v *visit) box() (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, []byte(v.token), nil, "sogoc registrar search", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}
