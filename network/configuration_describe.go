package network

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/hyperledger/fabric-protos-go/common"
)

// Describe says in words what the update changes, and whose policy decides on it. What
// the channel has today it does not know.
func (u ConfigUpdate) Describe() ([]Setting, error) { return u.describe(nil) }

// DescribeBesideToday is Describe, with what the configuration says today of each setting,
// as the folder's own peer holds it. It fails where the peer does not answer, and with
// ErrConfig for an update of another ledger, or of a configuration that another change has
// replaced.
func (u ConfigUpdate) DescribeBesideToday(ctx context.Context, d Dir) ([]Setting, error) {
	var settings []Setting
	err := withAdministrator(d, func(r record, a *administrator) error {
		if err := u.checkLedger(r); err != nil {
			return err
		}
		today, err := readConfig(ctx, a)
		if err != nil {
			return err
		}
		group := today.GetConfig().GetChannelGroup()
		if err := u.checkCurrent(group); err != nil {
			return err
		}
		settings, err = u.describe(group)
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
	err := c.describe("Channel", update.GetReadSet(), update.GetWriteSet(), today)
	return c.settings, err
}

// changes are what an update writes, in words.
type changes struct {
	known    bool // what the channel has today
	settings []Setting
}

// describe adds what of a group and of the groups in it is written. What has the version
// that was read is left as it is.
func (c *changes) describe(place string, read, write, today *common.ConfigGroup) error {
	if write.GetVersion() != read.GetVersion() {
		s := Setting{Place: place, Name: thisGroup, Changes: changedBy(place, write.GetModPolicy()),
			Words: "from now on it has " + contentsInWords(write) + ", and no other"}
		var before *Setting
		if today != nil {
			before = &Setting{Words: contentsInWords(today), Changes: changedBy(place, today.GetModPolicy())}
		}
		c.add(s, before)
	}
	wasRead, isToday, written := elementsOf(read), elementsOf(today), elementsOf(write)
	for _, key := range sortedElements(write) {
		if before, had := wasRead[key]; had && before.version == written[key].version {
			continue
		}
		s, err := written[key].inWords(place, key)
		if err != nil {
			return err
		}
		var before *Setting
		if e, has := isToday[key]; has {
			now, err := e.inWords(place, key)
			if err != nil {
				return fmt.Errorf("today: %w", err)
			}
			before = &now
		}
		c.add(s, before)
	}
	for _, name := range sortedKeys(write.GetGroups()) {
		err := c.describe(place+"/"+name, read.GetGroups()[name], write.Groups[name], today.GetGroups()[name])
		if err != nil {
			return err
		}
	}
	return nil
}

// add adds a setting, with what it says today where that is known; nil: it is not there.
func (c *changes) add(s Setting, today *Setting) {
	if c.known && today == nil {
		s.Today = "not there"
	}
	if today != nil {
		s.Today = today.Words
		if today.Changes != s.Changes {
			s.ChangesToday = today.Changes
		}
	}
	c.settings = append(c.settings, s)
}

func contentsInWords(group *common.ConfigGroup) string {
	list := func(names []string) string {
		if len(names) == 0 {
			return "none"
		}
		return inPlainList(names)
	}
	return fmt.Sprintf("the values %s, the policies %s and the groups %s", list(sortedKeys(group.GetValues())),
		list(sortedKeys(group.GetPolicies())), list(sortedKeys(group.GetGroups())))
}

// thisGroup stands for a group itself where a setting of it has a name.
const thisGroup = "this group"

// WriteSettings writes settings for people, grouped by place.
func WriteSettings(w io.Writer, settings []Setting) {
	place := ""
	for _, s := range settings {
		if s.Place != place {
			place = s.Place
			fmt.Fprintf(w, "\n%s\n", plain(place))
		}
		s.write(w)
	}
}

func (s Setting) write(w io.Writer) {
	what, name := "", s.Name
	if s.Policy {
		what = "policy "
	}
	if name != thisGroup {
		name = plain(name)
	}
	words, today := strings.Split(s.Words, "\n"), strings.Split(s.Today, "\n")
	fmt.Fprintf(w, "  %s%s: %s; changed by %s\n", what, name, words[0], s.Changes)
	for _, line := range words[1:] {
		mark := " "
		if s.Today != "" && !slices.Contains(today, line) {
			mark = "+"
		}
		fmt.Fprintf(w, "    %s %s\n", mark, line)
	}
	if s.Today != "" && (len(words) == 1 || today[0] != words[0]) {
		fmt.Fprintf(w, "    today: %s\n", today[0])
	}
	for _, line := range today[1:] {
		if !slices.Contains(words, line) {
			fmt.Fprintf(w, "    - %s, today\n", line)
		}
	}
	if s.ChangesToday != "" {
		fmt.Fprintf(w, "    today changed by %s\n", s.ChangesToday)
	}
}
