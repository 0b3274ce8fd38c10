package registry_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
)

func TestTokens(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	user, token, err := b.service.AddUser(ctx, registry.NewUser{Login: "moi", Name: "Người Mới (mẫu)", Issuer: school, Roles: []registry.Role{registry.RoleReader}})
	require.NoError(t, err)
	require.Len(t, string(token), 43)
	require.NotContains(t, fmt.Sprintf("%v %s", token, token), string(token))

	actor, err := b.service.Authenticate(ctx, token)
	require.NoError(t, err)
	require.Equal(t, user.ID, actor.ID)
	for _, wrong := range []registry.Token{"", token + "x", registry.NewToken()} {
		_, err := b.service.Authenticate(ctx, wrong)
		require.ErrorIs(t, err, registry.ErrUnauthenticated)
	}
	var kept string
	require.NoError(t, b.db.Conn(t).QueryRow(ctx, `SELECT string_agg(p::text, ' ') FROM person p`).Scan(&kept))
	require.NotContains(t, kept, string(token))

	require.NoError(t, b.service.DisableUser(ctx, "moi"))
	_, err = b.service.Authenticate(ctx, token)
	require.ErrorIs(t, err, registry.ErrUnauthenticated)
	require.ErrorIs(t, b.service.DisableUser(ctx, "nobody"), registry.ErrNotFound)
}

func TestAddUserRefuses(t *testing.T) {
	t.Parallel()
	b := setup(t)
	good := registry.NewUser{Login: "ten-moi", Name: "Tên", Issuer: school, Roles: []registry.Role{registry.RoleReader}}
	for name, test := range map[string]struct {
		change func(*registry.NewUser)
		want   error
	}{
		"TakenLogin":         {func(u *registry.NewUser) { u.Login = "giao-vu" }, registry.ErrConflict},
		"UnknownIssuer":      {func(u *registry.NewUser) { u.Issuer = "NONE" }, registry.ErrNotFound},
		"BadLogin":           {func(u *registry.NewUser) { u.Login = "Tên Đăng Nhập" }, registry.ErrInvalid},
		"NoName":             {func(u *registry.NewUser) { u.Name = "" }, registry.ErrInvalid},
		"NoRole":             {func(u *registry.NewUser) { u.Roles = nil }, registry.ErrInvalid},
		"UnknownRole":        {func(u *registry.NewUser) { u.Roles = []registry.Role{"root"} }, registry.ErrInvalid},
		"OperatorOfAnIssuer": {func(u *registry.NewUser) { u.Roles = []registry.Role{registry.RoleOperator} }, registry.ErrInvalid},
		"NobodysRegistrar":   {func(u *registry.NewUser) { u.Issuer = "" }, registry.ErrInvalid},
		"OperatorWhoApproves": {func(u *registry.NewUser) {
			u.Issuer, u.Roles = "", []registry.Role{registry.RoleOperator, registry.RoleApprover}
		}, registry.ErrInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			user := good
			test.change(&user)
			_, _, err := b.service.AddUser(t.Context(), user)
			require.ErrorIs(t, err, test.want)
		})
	}
}

func TestWhoSeesWhat(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	batch := b.issued(t, 1)
	c := b.credentials(t, batch)[0]

	_, err := b.service.Batch(ctx, b.stranger, batch.ID)
	require.ErrorIs(t, err, registry.ErrNotFound)
	_, err = b.service.Show(ctx, b.stranger, c.ID)
	require.ErrorIs(t, err, registry.ErrNotFound)
	_, err = b.service.Document(ctx, b.stranger, c.ID)
	require.ErrorIs(t, err, registry.ErrNotFound)
	_, err = b.service.List(ctx, b.stranger, registry.CredentialFilter{Issuer: school})
	require.ErrorIs(t, err, registry.ErrNotFound)
	_, err = b.service.SetStatus(ctx, b.stranger, registry.StatusRequest{Credential: c.ID})
	require.ErrorIs(t, err, registry.ErrNotFound)

	_, err = b.service.Batch(ctx, b.operator, batch.ID)
	require.NoError(t, err)
	_, err = b.service.Document(ctx, b.operator, c.ID)
	require.ErrorIs(t, err, registry.ErrForbidden, "who runs the service needs no learner's data")
	_, err = b.service.List(ctx, b.operator, registry.CredentialFilter{})
	require.ErrorIs(t, err, registry.ErrInvalid)

	issuers, err := b.service.Issuers(ctx, b.reader)
	require.NoError(t, err)
	require.Len(t, issuers, 1)
	issuers, err = b.service.Issuers(ctx, b.operator)
	require.NoError(t, err)
	require.Len(t, issuers, 2)

	document, err := b.service.Document(ctx, b.reader, c.ID)
	require.NoError(t, err)
	require.Equal(t, c.Digest, document.Issued.Digest)
	read := b.actions(t, school, registry.ActionDocumentRead)
	require.Len(t, read, 1)
	require.Equal(t, b.reader.ID, *read[0].Actor)
	require.Equal(t, c.ID, *read[0].Credential)
}
