package handout

import (
	"runtime"

	"sogoc/registry/diploma"
	"sogoc/verifier/credential"
)

// setting prints credentials into one file in the order in which they come. Several
// are prepared at once, on all processors, while the pages of those before them are
// set. What waits is bounded.
type setting struct {
	file    *diploma.File
	printer *diploma.Printer
	waiting chan (<-chan outcome)
	failed  chan struct{} // closed with the first error
	ended   chan struct{} // closed behind the last page
	err     error         // the first error; to be read when ended is closed
}

// outcome is a credential that was prepared, or why it cannot be.
type outcome struct {
	prepared *diploma.Prepared
	err      error
}

// beginSetting begins with an empty file; end must be called.
func beginSetting(printer *diploma.Printer, file *diploma.File) *setting {
	s := &setting{
		file:    file,
		printer: printer,
		waiting: make(chan (<-chan outcome), 2*runtime.GOMAXPROCS(0)),
		failed:  make(chan struct{}),
		ended:   make(chan struct{}),
	}
	go s.run()
	return s
}

// run sets pages until nothing more comes. After an error it only takes what waits.
func (s *setting) run() {
	defer close(s.ended)
	for next := range s.waiting {
		o := <-next
		if s.err != nil {
			continue
		}
		if s.err = o.err; s.err == nil {
			s.err = s.file.Set(o.prepared)
		}
		if s.err != nil {
			close(s.failed)
		}
	}
}

// add prints one more credential. It returns the first error of those before it, at
// the latest when end is called.
func (s *setting) add(issued credential.Issued) error {
	prepared := make(chan outcome, 1)
	select {
	case <-s.failed:
		return s.end()
	case s.waiting <- prepared:
	}
	go func() {
		p, err := s.printer.Prepare(issued)
		prepared <- outcome{p, err}
	}()
	return nil
}

// end waits until all is printed. It may be called again.
func (s *setting) end() error {
	select {
	case <-s.ended:
		return s.err
	default:
	}
	close(s.waiting)
	<-s.ended
	return s.err
}
