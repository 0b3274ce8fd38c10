package credential

import (
	"sync"

	"sogoc/verifier/ledger"
	"sogoc/verifier/statuslist"
)

// How the objects of wire.go are read. Each is closed: a member that is not
// listed here is malformed. Members may be absent; what must be there, the rules
// of documents say.

func (r *reader) header(h *header) {
	r.open('{')
	for r.more('}') {
		switch r.name() {
		case "alg":
			h.Alg = ledger.Algorithm(r.string())
		case "kid":
			h.Kid = r.string()
		case "typ":
			h.Typ = r.string()
		default:
			r.fail(errMember)
		}
	}
}

// readPayload is a payload as it is read.
type readPayload struct {
	payload[anySubject]
	Contexts []string // the elements of @context, as they are written
}

// payloads are used again, for the memory of their lists.
var payloads = sync.Pool{New: func() any { return new(readPayload) }}

// release gives the lists' memory to another payload. Nothing of them may be in use.
func (p *readPayload) release() {
	s := &p.Subject
	*p = readPayload{
		payload: payload[anySubject]{
			Status:   emptied(p.Status),
			Evidence: emptied(p.Evidence),
			Subject: anySubject{
				Identifiers:  emptied(s.Identifiers),
				Courses:      emptied(s.Courses),
				Associations: emptied(s.Associations),
			},
		},
		Contexts: emptied(p.Contexts),
	}
	payloads.Put(p)
}

// emptied returns the memory of a list, without what was in it.
func emptied[T any](list []T) []T {
	clear(list[:cap(list)]) // its texts share the memory of somebody's credential
	return list[:0]
}

// payload reads the payload in the form that its kind has, wherever in it the
// kind stands, and returns that kind's line of the table.
func (r *reader) payload(p *readPayload) (kind Type) {
	known, subject := false, ""
	r.open('{')
	for r.more('}') {
		switch name := r.name(); name {
		case "kind":
			p.Kind = ledger.Kind(r.string())
			var err error
			if kind, err = TypeOf(p.Kind); err != nil {
				r.fail(errKind)
			}
			known = true
		case "credentialSubject":
			if known {
				r.subject(kind.Form, &p.Subject)
			} else {
				subject = r.raw()
			}
		default:
			r.payloadMember(name, p)
		}
	}
	if !known {
		r.fail(errKind)
	}
	if subject != "" && r.err == nil {
		behind := reader{text: subject}
		behind.subject(kind.Form, &p.Subject)
		if err := behind.end(); err != nil {
			r.fail(err)
		}
	}
	return kind
}

func (r *reader) payloadMember(name string, p *readPayload) {
	switch name {
	case "@context":
		r.open('[')
		for r.more(']') {
			p.Contexts = append(p.Contexts, r.raw())
		}
	case "id":
		p.ID = r.string()
	case "type":
		p.Type = r.strings()
	case "name":
		p.Name = r.string()
	case "issuer":
		r.profile(&p.Issuer)
	case "validFrom":
		p.ValidFrom = r.string()
	case "validUntil":
		p.ValidUntil = r.string()
	case "awardedDate":
		p.AwardedDate = r.string()
	case "credentialStatus":
		r.open('[')
		for r.more(']') {
			p.Status = append(p.Status, r.statusEntry())
		}
	case "evidence":
		r.open('[')
		for r.more(']') {
			p.Evidence = append(p.Evidence, r.evidence())
		}
	case "place":
		p.Place = r.string()
	case "signedBy":
		r.signatory(&p.SignedBy)
	case "qr":
		p.QR = r.string()
	case "_sd_alg":
		p.SDAlg = r.string()
	default:
		r.fail(errMember)
	}
}

func (r *reader) profile(p *profile) {
	r.open('{')
	for r.more('}') {
		switch r.name() {
		case "id":
			p.ID = r.string()
		case "type":
			p.Type = r.strings()
		case "name":
			p.Name = r.string()
		case "nameEn":
			p.NameEn = r.string()
		default:
			r.fail(errMember)
		}
	}
}

func (r *reader) signatory(s *Signatory) {
	r.open('{')
	for r.more('}') {
		switch r.name() {
		case "name":
			s.Name = r.string()
		case "title":
			s.Title = r.string()
		default:
			r.fail(errMember)
		}
	}
}

func (r *reader) statusEntry() (e statusEntry) {
	r.open('{')
	for r.more('}') {
		switch r.name() {
		case "id":
			e.ID = r.string()
		case "type":
			e.Type = r.string()
		case "statusPurpose":
			e.Purpose = statuslist.Purpose(r.string())
		case "statusListIndex":
			e.Index = r.string()
		case "statusListCredential":
			e.List = r.string()
		default:
			r.fail(errMember)
		}
	}
	return e
}

func (r *reader) evidence() (e evidence) {
	r.open('{')
	for r.more('}') {
		switch r.name() {
		case "type":
			e.Type = r.strings()
		case "name":
			e.Name = r.string()
		case "decisionNumber":
			e.DecisionNumber = r.string()
		case "decisionDate":
			e.DecisionDate = ledger.Date(r.string())
		default:
			r.fail(errMember)
		}
	}
	return e
}
