package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"google.golang.org/grpc/credentials"

	"sogoc/chaincode"
	"sogoc/verifier/ledger"
)

// errConfig means that a setting is missing or not valid.
var errConfig = errors.New("settings")

type config struct {
	id      string
	address string
	options chaincode.Options
	tls     credentials.TransportCredentials // nil without TLS
}

func readConfig(getenv func(string) string) (config, error) {
	c := config{id: getenv("CHAINCODE_ID"), address: getenv("CHAINCODE_SERVER_ADDRESS")}
	c.options.TickInterval = 5 * time.Minute
	for _, name := range []string{"CHAINCODE_ID", "CHAINCODE_SERVER_ADDRESS", "SOGOC_LEDGER", "SOGOC_ACCREDITORS"} {
		if getenv(name) == "" {
			return c, fmt.Errorf("%w: %s is not set", errConfig, name)
		}
	}
	var err error
	if c.options.Ledger, err = ledger.ParseDigest(getenv("SOGOC_LEDGER")); err != nil {
		return c, fmt.Errorf("%w: SOGOC_LEDGER: %w", errConfig, err)
	}
	for _, msp := range strings.Split(getenv("SOGOC_ACCREDITORS"), ",") {
		c.options.Accreditors = append(c.options.Accreditors, strings.TrimSpace(msp))
	}
	if text := getenv("SOGOC_TICK_INTERVAL"); text != "" {
		if c.options.TickInterval, err = time.ParseDuration(text); err != nil || c.options.TickInterval <= 0 {
			return c, fmt.Errorf("%w: SOGOC_TICK_INTERVAL is not a positive duration like 5m", errConfig)
		}
	}
	c.tls, err = readTLS(getenv("CHAINCODE_TLS_KEY"), getenv("CHAINCODE_TLS_CERT"), getenv("CHAINCODE_CLIENT_CA_CERT"))
	if err != nil {
		return c, fmt.Errorf("%w: %w", errConfig, err)
	}
	return c, nil
}

// readTLS returns nil where no file is named.
func readTLS(keyFile, certificateFile, authoritiesFile string) (credentials.TransportCredentials, error) {
	if keyFile == "" && certificateFile == "" && authoritiesFile == "" {
		return nil, nil
	}
	if keyFile == "" || certificateFile == "" {
		return nil, errors.New("TLS wants CHAINCODE_TLS_KEY and CHAINCODE_TLS_CERT together")
	}
	certificate, err := tls.LoadX509KeyPair(certificateFile, keyFile)
	if err != nil {
		return nil, err
	}
	settings := &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{certificate}}
	if authoritiesFile != "" {
		text, err := os.ReadFile(authoritiesFile)
		if err != nil {
			return nil, err
		}
		settings.ClientCAs = x509.NewCertPool()
		if !settings.ClientCAs.AppendCertsFromPEM(text) {
			return nil, errors.New("CHAINCODE_CLIENT_CA_CERT holds no certificate")
		}
		settings.ClientAuth = tls.RequireAndVerifyClientCert
	}
	return credentials.NewTLS(settings), nil
}
