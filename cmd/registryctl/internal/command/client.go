package command

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sogoc/cmd/internal/cli"
	"sogoc/registry/roster"
	"sogoc/web/api/wire"
)

// client talks to the API.
type client struct {
	base  string
	token string
	http  *http.Client
}

// problem is a problem document as the API writes it.
type problem struct {
	Title      string          `json:"title"`
	Status     int             `json:"status"`
	Detail     string          `json:"detail"`
	Code       string          `json:"code"`
	Request    string          `json:"request"`
	LedgerCode string          `json:"ledgerCode"`
	Errors     []wire.RowFault `json:"errors"`
	Report     *roster.Report  `json:"report"`
}

// apiError is an answer that is no success.
type apiError struct {
	problem
	raw jsontext.Value // the document, for --json
}

// Error implements error.
func (e *apiError) Error() string {
	text := e.Title
	if e.Detail != "" {
		text += ": " + e.Detail
	}
	return fmt.Sprintf("%s (%s, request %s)", text, e.Code, e.Request)
}

func (e *apiError) exitCode() int {
	switch {
	case e.Code == "integrity":
		return cli.ExitIntegrity
	case e.Code == "ledger_refused":
		return cli.ExitNo
	case e.Status >= 500, e.Status == http.StatusTooManyRequests:
		return cli.ExitLater
	case e.Status == http.StatusForbidden, e.Status == http.StatusConflict:
		return cli.ExitNo
	}
	return cli.ExitUsage
}

// client reads the settings; the token comes from a file, so that it stands in
// no process list.
func (r *run) client() (*client, error) {
	base, err := r.Env("SOGOC_API")
	if err != nil {
		return nil, err
	}
	if u, err := url.Parse(base); err != nil || u.Host == "" {
		return nil, cli.Usage("SOGOC_API is not a base URL")
	}
	file, err := r.Env("SOGOC_TOKEN_FILE")
	if err != nil {
		return nil, err
	}
	token, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return &client{
		base:  strings.TrimSuffix(base, "/") + "/api/v1",
		token: strings.TrimSpace(string(token)),
		http:  &http.Client{Timeout: 10 * time.Minute},
	}, nil
}

// do sends a request and returns the response of a success.
func (c *client) do(ctx context.Context, method, path, media string, body io.Reader) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return nil, err
	}
	if media != "" {
		request.Header.Set("Content-Type", media)
	}
	return c.send(request)
}

// send sends a request in the caller's name, as do.
func (c *client) send(request *http.Request) (*http.Response, error) {
	request.Header.Set("Authorization", "Bearer "+c.token)
	response, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	if response.StatusCode < 300 {
		return response, nil
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(response.Body, 64<<20))
	if err != nil {
		return nil, err
	}
	refused := &apiError{raw: text}
	if err := json.Unmarshal(text, &refused.problem); err != nil { // a proxy's page
		refused.problem = problem{
			Title:   http.StatusText(response.StatusCode),
			Code:    "http",
			Request: response.Header.Get("X-Request-Id"),
		}
		refused.raw = nil
	}
	refused.Status = response.StatusCode
	return nil, refused
}

// call sends body as JSON, unless it is nil, and reads the answer into to,
// unless that is nil.
func (c *client) call(ctx context.Context, method, path string, body, to any) error {
	var reader io.Reader
	media := ""
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		reader, media = bytes.NewReader(text), "application/json"
	}
	response, err := c.do(ctx, method, path, media, reader)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if to == nil {
		return nil
	}
	return json.UnmarshalRead(response.Body, to)
}

// stream calls each with every line of an answer but the last, which says how
// many there were: an answer that broke off is cli.ErrLater.
func (c *client) stream(ctx context.Context, path string, each func(line []byte) error) error {
	response, err := c.do(ctx, http.MethodGet, path, "", nil)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(nil, 32<<20)
	count := 0
	for lines.Scan() {
		line := lines.Bytes()
		if bytes.HasPrefix(line, []byte(`{"end":`)) {
			var last wire.End
			if err := json.Unmarshal(line, &last); err != nil || last.End != count {
				break
			}
			return nil
		}
		count++
		if err := each(line); err != nil {
			return err
		}
	}
	return fmt.Errorf("%w: the answer broke off after %d lines", cli.ErrLater, count)
}
