package unpack

import (
	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"sogoc/verifier/pdfseal"
)

// MaxSeals bounds the seals of one PDF file that are read; MaxFound bounds those of all in a
// ZIP file.
const MaxSeals = 8

// FoundSeal is an electronic seal by an external certificate that a PDF file has. It stands
// beside the answers on what was found in the file and is no part of any: no seal makes a
// credential valid, and none is needed.
type FoundSeal struct {
	pdfseal.Seal

	Place `json:"place"` // the file that has it
}

// readSeals takes the seals of a document. PDFium finds the signature fields; what they say
// is held against the bytes of the file.
func (r *reading) readSeals(
	at Place, instance pdfium.Pdfium, document references.FPDF_DOCUMENT, content []byte,
) error {
	counted, err := instance.FPDF_GetSignatureCount(&requests.FPDF_GetSignatureCount{Document: document})
	if err != nil {
		return err
	}
	most := min(MaxSeals, MaxFound-len(r.contents.Seals))
	if counted.Count > most {
		r.leave(at, ReasonTooMany)
	}
	for i := range min(counted.Count, most) {
		raw, err := rawSeal(instance, document, i)
		switch {
		case r.ctx.Err() != nil: // which says nothing of the seal
			return r.ctx.Err()
		case err != nil: // of a seal alone: what the file holds is read all the same
			raw = pdfseal.Raw{}
		}
		r.contents.Seals = append(r.contents.Seals, FoundSeal{pdfseal.Read(content, raw), at})
	}
	return nil
}

func rawSeal(instance pdfium.Pdfium, document references.FPDF_DOCUMENT, index int) (pdfseal.Raw, error) {
	var raw pdfseal.Raw
	got, err := instance.FPDF_GetSignatureObject(&requests.FPDF_GetSignatureObject{Document: document, Index: index})
	if err != nil {
		return raw, err
	}
	signature := got.Signature
	ranges, err := instance.FPDFSignatureObj_GetByteRange(
		&requests.FPDFSignatureObj_GetByteRange{Signature: signature})
	if err != nil {
		return raw, err
	}
	contents, err := instance.FPDFSignatureObj_GetContents(&requests.FPDFSignatureObj_GetContents{Signature: signature})
	if err != nil {
		return raw, err
	}
	filter, err := instance.FPDFSignatureObj_GetSubFilter(&requests.FPDFSignatureObj_GetSubFilter{Signature: signature})
	if err != nil {
		return raw, err
	}
	made, err := instance.FPDFSignatureObj_GetTime(&requests.FPDFSignatureObj_GetTime{Signature: signature})
	if err != nil {
		return raw, err
	}
	raw.ByteRange, raw.Contents = ranges.ByteRange, contents.Contents
	if filter.SubFilter != nil {
		raw.SubFilter = *filter.SubFilter
	}
	if made.Time != nil {
		raw.Time = *made.Time
	}
	return raw, nil
}
