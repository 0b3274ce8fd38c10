package network

import (
	"bytes"
	"context"
	"fmt"

	"github.com/hyperledger/fabric-protos-go/common"
)

// Describe says in words what the update changes, and by whose policy that is changed from
// then on. It does not know what the channel has today.
func (u ConfigUpdate) Describe() ([]Setting, error) { return u.describe(nil) }

// DescribeBesideToday is Describe, with what the configuration says today of each setting,
// as the folder's own peer holds it. It fails where the peer does not answer, and with
// ErrConfig for an update of another ledger, for one of a configuration that another change
// has replaced, and for one of a configuration that the peer has not got.
func (u ConfigUpdate) DescribeBesideToday(ctx context.Context, d Dir) ([]Setting, error) {
	var settings []Setting
	err := withAdministrator(d, func(r record, a *administrator) error {
		if err := u.checkLedger(r); err != nil {
			return err
		}
		config, err := readConfig(ctx, a)
		if err != nil {
			return err
		}
		today := config.GetConfig().GetChannelGroup()
		if err := u.checkCurrent(today); err != nil {
			return err
		}
		settings, err = u.describe(today)
		return err
	})
	return settings, err
}

func (u ConfigUpdate) checkLedger(r record) error {
	if u.Ledger != r.Genesis {
		return fmt.Errorf("%w: it is of the ledger %s, and this one is %s", ErrConfig, u.Ledger, r.Genesis)
	}
	return nil
}

// describe is Describe beside a channel's group; nil where it is not known.
func (u ConfigUpdate) describe(today *common.ConfigGroup) ([]Setting, error) {
	var update common.ConfigUpdate
	if err := unmarshal(u.Update, &update); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	if update.ChannelId != Channel {
		return nil, fmt.Errorf("%w: it is of another channel", ErrConfig)
	}
	c := changes{known: today != nil}
	if c.known {
		if place := readAhead("Channel", update.GetReadSet(), today); place != "" {
			return nil, fmt.Errorf("%w: %s is older on this peer than where the change was made: the peer may be behind "+
				"the others", ErrConfig, plain(place))
		}
	}
	err := c.describe("Channel", update.GetReadSet(), update.GetWriteSet(), today)
	return c.settings, err
}

// readAhead returns the first place of a group that an update read in a later version than
// it has today; nothing where there is none.
func readAhead(place string, read, today *common.ConfigGroup) string {
	if read.GetVersion() > today.GetVersion() {
		return place
	}
	wasRead, before := elementsOf(read), elementsOf(today)
	for _, key := range sortedElements(read) {
		if e, has := before[key]; !has || wasRead[key].version > e.version {
			return place + "/" + key.name
		}
	}
	for _, name := range sortedKeys(read.GetGroups()) {
		group, has := today.GetGroups()[name]
		if !has {
			return place + "/" + name
		}
		if inner := readAhead(place+"/"+name, read.Groups[name], group); inner != "" {
			return inner
		}
	}
	return ""
}

// changes are what an update writes, in words.
type changes struct {
	known    bool // what the channel has today
	settings []Setting
}

// describe adds what of a group and of the groups in it is written. What has the version
// that was read is left as it is; a group that was not read is a new one.
func (c *changes) describe(place string, read, write, today *common.ConfigGroup) error {
	if read == nil || write.GetVersion() != read.GetVersion() {
		s := Setting{Place: place, Name: thisGroup, Group: true, Changes: changedBy(place, write.GetModPolicy()),
			Words: contentsInWords(write)}
		t := Today{There: today != nil, Words: contentsInWords(today), Changes: changedBy(place, today.GetModPolicy())}
		c.add(s, t)
	}
	wasRead, before, written := elementsOf(read), elementsOf(today), elementsOf(write)
	for _, key := range sortedElements(write) {
		if e, had := wasRead[key]; had && e.version == written[key].version {
			continue
		}
		s, err := written[key].inWords(place, key)
		if err != nil {
			return err
		}
		t := Today{}
		if e, has := before[key]; has {
			now, err := e.inWords(place, key)
			if err != nil {
				return fmt.Errorf("today: %w", err)
			}
			if now.Words == s.Words && !bytes.Equal(e.raw, written[key].raw) {
				now.Words += "\nin " + hashInWords(e.raw)
				s.Words += "\nin " + hashInWords(written[key].raw)
			}
			t = Today{There: true, Words: now.Words, Changes: now.Changes}
		}
		c.add(s, t)
	}
	for _, name := range sortedKeys(write.GetGroups()) {
		err := c.describe(place+"/"+name, read.GetGroups()[name], write.Groups[name], today.GetGroups()[name])
		if err != nil {
			return err
		}
	}
	return nil
}

// add adds a setting, with what it says today where that is known.
func (c *changes) add(s Setting, t Today) {
	if c.known {
		s.Today = &t
	}
	c.settings = append(c.settings, s)
}

// contentsInWords names all parts of a group, each in a line.
func contentsInWords(group *common.ConfigGroup) string {
	words := "it has these parts and no other"
	for _, list := range []struct {
		kind  string
		names []string
	}{
		{"value", sortedKeys(group.GetValues())},
		{"policy", sortedKeys(group.GetPolicies())},
		{"group", sortedKeys(group.GetGroups())},
	} {
		for _, name := range list.names {
			words += "\n" + list.kind + " " + plain(name)
		}
	}
	return words
}
