package remotekey

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"sogoc/cmd/internal/cli"
	"sogoc/verifier/remotesigner"
)

// madeCertificate is what MakeCertificate prints.
type madeCertificate struct {
	Certificate string                   `json:"certificate"` // file
	Key         string                   `json:"key"`         // file
	Fingerprint remotesigner.Fingerprint `json:"fingerprint"`
}

// MakeCertificate makes the certificate by which one end of the connection between
// a signer and its client is known to the other, NAME.crt and NAME.key.
func MakeCertificate(_ context.Context, r *cli.Run, args []string) error {
	names, err := r.Parse(args, 1)
	if err != nil {
		return err
	}
	made := madeCertificate{Certificate: names[0] + ".crt", Key: names[0] + ".key"}
	made.Fingerprint, err = remotesigner.MakeCertificate(made.Certificate, made.Key, filepath.Base(names[0]), time.Now())
	if err != nil {
		return err
	}
	return r.Print(made, func(w io.Writer) {
		fmt.Fprintf(w, "%s and %s are for this host alone; its certificate's fingerprint is for the other side:\n%s\n",
			made.Certificate, made.Key, made.Fingerprint)
	})
}
