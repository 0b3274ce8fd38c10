package issuing

import (
	"context"
	"slices"

	"sogoc/registry"
)

// assignNumbers returns every line of a batch. It gives those of a numbered type both
// numbers, those that the file did not bring from the book, and leaves it to the caller
// to write them. The book is locked to the end of the transaction, so that a counter
// that moved was used: no gaps.
func assignNumbers(ctx context.Context, q SigningQueries, batch registry.Batch) ([]registry.Entry, error) {
	entries, err := q.Entries(ctx, batch.ID)
	if err != nil {
		return nil, err
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
			return nil, err
		}
		book.SerialNext, err = drawNumbers(
			serials,
			book.SerialNext,
			passedOver(book.FreedSerials, book.SerialOrdinal, book.SerialNext),
			book.FormatSerialNumber,
			func(numbers []string) (map[string]string, error) {
				taken, _, err := q.TakenNumbers(ctx, book.Issuer, book.Code, numbers, nil)
				return taken, err
			},
		)
		if err != nil {
			return nil, err
		}
		book.RegisterNext, err = drawNumbers(
			registers,
			book.RegisterNext,
			passedOver(book.FreedRegisters, book.RegisterOrdinal, book.RegisterNext),
			book.FormatRegisterNumber,
			func(numbers []string) (map[string]string, error) {
				_, taken, err := q.TakenNumbers(ctx, book.Issuer, book.Code, nil, numbers)
				return taken, err
			},
		)
		if err != nil {
			return nil, err
		}
		if err := q.MoveBook(ctx, book.Book); err != nil {
			return nil, err
		}
	}
	return entries, nil
}

// passedOver returns which numbers the counter has left behind because a draft had
// brought them that was discarded since, in order.
func passedOver(freed []string, ordinal func(string) (uint64, bool), next uint64) []uint64 {
	var passed []uint64
	for _, number := range freed {
		if n, ok := ordinal(number); ok && n < next {
			passed = append(passed, n)
		}
	}
	slices.Sort(passed)
	return slices.Compact(passed)
}

// drawNumbers fills empty numbers and returns where the counter stands then. Numbers
// that were passed over for a draft and are free again come first, so that the book has
// no holes; the counter's follow. Numbers that are taken are passed over.
func drawNumbers(
	empty []*string,
	next uint64,
	passed []uint64,
	format func(uint64) string,
	taken func([]string) (map[string]string, error),
) (uint64, error) {
	fill := func(numbers []string) error {
		used, err := taken(numbers)
		if err != nil {
			return err
		}
		for _, n := range numbers {
			if _, ok := used[n]; !ok && len(empty) > 0 {
				*empty[0] = n
				empty = empty[1:]
			}
		}
		return nil
	}
	if len(passed) > 0 && len(empty) > 0 {
		numbers := make([]string, len(passed))
		for i, n := range passed {
			numbers[i] = format(n)
		}
		if err := fill(numbers); err != nil {
			return next, err
		}
	}
	for len(empty) > 0 {
		numbers := make([]string, len(empty))
		for i := range numbers {
			numbers[i] = format(next + uint64(i))
		}
		next += uint64(len(numbers))
		if err := fill(numbers); err != nil {
			return next, err
		}
	}
	return next, nil
}
