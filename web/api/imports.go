package api

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json"

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
	wire.PartAnswers: 1 << 20, wire.PartChoices: 1 << 20,
}

// upload is the body of an import. Nothing of it is written to disk.
type upload struct {
	issuer        string
	terms         registry.Terms
	list, courses []byte // courses is nil where there is none
	answers       map[string]string
	choices       []roster.Choice
}

// importBatch reads the files and makes a batch of drafts of all their rows,
// or answers with everything that is wrong with them.
func (h *handler) importBatch(c *gin.Context, actor registry.Actor) error {
	ctx := c.Request.Context()
	u, err := readUpload(c.Request)
	if err != nil {
		return err
	}
	if u.issuer == "" {
		u.issuer = actor.Issuer
	}
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
	request := intake.ImportRequest{
		Issuer: u.issuer,
		Terms:  u.terms,
		Rows:   result.Rows,
		Source: intake.SourceOf(u.list, u.courses),
	}
	if len(result.Check.Problems) > 0 {
		return &rowsRefused{result.Check.Problems, &result.Result}
	}
	if result.Report.Open() {
		return &listOpen{&result.Report}
	}
	classlist.Confirm(&request, &result.Result)
	request.Remarks = result.Remarks(answersOf(u.answers, actor))
	batch, err := h.Register.Intake.Import(ctx, actor, request)
	var problems intake.Problems
	if errors.As(err, &problems) {
		return &rowsRefused{problems, &result.Result}
	}
	if err != nil {
		return err
	}
	c.Header("Location", Prefix+"/batches/"+batch.ID.String())
	return web.JSON(c, http.StatusCreated, wire.Imported{Batch: batch, Rows: len(result.Rows), Report: result.Report})
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
	case wire.PartList:
		u.list = content
	case wire.PartCourses:
		u.courses = content
	}
	return nil
}
