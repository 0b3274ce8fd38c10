package signingservice

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/go-json-experiment/json"

	"sogoc/registry/signer/signinginput"
	"sogoc/verifier"
	"sogoc/verifier/ledger"
)

// Entry is one line of the journal: what was signed for whom. It holds digests,
// numbers and codes, and nothing personal: a credential's digest is over salted
// digests, a QR code's over a salt.
type Entry struct {
	Time     time.Time         `json:"time"`
	Client   string            `json:"client"`
	Issuer   string            `json:"issuer"` // the key's owner: a school, a verifier service or an accreditor
	Key      string            `json:"key"`
	Document signinginput.Kind `json:"document"`
	Digest   ledger.Digest     `json:"digest"`             // SHA-256 of the signing input
	Sequence uint64            `json:"sequence,omitempty"` // of an anchor or void
	Size     uint64            `json:"size,omitempty"`     // of an anchor
	Entry    *StatusEntry      `json:"entry,omitempty"`    // of a status
	Result   verifier.Code     `json:"result,omitempty"`   // of a receipt
	Address  string            `json:"address,omitempty"`  // of a status list
	Function string            `json:"function,omitempty"` // of an accreditor's query, proposal or transaction
	About    string            `json:"about,omitempty"`    // of the same: whose record it is about
}

// StatusEntry is which status entry became what.
type StatusEntry struct {
	Issuer string       `json:"issuer"` // whose list it is
	List   uint32       `json:"list"`
	Index  uint32       `json:"index"`
	State  ledger.State `json:"state"`
}

// Opened is the document of an entry that says that own keys were opened.
const Opened signinginput.Kind = "opened"

// ErrLimit is returned where the policy's number for the day is reached.
var ErrLimit = errors.New("the limit of the day is reached")

// Journal is a folder with one file a day in Vietnam, as JSON lines. What is signed
// is on disk before its signature leaves. It is safe for concurrent use; one process
// at a time may use a folder.
type Journal struct {
	dir string

	mu     sync.Mutex // guards the fields below
	day    ledger.Date
	file   *os.File
	counts map[counted]int // of the day
}

type counted struct {
	issuer string
	kind   signinginput.Kind
}

// OpenJournal opens the journal in a folder, which it makes where it is missing,
// and counts what was signed today.
func OpenJournal(dir string, now time.Time) (*Journal, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	j := &Journal{dir: dir}
	return j, j.turnTo(ledger.DateOf(now))
}

// Close closes the day's file.
func (j *Journal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.file == nil {
		return nil
	}
	err := j.file.Close()
	j.file = nil
	return err
}

// Write writes entries, all or none: it returns ErrLimit where they are more than
// the owner's limits still allow today. When it returns nil they are on disk.
func (j *Journal) Write(now time.Time, limits Limits, entries ...Entry) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if day := ledger.DateOf(now); day != j.day || j.file == nil {
		if err := j.turnTo(day); err != nil {
			return err
		}
	}
	asked := map[counted]int{}
	var text bytes.Buffer
	for _, e := range entries {
		e.Time = now.UTC()
		of := counted{e.Issuer, e.Document}
		asked[of]++
		if limit := limits.limit(e.Document); e.Document != Opened && j.counts[of]+asked[of] > limit {
			return fmt.Errorf("%w: %s of %s: %d", ErrLimit, e.Document, e.Issuer, limit)
		}
		line, err := json.Marshal(e)
		if err != nil {
			return err
		}
		text.Write(line)
		text.WriteByte('\n')
	}
	if err := j.append(text.Bytes()); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	for of, n := range asked {
		j.counts[of] += n
	}
	return nil
}

// append writes to the day's file and waits until it is on disk. After an error the
// file is opened anew, and counted anew, before anything else is written.
func (j *Journal) append(text []byte) error {
	_, err := j.file.Write(text)
	if err = errors.Join(err, j.file.Sync()); err != nil {
		err = errors.Join(err, j.file.Close())
		j.file = nil
	}
	return err
}

// turnTo opens the file of a day. Its callers hold mu, or nobody else has j.
func (j *Journal) turnTo(day ledger.Date) error {
	if before := j.file; before != nil {
		j.file = nil // also where closing fails: what was written to it is on disk, and the next call opens anew
		if err := before.Close(); err != nil {
			return fmt.Errorf("journal: %w", err)
		}
	}
	counts := map[counted]int{}
	whole, err := readDay(j.dir, day, func(e Entry) { counts[counted{e.Issuer, e.Document}]++ })
	if err != nil {
		return err
	}
	file, err := os.OpenFile(fileOf(j.dir, day), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	if !whole { // what was cut off was never answered with a signature
		if _, err := file.WriteString("\n"); err != nil {
			return errors.Join(fmt.Errorf("journal: %w", err), file.Close())
		}
	}
	j.day, j.file, j.counts = day, file, counts
	return nil
}

func fileOf(dir string, day ledger.Date) string { return filepath.Join(dir, string(day)+".jsonl") }

// readDay reads the entries of a day, none where there is no file, and reports
// whether the last line is whole. A line that was cut off when the machine stopped
// is passed over; any other that cannot be read is an error.
func readDay(dir string, day ledger.Date, each func(Entry)) (whole bool, err error) {
	file, err := os.Open(fileOf(dir, day))
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("journal: %w", err)
	}
	defer func() { _ = file.Close() }()
	lines := bufio.NewReader(file)
	for number := 1; ; number++ {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return len(line) == 0, nil
		}
		if err != nil {
			return false, fmt.Errorf("journal: %w", err)
		}
		var e Entry
		if err := json.Unmarshal(line, &e); err == nil {
			each(e)
		} else if !isCutOff(line, err) {
			return false, fmt.Errorf("journal: %s: line %d cannot be read: move the file away and look at it",
				fileOf(dir, day), number)
		}
	}
}

// isCutOff reports whether a line that cannot be read has not its end. It may end with
// the brace of what stands in the entry.
func isCutOff(line []byte, err error) bool {
	return !bytes.HasSuffix(bytes.TrimSpace(line), []byte("}")) || errors.Is(err, io.ErrUnexpectedEOF)
}

// Summary is what was signed with an owner's keys in a day.
type Summary struct {
	Issuer      string `json:"issuer"`
	Credentials int    `json:"credentials"`
	QRTokens    int    `json:"qrTokens"`
	Anchors     int    `json:"anchors"`
	Anchored    uint64 `json:"anchored"` // digests in these anchors
	Voids       int    `json:"voids"`
	Statuses    int    `json:"statuses"`
	Receipts    int    `json:"receipts"`
	StatusLists int    `json:"statusLists"`
	Opened      int    `json:"opened"` // how often own keys were opened

	Queries      int `json:"queries"`      // of an accreditor, questions for a commit status among them
	Proposals    int `json:"proposals"`    // of an accreditor's acts
	Transactions int `json:"transactions"` // of these, those that were sent to the orderers
}

// Summarize returns what was signed in a day, by owner in the order of their names.
func Summarize(dir string, day ledger.Date) ([]Summary, error) {
	found := map[string]*Summary{}
	_, err := readDay(dir, day, func(e Entry) {
		if found[e.Issuer] == nil {
			found[e.Issuer] = &Summary{Issuer: e.Issuer}
		}
		found[e.Issuer].count(e)
	})
	summaries := make([]Summary, 0, len(found))
	for _, issuer := range slices.Sorted(maps.Keys(found)) {
		summaries = append(summaries, *found[issuer])
	}
	return summaries, err
}

func (s *Summary) count(e Entry) {
	switch e.Document {
	case signinginput.Credential:
		s.Credentials++
	case signinginput.QRToken:
		s.QRTokens++
	case signinginput.Anchor:
		s.Anchors++
		s.Anchored += e.Size
	case signinginput.Void:
		s.Voids++
	case signinginput.Status:
		s.Statuses++
	case signinginput.Receipt:
		s.Receipts++
	case signinginput.StatusList:
		s.StatusLists++
	case signinginput.LedgerQuery, signinginput.CommitStatus:
		s.Queries++
	case signinginput.LedgerProposal:
		s.Proposals++
	case signinginput.LedgerTransaction:
		s.Transactions++
	case Opened:
		s.Opened++
	}
}
