package register_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/names"
	"sogoc/registry/postgres"
	"sogoc/registry/reading"
)

// named issues a batch of people with these names.
func (b *bundle) named(t testing.TB, people ...string) registry.Batch {
	t.Helper()
	rows := graduates(len(people))
	for i, name := range people {
		rows[i].Subject.FullName = name
	}
	batch, err := b.register.Intake.Import(t.Context(), b.registrar, request(school, rows))
	require.NoError(t, err)
	_, err = b.register.Issuing.Approve(t.Context(), b.approver, batch.ID, "", batch.Count)
	require.NoError(t, err)
	b.sign(t)
	return b.state(t, batch.ID, registry.BatchSealed)
}

func (b *bundle) namesFound(t testing.TB, f reading.CredentialFilter) []string {
	t.Helper()
	found, err := b.register.Reading.Credentials(t.Context(), b.reader, f)
	require.NoError(t, err)
	people := make([]string, len(found))
	for i, c := range found {
		people[i] = c.FullName
	}
	return people
}

func (b *bundle) look(t testing.TB, name string, level names.Level) []string {
	t.Helper()
	query, err := reading.NameQuery(name, level)
	require.NoError(t, err)
	return b.namesFound(t, reading.CredentialFilter{Name: query})
}

func TestSearchByName(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.named(t, "Trần Thị Hoà", "Lê Đức Hóa", "NGUYỄN HÒA", "Đỗ Văn Đạt", "Hoàng Văn An", "H'Hen Niê")
	b.university(t, 2)

	t.Run("ThreeLevels", func(t *testing.T) {
		require.Equal(t, []string{"Trần Thị Hoà"}, b.look(t, "Hoà", names.Exact))
		require.Empty(t, b.look(t, "hoà", names.Exact))
		require.Equal(t, []string{"NGUYỄN HÒA", "Trần Thị Hoà"}, b.look(t, "hòa", names.Tone))
		require.Equal(t, []string{"NGUYỄN HÒA", "Trần Thị Hoà", "Lê Đức Hóa"}, b.look(t, "hoa", ""))
		require.Equal(t, []string{"Hoàng Văn An", "Đỗ Văn Đạt"}, b.look(t, "VAN", names.Plain))
		require.Equal(t, []string{"H'Hen Niê"}, b.look(t, "h’hen  nie", names.Plain))
		require.Equal(t, []string{"Trần Thị Hoà"}, b.look(t, "thi hoa", names.Plain))
	})

	t.Run("AllInTheOrderOfNames", func(t *testing.T) {
		want := []string{"Hoàng Văn An", "Đỗ Văn Đạt", "NGUYỄN HÒA", "Trần Thị Hoà", "Lê Đức Hóa", "H'Hen Niê"}
		require.Equal(t, want, b.namesFound(t, reading.CredentialFilter{ByName: true}))
		require.Equal(
			t,
			want[2:4],
			b.namesFound(t, reading.CredentialFilter{ByName: true, Page: registry.Page{Offset: 2, Limit: 2}}),
		)
	})

	t.Run("NamesAndNumbersTogether", func(t *testing.T) {
		query, err := reading.NameQuery("hoa", names.Plain)
		require.NoError(t, err)
		require.Equal(
			t,
			[]string{"Lê Đức Hóa"},
			b.namesFound(t, reading.CredentialFilter{Name: query, LearnerCode: "0000000001"}),
		)
		require.Empty(t, b.namesFound(t, reading.CredentialFilter{Name: query, Batch: uuid.New()}))
	})

	t.Run("NoWildcards", func(t *testing.T) {
		for _, text := range []string{"%", "_", "Ho%", `\`} {
			require.Empty(t, b.look(t, text, names.Plain), text)
		}
	})

	t.Run("OfOnesOwnSchool", func(t *testing.T) {
		query, err := reading.NameQuery("hoa", names.Plain)
		require.NoError(t, err)
		found, err := b.register.Reading.Credentials(t.Context(), b.stranger, reading.CredentialFilter{Name: query})
		require.NoError(t, err)
		require.Empty(t, found)
		_, err = b.register.Reading.Credentials(
			t.Context(),
			b.stranger,
			reading.CredentialFilter{Issuer: school, Name: query},
		)
		require.ErrorIs(t, err, registry.ErrNotFound)
	})

	t.Run("WhatIsNoName", func(t *testing.T) {
		_, err := reading.NameQuery(" ", names.Plain)
		require.ErrorIs(t, err, registry.ErrInvalid)
		_, err = reading.NameQuery("Hoà", "close")
		require.ErrorIs(t, err, registry.ErrInvalid)
		require.NotContains(t, err.Error(), "Hoà")
		filter := reading.CredentialFilter{}
		filter.Name, err = reading.NameQuery("Hoà", "")
		require.NoError(t, err)
		require.NotContains(t, fmt.Sprint(filter.LogValue()), "H")
	})
}

func TestKeysOfNamesAreMadeAnew(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.named(t, "Trần Thị Hoà", "Lê Đức Hóa", "Đỗ Văn Đạt")
	conn := b.db.Conn(t)
	do := func(sql string) {
		_, err := conn.Exec(t.Context(), sql)
		require.NoError(t, err, sql)
	}
	_, err := conn.Exec(t.Context(), `DELETE FROM name_key`)
	require.Error(t, err)
	_, err = conn.Exec(t.Context(), `UPDATE name_key SET issuer = 'DH-MAU'`)
	require.Error(t, err)

	do(`ALTER TABLE name_key DISABLE TRIGGER name_key_goes`) // as it was before there were keys
	do(`DELETE FROM name_key WHERE plain LIKE '%DAT%'`)
	do(
		fmt.Sprintf(
			`UPDATE name_key SET rules = %d, plain = ' X ', sort = '\x00' WHERE plain LIKE '%%TRAN%%'`,
			names.Rules+1,
		),
	)
	require.Len(t, b.namesFound(t, reading.CredentialFilter{}), 3, "who does not ask for names misses nothing")
	require.Len(t, b.namesFound(t, reading.CredentialFilter{ByName: true}), 2)
	done := make(chan error, 2)
	for range 2 {
		go func() { done <- postgres.Migrate(t.Context(), b.db.URL()) }()
	}
	require.NoError(t, <-done)
	require.NoError(t, <-done)
	require.Equal(
		t,
		[]string{"Đỗ Văn Đạt", "Trần Thị Hoà", "Lê Đức Hóa"},
		b.namesFound(t, reading.CredentialFilter{ByName: true}),
	)
	rows, err := conn.Query(t.Context(), `SELECT exact, tone, plain, sort FROM name_key ORDER BY sort`)
	require.NoError(t, err)
	defer rows.Close()
	for _, want := range []string{"Đỗ Văn Đạt", "Trần Thị Hoà", "Lê Đức Hóa"} {
		require.True(t, rows.Next())
		var k names.Keys
		require.NoError(t, rows.Scan(&k.Exact, &k.Tone, &k.Plain, &k.Sort))
		expected := names.Of(want)
		require.True(t, bytes.Equal(expected.Sort, k.Sort))
		require.Equal(t, expected, k)
	}
}
