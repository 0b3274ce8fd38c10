package follower

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"
)

// segmentBlocks is how many blocks a segment file holds.
const segmentBlocks = 1000

// maxBlock bounds a stored block; orderers cut at 4 MB.
const maxBlock = 64 << 20

// frameHeader is length and CRC-32C before each block.
const frameHeader = 8

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// store keeps raw blocks in append-only files of 1,000 each. A crash can tear
// the last frame only; the next append cuts it off.
type store struct {
	dir    string
	height uint64
	size   int64    // of the whole frames in the segment of the next block
	file   *os.File // that segment, nil before the first append
}

func openStore(dir string) (*store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	s := &store{dir: dir}
	for {
		path := s.segment(s.height)
		frames, size, err := scanSegment(path)
		if errors.Is(err, os.ErrNotExist) {
			return s, nil
		}
		if err != nil {
			return nil, err
		}
		s.height += frames
		if frames == segmentBlocks {
			continue
		}
		s.size = size
		if _, err := os.Stat(s.segment(s.height + segmentBlocks)); !errors.Is(err, os.ErrNotExist) {
			return nil, fmt.Errorf("%w: block %d is damaged, and there are later ones", ErrStore, s.height)
		}
		return s, nil
	}
}

func (s *store) segment(number uint64) string {
	return filepath.Join(s.dir, fmt.Sprintf("%012d.blocks", number/segmentBlocks*segmentBlocks))
}

// scanSegment returns how many whole frames a file begins with, and their size.
func scanSegment(path string) (frames uint64, size int64, err error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, 0, err
	}
	defer file.Close()
	in := bufio.NewReaderSize(file, 1<<20)
	for frames < segmentBlocks {
		raw, err := readFrame(in)
		if err != nil {
			return frames, size, nil
		}
		frames, size = frames+1, size+frameHeader+int64(len(raw))
	}
	return frames, size, nil
}

func readFrame(in io.Reader) ([]byte, error) {
	var header [frameHeader]byte
	if _, err := io.ReadFull(in, header[:]); err != nil {
		return nil, err
	}
	length := binary.BigEndian.Uint32(header[:4])
	if length > maxBlock {
		return nil, fmt.Errorf("%w: a frame of %d bytes", ErrStore, length)
	}
	raw := make([]byte, length)
	if _, err := io.ReadFull(in, raw); err != nil {
		return nil, err
	}
	if crc32.Checksum(raw, castagnoli) != binary.BigEndian.Uint32(header[4:]) {
		return nil, fmt.Errorf("%w: a frame's checksum does not match", ErrStore)
	}
	return raw, nil
}

// append writes the next block and returns when it is on disk.
func (s *store) append(raw []byte) error {
	if s.file == nil {
		if err := s.openSegment(); err != nil {
			return err
		}
	}
	frame := make([]byte, frameHeader, frameHeader+len(raw))
	binary.BigEndian.PutUint32(frame[:4], uint32(len(raw)))
	binary.BigEndian.PutUint32(frame[4:], crc32.Checksum(raw, castagnoli))
	_, err := s.file.Write(append(frame, raw...))
	if err == nil {
		err = s.file.Sync()
	}
	if err != nil { // part of it may be there: the next append begins anew
		return fmt.Errorf("store block %d: %w", s.height, errors.Join(err, s.close()))
	}
	s.size += frameHeader + int64(len(raw))
	s.height++
	if s.height%segmentBlocks == 0 {
		s.size = 0
		return s.close()
	}
	return nil
}

func (s *store) openSegment() error {
	file, err := os.OpenFile(s.segment(s.height), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	if err := file.Truncate(s.size); err != nil {
		return errors.Join(err, file.Close())
	}
	s.file = file
	return syncDir(s.dir)
}

func (s *store) close() error {
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	s.file = nil
	return err
}

// each calls yield with the stored blocks from a number on.
func (s *store) each(from uint64, yield func(*common.Block) error) error {
	for from < s.height {
		if err := s.eachInSegment(&from, yield); err != nil {
			return err
		}
	}
	return nil
}

func (s *store) eachInSegment(from *uint64, yield func(*common.Block) error) error {
	file, err := os.Open(s.segment(*from))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrStore, err)
	}
	defer file.Close()
	in := bufio.NewReaderSize(file, 1<<20)
	first := *from / segmentBlocks * segmentBlocks
	for number := first; number < first+segmentBlocks && number < s.height; number++ {
		raw, err := readFrame(in)
		if err != nil {
			return fmt.Errorf("%w: block %d: %w", ErrStore, number, err)
		}
		if number < *from {
			continue
		}
		block := &common.Block{}
		if err := proto.Unmarshal(raw, block); err != nil {
			return fmt.Errorf("%w: block %d: %w", ErrStore, number, err)
		}
		if err := yield(block); err != nil {
			return err
		}
		*from = number + 1
	}
	return nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
