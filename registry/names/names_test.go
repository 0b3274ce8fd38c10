package names_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"sogoc/registry/names"
)

func TestLevels(t *testing.T) {
	t.Parallel()
	const none = names.Level("none")
	for _, c := range []struct {
		a, b    string
		closest names.Level // at which a finds b
	}{
		{"Nguyễn Hoà Đức", norm.NFD.String("Nguyễn Hoà Đức"), names.Exact},
		{"Nguyễn Hoà Đức", "  Nguyễn\u00a0Hoà\u200b \u202fĐứ\u00adc ", names.Exact},
		{"hoà", "hòa", names.Tone}, {"hoá", "hóa", names.Tone}, {"hoả", "hỏa", names.Tone}, {"hoã", "hõa", names.Tone}, {"hoạ", "họa", names.Tone},
		{"khoẻ", "khỏe", names.Tone}, {"loè", "lòe", names.Tone}, {"thuỷ", "thủy", names.Tone}, {"Tuý", "Túy", names.Tone}, {"uỷ", "ủy", names.Tone},
		{"NGUYỄN HÒA", "Nguyễn Hoà", names.Tone}, {"Hoà-Thuý", "Hòa-Thúy", names.Tone},
		{"Quý", "Qúy", names.Plain}, {"Hoàn", "Hòan", names.Plain}, {"José", "Jóse", names.Plain},
		{"Hoà", "Hóa", names.Plain}, {"Nguyễn Đức", "NGUYEN DUC", names.Plain}, {"Ðức", "Đức", names.Plain}, {"H’Hen Niê", "H'Hen Nie", names.Plain},
		{"Ơn", "On", names.Plain}, {"R'Com", "r’com", names.Plain},
		{"Lý", "Lí", none}, {"Mỹ", "Mĩ", none}, {"An", "Anh", none}, {"Hoa", "Oa", none},
	} {
		for i, level := range []names.Level{names.Exact, names.Tone, names.Plain} {
			for _, pair := range [][2]string{{c.a, c.b}, {c.b, c.a}} {
				q, err := names.ParseQuery(pair[0], level)
				require.NoError(t, err)
				want := c.closest != none &&
					i >= slices.Index([]names.Level{names.Exact, names.Tone, names.Plain}, c.closest)
				require.Equal(t, want, q.Finds(names.Of(pair[1])), "%q and %q at %s", pair[0], pair[1], level)
			}
		}
	}
}

// Names of letters that are looked up have the keys that Unicode's tables give: those of
// the same name with a word behind it that is not looked up.
func TestKeysOfLettersThatAreLookedUp(t *testing.T) {
	t.Parallel()
	const beyond = "中"
	check := func(name string) {
		keys := names.Of(name)
		if strings.TrimSpace(keys.Exact) == "" {
			return
		}
		slow := names.Of(name + " " + beyond)
		require.Equal(t, slow.Exact, keys.Exact+beyond+" ", "%+q", name)
		require.Equal(t, slow.Tone, keys.Tone+beyond+" ", "%+q", name)
		require.Equal(t, slow.Plain, keys.Plain+beyond+" ", "%+q", name)
		require.Equal(t, keys.Tone, names.ToneOf(name))
		require.Equal(t, keys.Plain, names.PlainOf(name))
	}
	const most = 0x2100
	for r := range rune(most) {
		for _, name := range []string{string(r), "A" + string(r), "Toà " + string(r) + "n", string(r) + "\u0301"} {
			check(name)
		}
	}
	random := rand.New(rand.NewPCG(5, 6))
	usual := []rune("aăâdđeêhoôơquưyHOQUYòỏúỷàÀÒỤ  ''-\u0300\u0301\u0309\u0323\u0302\u031b\u200b\u00a0")
	for range 20_000 {
		name := make([]rune, 1+random.IntN(9))
		for i := range name {
			name[i] = usual[random.IntN(len(usual))]
			if random.IntN(9) == 0 {
				name[i] = rune(random.IntN(most))
			}
		}
		check(string(name))
	}
}

func TestQuery(t *testing.T) {
	t.Parallel()
	keys := names.Of("Trần Thị Hoà")
	for text, want := range map[string]bool{"hoa": true, "Trần Thị": true, "thi hoa": true, "tran thi hoa": true, "ran": false, "tran hoa": false, "th": false} {
		q, err := names.ParseQuery(text, "")
		require.NoError(t, err)
		require.Equal(t, names.Plain, q.Level())
		require.Equal(t, want, q.Finds(keys), text)
	}
	require.True(t, names.Query{}.IsZero())
	require.True(t, names.Query{}.Finds(keys))
	for name, c := range map[string]struct {
		text  string
		level names.Level
	}{"Nothing": {"", ""}, "Spaces": {" \u00a0\u200b", names.Exact}, "MarksOnly": {"\u0301", names.Plain}, "NoUTF8": {"a\xff", ""},
		"TooLong": {strings.Repeat("a", names.MaxQuery+1), ""}, "NoSuchLevel": {"An", "close"}} {
		_, err := names.ParseQuery(c.text, c.level)
		require.ErrorIs(t, err, names.ErrQuery, name)
	}
}

func TestSort(t *testing.T) {
	t.Parallel()
	want := []string{
		"An",
		"Lê An",
		"Nguyễn An",
		"NGUYỄN BÌNH AN",
		"Nguyễn Văn An",
		"Bùi Anh",
		"Lê Ành",
		"Lê Ảnh",
		"Lê Ãnh",
		"Lê Ánh",
		"Lê Ạnh",
		"Lê Ăn",
		"Lê Ân",
		"Lê Du",
		"Lê Dung",
		"Lê Dũng",
		"Đỗ Đạt",
		"Ngô Đạt",
		"Trần Đạt",
		"Lê Đức",
		"Lê On",
		"Lê Ơn",
		"Lê Ung",
		"Lê Ưng",
	}
	t.Run("GivenNameThenFamilyThenMiddle", func(t *testing.T) {
		t.Parallel()
		sorted := slices.Clone(want)
		rand.New(rand.NewPCG(3, 4)).
			Shuffle(len(sorted), func(i, j int) { sorted[i], sorted[j] = sorted[j], sorted[i] })
		slices.SortFunc(sorted, bySort)
		require.Equal(t, want, sorted)
	})

	t.Run("HowItWasTypedDoesNotPartOneName", func(t *testing.T) {
		t.Parallel()
		require.Zero(t, bySort("Lê Văn Hoà", "LÊ VĂN HÒA"))
	})

	t.Run("AsPartsComparedOneByOne", func(t *testing.T) {
		t.Parallel()
		c := collate.New(language.Vietnamese)
		slow := func(a, b string) int {
			x, y := strings.Fields(strings.ToUpper(a)), strings.Fields(strings.ToUpper(b))
			for _, part := range []func([]string) string{func(w []string) string { return w[2] }, func(w []string) string { return w[0] }, func(w []string) string { return w[1] }} {
				if d := c.CompareString(part(x), part(y)); d != 0 {
					return d
				}
			}
			return 0
		}
		words := []string{
			"A",
			"Á",
			"An",
			"Anh",
			"Ánh",
			"Ân",
			"Đa",
			"Da",
			"Dạ",
			"H'Hen",
			"HHen",
			"Hoà",
			"Hoa",
			"Nguyễn",
			"Nguyên",
			"Ư",
			"U",
			"Ý",
			"y",
		}
		random := rand.New(rand.NewPCG(1, 2))
		word := func() string { return words[random.IntN(len(words))] }
		for range 5000 {
			a, b := word()+" "+word()+" "+word(), word()+" "+word()+" "+word()
			require.Equal(t, slow(a, b), bySort(a, b), "%q and %q", a, b)
		}
	})

	t.Run("FromManyThreads", func(t *testing.T) {
		t.Parallel()
		want := names.Of("Trần Thị Hoà")
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				for range 200 {
					if !bytes.Equal(want.Sort, names.Of("Trần Thị Hoà").Sort) {
						t.Error("another key")
						return
					}
				}
			})
		}
		group.Wait()
	})
}

func bySort(a, b string) int { return bytes.Compare(names.Of(a).Sort, names.Of(b).Sort) }

func FuzzOf(f *testing.F) {
	for _, seed := range []string{"Nguyễn Hoà Đức", "H’Hen Niê", "ÒA", "\u0301", "uỷ\u200bquỳ", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		k := names.Of(name)
		again := names.Of(k.Exact)
		require.Equal(t, k, again, "the exact key has the same keys")
	})
}
