package registrar_test

import (
	"bytes"
	"html"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/sample"
	"sogoc/registry/account"
	"sogoc/registry/unfinished"
	"sogoc/web/registrar"
)

// as sends a form in a session that may have ended.
func (b *bundle) as(cookie *http.Cookie, path, referer string, fields ...string) *httptest.ResponseRecorder {
	b.t.Helper()
	values := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		values.Add(fields[i], fields[i+1])
	}
	r := httptest.NewRequestWithContext(b.t.Context(), http.MethodPost, registrar.Prefix+path, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if referer != "" {
		r.Header.Set("Referer", "http://"+r.Host+registrar.Prefix+referer)
	}
	r.AddCookie(cookie)
	return b.send("", r)
}

// endSessions lets so much time pass that all sessions end.
func (b *bundle) endSessions() {
	b.ledger.Clock.Advance(account.SessionIdle)
	clear(b.cookies)
}

// signInAgain follows a redirect to the page to sign in, and signs in there.
func (b *bundle) signInAgain(w *httptest.ResponseRecorder, who string) (next, page string) {
	b.t.Helper()
	require.Equal(b.t, http.StatusSeeOther, w.Code, w.Body.String())
	address, err := url.Parse(w.Header().Get("Location"))
	require.NoError(b.t, err)
	require.Equal(b.t, registrar.Prefix+"/sign-in", address.Path)
	page = b.get("", strings.TrimPrefix(w.Header().Get("Location"), registrar.Prefix)).Body.String()
	next = address.Query().Get("next")
	in := b.post("", "/sign-in", "login", who, "password", secret, "next", next)
	to(b.t, in, next)
	b.cookies[who] = session(b.t, in)
	return next, page
}

func TestWhatIsSentAfterTheSessionsEndComesBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.imported("giaovu")
	b.get("hieutruong", batch)
	cookie := b.cookies["hieutruong"]
	b.endSessions()
	w := b.as(cookie, batch+"/reject", "", "reason", "sai ngày <cấp> của Lê Thị Mẫu")
	require.NotContains(t, w.Header().Get("Location"), "Mẫu")
	require.NotContains(t, w.Header().Get("Location"), "reason")
	b.sees("giaovu", batch, "sai ngày", false)
	b.sees("kiemnhiem", batch, "sai ngày", false)

	next, page := b.signInAgain(w, "hieutruong")
	require.Equal(t, batch, next)
	require.Contains(t, page, "đã được giữ, chưa được thực hiện")
	shown := b.get("hieutruong", next).Body.String()
	require.Contains(t, shown, `value="sai ngày &lt;cấp&gt; của Lê Thị Mẫu"`)
	require.Contains(t, shown, "đã được điền lại")
	require.Contains(t, b.get("hieutruong", "/overview").Body.String(), "Việc bạn chưa làm xong")
	require.NotContains(t, b.log.String(), "Mẫu")
	require.NotContains(t, b.stored(), "Mẫu")

	to(t, b.post("hieutruong", batch+"/reject", "reason", "sai ngày cấp"), batch)
	b.sees("hieutruong", batch, "được điền lại", false)
	b.sees("hieutruong", "/overview", "Việc bạn chưa làm xong", false)
}

// sees demands that a person's page holds a text, or does not.
func (b *bundle) sees(who, path, text string, does bool) {
	b.t.Helper()
	w := b.get(who, path)
	require.Equal(b.t, http.StatusOK, w.Code)
	require.Equal(b.t, does, strings.Contains(html.UnescapeString(w.Body.String()), text), "%s: %s", path, text)
}

// stored is all that the database holds of unfinished forms.
func (b *bundle) stored() string {
	b.t.Helper()
	var all *string
	require.NoError(b.t, b.db.Conn(b.t).QueryRow(b.t.Context(), `SELECT string_agg(f::text || encode(content, 'escape') ||
		COALESCE(encode(files, 'escape'), ''), ' ') FROM unfinished_form f`).Scan(&all))
	if all == nil {
		return ""
	}
	return *all
}

// Every form that people work with: what they typed is on its page after they have
// signed in again.
func TestEveryFormComesBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.imported("giaovu")
	b.ledger.Clock.Advance(time.Second)
	preview := address(t, b.upload("giaovu", schoolTerms, "list", list(t, sample.DirtyFile)))
	answer := optionOf.FindStringSubmatch(b.get("giaovu", preview).Body.String())
	column := columnSelect.FindStringSubmatch(b.get("giaovu", preview).Body.String())
	row := rowBox.FindStringSubmatch(b.get("kiemnhiem", batch).Body.String())
	require.NotNil(t, answer)
	require.NotNil(t, column)
	require.NotNil(t, row)
	for _, test := range []struct {
		name, who, action, referer, page string
		fields, want                     []string
	}{
		{
			"Answers", "giaovu", preview + "/answers", "", preview,
			[]string{answer[1], answer[2]},
			[]string{`name="` + answer[1] + `" value="` + answer[2] + `"`, "checked"},
		},
		{"Columns", "giaovu", preview, "", preview, []string{"columns", "yes", "header.0", "7"}, []string{`value="7"`, "open"}},
		{
			"Terms", "giaovu", preview, "", preview,
			[]string{"type", "VN-USE", "decisionNumber", "99/QĐ-XYZ", "signerName", "Bà Ký Mẫu"},
			[]string{`value="99/QĐ-XYZ"`, `value="Bà Ký Mẫu"`},
		},
		{
			"RowsToBeSetAside", "kiemnhiem", batch + "/set-aside", "", batch,
			[]string{"row", row[1], "reason", "chờ xác minh"},
			[]string{`value="` + row[1] + `"`, "checked", `value="chờ xác minh"`},
		},
		{
			"RevocationOfSome", "kiemnhiem", "/status-changes/preview", "/status-changes", "/status-changes",
			[]string{"numbers", "M 00000001\nM 00000002", "ground", "fraud", "decisionNumber", "3/QĐ", "decisionDate", "01/09/2026", "alone", "yes"},
			[]string{"M 00000001\nM 00000002</textarea>", `value="fraud" selected`, `value="3/QĐ"`, `value="01/09/2026"`, "checked"},
		},
		{
			"RevocationInItsPreview", "kiemnhiem", "/status-changes", "/status-changes/preview", "/status-changes/unfinished",
			[]string{"numbers", "M 00000009", "ground", "fraud", "decisionNumber", "3/QĐ", "decisionDate", "01/09/2026", "passphrase", "lộ mất"},
			[]string{"M 00000009</textarea>", `value="fraud" selected`, `value="3/QĐ"`},
		},
		{
			"Search", "thanhtra", "/credentials", "", "/credentials",
			[]string{"by", "learner", "text", "HS-MẪU-77"}, []string{`value="learner" selected`, `value="HS-MẪU-77"`},
		},
		{
			"Invitation", "quantri", "/people", "", "/people",
			[]string{"name", "Người Sắp Tới (mẫu)", "login", "sap.toi", "roles", "reader"},
			[]string{`value="Người Sắp Tới (mẫu)"`, `value="sap.toi"`},
		},
	} {
		t.Run(test.name, func(t *testing.T) { // one clock for all
			b.get(test.who, "/password")
			cookie := b.cookies[test.who]
			b.endSessions()
			w := b.as(cookie, test.action, test.referer, test.fields...)
			next, page := b.signInAgain(w, test.who)
			require.Equal(t, test.page, next)
			require.Contains(t, page, "đã được giữ")
			shown := html.UnescapeString(b.get(test.who, next).Body.String())
			for _, want := range test.want {
				require.Contains(t, strings.ReplaceAll(shown, `=""`, ""), want)
			}
			require.NotContains(t, shown, "lộ mất")
			to(t, b.post(test.who, "/unfinished/discard", "unfinished.page", test.page, "unfinished.action", test.action), test.page)
			require.Empty(t, b.stored())
		})
	}
}

func TestAFileThatIsSentAfterTheSessionsEndIsThere(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.get("giaovu", "/uploads/new")
	cookie := b.cookies["giaovu"]
	b.endSessions()
	media, body := uploadForm(t, schoolTerms, "list", list(t, sample.THPTFile))
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, registrar.Prefix+"/uploads", bytes.NewReader(body))
	r.Header.Set("Content-Type", media)
	r.AddCookie(cookie)
	next, _ := b.signInAgain(b.send("", r), "giaovu")
	require.Equal(t, "/uploads/new", next)
	page := b.get("giaovu", next).Body.String()
	require.Contains(t, page, "Đã giữ tệp bạn chọn trước đó: ")
	require.Contains(t, page, `value="`+schoolTerms[1]+`"`)
	kept := keptFile.FindStringSubmatch(page)
	require.NotNil(t, kept)

	media, body = uploadForm(t, append([]string{"unfinished.files", kept[1]}, schoolTerms...))
	r = httptest.NewRequestWithContext(t.Context(), http.MethodPost, registrar.Prefix+"/uploads", bytes.NewReader(body))
	r.Header.Set("Content-Type", media)
	preview := address(t, b.send("giaovu", r))
	b.sees("giaovu", preview, "250 người", true)
	require.Empty(t, b.stored(), "it is with the upload now")

	r = httptest.NewRequestWithContext(t.Context(), http.MethodPost, registrar.Prefix+"/uploads", bytes.NewReader(body))
	r.Header.Set("Content-Type", media)
	require.Equal(t, http.StatusUnprocessableEntity, b.send("kiemnhiem", r).Code, "nobody has another person's file")
}

func TestWhatIsKeptForNobody(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.imported("giaovu")
	b.get("hieutruong", batch)
	cookie := b.cookies["hieutruong"]
	reason := []string{"reason", "sai ngày cấp"}

	t.Run("OfATokenThatWasNeverOne", func(t *testing.T) {
		_, page := b.signInAgain(b.as(&http.Cookie{Name: cookie.Name, Value: string(account.NewToken())}, batch+"/reject", "", reason...), "hieutruong")
		require.Contains(t, page, "chưa được thực hiện")
		require.Empty(t, b.stored())
	})
	t.Run("APassphraseAlone", func(t *testing.T) {
		b.endSessions()
		_, page := b.signInAgain(b.as(cookie, batch+"/approve", "", "passphrase", "ba con trâu"), "hieutruong")
		require.Contains(t, page, "chưa được thực hiện")
		require.Empty(t, b.stored())
	})
	t.Run("WhatThePersonMayNotDo", func(t *testing.T) {
		b.get("thanhtra", batch)
		reader := b.cookies["thanhtra"]
		b.endSessions()
		b.as(reader, batch+"/reject", "", reason...)
		require.Empty(t, b.stored())
	})
	t.Run("OfASessionThatSomebodyEnded", func(t *testing.T) {
		b.get("hieutruong", batch)
		ended := b.cookies["hieutruong"]
		to(t, b.post("hieutruong", "/sign-out"), "/sign-in")
		clear(b.cookies)
		b.as(ended, batch+"/reject", "", reason...)
		require.Empty(t, b.stored())
	})
	t.Run("OfASessionOfYesterday", func(t *testing.T) {
		b.get("hieutruong", batch)
		old := b.cookies["hieutruong"]
		b.ledger.Clock.Advance(account.SessionIdle + account.EndedSessionKept)
		clear(b.cookies)
		b.as(old, batch+"/reject", "", reason...)
		require.Empty(t, b.stored())
	})
}

// What the script of a page sends while somebody types.
func TestFormsAreKeptWhileTheyAreFilledIn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.imported("giaovu")
	keep := func(who, page, action string, fields ...string) int {
		return b.post(who, "/unfinished", append([]string{"unfinished.page", page, "unfinished.action", action}, fields...)...).Code
	}
	require.Equal(t, http.StatusNoContent, keep("hieutruong", batch, batch+"/reject", "reason", "chưa xong"))
	b.sees("hieutruong", batch, `value="chưa xong"`, true)
	require.Equal(t, http.StatusNoContent, keep("hieutruong", batch, batch+"/reject", "reason", "chưa xong hẳn", "passphrase", "lộ"))
	b.sees("hieutruong", batch, `value="chưa xong hẳn"`, true)
	require.Equal(t, http.StatusNoContent, keep("hieutruong", batch, batch+"/reject", "reason", " "))
	require.Empty(t, b.stored(), "an empty form is not kept")
	for _, wrong := range [][2]string{
		{batch, "/sign-in"}, {batch, "/password"}, {batch, "/unfinished/discard"}, {"//evil.example", batch + "/reject"},
		{"/nowhere", batch + "/reject"}, {batch, "/uploads"}, {batch, ""},
	} {
		require.Equal(t, http.StatusNotFound, keep("hieutruong", wrong[0], wrong[1], "reason", "x"), wrong)
	}

	t.Run("RowsMarkedOnAnotherPageAreShown", func(t *testing.T) {
		var rows []string
		for _, m := range rowBox.FindAllStringSubmatch(b.get("hieutruong", batch+"?part=2").Body.String(), 2) {
			rows = append(rows, "row", m[1])
		}
		require.Equal(t, http.StatusNoContent, keep("hieutruong", batch, batch+"/set-aside", append(rows, "reason", "chờ")...))
		first := b.get("hieutruong", batch).Body.String()
		require.Contains(t, first, "Đã đánh dấu ở trang khác")
		require.Contains(t, first, rows[1])
		require.NotContains(t, b.get("hieutruong", batch+"?part=2").Body.String(), "Đã đánh dấu ở trang khác")
		to(t, b.post("hieutruong", batch+"/set-aside", append(rows, "reason", "chờ")...), batch)
		require.Empty(t, b.stored())
	})

	t.Run("NothingIsDeletedInSilence", func(t *testing.T) {
		ids := b.register.Unfinished
		actor, err := b.register.Accounts.SignedIn(t.Context(), account.Token(b.cookies["hieutruong"].Value))
		require.NoError(t, err)
		for i := range unfinished.MaxForms + 1 {
			b.ledger.Clock.Advance(time.Second)
			page := "/batches/00000000-0000-4000-8000-0000000000" + string(rune('a'+i/10)) + string(rune('0'+i%10))
			require.NoError(t, ids.Keep(t.Context(), actor, page, page+"/reject",
				unfinished.Content{Values: map[string][]string{"reason": {"x"}}}))
		}
		all, err := ids.All(t.Context(), actor)
		require.NoError(t, err)
		require.Len(t, all, unfinished.MaxForms)
		b.sees("hieutruong", "/overview", "Những gì bạn nhập ở trang “Một lô văn bằng”", true)
		to(t, b.post("hieutruong", "/unfinished/notices", "back", "/overview"), "/overview")
		b.sees("hieutruong", "/overview", "mà chưa gửi, xoá lúc", false)

		address(t, b.upload("giaovu", schoolTerms, "list", list(t, sample.DirtyFile)))
		b.ledger.Clock.Advance(unfinished.Life)
		clear(b.cookies)
		require.NoError(t, b.register.Sweep(t.Context()))
		require.Empty(t, b.stored())
		b.sees("hieutruong", "/overview", "Những gì bạn nhập ở trang “Một lô văn bằng”", true)
		b.sees("giaovu", "/uploads/new", "tải lên lúc", true)
		b.sees("kiemnhiem", "/uploads/new", "tải lên lúc", false)
		b.ledger.Clock.Advance(unfinished.NoticeLife)
		require.NoError(t, b.register.Sweep(t.Context()))
		clear(b.cookies)
		b.sees("giaovu", "/uploads/new", "tải lên lúc", false)
	})
}

// A form that the register refuses stands on the page as it was typed.
func TestARefusedFormIsNotEmptied(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.imported("giaovu")
	row := rowBox.FindStringSubmatch(b.get("hieutruong", batch).Body.String())
	w := b.post("hieutruong", batch+"/set-aside", "row", row[1], "reason", "")
	require.Equal(t, http.StatusUnprocessableEntity, w.Code)
	require.Regexp(t, `name="row" value="`+row[1]+`"[^>]* checked`, w.Body.String())
}

// uploadForm makes the form of an upload; files are pairs of field and content.
func uploadForm(t *testing.T, terms []string, files ...string) (media string, body []byte) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i < len(terms); i += 2 {
		require.NoError(t, w.WriteField(terms[i], terms[i+1]))
	}
	for i := 0; i < len(files); i += 2 {
		part, err := w.CreateFormFile(files[i], "Lớp 12A (mẫu).xlsx")
		require.NoError(t, err)
		_, err = part.Write([]byte(files[i+1]))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return w.FormDataContentType(), b.Bytes()
}
