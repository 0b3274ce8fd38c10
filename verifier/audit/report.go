package audit

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer/lifecycle"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/blocks"
	"sogoc/verifier/ledger"
	"sogoc/verifier/words"
)

// Report is what a replay of a folder showed.
type Report struct {
	Ledger         ledger.Digest   `json:"ledger"` // genesis hash
	Channel        string          `json:"channel"`
	Chaincode      string          `json:"chaincode"`
	Head           ledger.Head     `json:"head"`   // Height is the number of blocks that were proved
	Blocks         uint64          `json:"blocks"` // in the folder, without a gap
	First          time.Time       `json:"first,omitzero"`
	Transactions   Outcome         `json:"transactions"`
	Functions      []Function      `json:"functions"` // by name; those of other chaincodes with their chaincode's
	Flags          []FlagCount     `json:"flags"`
	Issuers        []Issuer        `json:"issuers"` // by code
	Keys           Keys            `json:"keys"`
	Anchors        uint64          `json:"anchors"`
	Digests        uint64          `json:"digests"`
	Statuses       []StateCount    `json:"statuses"`       // status entries by their state at the end
	StatusChanges  uint64          `json:"statusChanges"`  // of entries
	AnchorStatuses uint64          `json:"anchorStatuses"` // changes of anchors' states
	Configurations []Configuration `json:"configurations"`
	Definitions    []Definition    `json:"definitions"`
	// Distrusted are accreditors of this ledger that the trust file does not
	// name, UnknownAccreditors those that it names and this channel never had.
	Distrusted         []DistrustedAccreditor `json:"distrusted,omitempty"`
	UnknownAccreditors []string               `json:"unknownAccreditors,omitempty"`
	// Agreed are the organisations whose administrators, by the genesis block, signed the
	// trust file; none for a trust file without signatures, and where no block holds.
	Agreed    []string      `json:"agreed,omitempty"`
	Notes     []blocks.Note `json:"notes"`           // what was odd and stopped nobody
	StoppedBy string        `json:"fault,omitempty"` // what ended the replay; "": all of it was proved
	Proved    []string      `json:"proved"`
	NotProved []string      `json:"notProved"`
}

// Outcome counts transactions.
type Outcome struct {
	Valid   uint64 `json:"valid"`
	Invalid uint64 `json:"invalid"`
}

func (o *Outcome) add(valid bool) {
	if valid {
		o.Valid++
	} else {
		o.Invalid++
	}
}

// Function counts the transactions of one function.
type Function struct {
	Name string `json:"name"`
	Outcome
}

// FlagCount counts transactions by validation flag.
type FlagCount struct {
	Flag  string `json:"flag"`
	Count uint64 `json:"count"`
}

// StateCount counts status entries.
type StateCount struct {
	State ledger.State `json:"state"`
	Count uint64       `json:"count"`
}

// Issuer is an issuer at the replay's end.
type Issuer struct {
	Code       string             `json:"code"`
	Name       string             `json:"name"`
	State      ledger.IssuerState `json:"state"`
	Accreditor string             `json:"accreditor"`
	Keys       int                `json:"keys"`
	Anchors    uint64             `json:"anchors"`
	Digests    uint64             `json:"digests"`
	Statuses   uint64             `json:"statuses"` // changes of status entries
}

// Keys counts public keys by purpose and state.
type Keys struct {
	Issuer      int `json:"issuer"`
	Verifier    int `json:"verifier"`
	Retired     int `json:"retired"`
	Compromised int `json:"compromised"`
}

// Configuration is a configuration block.
type Configuration struct {
	Block         uint64   `json:"block"`
	Sequence      uint64   `json:"sequence"`
	Organisations []string `json:"organisations"`
	Consenters    int      `json:"consenters"`
	Quorum        int      `json:"quorum"`
	Added         []string `json:"added,omitempty"`
	Removed       []string `json:"removed,omitempty"`
}

// Definition is a committed definition of a chaincode.
type Definition struct {
	Position  ledger.Position `json:"position"`
	Chaincode string          `json:"chaincode"`
	Sequence  int64           `json:"sequence"` // 1 for the first, then upgrades
	Version   string          `json:"version"`
	Plugin    string          `json:"plugin"`
	Policy    string          `json:"policy"`
}

// mostNotes is how many of the newest notes a report tells.
const mostNotes = 1000

// Report sums up what was proved. It returns Each's errors.
func (r *Replay) Report(ctx context.Context) (Report, error) {
	s := summary{functions: map[string]*Outcome{}, flags: map[string]uint64{}, issuers: map[string]*Issuer{},
		keys: map[string]ledger.Key{}, statuses: map[string]ledger.State{}}
	s.report = Report{
		Ledger:    r.options.Trust.Genesis,
		Channel:   r.options.Trust.Channel,
		Chaincode: r.options.Trust.Chaincode,
		Head:      r.Head(),
		Blocks:    r.extent.height,
		Proved:    In(Proved(), words.English),
		NotProved: In(NotProved(), words.English),
	}
	if r.stoppedBy != nil {
		s.report.StoppedBy = r.stoppedBy.Error()
	}
	if r.Head().Height == 0 {
		s.report.Proved = []string{}
	}
	var err error
	if s.report.Notes, err = r.follower.Notes(mostNotes); err != nil {
		return Report{}, err
	}
	if err := r.Each(ctx, s.block); err != nil {
		return Report{}, err
	}
	report := s.finish()
	report.Distrusted = distrusted(report.Issuers, s.keys, r.options.Trust)
	if r.Head().Height > 0 {
		report.UnknownAccreditors = unknownAccreditors(report.Configurations, r.options.Trust)
		for _, a := range r.options.Trust.Agreements { // blocks.CheckAgreements held them against the genesis block
			report.Agreed = append(report.Agreed, a.Organisation)
		}
	}
	return report, nil
}

// summary is a report in the making.
type summary struct {
	report    Report
	functions map[string]*Outcome
	flags     map[string]uint64
	issuers   map[string]*Issuer
	keys      map[string]ledger.Key
	statuses  map[string]ledger.State // by state key
}

func (s *summary) block(b Block) error {
	for _, t := range b.Transactions {
		name := t.label(s.report.Chaincode)
		if s.functions[name] == nil {
			s.functions[name] = &Outcome{}
		}
		s.functions[name].add(t.Valid())
		s.report.Transactions.add(t.Valid())
		s.flags[t.Flag.String()]++
		if !t.Valid() {
			continue
		}
		if t.Config {
			if err := s.configuration(b); err != nil {
				return err
			}
		}
		s.definition(t)
		for _, w := range t.Writes {
			if w.Namespace == s.report.Chaincode {
				if s.report.First.IsZero() {
					s.report.First = t.Position.Time
				}
				if err := s.write(w); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// label names what a transaction did; an invalid one may claim anything, so
// that only names of functions that exist are told.
func (t Transaction) label(chaincode string) string {
	switch {
	case t.Config:
		return "configuration"
	case t.Unreadable || len(t.Arguments) == 0:
		return "unreadable"
	case t.Chaincode == lifecycleNamespace && (t.Valid() ||
		strings.HasSuffix(t.Function(), "ChaincodeDefinition") || strings.HasSuffix(t.Function(), "ForMyOrg")):
		return lifecycleNamespace + " " + t.Function()
	case t.Chaincode == chaincode && (t.Valid() || changesLedger(t.Function())):
		return t.Function()
	}
	return "other"
}

// changesLedger reports whether the chaincode has a function of that name that writes.
func changesLedger(name string) bool {
	f, found := ledger.FindFunction(name)
	return found && !f.Query()
}

func (s *summary) issuer(code string) *Issuer {
	if s.issuers[code] == nil {
		s.issuers[code] = &Issuer{Code: code}
	}
	return s.issuers[code]
}

func (s *summary) write(w Write) error {
	k, err := ledger.ParseStateKey(w.Key)
	if err != nil {
		return err
	}
	switch k.Object {
	case ledger.ObjectIssuer:
		record, err := ledger.DecodeRecord[ledger.Issuer](w.Value)
		if err != nil {
			return err
		}
		i := s.issuer(k.Attributes[0])
		i.Name, i.State, i.Accreditor, i.Keys = record.Accreditation.Name, record.State, record.Accreditor, len(
			record.Keys,
		)
	case ledger.ObjectKey:
		s.keys[k.Attributes[0]], err = ledger.DecodeRecord[ledger.Key](w.Value)
		return err
	case ledger.ObjectAnchor:
		record, err := ledger.DecodeRecord[ledger.AnchorRecord](w.Value)
		if err != nil {
			return err
		}
		i := s.issuer(k.Attributes[0])
		i.Anchors, i.Digests = i.Anchors+1, i.Digests+record.Anchor.Size
	case ledger.ObjectStatus:
		record, err := ledger.DecodeRecord[ledger.StatusRecord](w.Value)
		if err != nil {
			return err
		}
		s.statuses[w.Key] = record.State
		s.report.StatusChanges++
		s.issuer(k.Attributes[0]).Statuses++
	case ledger.ObjectAnchorStatus, ledger.ObjectAnchorStatuses:
		s.report.AnchorStatuses++
	}
	return nil
}

func (s *summary) configuration(b Block) error {
	config, err := blocks.ParseConfig(b.raw)
	if err != nil {
		return err
	}
	c := Configuration{
		Block:         b.Number,
		Sequence:      config.Sequence(),
		Organisations: config.Organisations(),
		Consenters:    config.Consenters(),
		Quorum:        config.Quorum(),
	}
	if n := len(s.report.Configurations); n > 0 {
		before := s.report.Configurations[n-1].Organisations
		c.Added, c.Removed = without(c.Organisations, before), without(before, c.Organisations)
	}
	s.report.Configurations = append(s.report.Configurations, c)
	return nil
}

func without(all, those []string) (rest []string) {
	for _, a := range all {
		if !slices.Contains(those, a) {
			rest = append(rest, a)
		}
	}
	return rest
}

const lifecycleNamespace = "_lifecycle"

// definition reads a chaincode's definition out of what the lifecycle wrote.
func (s *summary) definition(t Transaction) {
	found := map[string]*Definition{}
	for _, w := range t.Writes {
		name, isField := strings.CutPrefix(w.Key, "namespaces/fields/")
		name, field, _ := strings.Cut(name, "/")
		data := &lifecycle.StateData{}
		if w.Namespace != lifecycleNamespace || !isField || proto.Unmarshal(w.Value, data) != nil {
			continue
		}
		d := found[name]
		if d == nil {
			d = &Definition{Position: t.Position, Chaincode: name}
			found[name] = d
		}
		d.field(field, data)
	}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		s.report.Definitions = append(s.report.Definitions, *found[name])
	}
}

func (d *Definition) field(name string, data *lifecycle.StateData) {
	switch name {
	case "Sequence":
		d.Sequence = data.GetInt64()
	case "EndorsementInfo":
		info := &lifecycle.ChaincodeEndorsementInfo{}
		if proto.Unmarshal(data.GetBytes(), info) == nil {
			d.Version = info.GetVersion()
		}
	case "ValidationInfo":
		info, policy := &lifecycle.ChaincodeValidationInfo{}, &peer.ApplicationPolicy{}
		if proto.Unmarshal(data.GetBytes(), info) != nil ||
			proto.Unmarshal(info.GetValidationParameter(), policy) != nil {
			return
		}
		d.Plugin, d.Policy = info.GetValidationPlugin(), policy.GetChannelConfigPolicyReference()
		if policy.GetSignaturePolicy() != nil {
			d.Policy = "signature policy of its own"
		}
	}
}

func (s *summary) finish() Report {
	r := &s.report
	for _, name := range slices.Sorted(maps.Keys(s.functions)) {
		r.Functions = append(r.Functions, Function{name, *s.functions[name]})
	}
	for flag, n := range s.flags {
		r.Flags = append(r.Flags, FlagCount{flag, n})
	}
	slices.SortFunc(
		r.Flags,
		func(a, b FlagCount) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Flag, b.Flag)) },
	)
	for _, code := range slices.Sorted(maps.Keys(s.issuers)) {
		i := *s.issuers[code]
		r.Issuers = append(r.Issuers, i)
		r.Anchors, r.Digests = r.Anchors+i.Anchors, r.Digests+i.Digests
	}
	for _, k := range s.keys {
		if k.Purpose == ledger.PurposeVerifier {
			r.Keys.Verifier++
		} else {
			r.Keys.Issuer++
		}
		if !k.Retired.IsZero() {
			r.Keys.Retired++
		}
		if !k.Compromised.IsZero() {
			r.Keys.Compromised++
		}
	}
	states := map[ledger.State]uint64{}
	for _, state := range s.statuses {
		states[state]++
	}
	for _, state := range slices.Sorted(maps.Keys(states)) {
		r.Statuses = append(r.Statuses, StateCount{state, states[state]})
	}
	return s.report
}
