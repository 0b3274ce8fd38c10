package follower

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/go-json-experiment/json"

	"sogoc/verifier/ledger"
)

// headRecord is what the head file holds: the highest height that was ever reached
// and the hash of the block below it.
type headRecord struct {
	Genesis ledger.Digest `json:"genesis"`
	Height  uint64        `json:"height"`
	Hash    ledger.Digest `json:"hash"`
}

// readHeadFile reads the head file; an absent one is the zero mark.
func readHeadFile(path string, genesis ledger.Digest) (headRecord, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return headRecord{Genesis: genesis}, nil
	}
	var m headRecord
	if err == nil {
		err = json.Unmarshal(text, &m, json.RejectUnknownMembers(true))
	}
	if err != nil {
		return m, fmt.Errorf("head file: %w", err)
	}
	if m.Genesis != genesis {
		return m, fmt.Errorf("%w: the head file's genesis block is %s", ErrTrust, m.Genesis)
	}
	return m, nil
}

// write replaces the file in one step that survives a crash.
func (m headRecord) write(path string) error {
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	dir := filepath.Dir(path)
	file, err := os.CreateTemp(dir, ".head-*")
	if err != nil {
		return fmt.Errorf("head file: %w", err)
	}
	defer os.Remove(file.Name()) // gone already when it was renamed
	_, err = file.Write(append(text, '\n'))
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err == nil {
		err = syncDir(dir)
	}
	if err != nil {
		return fmt.Errorf("head file: %w", err)
	}
	return nil
}
