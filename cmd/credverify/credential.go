package main

import (
	"errors"
	"os"

	"sogoc/verifier/answer"
	"sogoc/verifier/words"
)

// writeCredential writes the processed credential to the file that was asked for,
// which must not be there yet. It has no proof, so that there is one only of what
// is valid: exit is the answer's exit code.
func (o options) writeCredential(input []byte, exit int) error {
	switch {
	case o.output == "":
		return nil
	case exit != exitValid:
		return &complaint{text: words.Text{
			"không ghi văn bằng ra tệp, vì câu trả lời không phải là hợp lệ",
			"the credential was not written, since the answer is not valid",
		}}
	}
	text, err := answer.ProcessedCredential(string(input))
	if err != nil {
		return &complaint{
			text: words.Text{
				"không có văn bằng để ghi ra tệp: hãy đưa tệp bằng chứng của SD-JWT hay tệp người giữ, không phải của mã QR",
				"there is no credential to write: hand in evidence of an SD-JWT or a holder's file, not of a QR code",
			},
			cause: err,
		}
	}
	file, err := os.OpenFile(o.output, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Close()); err != nil {
		return errors.Join(err, os.Remove(o.output)) // no half of a credential
	}
	return nil
}
