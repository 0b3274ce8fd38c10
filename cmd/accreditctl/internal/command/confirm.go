package command

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"sogoc/cmd/internal/cli"
)

// longestAnswer bounds in bytes what is read of an answer.
const longestAnswer = 256

// confirm asks on standard input whether to go on: for yes, or for a school's code
// where what follows cannot be undone. Any other answer and the end of the input
// mean no: cli.ErrNo.
func confirm(ctx context.Context, r *cli.Run, forEver string) error {
	want := "yes"
	if forEver == "" {
		fmt.Fprint(r.Stderr, "Type yes to do it: ")
	} else {
		want = forEver
		fmt.Fprintf(r.Stderr, "It cannot be undone. Type the code %s to do it: ", forEver)
	}
	type line struct {
		text string
		err  error
	}
	read := make(chan line, 1)
	go func() { // ends with the input; an interrupted process does not wait for it
		text, err := bufio.NewReader(io.LimitReader(r.Stdin, longestAnswer)).ReadString('\n')
		read <- line{text, err}
	}()
	select {
	case <-ctx.Done():
		return fmt.Errorf("%w: nothing was done: interrupted", cli.ErrNo)
	case answer := <-read:
		switch text := strings.TrimSpace(answer.text); {
		case text == want:
			return nil
		case text == "" && errors.Is(answer.err, io.EOF):
			return fmt.Errorf("%w: nothing was done: standard input ended without an answer (-yes asks for none)",
				cli.ErrNo)
		case answer.err != nil && !errors.Is(answer.err, io.EOF):
			return fmt.Errorf("%w: nothing was done: %w", cli.ErrNo, answer.err)
		}
		return fmt.Errorf("%w: nothing was done: the answer was not %s", cli.ErrNo, want)
	}
}
