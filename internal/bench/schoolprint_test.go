package bench_test

import (
	"context"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"sogoc/internal/bench"
	"sogoc/registry"
	paper "sogoc/registry/diploma"
	"sogoc/registry/handout"
	"sogoc/verifier/credential"
	"sogoc/verifier/qr"
)

// papers are documents in memory; nobody is asked whether they may be read.
type papers []registry.Document

func (p papers) Document(context.Context, registry.Actor, uuid.UUID) (registry.Document, error) {
	return p[0], nil
}

func (p papers) Documents(
	_ context.Context, _ registry.Actor, _ uuid.UUID, each func(registry.Document) error,
) error {
	for _, d := range p {
		if err := each(d); err != nil {
			return err
		}
	}
	return nil
}

func (p papers) OpenDocuments(
	ctx context.Context, by registry.Actor, batch uuid.UUID,
) (func(func(registry.Document) error) error, error) {
	return func(each func(registry.Document) error) error { return p.Documents(ctx, by, batch, each) }, nil
}

func newPapers(t testing.TB, count int) papers {
	key := newSigner(t)
	all := make(papers, count)
	for i := range all {
		d := diploma()
		d.ID = fmt.Sprintf("urn:uuid:3f1c2b9e-7a64-4a1d-9d35-%012d", i)
		d.SerialNumber = fmt.Sprintf("A %08d", i)
		d.Subject.FullName = fmt.Sprintf("Nguyễn Văn Mẫu %d", i)
		all[i] = registry.Document{
			Credential: registry.Credential{ID: uuid.New(), Issuer: schoolCode, Kind: d.Kind},
			Issued:     issue(t, d, key),
		}
	}
	return all
}

// printBatch prints diplomas into one file, and returns how long that takes.
func printBatch(count int) func(testing.TB) bench.Figure {
	return func(t testing.TB) bench.Figure {
		printer, err := paper.New(paper.Config{PublicURL: "https://" + schoolHost})
		require.NoError(t, err)
		if err := printer.Load(); err != nil {
			t.Skip(err.Error())
		}
		all := newPapers(t, count)
		desk, err := handout.NewDesk(all, printer)
		require.NoError(t, err)
		before := time.Now()
		file, err := desk.Print(t.Context(), registry.Actor{}, uuid.Nil, handout.Selection{Form: credential.FormDiploma})
		require.NoError(t, err)
		_, err = file.WriteTo(io.Discard)
		require.NoError(t, err)
		took := time.Since(before)
		require.Equal(t, count, file.Count)
		before = time.Now()
		codes := errgroup.Group{}
		codes.SetLimit(2)
		for _, d := range all {
			codes.Go(func() error {
				_, err := qr.Modules(desk.Link(d))
				return err
			})
		}
		require.NoError(t, codes.Wait())
		return bench.Figure{Value: took.Seconds(), Unit: "s", Floor: time.Since(before).Seconds(),
			FloorName: "their QR codes alone, two at a time"}
	}
}

// firstCode draws the QR code of one paper as a PNG image that nobody asked for before.
func firstCode(t testing.TB) bench.Figure {
	all := newPapers(t, 1)
	desk, err := handout.NewDesk(all, &paper.Printer{Config: paper.Config{PublicURL: "https://" + schoolHost}})
	require.NoError(t, err)
	link := desk.Link(all[0])
	figure := bench.Compare(func() {
		drawer, err := qr.NewDrawer(1)
		require.NoError(t, err)
		_, err = drawer.PNG(link, 0)
		require.NoError(t, err)
	}, bench.Floor{Name: "its modules alone", Do: func() {
		_, err := qr.Modules(link)
		require.NoError(t, err)
	}})
	figure.Value, figure.Floor, figure.Unit = figure.Value/1000, figure.Floor/1000, "ms"
	return figure
}
