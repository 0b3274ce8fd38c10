package network

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// pollInterval is how often a wait asks whether what it waits for is so.
const pollInterval = 60 * time.Millisecond

// requestTimeout bounds one request to a node's admin or operations endpoint.
const requestTimeout = 5 * time.Second

// poll asks until check returns nil. When ctx ends it returns ErrNotReady
// with what check said last; fatal ends it at once.
func poll(ctx context.Context, check func(context.Context) error, fatal func() error) error {
	ticker := time.NewTicker(pollInterval)
	defer ticker.Stop()
	for {
		err := check(ctx)
		if err == nil {
			return nil
		}
		if fatal != nil {
			if ended := fatal(); ended != nil {
				return ended
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w: %w (%w)", ErrNotReady, err, context.Cause(ctx))
		case <-ticker.C:
		}
	}
}

// endpoints talks to the admin and operations endpoints of one organisation's
// nodes with its operator's certificate.
type endpoints struct {
	organisation Organisation
	addresses    OrganisationAddresses
	tls          *tls.Config
	http         *http.Client
}

func openEndpoints(d Dir, o Organisation, addresses OrganisationAddresses) (*endpoints, error) {
	dir := d.organisation(o)
	p := dir.tls(tlsOperator)
	if _, err := tls.LoadX509KeyPair(p.certificate, p.key); err != nil {
		return nil, fmt.Errorf("operator's certificate of %s: %w", o.Name, err)
	}
	root, err := os.ReadFile(dir.tlsRoot())
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(root) {
		return nil, fmt.Errorf("%s holds no certificate", dir.tlsRoot())
	}
	config := &tls.Config{
		RootCAs:    roots,
		MinVersion: tls.VersionTLS12,
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			now, err := tls.LoadX509KeyPair(p.certificate, p.key) // which may be renewed
			return &now, err
		},
	}
	return &endpoints{o, addresses, config, &http.Client{Timeout: requestTimeout,
		Transport: &http.Transport{TLSClientConfig: config, ForceAttemptHTTP2: false}}}, nil
}

func (e *endpoints) close() { e.http.CloseIdleConnections() }

// get returns the body of a successful answer.
func (e *endpoints) get(ctx context.Context, port int, path string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://"+localAddress(port)+path, nil)
	if err != nil {
		return nil, err
	}
	return e.do(request, http.StatusOK)
}

// maxAnswer bounds what is read from an endpoint.
const maxAnswer = 16 << 20

func (e *endpoints) do(request *http.Request, want int) ([]byte, error) {
	answer, err := e.http.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != want {
		return nil, fmt.Errorf("%s %s: %s: %s", request.Method, request.URL.Path, answer.Status, bytes.TrimSpace(body))
	}
	return body, nil
}

// checkHealth returns nil when the node answers that it is.
func (e *endpoints) checkHealth(ctx context.Context, k Kind, v version) error {
	var err error
	switch k {
	case KindOrderer:
		_, err = e.get(ctx, e.addresses.OrdererOperations, "/healthz")
		if err == nil {
			_, err = e.get(ctx, e.addresses.OrdererAdmin, participationPath)
		}
	case KindPeer:
		if _, err = e.get(ctx, e.addresses.PeerOperations, "/healthz"); err == nil {
			err = e.handshake(ctx, e.addresses.ownAddress(e.addresses.Peer), k)
		}
	case KindChaincode:
		err = e.handshake(ctx, localAddress(v.port(e.addresses)), k)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", e.organisation.Node(k), err)
	}
	return nil
}

// handshake opens a TLS connection as gRPC does, and closes it.
func (e *endpoints) handshake(ctx context.Context, address string, k Kind) error {
	config := e.tls.Clone()
	config.ServerName = e.organisation.Node(k)
	config.NextProtos = []string{"h2"}
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	connection, err := (&tls.Dialer{NetDialer: &net.Dialer{}, Config: config}).DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	return connection.Close()
}

// participationPath is the orderer's channel participation API.
const participationPath = "/participation/v1/channels"

// relationConsenter is the relation of an orderer whose certificate the channel names.
const relationConsenter = "consenter"

// participation is how an orderer takes part in the channel.
type participation struct {
	ConsensusRelation string `json:"consensusRelation"`
	Status            string `json:"status"`
	Height            uint64 `json:"height"`
}

// errNotJoined: the orderer does not know the channel.
var errNotJoined = errors.New("the orderer has not joined the channel")

func (e *endpoints) participation(ctx context.Context) (participation, error) {
	var p participation
	list, err := e.get(ctx, e.addresses.OrdererAdmin, participationPath)
	if err != nil {
		return p, err
	}
	var known struct {
		Channels []struct{ Name string }
	}
	if err := json.Unmarshal(list, &known); err != nil {
		return p, fmt.Errorf("channel list of %s: %w", e.organisation.Node(KindOrderer), err)
	}
	for _, c := range known.Channels {
		if c.Name != Channel {
			continue
		}
		body, err := e.get(ctx, e.addresses.OrdererAdmin, participationPath+"/"+Channel)
		if err != nil {
			return p, err
		}
		return p, json.Unmarshal(body, &p)
	}
	return p, errNotJoined
}

// joinOrderer makes the orderer a consenter of the channel, unless it is.
func (e *endpoints) joinOrderer(ctx context.Context, genesis []byte) error {
	if _, err := e.participation(ctx); !errors.Is(err, errNotJoined) {
		return err
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("config-block", "genesis.block")
	if err != nil {
		return err
	}
	if _, err := part.Write(genesis); err != nil {
		return err
	}
	if err := form.Close(); err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(
		ctx,
		http.MethodPost,
		"https://"+localAddress(e.addresses.OrdererAdmin)+participationPath,
		&body,
	)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", form.FormDataContentType())
	if _, err := e.do(request, http.StatusCreated); err != nil {
		return fmt.Errorf("join %s to the channel: %w", e.organisation.Node(KindOrderer), err)
	}
	return nil
}

// leaderMetric is the orderer's gauge of its leader's consenter id.
const leaderMetric = "consensus_BFT_leader_id"

// leader returns the name of the orderer that this one follows, or is; ""
// while it knows none. The orderer tells it with each block: a change of the
// leader shows with the next block that is ordered.
func (e *endpoints) leader(ctx context.Context) (string, error) {
	body, err := e.get(ctx, e.addresses.OrdererOperations, "/metrics")
	if err != nil {
		return "", err
	}
	return leaderIn(string(body))
}

// leaderIn reads the leader from metrics in Prometheus's text form.
func leaderIn(metrics string) (string, error) {
	for line := range strings.Lines(metrics) {
		fields := strings.Fields(line)
		if len(fields) != 2 || !strings.HasPrefix(fields[0], leaderMetric+"{") ||
			!strings.Contains(fields[0], `channel="`+Channel+`"`) {
			continue
		}
		id, err := strconv.ParseFloat(fields[1], 64)
		if err != nil {
			return "", fmt.Errorf("%s: %w", leaderMetric, err)
		}
		if i := int(id) - 1; i >= 0 && i < len(Organisations()) {
			return Organisations()[i].Node(KindOrderer), nil
		}
	}
	return "", nil
}
