package register_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/account"
)

const wrongSecret registry.Secret = "bốn con trâu đen"

// tryFrom signs in with the tokens that a browser shows; known says whether one was recognised.
func (b *bundle) tryFrom(
	t *testing.T,
	login string,
	password registry.Secret,
	tokens ...account.Token,
) (in account.SignedInNow, known bool, err error) {
	t.Helper()
	device, err := b.register.Accounts.RecognizeDevice(t.Context(), login, tokens)
	require.NoError(t, err)
	attempt := account.Attempt{Login: login, Password: password, Device: device, Devices: tokens}
	in, err = b.register.Accounts.SignIn(t.Context(), attempt)
	return in, device.Known(), err
}

func TestKnownDevices(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.person(t, "van-thu", school, registry.RoleRegistrar)
	b.person(t, "ke-toan", school, registry.RoleReader)
	begin := func() account.Token {
		in, err := b.signIn(t, "van-thu", secret)
		require.NoError(t, err)
		return in.Device
	}
	knows := func(login string, tokens ...account.Token) bool {
		device, err := b.register.Accounts.RecognizeDevice(t.Context(), login, tokens)
		require.NoError(t, err)
		return device.Known()
	}

	first := begin()
	in, known, err := b.tryFrom(t, " Van-Thu ", secret, account.NewToken(), first)
	require.NoError(t, err)
	require.True(t, known)
	require.False(t, knows("van-thu", first), "each sign-in gives another token")
	require.True(t, knows("van-thu", in.Device))
	require.False(t, knows("ke-toan", in.Device), "a token is of one account")
	require.False(t, knows("khong-co", in.Device))
	forged := []account.Token{account.NewToken(), account.NewToken(), account.NewToken(), account.NewToken()}
	require.False(t, knows("van-thu", append(forged, in.Device)...), "no more tokens are looked at")
	var kept string
	require.NoError(
		t,
		b.db.Conn(t).QueryRow(t.Context(), `SELECT string_agg(d::text, ' ') FROM known_device d`).Scan(&kept),
	)
	require.NotContains(t, kept, string(in.Device))

	_, err = b.register.Accounts.SignedIn(t.Context(), in.Device)
	require.ErrorIs(t, err, registry.ErrUnauthenticated, "a device's token opens no session")
	_, err = b.register.Accounts.Authenticate(t.Context(), in.Device)
	require.ErrorIs(t, err, registry.ErrUnauthenticated, "and no API")
	_, _, err = b.tryFrom(t, "van-thu", "", in.Device)
	require.ErrorIs(t, err, registry.ErrUnauthenticated)

	b.ledger.Clock.Advance(time.Second)
	for range account.MaxDevices {
		begin()
	}
	require.False(t, knows("van-thu", in.Device), "the oldest of too many devices is forgotten")
	last := begin()
	b.ledger.Clock.Advance(account.DeviceLife - time.Second)
	require.True(t, knows("van-thu", last))
	b.ledger.Clock.Advance(time.Second)
	require.False(t, knows("van-thu", last))
	require.NoError(t, b.register.Sweep(t.Context()))
	var left int
	require.NoError(t, b.db.Conn(t).QueryRow(t.Context(), `SELECT count(*) FROM known_device`).Scan(&left))
	require.Zero(t, left)
}

func TestAStolenDeviceHasFewGuesses(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.person(t, "van-thu", school, registry.RoleRegistrar)
	in, err := b.signIn(t, "van-thu", secret)
	require.NoError(t, err)
	for range account.MaxDeviceGuesses - 1 {
		_, known, err := b.tryFrom(t, "van-thu", wrongSecret, in.Device)
		require.ErrorIs(t, err, registry.ErrUnauthenticated)
		require.True(t, known)
	}
	in, known, err := b.tryFrom(t, "van-thu", secret, in.Device)
	require.NoError(t, err, "the right password forgets the wrong ones")
	require.True(t, known)

	var recognised atomic.Int32
	var all sync.WaitGroup
	for range 4 * account.MaxDeviceGuesses {
		all.Go(func() {
			device, err := b.register.Accounts.RecognizeDevice(t.Context(), "van-thu", []account.Token{in.Device})
			if err == nil && device.Known() {
				recognised.Add(1)
			}
		})
	}
	all.Wait()
	require.EqualValues(t, account.MaxDeviceGuesses, recognised.Load(), "in parallel too")
	next, known, err := b.tryFrom(t, "van-thu", secret, in.Device)
	require.NoError(t, err, "its owner is a stranger then, with the right password")
	require.False(t, known)
	_, known, err = b.tryFrom(t, "van-thu", secret, next.Device)
	require.NoError(t, err)
	require.True(t, known, "and known again")
}

func TestAChangedPasswordForgetsDevices(t *testing.T) {
	t.Parallel()
	b := setup(t)
	user := b.person(t, "van-thu", school, registry.RoleRegistrar)
	b.person(t, "quan-tri", school, registry.RoleAdministrator)
	administrator, err := b.signIn(t, "quan-tri", secret)
	require.NoError(t, err)
	begin := func() account.SignedInNow {
		in, err := b.signIn(t, "van-thu", secret)
		require.NoError(t, err)
		return in
	}
	forgotten := func(token account.Token) {
		t.Helper()
		device, err := b.register.Accounts.RecognizeDevice(t.Context(), "van-thu", []account.Token{token})
		require.NoError(t, err)
		require.False(t, device.Known())
	}

	here, stolen := begin(), begin()
	changed, err := b.register.Accounts.ChangePassword(t.Context(), here.Actor, account.PasswordChange{
		Old: secret,
		New: "một mật khẩu khác hẳn",
	})
	require.NoError(t, err)
	forgotten(here.Device)
	forgotten(stolen.Device)
	_, known, err := b.tryFrom(t, "van-thu", "một mật khẩu khác hẳn", changed.Device)
	require.NoError(t, err)
	require.True(t, known, "the browser of the change is known at once")

	require.NoError(t, b.register.Accounts.ResetPassword(t.Context(), "van-thu", secret))
	forgotten(changed.Device)
	in := begin()
	_, link, err := b.register.Accounts.InviteAgain(t.Context(), administrator.Actor, user.ID)
	require.NoError(t, err)
	_, err = b.register.Accounts.AcceptInvitation(t.Context(), link, secret)
	require.NoError(t, err)
	forgotten(in.Device)
	in = begin()
	require.NoError(t, b.register.Accounts.Disable(t.Context(), administrator.Actor, user.ID))
	require.NoError(t, b.register.Accounts.Enable(t.Context(), administrator.Actor, user.ID))
	forgotten(in.Device)
}

// What was not looked at is no guess.
func TestADevicesAttemptThatFailsOtherwiseIsNoGuess(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.person(t, "van-thu", school, registry.RoleRegistrar)
	in, err := b.signIn(t, "van-thu", secret)
	require.NoError(t, err)
	for range 2 * account.MaxDeviceGuesses {
		device, err := b.register.Accounts.RecognizeDevice(t.Context(), "van-thu", []account.Token{in.Device})
		require.NoError(t, err)
		require.True(t, device.Known())
		_, err = b.register.Accounts.ChangePassword(t.Context(), in.Actor, account.PasswordChange{
			Old:    secret,
			New:    "ngắn",
			Device: device,
		})
		require.ErrorIs(t, err, account.ErrPassword)
	}
}

// People see their devices and forget one, with its session, or all.
func TestPeopleForgetTheirDevices(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.person(t, "van-thu", school, registry.RoleRegistrar)
	b.person(t, "ke-toan", school, registry.RoleReader)
	accounts := b.register.Accounts
	begin := func(login, browser string) account.SignedInNow {
		b.ledger.Clock.Advance(time.Second)
		in, err := accounts.SignIn(t.Context(), account.Attempt{Login: login, Password: secret, Browser: browser})
		require.NoError(t, err)
		return in
	}
	known := func(in account.SignedInNow) []account.KnownDevice {
		devices, err := accounts.KnownDevices(t.Context(), in.Actor, in.Session)
		require.NoError(t, err)
		return devices
	}
	signedIn := func(in account.SignedInNow) bool {
		_, err := accounts.SignedIn(t.Context(), in.Session)
		return err == nil
	}

	desk, phone, lost := begin(
		"van-thu",
		"Firefox, Windows",
	), begin(
		"van-thu",
		"Chrome, Android",
	), begin(
		"van-thu",
		"",
	)
	other := begin("ke-toan", "Edge, Windows")
	devices := known(desk)
	require.Len(t, devices, 3)
	require.Equal(t, "Firefox, Windows", devices[2].Browser, "the last one first")
	require.True(t, devices[2].Here && !devices[0].Here && !devices[1].Here)
	require.True(t, devices[0].SignedIn && devices[1].SignedIn)
	require.NoError(t, accounts.SignOut(t.Context(), phone.Session))
	require.False(t, known(desk)[1].SignedIn)

	require.ErrorIs(t, accounts.ForgetDevice(t.Context(), desk.Actor, known(other)[0].ID), registry.ErrNotFound)
	require.True(t, signedIn(other), "nobody forgets the device of somebody else")
	require.NoError(t, accounts.ForgetDevice(t.Context(), desk.Actor, devices[0].ID))
	require.False(t, signedIn(lost), "the session on a forgotten device ends")
	require.True(t, signedIn(desk))
	device, err := accounts.RecognizeDevice(t.Context(), "van-thu", []account.Token{lost.Device})
	require.NoError(t, err)
	require.False(t, device.Known())
	require.ErrorIs(t, accounts.ForgetDevice(t.Context(), desk.Actor, devices[0].ID), registry.ErrNotFound)

	again := begin("van-thu", "Chrome, Android")
	require.NoError(t, accounts.ForgetDevices(t.Context(), desk.Actor, desk.Session))
	require.Empty(t, known(desk))
	require.True(t, signedIn(desk), "the session that asks goes on")
	require.False(t, signedIn(again))
	require.True(t, signedIn(other))
	require.Len(t, b.actions(t, school, registry.ActionDeviceForgotten), 2)

	next := begin("van-thu", "Chrome, Android")
	b.ledger.Clock.Advance(account.DeviceLife)
	require.Empty(t, known(next), "a device that is past is not shown")
}
