package registrar

import (
	"cmp"
	"errors"
	"html/template"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/handout"
	"sogoc/registry/reading"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/web"
)

// credentialData is what the page of a credential shows.
type credentialData struct {
	Credential registry.Credential
	Anchor     registry.AnchorRef // of which Sequence is 0 until it is sealed
	Progress   stateData
	QR         template.HTML // drawn as SVG
	Link       string        // what the QR code says
	History    []event
	Readings   []event // who took what its holder gets
	Change     changeData
}

// stateData is where a credential stands, and whether that changes by itself.
type stateData struct {
	Credential registry.Credential
	Moving     bool
	Address    string
}

// event is a line of a history.
type event struct {
	At     time.Time
	Who    string // "" for the system
	Text   string
	Detail string
}

// readings is how many of the last readings are shown.
const readings = 20

// credential returns the credential in the path.
func (v *visit) credential() (registry.Credential, error) {
	id, err := v.id()
	if err != nil {
		return registry.Credential{}, err
	}
	return v.ui.Register.Reading.Credential(v.ctx(), v.actor, id)
}

func (u *UI) showCredential(v *visit) error {
	c, err := v.credential()
	if err != nil {
		return err
	}
	c.OnLedger = u.Register.Reading.OnLedger(v.ctx(), c)
	data := credentialData{Credential: c, Progress: stateOf(c)}
	if err := u.drawCode(v, &data); err != nil {
		return err
	}
	if err := u.history(v, &data); err != nil {
		return err
	}
	if registrarsAndApprovers.admits(v.actor) && c.Pending == nil {
		data.Change = changeData{
			Form:    changeForm{Credentials: []uuid.UUID{c.ID}},
			Choices: statusChoices(func(to ledger.State) bool { return c.Status.Allows(to) && v.mayAskFor(to) }),
		}
	}
	return v.render(http.StatusOK, "credential", view{Title: c.FullName, Data: data})
}

// drawCode draws the QR code, which is recorded as a reading of the document. Of
// a credential that cannot be handed out yet there is none.
func (u *UI) drawCode(v *visit, data *credentialData) error {
	document, err := u.Register.Reading.Document(v.ctx(), v.actor, data.Credential.ID)
	if errors.Is(err, registry.ErrNotAnchored) {
		return nil
	}
	if err != nil {
		return err
	}
	image, err := u.Desk.SVG(document)
	if err != nil {
		return err
	}
	data.QR = template.HTML(image) //nolint:gosec // drawn here, of rectangles only
	data.Link = u.Desk.Link(document)
	return nil
}

func stateOf(c registry.Credential) stateData {
	return stateData{
		Credential: c,
		Moving:     c.Pending != nil || c.State == registry.CredentialSealed,
		Address:    Prefix + "/credentials/" + c.ID.String() + "/progress",
	}
}

// showCredentialProgress answers with the part of the page that changes by
// itself, for the page's script.
func (u *UI) showCredentialProgress(v *visit) error {
	c, err := v.credential()
	if err != nil {
		return err
	}
	return u.write(v.c, http.StatusOK, view{Language: v.language, Page: "credential-progress", Data: stateOf(c)})
}

// history gathers what happened to a credential, oldest first.
func (u *UI) history(v *visit, data *credentialData) error {
	c := data.Credential
	batch, err := u.Register.Reading.Batch(v.ctx(), v.actor, c.Batch)
	if err != nil {
		return err
	}
	names, err := u.Register.Reading.PeopleNames(v.ctx(), v.actor)
	if err != nil {
		return err
	}
	who := func(id *uuid.UUID) string {
		if id == nil {
			return ""
		}
		return names[*id]
	}
	add := func(at *time.Time, who, text, detail string) {
		if at != nil {
			data.History = append(data.History, event{*at, who, v.say(text), detail})
		}
	}
	add(&batch.ImportedAt, names[batch.ImportedBy], "event:imported", "")
	add(batch.DecidedAt, who(batch.DecidedBy), "event:approved", "")
	add(&c.IssuedAt, "", "event:signed", "")
	if i := slices.IndexFunc(batch.Anchors, func(a registry.AnchorRef) bool { return a.Sequence == c.Sequence }); i >= 0 {
		data.Anchor = batch.Anchors[i]
		add(data.Anchor.LedgerTime, "", "event:anchored", "")
	}
	for _, change := range c.Changes {
		detail := v.say(
			"ground:"+string(change.Ground),
		) + " · " + change.DecisionNumber + ", " + day(
			string(change.DecisionDate),
			v.language,
		)
		add(&change.RequestedAt, names[change.RequestedBy], "event:asked:"+string(change.To), detail)
		switch change.State {
		case registry.ChangeDone:
			add(change.LedgerTime, "", "event:done:"+string(change.To), v.say("tx")+" "+change.TxID)
		case registry.ChangeRefused:
			add(&change.RequestedAt, "", "event:refused", string(change.Refusal))
		}
	}
	slices.SortStableFunc(data.History, func(a, b event) int { return a.At.Compare(b.At) })
	entries, err := u.Register.Reading.Audit(
		v.ctx(),
		v.actor,
		reading.AuditFilter{
			Credential: c.ID,
			Action:     registry.ActionDocumentRead,
			Page:       registry.Page{Limit: readings},
		},
	)
	for _, e := range entries {
		data.Readings = append(data.Readings, event{At: e.At, Who: cmp.Or(who(e.Actor), v.say("nobody"))})
	}
	return err
}

// items are what can be taken of a credential, by the name in the path.
var items = map[string]handout.Item{
	"sd-jwt": handout.ItemSDJWT,
	"holder": handout.ItemHolder,
	"pdf":    handout.ItemPDF,
	"qr.png": handout.ItemPNG,
	"qr.svg": handout.ItemSVG,
}

// printScale draws a QR code for office programs: some 1,000 pixels a side.
const printScale = 10

func (u *UI) downloadFile(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	item, ok := items[v.c.Param("file")]
	if !ok {
		return registry.ErrNotFound
	}
	file, err := u.Desk.Give(v.ctx(), v.actor, id, item, printScale)
	if err != nil {
		return err
	}
	return web.Attach(v.c, file.Name, file.Media, file)
}

// papers are what a batch can be printed as, by the name in the path.
var papers = map[string]credential.Form{
	"diploma.pdf":    credential.FormDiploma,
	"transcript.pdf": credential.FormTranscript,
}

// downloadBatch answers with a batch as one file.
func (u *UI) downloadBatch(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	var file handout.File
	switch form, ok := papers[v.c.Param("file")]; {
	case v.c.Param("file") == "zip":
		file, err = u.Desk.Pack(v.ctx(), v.actor, id)
	case ok:
		file, err = u.Desk.Print(v.ctx(), v.actor, id, handout.Selection{Form: form})
	default:
		return registry.ErrNotFound
	}
	if err != nil {
		return err
	}
	return web.Attach(v.c, file.Name, file.Media, file)
}
