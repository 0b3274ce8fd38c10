package classlist_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testdb"
	"sogoc/registry"
	"sogoc/registry/classlist"
	"sogoc/registry/process"
)

// paperThatLooks asks how far the reading is whenever a letter is judged.
type paperThatLooks struct {
	reader **classlist.Reader
	by     registry.Actor
	seen   map[classlist.Progress]bool
}

// CanPrint implements classlist.Paper.
func (p paperThatLooks) CanPrint(rune) bool {
	p.seen[(*p.reader).Progress(p.by)] = true
	return true
}

// While a list is read its reader hears how far that is, and nobody else does.
func TestProgressOfReading(t *testing.T) {
	t.Parallel()
	by := registry.Actor{ID: uuid.New(), Login: "giaovu", Issuer: "DH-MAU", Roles: []registry.Role{registry.RoleRegistrar}}
	another := registry.Actor{ID: uuid.New()}
	var reader *classlist.Reader
	paper := paperThatLooks{&reader, by, map[classlist.Progress]bool{}}
	reader = classlist.New(testdb.Open(t).Store.Lists(), nil, process.New(process.Config{Host: "vanbang.example"}), paper)
	letters := []rune("abcdeghiklmnopqrstuvxyăâđêôơưáàảãạ")
	var list strings.Builder
	list.WriteString("Mã sinh viên,Họ và tên,Ngày sinh\n")
	for i := range 1200 { // each letter is asked for once: the last rows bring new ones
		name := "Mau"
		if at := i - 1200 + len(letters); at >= 0 {
			name = "Mau" + string(letters[at])
		}
		fmt.Fprintf(&list, "SV%05d,%s Van,%02d/%02d/2004\n", i, name, 1+i%28, 1+i/28%12)
	}
	require.Equal(t, classlist.Progress{}, reader.Progress(by))
	_, err := reader.ReadFiles(t.Context(), by, classlist.Request{Issuer: by.Issuer, List: []byte(list.String())})
	require.NoError(t, err)
	require.True(t, paper.seen[classlist.Progress{Stage: classlist.StageReading, Rows: 0, Of: 1200}], "%v", paper.seen)
	require.True(t, paper.seen[classlist.Progress{Stage: classlist.StageReading, Rows: 1000, Of: 1200}], "%v", paper.seen)
	require.Equal(t, classlist.Progress{}, reader.Progress(by), "it has ended")

	end := reader.Storing(by, 1200)
	require.Equal(t, classlist.Progress{Stage: classlist.StageStoring, Rows: 1200, Of: 1200}, reader.Progress(by))
	require.Equal(t, classlist.Progress{}, reader.Progress(another))
	end()
	require.Equal(t, classlist.Progress{}, reader.Progress(by))
}
