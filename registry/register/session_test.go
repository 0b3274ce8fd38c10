package register_test

import (
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/account"
	"sogoc/registry/password"
	"sogoc/registry/reading"
	"sogoc/registry/register"
)

const secret registry.Secret = "bốn con trâu trắng"

func (b *bundle) person(t *testing.T, login, issuer string, roles ...registry.Role) account.User {
	t.Helper()
	user, token, err := b.register.Accounts.AddUser(
		t.Context(),
		account.NewUser{
			Login:    login,
			Name:     "Người dùng " + login,
			Issuer:   issuer,
			Roles:    roles,
			Password: secret,
			NoToken:  true,
		},
	)
	require.NoError(t, err)
	require.Empty(t, string(token))
	return user
}

// signIn signs in as a stranger does.
func (b *bundle) signIn(t *testing.T, login string, password registry.Secret) (account.SignedInNow, error) {
	t.Helper()
	return b.register.Accounts.SignIn(t.Context(), account.Attempt{Login: login, Password: password})
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	user := b.person(t, "van-thu", school, registry.RoleRegistrar)

	in, err := b.signIn(t, " Van-Thu ", secret)
	require.NoError(t, err)
	actor, token := in.Actor, in.Session
	require.Equal(t, user.ID, actor.ID)
	again, err := b.register.Accounts.SignedIn(ctx, token)
	require.NoError(t, err)
	require.Equal(t, actor, again)
	require.Len(t, b.actions(t, school, registry.ActionSignedIn), 1)
	_, err = b.register.Accounts.Authenticate(ctx, token)
	require.ErrorIs(t, err, registry.ErrUnauthenticated, "a session's token opens no API")

	for name, try := range map[string][2]string{"WrongPassword": {"van-thu", "bốn con trâu đen"}, "NoSuchLogin": {"khong-co", string(secret)},
		"WithoutPassword": {"giao-vu", ""}, "Empty": {"", ""}} {
		t.Run(name, func(t *testing.T) {
			_, err := b.signIn(t, try[0], registry.Secret(try[1]))
			require.ErrorIs(t, err, registry.ErrUnauthenticated)
		})
	}
	var kept string
	require.NoError(
		t,
		b.db.Conn(t).
			QueryRow(ctx, `SELECT (SELECT string_agg(p::text, ' ') FROM person p) || (SELECT string_agg(s::text, ' ') FROM session s)`).
			Scan(&kept),
	)
	require.NotContains(t, kept, string(secret))
	require.NotContains(t, kept, string(token))
	require.NotContains(t, fmt.Sprintf("%v %#v %s", secret, secret, b.log), string(secret))

	require.NoError(t, b.register.Accounts.SignOut(ctx, token))
	_, err = b.register.Accounts.SignedIn(ctx, token)
	require.ErrorIs(t, err, registry.ErrUnauthenticated)
}

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	b.person(t, "van-thu", school, registry.RoleRegistrar)
	begin := func() account.Token {
		in, err := b.signIn(t, "van-thu", secret)
		require.NoError(t, err)
		return in.Session
	}
	ended := func(token account.Token) {
		t.Helper()
		_, err := b.register.Accounts.SignedIn(ctx, token)
		require.ErrorIs(t, err, registry.ErrUnauthenticated)
	}
	lives := func(token account.Token) {
		t.Helper()
		_, err := b.register.Accounts.SignedIn(ctx, token)
		require.NoError(t, err)
	}

	idle := begin()
	b.ledger.Clock.Advance(account.SessionIdle)
	ended(idle)

	busy := begin()
	for range 24 {
		lives(busy)
		b.ledger.Clock.Advance(account.SessionLife / 24)
	}
	ended(busy)
	whose, err := b.register.Accounts.Ended(ctx, busy)
	require.NoError(t, err)
	require.Equal(t, "van-thu", whose.Login)
	b.ledger.Clock.Advance(account.EndedSessionKept)
	_, err = b.register.Accounts.Ended(ctx, busy)
	require.ErrorIs(t, err, registry.ErrUnauthenticated)
	require.NoError(t, b.register.Sweep(ctx))
	var left int
	require.NoError(t, b.db.Conn(t).QueryRow(ctx, `SELECT count(*) FROM session`).Scan(&left))
	require.Zero(t, left)

	here, elsewhere := begin(), begin()
	actor, err := b.register.Accounts.SignedIn(ctx, here)
	require.NoError(t, err)
	const next registry.Secret = "một mật khẩu khác hẳn"
	var changed account.SignedInNow
	change := func(old, next registry.Secret) (err error) {
		changed, err = b.register.Accounts.ChangePassword(ctx, actor, account.PasswordChange{Old: old, New: next})
		return err
	}
	require.ErrorIs(t, change("sai mật khẩu cũ", next), registry.ErrUnauthenticated)
	for _, weak := range []registry.Secret{"ngắn quá", "aaaaaaaaaaaaaaa", "tôi là van-thu đây"} {
		require.ErrorIs(t, change(secret, weak), account.ErrPassword)
	}
	require.NoError(t, change(secret, next))
	lives(changed.Session)
	ended(here)
	ended(elsewhere)
	require.NoError(t, b.register.Accounts.ResetPassword(ctx, "van-thu", secret))
	ended(changed.Session)
	require.ErrorIs(t, b.register.Accounts.ResetPassword(ctx, "van-hanh", secret), registry.ErrInvalid)

	last := begin()
	require.NoError(t, b.register.Accounts.DisableUser(ctx, "van-thu"))
	ended(last)
	_, err = b.signIn(t, "van-thu", secret)
	require.ErrorIs(t, err, registry.ErrUnauthenticated)
}

func TestAChangedPasswordEndsTheAPIToken(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	_, program, err := b.register.Accounts.AddUser(ctx, account.NewUser{
		Login: "ca-hai", Name: "Người dùng ca-hai", Issuer: school, Roles: []registry.Role{registry.RoleReader}, Password: secret,
	})
	require.NoError(t, err)
	in, err := b.signIn(t, "ca-hai", secret)
	require.NoError(t, err)
	_, err = b.register.Accounts.Authenticate(ctx, program)
	require.NoError(t, err)
	in, err = b.register.Accounts.ChangePassword(ctx, in.Actor, account.PasswordChange{
		Old: secret,
		New: "một mật khẩu khác hẳn",
	})
	require.NoError(t, err)
	_, err = b.register.Accounts.Authenticate(ctx, program)
	require.ErrorIs(t, err, registry.ErrUnauthenticated)
	_, err = b.register.Accounts.SignedIn(ctx, in.Session)
	require.NoError(t, err, "the person goes on")
}

func TestPasswordCostGrows(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.person(t, "van-thu", school, registry.RoleRegistrar)
	config := b.config()
	config.PasswordCost = password.Cost{Memory: 128, Passes: 2, Lanes: 1}
	dearer := register.New(b.db.Store, b.ledger, b.keys, config)
	_, err := dearer.Accounts.SignIn(t.Context(), account.Attempt{Login: "van-thu", Password: secret})
	require.NoError(t, err)
	_, hash, err := b.db.Store.PasswordHash(t.Context(), "van-thu")
	require.NoError(t, err)
	require.Contains(t, hash, "m=128,t=2")
	_, err = dearer.Accounts.SignIn(t.Context(), account.Attempt{Login: "van-thu", Password: secret})
	require.NoError(t, err)
}

func TestPeople(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	b.person(t, "quan-tri", school, registry.RoleAdministrator)
	b.person(t, "quan-tri-khac", university, registry.RoleAdministrator)
	in := func(login string) registry.Actor {
		in, err := b.signIn(t, login, secret)
		require.NoError(t, err)
		return in.Actor
	}
	administrator, stranger := in("quan-tri"), in("quan-tri-khac")

	invited, link, err := b.register.Accounts.Invite(
		ctx,
		administrator,
		account.NewUser{
			Login:  "moi",
			Name:   "Người Mới (mẫu)",
			Issuer: university,
			Roles:  []registry.Role{registry.RoleApprover},
		},
	)
	require.NoError(t, err)
	require.Equal(t, school, invited.Issuer, "an administrator invites into the own school only")
	for _, wrong := range [][]registry.Role{{registry.RoleOperator}, {}, {"root"}} {
		_, _, err := b.register.Accounts.Invite(
			ctx,
			administrator,
			account.NewUser{Login: "moi2", Name: "Người", Roles: wrong},
		)
		require.ErrorIs(t, err, registry.ErrInvalid)
	}
	_, err = b.signIn(t, "moi", "")
	require.ErrorIs(t, err, registry.ErrUnauthenticated)
	_, err = b.register.Accounts.AcceptInvitation(ctx, link, "ngắn")
	require.ErrorIs(t, err, account.ErrPassword)
	_, err = b.register.Accounts.AcceptInvitation(ctx, link, secret)
	require.NoError(t, err)
	_, err = b.register.Accounts.AcceptInvitation(ctx, link, secret)
	require.ErrorIs(t, err, registry.ErrNotFound, "a link works once")
	newcomer := in("moi")

	_, older, err := b.register.Accounts.InviteAgain(ctx, administrator, invited.ID)
	require.NoError(t, err)
	_, newer, err := b.register.Accounts.InviteAgain(ctx, administrator, invited.ID)
	require.NoError(t, err)
	_, err = b.register.Accounts.Invited(ctx, older)
	require.ErrorIs(t, err, registry.ErrNotFound)
	b.ledger.Clock.Advance(account.InvitationLife)
	_, err = b.register.Accounts.Invited(ctx, newer)
	require.ErrorIs(t, err, registry.ErrNotFound)

	require.ErrorIs(t, b.register.Accounts.Disable(ctx, administrator, administrator.ID), registry.ErrForbidden)
	require.NoError(t, b.register.Accounts.Disable(ctx, administrator, invited.ID))
	_, _, err = b.register.Accounts.InviteAgain(ctx, administrator, invited.ID)
	require.ErrorIs(t, err, registry.ErrState)
	require.NoError(t, b.register.Accounts.Enable(ctx, administrator, invited.ID))
	in("moi")
	people, err := b.register.Accounts.People(ctx, administrator)
	require.NoError(t, err)
	for _, p := range people {
		require.Equal(t, school, p.Issuer)
		require.Equal(t, p.Login == "moi" || p.Login == "quan-tri", p.SignsIn, p.Login)
	}

	t.Run("AnotherSchoolFindsNobody", func(t *testing.T) {
		require.ErrorIs(t, b.register.Accounts.Disable(ctx, stranger, invited.ID), registry.ErrNotFound)
		require.ErrorIs(t, b.register.Accounts.Enable(ctx, stranger, invited.ID), registry.ErrNotFound)
		_, _, err := b.register.Accounts.InviteAgain(ctx, stranger, invited.ID)
		require.ErrorIs(t, err, registry.ErrNotFound)
		require.ErrorIs(t, b.register.Accounts.Disable(ctx, administrator, uuid.New()), registry.ErrNotFound)
	})
	t.Run("OthersManageNobody", func(t *testing.T) {
		for _, actor := range []registry.Actor{newcomer, b.registrar, b.approver, b.reader} {
			_, err := b.register.Accounts.People(ctx, actor)
			require.ErrorIs(t, err, registry.ErrForbidden)
			require.ErrorIs(t, b.register.Accounts.Disable(ctx, actor, administrator.ID), registry.ErrForbidden)
			_, _, err = b.register.Accounts.Invite(
				ctx,
				actor,
				account.NewUser{Login: "x1", Name: "x", Roles: []registry.Role{registry.RoleReader}},
			)
			require.ErrorIs(t, err, registry.ErrForbidden)
		}
	})
	t.Run("ByThatRoleAloneNothingElse", func(t *testing.T) {
		batch := b.imported(t, 1)
		_, err := b.register.Intake.Import(ctx, administrator, request(school, graduates(1)))
		require.ErrorIs(t, err, registry.ErrForbidden)
		_, err = b.register.Issuing.Approve(ctx, administrator, batch.ID, "", batch.Count)
		require.ErrorIs(t, err, registry.ErrForbidden)
		_, err = b.register.Reading.Drafts(ctx, administrator, batch.ID, registry.Page{})
		require.ErrorIs(t, err, registry.ErrForbidden)
		_, err = b.register.Reading.Credentials(ctx, administrator, reading.CredentialFilter{})
		require.ErrorIs(t, err, registry.ErrForbidden)
	})
}
