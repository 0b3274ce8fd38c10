package issuing

import (
	"context"

	"sogoc/registry"
)

// assignNumbers gives every line of a numbered type both numbers, those that the file
// did not bring from the book. The book is locked to the end of the
// transaction, so that a counter that moved was used: no gaps.
func assignNumbers(ctx context.Context, q SigningQueries, batch registry.Batch) error {
	entries, err := q.Entries(ctx, batch.ID)
	if err != nil {
		return err
	}
	var serials, registers []*string // that are still to be filled in
	for i := range entries {
		if e := &entries[i]; e.Book != "" {
			if e.SerialNumber == "" {
				serials = append(serials, &e.SerialNumber)
			}
			if e.RegisterNumber == "" {
				registers = append(registers, &e.RegisterNumber)
			}
		}
	}
	if len(serials)+len(registers) > 0 {
		book, err := q.LockBook(ctx, batch.Issuer, batch.Terms.Book)
		if err != nil {
			return err
		}
		book.SerialNext, err = drawNumbers(
			serials,
			book.SerialNext,
			book.FormatSerialNumber,
			func(numbers []string) (map[string]bool, error) {
				taken, _, err := q.TakenNumbers(ctx, book.Issuer, book.Code, numbers, nil)
				return taken, err
			},
		)
		if err != nil {
			return err
		}
		book.RegisterNext, err = drawNumbers(
			registers,
			book.RegisterNext,
			book.FormatRegisterNumber,
			func(numbers []string) (map[string]bool, error) {
				_, taken, err := q.TakenNumbers(ctx, book.Issuer, book.Code, nil, numbers)
				return taken, err
			},
		)
		if err != nil {
			return err
		}
		if err := q.MoveBook(ctx, book); err != nil {
			return err
		}
	}
	return q.NumberEntries(ctx, batch.ID, entries)
}

// drawNumbers fills empty numbers from a counter and returns where the counter stands then.
// Numbers that a file brought and that are taken already are passed over.
func drawNumbers(
	empty []*string,
	next uint64,
	format func(uint64) string,
	taken func([]string) (map[string]bool, error),
) (uint64, error) {
	for len(empty) > 0 {
		numbers := make([]string, len(empty))
		for i := range numbers {
			numbers[i] = format(next + uint64(i))
		}
		used, err := taken(numbers)
		if err != nil {
			return next, err
		}
		for _, n := range numbers {
			if !used[n] {
				*empty[0] = n
				empty = empty[1:]
			}
		}
		next += uint64(len(numbers))
	}
	return next, nil
}
