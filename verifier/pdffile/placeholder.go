package pdffile

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// MaxSignature is the largest CMS signature in bytes for which a prepared file has room:
// a signature with its chain of certificates and a time stamp has less than half of it.
const MaxSignature = 16 << 10

var (
	// ErrSealed means that a file has a place for a seal already, or a seal.
	ErrSealed = errors.New("the file has a seal, or a place for one, already")
	// ErrNotPrepared means that a file does not end in an empty place for a seal.
	ErrNotPrepared = errors.New("not a file that was prepared for a seal, or it is sealed already")
	// ErrSignatureSize means that a signature is empty or longer than MaxSignature.
	ErrSignatureSize = fmt.Errorf("a signature has 1 to %d bytes", MaxSignature)
)

// byteRange is how a prepared file names the bytes that its signature is over: all but
// the signature itself, each number with ten digits.
const byteRange = "/ByteRange [0 %010d %010d %010d]"

// emptyContents is the place for the signature.
var emptyContents = "/Contents <" + strings.Repeat("0", 2*MaxSignature) + ">"

// PrepareSeal adds an empty place for a seal to a file of this package: a signature field
// without appearance (ISO 32000-2, 12.7.5.5 and 12.8), for a CMS signature as PAdES wants
// it (ETSI EN 319 142-1, 5.3: ETSI.CAdES.detached). At is the time of sealing that the file names. The
// file stays byte for byte, and equal input gives equal bytes. It returns
// ErrNotOurs and ErrSealed.
func PrepareSeal(file []byte, at time.Time) ([]byte, error) {
	r, err := Revise(file)
	if err != nil {
		return nil, err
	}
	catalog, err := r.dictionary(r.root)
	if err != nil {
		return nil, err
	}
	if strings.Contains(catalog, "/AcroForm") {
		return nil, ErrSealed
	}
	page, dictionary, err := r.firstPage(catalog)
	if err != nil {
		return nil, err
	}
	signature := r.add(fmt.Appendf(nil, "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached"+
		" /M (D:%s)\n"+byteRange+"\n%s >>", at.UTC().Format("20060102150405Z"), 0, 0, 0, emptyContents))
	field := r.add(fmt.Appendf(nil, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Seal) /V %d 0 R /P %d 0 R"+
		" /Rect [0 0 0 0] /F 132 >>", signature, page))
	r.replace(page, fmt.Appendf(nil, "<<%s\n/Annots [ %d 0 R ]\n>>", dictionary, field))
	r.replace(r.root, fmt.Appendf(nil, "<<\n%s/AcroForm << /Fields [ %d 0 R ] /SigFlags 3 >>\n>>", catalog, field))
	return setByteRange(r.bytes())
}

var (
	pagesOf   = regexp.MustCompile(`/Pages ([0-9]{1,9}) 0 R\b`)
	firstKid  = regexp.MustCompile(`/Kids \[\s*([0-9]{1,9}) 0 R\b`)
	emptySeal = regexp.MustCompile(`/ByteRange \[0 ([0-9]{10}) ([0-9]{10}) ([0-9]{10})\]\n/Contents <`)
)

// firstPage returns the number of the first page's object and its dictionary, which must
// have no annotations.
func (r *Revision) firstPage(catalog string) (int, string, error) {
	pages := pagesOf.FindStringSubmatch(catalog)
	if pages == nil {
		return 0, "", ErrNotOurs
	}
	tree, err := r.dictionary(number([]byte(pages[1])))
	if err != nil {
		return 0, "", err
	}
	kid := firstKid.FindStringSubmatch(tree)
	if kid == nil {
		return 0, "", ErrNotOurs
	}
	page := number([]byte(kid[1]))
	dictionary, err := r.dictionary(page)
	if err != nil || strings.Contains(dictionary, "/Annots") || !strings.Contains(dictionary, "/Type /Page\n") {
		return 0, "", errors.Join(ErrNotOurs, err)
	}
	return page, dictionary, nil
}

// setByteRange writes the numbers of the byte range into a file whose end has an empty
// place for a seal.
func setByteRange(file []byte) ([]byte, error) {
	at := bytes.LastIndex(file, []byte(emptyContents))
	numbers := bytes.LastIndex(file, fmt.Appendf(nil, byteRange, 0, 0, 0))
	if at < 0 || numbers < 0 || numbers > at {
		return nil, ErrNotPrepared
	}
	begin, end := at+len("/Contents "), at+len(emptyContents)
	copy(file[numbers:], fmt.Appendf(nil, byteRange, begin, end, len(file)-end))
	return file, nil
}

// Place is the empty place for a seal in a prepared file.
type Place struct {
	file       []byte
	begin, end int // of the signature with its angle brackets
}

// FindPlace finds the empty place in a file that PrepareSeal made. It returns
// ErrNotPrepared for any other file, also for one to which something was added.
func FindPlace(file []byte) (Place, error) {
	at := bytes.LastIndex(file, []byte(emptyContents))
	if at < 0 {
		return Place{}, ErrNotPrepared
	}
	p := Place{file, at + len("/Contents "), at + len(emptyContents)}
	before := file[max(0, at-64) : at+len("/Contents <")]
	found := emptySeal.FindSubmatch(before)
	if found == nil || number(found[1]) != p.begin || number(found[2]) != p.end ||
		number(found[3]) != len(file)-p.end {
		return Place{}, ErrNotPrepared
	}
	return p, nil
}

// Sealed returns the bytes that the signature is over.
func (p Place) Sealed() []byte {
	return append(append([]byte{}, p.file[:p.begin]...), p.file[p.end:]...)
}

// Digest returns the SHA-256 of the bytes that the signature is over.
func (p Place) Digest() [sha256.Size]byte { return sha256.Sum256(p.Sealed()) }

// Put returns the file with a CMS signature (DER) in its place. Whose it is and whether it
// fits is for package pdfseal. It returns ErrSignatureSize.
func (p Place) Put(signature []byte) ([]byte, error) {
	if len(signature) == 0 || len(signature) > MaxSignature {
		return nil, ErrSignatureSize
	}
	file := bytes.Clone(p.file)
	hex.Encode(file[p.begin+1:], signature)
	return file, nil
}
