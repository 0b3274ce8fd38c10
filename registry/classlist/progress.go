package classlist

import (
	"sync"

	"github.com/google/uuid"

	"sogoc/registry"
)

// Stage says what is being done with a person's upload.
type Stage string

// The stages, in their order.
const (
	StageNone     Stage = ""         // nothing: this process reads no list of the person
	StageWaiting  Stage = "waiting"  // for the school's turn
	StageOpening  Stage = "opening"  // the file is unpacked, its header found
	StageReading  Stage = "reading"  // rows are judged one after the other
	StageChecking Stage = "checking" // the register is asked about them
	StageStoring  Stage = "storing"  // they are stored as drafts
)

// Progress is how far a person's upload is.
type Progress struct {
	Stage Stage
	Rows  int // that have been judged
	Of    int // so many that were found so far
}

// Progress returns how far the newest of the person's uploads is that this process
// reads or stores.
func (r *Reader) Progress(actor registry.Actor) Progress { return r.underWay.of(actor.ID) }

// Storing notes that so many rows of a person are being stored; call end when they are.
func (r *Reader) Storing(actor registry.Actor, rows int) (end func()) {
	at := r.underWay.begin(actor.ID)
	at.set(Progress{Stage: StageStoring, Rows: rows, Of: rows})
	return at.end
}

// underWay are the uploads of all persons. The zero value is empty. It is safe for
// concurrent use.
type underWay struct {
	mu       sync.Mutex
	byPerson map[uuid.UUID]*position
}

// position is where one upload is.
type position struct {
	all      *underWay
	person   uuid.UUID
	progress Progress
}

// begin begins a person's upload, which hides one that is under way.
func (u *underWay) begin(person uuid.UUID) *position {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.byPerson == nil {
		u.byPerson = map[uuid.UUID]*position{}
	}
	p := &position{all: u, person: person}
	u.byPerson[person] = p
	return p
}

func (u *underWay) of(person uuid.UUID) Progress {
	u.mu.Lock()
	defer u.mu.Unlock()
	if p := u.byPerson[person]; p != nil {
		return p.progress
	}
	return Progress{}
}

func (p *position) set(now Progress) {
	p.all.mu.Lock()
	defer p.all.mu.Unlock()
	p.progress = now
}

// enter begins a stage; what was counted stays.
func (p *position) enter(stage Stage) {
	p.all.mu.Lock()
	defer p.all.mu.Unlock()
	p.progress.Stage = stage
}

// judged is for roster.Input.
func (p *position) judged(rows, of int) { p.set(Progress{StageReading, rows, of}) }

func (p *position) end() {
	p.all.mu.Lock()
	defer p.all.mu.Unlock()
	if p.all.byPerson[p.person] == p {
		delete(p.all.byPerson, p.person)
	}
}
