package register_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/account"
	"sogoc/registry/reading"
	"sogoc/registry/status"
)

func TestTokens(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	user, token, err := b.register.Accounts.AddUser(
		ctx,
		account.NewUser{
			Login:  "moi",
			Name:   "Người Mới (mẫu)",
			Issuer: school,
			Roles:  []registry.Role{registry.RoleReader},
		},
	)
	require.NoError(t, err)
	require.Len(t, string(token), 43)
	require.NotContains(t, fmt.Sprintf("%v %s", token, token), string(token))

	actor, err := b.register.Accounts.Authenticate(ctx, token)
	require.NoError(t, err)
	require.Equal(t, user.ID, actor.ID)
	for _, wrong := range []account.Token{"", token + "x", account.NewToken()} {
		_, err := b.register.Accounts.Authenticate(ctx, wrong)
		require.ErrorIs(t, err, registry.ErrUnauthenticated)
	}
	var kept string
	require.NoError(t, b.db.Conn(t).QueryRow(ctx, `SELECT string_agg(p::text, ' ') FROM person p`).Scan(&kept))
	require.NotContains(t, kept, string(token))

	require.NoError(t, b.register.Accounts.DisableUser(ctx, "moi"))
	_, err = b.register.Accounts.Authenticate(ctx, token)
	require.ErrorIs(t, err, registry.ErrUnauthenticated)
	require.ErrorIs(t, b.register.Accounts.DisableUser(ctx, "nobody"), registry.ErrNotFound)
}

func TestAddUserRefuses(t *testing.T) {
	t.Parallel()
	b := setup(t)
	good := account.NewUser{
		Login:  "ten-moi",
		Name:   "Tên",
		Issuer: school,
		Roles:  []registry.Role{registry.RoleReader},
	}
	for name, test := range map[string]struct {
		change func(*account.NewUser)
		want   error
	}{
		"TakenLogin":         {func(u *account.NewUser) { u.Login = "giao-vu" }, registry.ErrConflict},
		"UnknownIssuer":      {func(u *account.NewUser) { u.Issuer = "NONE" }, registry.ErrNotFound},
		"BadLogin":           {func(u *account.NewUser) { u.Login = "Tên Đăng Nhập" }, registry.ErrInvalid},
		"NoName":             {func(u *account.NewUser) { u.Name = "" }, registry.ErrInvalid},
		"NoRole":             {func(u *account.NewUser) { u.Roles = nil }, registry.ErrInvalid},
		"UnknownRole":        {func(u *account.NewUser) { u.Roles = []registry.Role{"root"} }, registry.ErrInvalid},
		"OperatorOfAnIssuer": {func(u *account.NewUser) { u.Roles = []registry.Role{registry.RoleOperator} }, registry.ErrInvalid},
		"NobodysRegistrar":   {func(u *account.NewUser) { u.Issuer = "" }, registry.ErrInvalid},
		"OperatorWhoApproves": {func(u *account.NewUser) {
			u.Issuer, u.Roles = "", []registry.Role{registry.RoleOperator, registry.RoleApprover}
		}, registry.ErrInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			user := good
			test.change(&user)
			_, _, err := b.register.Accounts.AddUser(t.Context(), user)
			require.ErrorIs(t, err, test.want)
		})
	}
}

func TestWhoSeesWhat(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	batch := b.sealed(t, 1)
	c := b.credentials(t, batch)[0]

	_, err := b.register.Reading.Batch(ctx, b.stranger, batch.ID)
	require.ErrorIs(t, err, registry.ErrNotFound)
	_, err = b.register.Reading.Credential(ctx, b.stranger, c.ID)
	require.ErrorIs(t, err, registry.ErrNotFound)
	_, err = b.register.Reading.Document(ctx, b.stranger, c.ID)
	require.ErrorIs(t, err, registry.ErrNotFound)
	_, err = b.register.Reading.Credentials(ctx, b.stranger, reading.CredentialFilter{Issuer: school})
	require.ErrorIs(t, err, registry.ErrNotFound)
	_, err = b.register.Status.SetStatus(ctx, b.stranger, status.Request{Credential: c.ID})
	require.ErrorIs(t, err, registry.ErrNotFound)

	_, err = b.register.Reading.Batch(ctx, b.operator, batch.ID)
	require.NoError(t, err)
	_, err = b.register.Reading.Document(ctx, b.operator, c.ID)
	require.ErrorIs(t, err, registry.ErrForbidden, "who runs the service needs no learner's data")
	_, err = b.register.Reading.Credentials(ctx, b.operator, reading.CredentialFilter{})
	require.ErrorIs(t, err, registry.ErrInvalid)

	_, err = b.register.Reading.Credentials(ctx, b.operator, reading.CredentialFilter{Issuer: school})
	require.ErrorIs(t, err, registry.ErrForbidden, "nor their names")
	_, err = b.register.Reading.Credential(ctx, b.operator, c.ID)
	require.ErrorIs(t, err, registry.ErrForbidden)
	_, err = b.register.Reading.Drafts(ctx, b.operator, batch.ID, registry.Page{})
	require.ErrorIs(t, err, registry.ErrForbidden)

	issuers, err := b.register.Reading.Issuers(ctx, b.reader)
	require.NoError(t, err)
	require.Len(t, issuers, 1)
	issuers, err = b.register.Reading.Issuers(ctx, b.operator)
	require.NoError(t, err)
	require.Len(t, issuers, 2)

	_, err = b.register.Reading.Document(ctx, b.reader, c.ID)
	require.ErrorIs(t, err, registry.ErrNotAnchored, "it may still be given up")
	require.Empty(t, b.actions(t, school, registry.ActionDocumentRead))
	b.worker.Pass(ctx)
	document, err := b.register.Reading.Document(ctx, b.reader, c.ID)
	require.NoError(t, err)
	require.Equal(t, c.Digest, document.Issued.Digest)
	read := b.actions(t, school, registry.ActionDocumentRead)
	require.Len(t, read, 1)
	require.Equal(t, b.reader.ID, *read[0].Actor)
	require.Equal(t, c.ID, *read[0].Credential)
}
