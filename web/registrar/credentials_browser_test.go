package registrar_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testbrowser"
	"sogoc/registry"
	"sogoc/registry/reading"
	"sogoc/verifier/ledger"
)

// issued brings the list of graduates onto the ledger, by the pages.
func (b *bundle) issued() uuid.UUID {
	b.t.Helper()
	batch := b.imported("giaovu")
	to(b.t, b.approve("hieutruong", batch, "passphrase", passphrase), batch)
	b.sign()
	b.worker.Pass(b.t.Context())
	id, err := uuid.Parse(batch[len("/batches/"):])
	require.NoError(b.t, err)
	found, err := b.register.Reading.Batch(b.t.Context(), b.actor("thanhtra"), id)
	require.NoError(b.t, err)
	require.Equal(b.t, registry.BatchAnchored, found.State)
	return id
}

func (b *bundle) actor(who string) registry.Actor {
	u := b.ids[who]
	return registry.Actor{ID: u.ID, Login: u.Login, Name: u.Name, Issuer: u.Issuer, Roles: u.Roles}
}

// decide fills in what a change of status asks for.
func (p *tab) decide(ground registry.Ground) {
	p.t.Helper()
	p.Run(
		testbrowser.SetValue("#ground", string(ground)),
		testbrowser.SetValue("#decisionNumber", "7/QĐ-THPTHS"),
		testbrowser.SetValue("#decisionDate", "1/9/2026"),
	)
}

func TestCredentialsInTheBrowser(t *testing.T) {
	t.Parallel()
	b := setupNetwork(t)
	b.issued()
	found, err := b.register.Reading.Credentials(
		t.Context(),
		b.actor("thanhtra"),
		reading.CredentialFilter{ByName: true, Page: registry.Page{Limit: 3}},
	)
	require.NoError(t, err)
	one := found[0]

	p := b.open()
	p.Look(1280, "light")
	p.signIn("hieutruong")
	p.everywhere("overview", func() { p.visit("/overview") })
	require.Contains(t, p.Text(".tiles"), "250")
	p.everywhere("credentials", func() { p.visit("/credentials") })
	p.Look(1280, "light")
	p.Run(testbrowser.SetValue("#text", one.FullName))
	p.press("form[role=search] button.go", "table")
	require.Contains(t, p.Text("tbody tr"), one.FullName)
	p.Picture("credentials-found")
	p.Run(
		testbrowser.SetValue("#text", one.RegisterNumber),
		testbrowser.SetValue("#by", "number"),
	)
	p.press("form[role=search] button.go", "table")
	p.press("tbody th a", ".qr svg")
	require.Equal(t, one.FullName, p.Text("h1"))
	page := "/credentials/" + one.ID.String()
	p.everywhere("credential", func() { p.visit(page) })

	p.Look(1280, "light")
	p.Run(chromedp.Evaluate(`document.querySelectorAll("details").forEach(d => d.open = true)`, nil))
	p.decide(registry.GroundInspection)
	p.press(".card form button.go", ".decide")
	p.everywhere("change-preview", func() { p.Run(testbrowser.WaitVisible(".decide")) })
	p.Look(1280, "light")
	require.Contains(t, p.Text(".decide"), "Tạm đình chỉ")
	p.givePassphrase()
	p.press(".decide button.go", ".qr svg")
	require.Contains(t, p.Text(".standing"), "đang tạm đình chỉ")
	b.worker.Pass(t.Context()) // and the open page finds out by itself
	p.Run(
		testbrowser.WaitNotPresent("[data-poll]"),
		testbrowser.WaitVisible(".tag.odd"),
	)
	require.Contains(t, p.Text(".events"), "Sổ cái ghi: tạm đình chỉ")
	p.everywhere("credential-suspended", func() { p.visit(page) })
	shown, err := b.register.Reading.Credential(t.Context(), b.actor("thanhtra"), one.ID)
	require.NoError(t, err)
	require.Equal(t, ledger.Suspended, shown.Status)
	p.quiet(one.FullName, one.LearnerCode, one.RegisterNumber, "Nguy")
}

// givePassphrase types the passphrase of the school's own key, which is locked
// again after the batch that it was opened for.
func (p *tab) givePassphrase() {
	p.t.Helper()
	p.Run(testbrowser.SendKeys("#passphrase", passphrase))
}

// tablesFit demands that every table of a page is seen whole, without scrolling it.
func (p *tab) tablesFit(about string) {
	p.t.Helper()
	var wider []string
	p.Run(chromedp.Evaluate(`[...document.querySelectorAll(".scroll")].filter(s => s.scrollWidth > s.clientWidth)
		.map(s => s.getAttribute("aria-label") + ": " + s.scrollWidth + " of " + s.clientWidth)`, &wider))
	require.Empty(p.t, wider, about)
}

func TestManyAtOnceInTheBrowser(t *testing.T) {
	t.Parallel()
	b := setupNetwork(t)
	b.issued()
	p := b.open()
	p.Look(1280, "light")
	p.signIn("hieutruong")
	p.visit("/credentials")
	p.Run(testbrowser.Click("[data-all]"))
	p.press("form:has(table) button", "#ground")
	require.Contains(t, p.Text(".lead"), "50")
	p.everywhere("change-form", func() { p.Run(testbrowser.WaitVisible("#ground")) })
	p.Look(1280, "light")
	p.decide(registry.GroundFraud)
	p.press(".card form button.go", ".decide")
	require.Contains(t, p.Text(".decide"), "vĩnh viễn")
	p.press(".decide button.go", ".message.plain")
	require.Contains(t, p.Text(".message.plain"), "không được tự xác nhận")
	var proposal string
	p.Run(chromedp.Evaluate(`location.pathname.replace("/registrar", "")`, &proposal))
	p.everywhere("proposal-own", func() { p.visit(proposal) })
	p.Look(1280, "light")
	p.signOut()
	p.signIn("kiemnhiem")
	p.everywhere("proposals-open", func() { p.visit("/status-changes") })
	p.Look(1280, "light")
	p.visit("/status-changes")
	p.press(`a[href*="/proposals/"]`, ".decide")
	p.everywhere("proposal", func() { p.visit(proposal) })
	p.Look(1280, "light")
	p.visit(proposal)
	p.tablesFit("proposal")
	p.givePassphrase()
	p.press(".decide button.go", ".moving")
	require.Contains(t, p.Text("#progress"), "50")
	p.everywhere("changes", func() { p.visit("/status-changes") })
	b.worker.Pass(t.Context())
	p.Run(
		testbrowser.WaitNotPresent("[data-poll]"),
		testbrowser.WaitVisible(".tag.good"),
	)

	revoked, err := b.register.Reading.Credentials(
		t.Context(),
		b.actor("thanhtra"),
		reading.CredentialFilter{ByName: true, Page: registry.Page{Limit: 51}},
	)
	require.NoError(t, err)
	require.Equal(t, ledger.Revoked, revoked[49].Status)
	require.Equal(t, ledger.Active, revoked[50].Status)
	p.Run(
		chromedp.Evaluate(`document.querySelectorAll("details").forEach(d => d.open = true)`, nil),
		testbrowser.SetValue(
			"#numbers",
			revoked[49].SerialNumber+"\n"+revoked[50].SerialNumber+"\nKHÔNG CÓ"),
	)
	p.decide(registry.GroundAltered)
	p.press(".card form button.go", "tr.refused")
	require.Contains(t, p.Text(".trouble"), "2 trong 3")
	p.everywhere("change-refused", func() { p.Run(testbrowser.WaitVisible("tr.refused")) })
	p.Look(1280, "light")
	p.tablesFit("change")
	p.quiet(revoked[0].FullName, revoked[49].SerialNumber, "Nguy")
}
