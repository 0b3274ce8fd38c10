package credential

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"

	"sogoc/verifier/ledger"
	"sogoc/verifier/qrtoken"
)

// Issue signs a document in both of its forms, the SD-JWT and the QR token.
// Salts and identifiers come from random, which must be cryptographically
// strong; the same document issued twice has nothing in common.
//
// It returns Problems for a document that Validate refuses, and the signer's
// or random's error. It may be called concurrently if signer and random may.
func Issue(doc Document, signer Signer, random io.Reader) (Issued, error) {
	var c checker
	if err := c.check(doc); err != nil {
		return Issued{}, err
	}
	about, key := doc.issuance(), signer.PublicKey()
	thumbprint := key.Thumbprint()
	salt, err := qrtoken.NewSalt(random)
	if err != nil {
		return Issued{}, fmt.Errorf("draw a salt: %w", err)
	}
	claims, err := qrClaims(doc, salt, thumbprint)
	if err != nil {
		c.qrLength(doc) // tells the document's fault from one of the key
		return Issued{}, cmp.Or(c.result(), err)
	}
	b := &builder{
		random:    random,
		about:     about,
		did:       about.Issuer.DID(),
		validFrom: string(about.IssueDate) + startOfDay,
		buffers:   bufferPool.Get().(*buffers),
	}
	defer b.release()
	claimsHash := ledger.SumDigest(claims)
	body, err := doc.payload(b, claimsHash)
	if err != nil {
		return Issued{}, err
	}
	jwt, jwtHash, err := b.signJWT(body, thumbprint, signer)
	if err != nil {
		return Issued{}, err
	}
	token, err := qrtoken.Sign(jwtHash, claims, signer)
	if err != nil {
		return Issued{}, fmt.Errorf("sign the QR token: %w", err)
	}
	issued := Issued{
		JWT:         string(jwt),
		Disclosures: b.disclosed(),
		QRClaims:    claims,
		QRToken:     token,
		Digest:      JoinDigest(jwtHash, claimsHash),
	}
	if issued.size() > maxIssued {
		return Issued{}, Problems{{Field: "courses", Fault: FaultTooLong, Want: "a credential of at most 1 MiB"}}
	}
	return issued, nil
}

// size returns the length of SDJWT.
func (i Issued) size() int {
	size := len(i.JWT) + 1
	for _, d := range i.Disclosures {
		size += len(d) + 1
	}
	return size
}

// maxIssued leaves room in MaxSize for what a holder's file adds.
const maxIssued = MaxSize - 4096

// signJWT returns the issuer-signed JWT, which stands in the builder's buffers, and its hash.
func (b *builder) signJWT(body []byte, thumbprint string, signer Signer) (jwt []byte, sum ledger.Digest, err error) {
	w := &b.plain
	w.text = w.text[:0]
	writeHeader(w, header{Alg: signer.PublicKey().Algorithm(), Kid: b.did + "#" + thumbprint, Typ: headerType})
	if w.err != nil {
		return nil, sum, w.err
	}
	jwt = encodeBase64(b.jwt[:0], w.text)
	jwt = encodeBase64(append(jwt, '.'), body)
	hash, signed := sha256.New(), len(jwt)
	hash.Write(jwt)
	signature, err := signHashed(signer, jwt, ledger.Digest(hash.Sum(nil)))
	if err != nil {
		return nil, sum, fmt.Errorf("sign the credential: %w", err)
	}
	b.jwt = encodeBase64(append(jwt, '.'), signature[:])
	hash.Write(b.jwt[signed:])
	return b.jwt, ledger.Digest(hash.Sum(nil)), nil
}

// signHashed signs a message whose SHA-256 is known.
func signHashed(signer Signer, message []byte, digest ledger.Digest) (ledger.Signature, error) {
	if s, ok := signer.(DigestSigner); ok {
		return s.SignDigest(digest)
	}
	return signer.Sign(message)
}

// payload implements Document: the JWT's payload, with the disclosures left in b.
func (d Diploma) payload(b *builder, qr ledger.Digest) ([]byte, error) {
	w := writer{text: b.buffers.payload[:0]}
	writePayload(&w, envelope(b, FormDiploma, b.diplomaSubject(d), qr), writeDiplomaSubject)
	return b.finish(w)
}

// payload implements Document: the JWT's payload, with the disclosures left in b.
func (t Transcript) payload(b *builder, qr ledger.Digest) ([]byte, error) {
	w := writer{text: b.buffers.payload[:0]}
	writePayload(&w, envelope(b, FormTranscript, b.transcriptSubject(t), qr), writeCLRSubject)
	return b.finish(w)
}

// finish returns the payload that was written. It stands in the builder's buffers.
func (b *builder) finish(w writer) ([]byte, error) {
	b.buffers.payload = w.text
	b.keepError(w.err)
	b.keepError(b.plain.err)
	if b.err != nil {
		return nil, fmt.Errorf("build the credential: %w", b.err)
	}
	return w.text, nil
}

func envelope[S any](b *builder, form Form, subject S, qr ledger.Digest) payload[S] {
	i := b.about
	p := payload[S]{
		Context: ownContexts[form], ID: i.ID, Type: typesOf(form), Kind: i.Kind, Name: i.Award,
		Issuer:    profile{ID: b.did, Type: []string{"Profile"}, Name: i.Issuer.Name, NameEn: i.Issuer.NameEn},
		ValidFrom: b.validFrom, AwardedDate: b.validFrom, Subject: subject,
		Status: statusEntries(i.Issuer, i.Status), Place: i.Place, SignedBy: i.SignedBy,
		QR: base64.RawURLEncoding.EncodeToString(qr[:]), SDAlg: hashName,
	}
	if i.ValidUntil != "" {
		p.ValidUntil = string(i.ValidUntil) + endOfDay
	}
	if i.DecisionNumber != "" {
		p.Evidence = []evidence{
			{
				Type:           []string{"Evidence"},
				Name:           "Quyết định",
				DecisionNumber: i.DecisionNumber,
				DecisionDate:   i.DecisionDate,
			},
		}
	}
	return p
}

// qrClaims returns the encoded QR claims of a document. Where they would be
// too long, the major becomes its code, then the award its type code.
func qrClaims(doc Document, salt [qrtoken.SaltSize]byte, thumbprint string) ([]byte, error) {
	i, s := doc.issuance(), doc.subject()
	c := qrtoken.Claims{
		Salt: salt, Issuer: i.Issuer.Code, Thumbprint: thumbprint, Kind: i.Kind, ValidUntil: i.ValidUntil,
		List: i.Status.List, Index: i.Status.Index, FullName: s.FullName, BirthDate: string(s.BirthDate),
		Award: i.Award, Major: i.Major, SerialNumber: i.SerialNumber, RegisterNumber: i.RegisterNumber,
		IssueDate: i.IssueDate, Rank: i.Rank,
	}
	encoded, err := c.Encode()
	if isTooLong(err) && i.Major != "" && i.Kind.Field() != "" {
		c.Major = i.Kind.Field()
		encoded, err = c.Encode()
	}
	if isTooLong(err) {
		c.Award = i.Kind.Type()
		encoded, err = c.Encode()
	}
	return encoded, err
}
