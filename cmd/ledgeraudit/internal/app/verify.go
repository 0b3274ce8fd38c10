package app

import (
	"context"
	"fmt"
	"strings"
)

func verify(ctx context.Context, r *run, args []string) error {
	r.replayFlags()
	rest, err := r.Parse(args, 1)
	if err != nil {
		return err
	}
	replay, err := r.replay(ctx, rest[0], false)
	if err != nil {
		return err
	}
	defer func() { _ = replay.Close() }()
	report, err := replay.Report(ctx)
	if err != nil {
		return err
	}
	if err := r.print(report, func(s speaker) { s.report(report) }); err != nil {
		return err
	}
	if fault := replay.StoppedBy(); fault != nil {
		return fmt.Errorf("%w: only %d blocks hold: %w", errIntegrity, report.Head.Height, fault)
	}
	switch {
	case len(report.Distrusted) > 0:
		return fmt.Errorf("%w: %s", errDistrusted, report.Distrusted[0].Organisation)
	case len(report.UnknownAccreditors) > 0:
		return fmt.Errorf("%w: %s", errNoOrganisation, strings.Join(report.UnknownAccreditors, ", "))
	}
	return nil
}
