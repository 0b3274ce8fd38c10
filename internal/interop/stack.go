package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sogoc/internal/child"
	"sogoc/network/programs"
)

// startLimit is how long the demo may take to issue and verify everything.
const startLimit = 15 * time.Minute

// stack is a running system whose public name answers over TLS.
type stack struct {
	checkout programs.Checkout
	dir      string // where everything is left
	origin   string // https://localhost:PORT, which credentials name
	ca       string // file with the certificate that the public name's is signed with
	client   *http.Client
	env      map[string]string // the settings that the demo leaves for people's commands
	verifier string            // verifierd's own address
	proxy    *http.Server
	demo     *child.Process
}

// startStack starts the demo behind a TLS proxy, as verifierd stands behind one in
// production. What it started stands in the stack even when it returns an error.
func startStack(ctx context.Context, checkout programs.Checkout, dir string) (*stack, error) {
	s := &stack{checkout: checkout, dir: dir, ca: filepath.Join(dir, "ca.pem")}
	certificate, err := s.makeCertificates()
	if err != nil {
		return s, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return s, err
	}
	defer func() {
		if s.proxy == nil {
			_ = listener.Close()
		}
	}()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return s, err
	}
	s.origin = "https://localhost:" + port
	say("starting the demo on a network of its own; its public name is %s", s.origin)
	state := filepath.Join(dir, "state")
	s.demo, err = child.Start(child.Spec{
		Name:    "demo",
		Command: []string{filepath.Join(checkout.Bin(), "demo"), "-stay", "-state", state, "-public", s.origin},
		Dir:     string(checkout),
		Log:     filepath.Join(dir, "demo.log"),
	})
	if err != nil {
		return s, err
	}
	ready, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	if _, err := s.demo.Line(ready); err != nil {
		return s, err
	}
	if err := s.readState(state); err != nil {
		return s, err
	}
	return s, s.startProxy(listener, certificate)
}

// stop ends everything. It may be repeated.
func (s *stack) stop() {
	if s.proxy != nil {
		_ = s.proxy.Close()
	}
	if s.demo != nil {
		s.demo.Stop()
	}
}

// readState reads where the demo's programs are, and as whom they are asked.
func (s *stack) readState(state string) error {
	text, err := os.ReadFile(filepath.Join(state, "env"))
	if err != nil {
		return err
	}
	s.env = map[string]string{}
	for line := range strings.Lines(string(text)) {
		name, value, found := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "export "), "=")
		if found {
			s.env[name] = strings.Trim(value, "'")
		}
	}
	s.verifier = s.env["SOGOC_VERIFIER"]
	if s.verifier == "" {
		return errors.New("the demo has not said where verifierd is")
	}
	return nil
}

// startProxy serves the public name over TLS. It keeps the request's Host, by which
// verifierd knows under which name it was asked.
func (s *stack) startProxy(listener net.Listener, certificate tls.Certificate) error {
	target, err := url.Parse(s.verifier)
	if err != nil {
		return err
	}
	s.proxy = &http.Server{
		ReadHeaderTimeout: time.Minute,
		ErrorLog:          log.New(io.Discard, "", 0), // a check is refused for the certificate
		Handler: &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host
			r.SetXForwarded()
		}},
	}
	secure := tls.NewListener(listener, &tls.Config{
		Certificates: []tls.Certificate{certificate},
		MinVersion:   tls.VersionTLS12,
	})
	go func() { _ = s.proxy.Serve(secure) }()
	text, err := os.ReadFile(s.ca)
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(text)
	s.client = &http.Client{
		Timeout:   time.Minute,
		Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}},
	}
	return nil
}

// makeCertificates makes an authority, whose certificate it leaves in a file, and
// returns a certificate for localhost.
func (s *stack) makeCertificates() (tls.Certificate, error) {
	authority := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: "interop's authority"},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(24 * time.Hour),
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign,
	}
	server := &x509.Certificate{
		SerialNumber: big.NewInt(2),
		Subject:      pkix.Name{CommonName: "localhost"},
		DNSNames:     []string{"localhost"},
		NotBefore:    authority.NotBefore,
		NotAfter:     authority.NotAfter,
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	authorityKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	serverKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	root, err := x509.CreateCertificate(rand.Reader, authority, authority, authorityKey.Public(), authorityKey)
	if err != nil {
		return tls.Certificate{}, err
	}
	leaf, err := x509.CreateCertificate(rand.Reader, server, authority, serverKey.Public(), authorityKey)
	if err != nil {
		return tls.Certificate{}, err
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root})
	if err := os.WriteFile(s.ca, text, 0o600); err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{leaf}, PrivateKey: serverKey}, nil
}

// marshalTo writes a value as JSON into a file of the folder and returns its path.
func (s *stack) marshalTo(name string, value any) (string, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return "", err
	}
	path := filepath.Join(s.dir, name)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		return "", fmt.Errorf("write %s: %w", name, err)
	}
	return path, nil
}
