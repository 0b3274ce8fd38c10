package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/classlist"
	"sogoc/registry/intake"
	"sogoc/registry/roster"
	"sogoc/web"
	"sogoc/web/api/wire"
)

// limits of the parts of an upload, in bytes.
var partLimits = map[string]int64{
	wire.PartIssuer: 64, wire.PartTerms: 64 << 10, wire.PartList: roster.MaxFile + 1, wire.PartCourses: roster.MaxFile + 1,
	wire.PartAnswers: 1 << 20, wire.PartChoices: 1 << 20, wire.PartAgain: 64,
}

// upload is the body of an import. Nothing of it is written to disk.
type upload struct {
	issuer        string
	terms         registry.Terms
	list, courses []byte // courses is nil where there is none
	listName      string // as the client calls the file; "" where it does not
	coursesName   string
	answers       map[string]string
	choices       []roster.Choice
	again         uuid.UUID // the batch that this file made before, where another one is asked for
}

// importBatch reads the files and makes a batch of drafts of all their rows,
// or answers with everything that is wrong with them. A request with an idempotency
// key is answered once, and a file makes one batch: see intake.Begin and
// intake.AlreadyImported. The school's turn lasts from the body's first byte to the
// answer; see classlist.Reader.BeginUpload.
func (h *handler) importBatch(c *gin.Context, actor registry.Actor) error {
	key, err := idempotencyKey(c)
	if err != nil {
		return err
	}
	end, err := web.ReadInTurn(c, func(ctx context.Context) (func(), error) {
		return h.Register.Lists.BeginUpload(ctx, actor)
	})
	if err != nil {
		return err
	}
	defer end()
	u, err := readUpload(c.Request)
	if err != nil {
		return err
	}
	if u.issuer == "" {
		u.issuer = actor.Issuer
	}
	request, err := u.request(key)
	if err != nil {
		return err
	}
	kept, done, err := h.Register.Intake.Begin(c.Request.Context(), actor, request.Key)
	if err != nil {
		return err
	}
	if kept != nil {
		return h.keptAnswer(c, actor, kept)
	}
	defer done()
	before, err := h.Register.Intake.OfFile(c.Request.Context(), actor, u.issuer, request.Source, request.Asked)
	switch {
	case err == nil && before.Batch.ID != u.again: // before anything of the file is read or asked
		return importedBefore(c, before)
	case err != nil && !errors.Is(err, registry.ErrNotFound):
		return err
	}
	err = h.readAndImport(c, actor, u, request)
	if err == nil || c.Writer.Written() {
		return err
	}
	// What another client imported while this one read would be asked about and refused
	// as if it were of other learners.
	meanwhile, found := h.Register.Intake.OfFile(c.Request.Context(), actor, u.issuer, request.Source, request.Asked)
	if found == nil && meanwhile.Batch.ID != u.again {
		return importedBefore(c, meanwhile)
	}
	return err
}

// request is what the upload asks for; its rows are still to be read.
func (u upload) request(key string) (intake.ImportRequest, error) {
	r := intake.ImportRequest{
		Issuer:  u.issuer,
		Terms:   u.terms,
		Source:  intake.SourceOf(u.list, u.courses),
		Besides: u.again,
	}
	var err error
	if r.Asked, err = intake.RequestDigest(u.issuer, u.terms, r.Source, u.choices, u.answers); err != nil {
		return r, err
	}
	r.Key.Text = key
	r.Key.Asked, err = intake.RequestDigest(u.issuer, u.terms, r.Source, u.choices, u.answers, u.again)
	return r, err
}

// readAndImport is importBatch for a request that was not answered before.
func (h *handler) readAndImport(
	c *gin.Context,
	actor registry.Actor,
	u upload,
	request intake.ImportRequest,
) error {
	ctx := c.Request.Context()
	result, err := h.Register.Lists.Read(ctx, actor, classlist.Request{
		Issuer:  u.issuer,
		Terms:   u.terms,
		List:    u.list,
		Courses: u.courses,
		Choices: u.choices,
		Answers: u.answers,
	})
	if err != nil {
		return err
	}
	if result.Report.Failed() {
		return &listRefused{&result.Report}
	}
	if len(result.Check.Problems) > 0 {
		return &rowsRefused{result.Check.Problems, &result.Result}
	}
	if result.Report.Open() {
		return &listOpen{&result.Report}
	}
	request.Rows = result.Rows
	classlist.Confirm(&request, &result.Result)
	request.Remarks = append(result.OriginRemarks(u.listName, u.coursesName),
		result.Remarks(answersOf(u.answers, actor))...)
	request.Answer = func(batch registry.Batch) ([]byte, error) {
		answer := wire.Imported{Batch: batch, Rows: len(result.Rows), Report: result.Report}
		return json.Marshal(answer, json.Deterministic(true))
	}
	stored := h.Register.Lists.Storing(actor, len(request.Rows))
	batch, err := h.Register.Intake.Import(ctx, actor, request)
	stored()
	var problems intake.Problems
	var kept *intake.KeptAnswer
	var before *intake.AlreadyImported
	switch {
	case errors.As(err, &problems):
		return &rowsRefused{problems, &result.Result}
	case errors.As(err, &kept): // another process was faster
		return h.keptAnswer(c, actor, kept)
	case errors.As(err, &before): // another client was
		return importedBefore(c, before)
	case err != nil:
		return err
	}
	body, err := request.Answer(batch)
	if err != nil {
		return err
	}
	return importAnswer(c, batch.ID, body)
}

// uploadProgress says how far the caller's upload is.
func (h *handler) uploadProgress(c *gin.Context, actor registry.Actor) error {
	at := h.Register.Lists.Progress(actor)
	return web.JSON(c, http.StatusOK, wire.UploadProgress{Stage: at.Stage, Rows: at.Rows, Of: at.Of})
}

// keptAnswer repeats what was answered when a key was first used, with the batch as it
// is now: one that was discarded meanwhile is no draft.
func (h *handler) keptAnswer(c *gin.Context, actor registry.Actor, kept *intake.KeptAnswer) error {
	var answer wire.Imported
	if err := json.Unmarshal(kept.Body, &answer); err != nil {
		return fmt.Errorf("kept answer of batch %s: %w", kept.Batch, err)
	}
	var err error
	if answer.Batch, err = h.Register.Reading.Batch(c.Request.Context(), actor, kept.Batch); err != nil {
		return err
	}
	body, err := json.Marshal(answer, json.Deterministic(true))
	if err != nil {
		return err
	}
	return importAnswer(c, kept.Batch, body)
}

// importAnswer answers with a batch that was made, now or when its key was first used.
func importAnswer(c *gin.Context, batch uuid.UUID, body []byte) error {
	c.Header("Location", Prefix+"/batches/"+batch.String())
	c.Data(http.StatusCreated, "application/json", append(body, '\n'))
	return nil
}

// importedBefore answers with the batch that the file made before: 200 where the same
// was asked for then, else the error that says so.
func importedBefore(c *gin.Context, before *intake.AlreadyImported) error {
	if !before.Same {
		return before
	}
	c.Header("Location", Prefix+"/batches/"+before.Batch.ID.String())
	return web.JSON(c, http.StatusOK, wire.ImportedBefore{Batch: before.Batch})
}

// idempotencyKey returns the key of the request, "" for none. The header is a string
// of RFC 8941 §3.3.3.
func idempotencyKey(c *gin.Context) (string, error) {
	values := c.Request.Header.Values(wire.HeaderIdempotencyKey)
	if len(values) == 0 {
		return "", nil
	}
	malformed := web.BadRequest(`%s is one string in quotes, of 1 to %d characters of ASCII without quotes and backslashes`,
		wire.HeaderIdempotencyKey, intake.MaxKey)
	text, quoted := strings.CutPrefix(strings.TrimSpace(values[0]), `"`)
	text, closed := strings.CutSuffix(text, `"`)
	if len(values) != 1 || !quoted || !closed || text == "" || len(text) > intake.MaxKey {
		return "", malformed
	}
	for _, b := range []byte(text) {
		if b < ' ' || b > '~' || b == '"' || b == '\\' {
			return "", malformed
		}
	}
	return text, nil
}

// answersOf says of answers that came with the request who gave them: now, as the
// register dates them.
func answersOf(values map[string]string, actor registry.Actor) map[string]roster.Answer {
	answers := make(map[string]roster.Answer, len(values))
	for id, value := range values {
		answers[id] = roster.Answer{Value: value, Person: actor.ID, Name: actor.Name}
	}
	return answers
}

// readUpload reads the parts in any order; each at most once.
func readUpload(r *http.Request) (upload, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return upload{}, fmt.Errorf("%w: send multipart/form-data", web.ErrMediaType)
	}
	var u upload
	seen := map[string]bool{}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return upload{}, web.ReadError(err)
		}
		if err := u.read(part, seen); err != nil {
			return upload{}, err
		}
	}
	if !seen[wire.PartList] || !seen[wire.PartTerms] {
		return upload{}, web.BadRequest("the parts %s and %s are required", wire.PartList, wire.PartTerms)
	}
	return u, nil
}

func (u *upload) read(part *multipart.Part, seen map[string]bool) error {
	name := part.FormName()
	limit, ok := partLimits[name]
	if !ok || seen[name] {
		return web.BadRequest("a part is unknown or repeated")
	}
	seen[name] = true
	content, err := io.ReadAll(io.LimitReader(part, limit))
	if err != nil {
		return web.ReadError(err)
	}
	if int64(len(content)) == limit {
		return fmt.Errorf("%w: part %s", web.ErrTooLarge, name)
	}
	switch name {
	case wire.PartIssuer:
		u.issuer = string(content)
	case wire.PartTerms:
		if err := json.Unmarshal(content, &u.terms, json.RejectUnknownMembers(true)); err != nil {
			return web.Malformed(err)
		}
	case wire.PartAnswers:
		if err := json.Unmarshal(content, &u.answers); err != nil {
			return web.Malformed(err)
		}
	case wire.PartChoices:
		if err := json.Unmarshal(content, &u.choices, json.RejectUnknownMembers(true)); err != nil {
			return web.Malformed(err)
		}
	case wire.PartAgain:
		if u.again, err = uuid.Parse(string(content)); err != nil {
			return web.BadRequest("part %s is the id of the batch that the file made before", wire.PartAgain)
		}
	case wire.PartList:
		u.list, u.listName = content, part.FileName()
	case wire.PartCourses:
		u.courses, u.coursesName = content, part.FileName()
	}
	return nil
}
