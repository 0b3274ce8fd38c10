package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"sogoc/cmd/internal/cli"
	"sogoc/registry"
	"sogoc/registry/roster"
	"sogoc/verifier/wait"
	"sogoc/web/api/wire"
)

// listUpload is what an import sends.
type listUpload struct {
	issuer        string // "" for the caller's own school
	terms         registry.Terms
	file, courses string            // names of files; courses is "" for none
	answers       map[string]string // by the ids of problems
	choices       []roster.Choice
	again         string // the batch that the files made before, where another one is asked for
}

func (u *listUpload) addAnswer(text string) error {
	id, value, ok := strings.Cut(text, "=")
	if !ok {
		return errors.New("an answer is ID=VALUE")
	}
	u.answers[id] = value
	return nil
}

// choice returns what is said of the sheet that a flag's value begins with, and the
// rest of the value: "courses:Lớp 12A!D=mark10" is of sheet "Lớp 12A".
func (u *listUpload) choice(text string) (c *roster.Choice, rest string) {
	file := roster.FileList
	if after, is := strings.CutPrefix(text, roster.FileCourses+":"); is {
		file, text = roster.FileCourses, after
	}
	sheet := ""
	if i := strings.LastIndex(text, "!"); i >= 0 {
		sheet, text = text[:i], text[i+1:]
	}
	i := slices.IndexFunc(u.choices, func(c roster.Choice) bool { return c.File == file && c.Sheet == sheet })
	if i < 0 {
		i = len(u.choices)
		u.choices = append(u.choices, roster.Choice{File: file, Sheet: sheet, Columns: map[string]roster.Field{}})
	}
	return &u.choices[i], text
}

func (u *listUpload) addColumn(text string) error {
	c, rest := u.choice(text)
	column, field, ok := strings.Cut(rest, "=")
	if !ok || field != "" && !slices.Contains(roster.Fields(c.File), roster.Field(field)) {
		return fmt.Errorf("a column is [courses:][SHEET!]D=FIELD with one of the fields %v", roster.Fields(c.File))
	}
	c.Columns[column] = roster.Field(field)
	return nil
}

func (u *listUpload) addHeader(text string) error {
	c, rest := u.choice(text)
	row, err := strconv.Atoi(rest)
	if err != nil || row < 1 {
		return errors.New("a header is [courses:][SHEET!]ROW")
	}
	c.Header = row
	return nil
}

// importTries is how often an upload is sent before its error is told.
const importTries = 4

// upload sends the files, and sends them again while nobody knows what became of
// them: all tries have one idempotency key, so that they make one batch. before is
// true where the files made the batch in the answer at an earlier import.
func (c *client) upload(ctx context.Context, r *run, u listUpload, answer *wire.Imported) (before bool, err error) {
	key := uuid.NewString()
	for tries := 1; ; tries++ {
		before, err = c.uploadOnce(ctx, r, u, key, answer)
		if err == nil || tries == importTries || !mayHaveBeenDone(err) {
			return before, err
		}
		fmt.Fprintf(r.Stderr, "registryctl: %v; sent again\n", err)
		if wait.For(ctx, time.Duration(tries)*4*r.poll) != nil {
			return false, err
		}
	}
}

// mayHaveBeenDone reports whether a request may have been taken, or may be taken at
// another try, although its answer is no success.
func mayHaveBeenDone(err error) bool {
	var refused *apiError
	if errors.As(err, &refused) {
		return refused.Status >= http.StatusInternalServerError || refused.Code == "idempotency_key_in_flight"
	}
	var network *url.Error // the answer did not come, or broke off
	return errors.As(err, &network) || errors.Is(err, io.ErrUnexpectedEOF)
}

// uploadOnce streams the files as multipart/form-data, and tells how far the register
// is with them until it answers.
func (c *client) uploadOnce(
	ctx context.Context,
	r *run,
	u listUpload,
	key string,
	answer *wire.Imported,
) (before bool, err error) {
	reader, writer := io.Pipe()
	form := multipart.NewWriter(writer)
	total := int64(0)
	for _, name := range []string{u.file, u.courses} {
		if name == "" {
			continue
		}
		info, err := os.Stat(name)
		if err != nil {
			return false, err
		}
		total += info.Size()
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/batches", reader)
	if err != nil {
		return false, err
	}
	request.Header.Set("Content-Type", form.FormDataContentType())
	request.Header.Set(wire.HeaderIdempotencyKey, `"`+key+`"`)
	answered, stop := context.WithCancel(ctx)
	var telling sync.WaitGroup
	telling.Go(func() {
		bar := r.BytesBar(total, "uploading")
		err := u.writeForm(form, bar)
		_ = writer.CloseWithError(err) // always nil
		bar.Done()
		if err == nil {
			c.tellProgress(answered, r)
		}
	})
	response, err := c.send(request)
	_ = reader.Close() // ends the writer, should the server have answered early
	stop()
	telling.Wait()
	if err != nil {
		return false, err
	}
	defer func() { _ = response.Body.Close() }()
	return response.StatusCode == http.StatusOK, json.UnmarshalRead(response.Body, answer)
}

func (u listUpload) writeForm(form *multipart.Writer, bar *cli.Bar) error {
	if u.issuer != "" {
		if err := form.WriteField(wire.PartIssuer, u.issuer); err != nil {
			return err
		}
	}
	text, err := json.Marshal(u.terms)
	if err != nil {
		return err
	}
	if err := form.WriteField(wire.PartTerms, string(text)); err != nil {
		return err
	}
	if u.again != "" {
		if err := form.WriteField(wire.PartAgain, u.again); err != nil {
			return err
		}
	}
	for part, said := range map[string]any{wire.PartAnswers: u.answers, wire.PartChoices: u.choices} {
		text, err := json.Marshal(said)
		if err != nil {
			return err
		}
		if err := form.WriteField(part, string(text)); err != nil {
			return err
		}
	}
	for _, part := range [][2]string{{wire.PartList, u.file}, {wire.PartCourses, u.courses}} {
		if part[1] == "" {
			continue
		}
		if err := writeFile(form, part[0], part[1], bar); err != nil {
			return err
		}
	}
	return form.Close()
}

func writeFile(form *multipart.Writer, part, name string, bar *cli.Bar) error {
	content, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }()
	w, err := form.CreateFormFile(part, filepath.Base(name))
	if err != nil {
		return err
	}
	_, err = io.Copy(io.MultiWriter(w, bar), content)
	return err
}
