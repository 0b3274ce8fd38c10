package command

import (
	"context"
	"crypto"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"sogoc/cmd/internal/cli"
	"sogoc/cmd/internal/pkcs11key"
	"sogoc/cmd/internal/remotekey"
	"sogoc/registry"
	"sogoc/registry/fabricledger"
	"sogoc/verifier/clientfile"
	"sogoc/verifier/ledger"
	"sogoc/verifier/remotesigner"
	"sogoc/verifier/words"
)

// timeLimit bounds what an act asks of the ledger and, apart, what it does there. A
// person may think in between as long as they like.
const timeLimit = 3 * time.Minute

// Ledger is the accreditor's way to the ledger.
type Ledger interface {
	fabricledger.Transactor
	// Organisations returns the organisations of the channel, by their MSP, as far as the
	// accreditor's connection.json names peers of them.
	Organisations() []string
	Close() error
}

// desk opens the ledger that a connection.json names.
type desk struct {
	open func(connection string, getenv func(string) string) (Ledger, error)
	now  func() time.Time
}

func openNetwork(connection string, getenv func(string) string) (Ledger, error) {
	read, err := clientfile.ReadConnection(connection)
	if err != nil {
		return nil, err
	}
	keys := &keysElsewhere{getenv: getenv, certificate: read.Certificate}
	client, err := fabricledger.Open(read, fabricledger.Options{OpenKey: keys.open})
	if err != nil {
		return nil, errors.Join(err, keys.Close())
	}
	return network{client, keys, read.Peers}, nil
}

// network is the ledger, and what may keep the accreditor's key.
type network struct {
	*fabricledger.Client
	keys  *keysElsewhere
	peers []clientfile.Peer
}

// keysElsewhere opens the accreditor's key where it is in no file: in a token, or at a
// signer on another host.
type keysElsewhere struct {
	getenv      func(string) string
	certificate string // file of the identity's
	tokens      pkcs11key.Keyring
	signer      *remotesigner.Client // nil: none is asked
}

func (k *keysElsewhere) open(name string) (crypto.Signer, error) {
	if !remotekey.IsName(name) {
		return k.tokens.Open(name)
	}
	owner, err := remotekey.Owner(name)
	if err != nil {
		return nil, cli.Usage("privateKey in the connection file: %w", err)
	}
	settings, err := remotekey.FromEnv(k.getenv)
	if err != nil {
		return nil, cli.Usage("privateKey in the connection file is %s: %w", name, err)
	}
	connection, err := settings.Connection()
	if err != nil {
		return nil, cli.Usage("%w", err)
	}
	certificate, err := clientfile.ReadCertificate(k.certificate)
	if err != nil {
		return nil, err
	}
	k.signer = remotesigner.Open(connection)
	return k.signer.IdentityKey(owner, certificate)
}

// Close closes what was opened.
func (k *keysElsewhere) Close() error {
	err := k.tokens.Close()
	if k.signer != nil {
		err = errors.Join(err, k.signer.Close())
	}
	return err
}

// Organisations implements Ledger.
func (n network) Organisations() []string {
	var names []string
	for _, p := range n.peers {
		if !slices.Contains(names, p.MSP) {
			names = append(names, p.MSP)
		}
	}
	return names
}

// Close implements Ledger.
func (n network) Close() error { return errors.Join(n.Client.Close(), n.keys.Close()) }

// act is one act of an accreditor.
type act struct {
	// grounds are those that the act may have.
	grounds []ledger.Ground
	// preview writes what the act will affect.
	preview func(ctx context.Context, a fabricledger.Accreditor, w io.Writer) error
	// forEver is what has to be typed before what cannot be undone, a school's code; ""
	// where "yes" is enough.
	forEver string
	// do does it, and shows what stands then.
	do func(ctx context.Context, a fabricledger.Accreditor, reason ledger.Reason) error
}

// decision is the flags that every act has.
type decision struct {
	connection *string
	number     *string
	date       *string
	ground     *string
	yes        *bool
}

// connectionFlag makes the flag that every subcommand has.
func connectionFlag(r *cli.Run) *string {
	return r.Flags().String("connection", r.Getenv(settingConnection),
		"connection.json of the accreditor (default: "+settingConnection+")")
}

// decisionFlags makes the flags by which an act says why.
func decisionFlags(r *cli.Run, grounds ...ledger.Ground) decision {
	return decision{
		connection: connectionFlag(r),
		number:     r.Flags().String("decision", "", "number of the decision, as 12/QĐ-SGDĐT (required)"),
		date:       r.Flags().String("date", "", "date of the decision, as 2026-11-18 (required)"),
		ground:     r.Flags().String("ground", "", "why (required): "+wrapped(grounds)),
		yes:        r.Flags().Bool("yes", false, "do it without asking, after showing what it affects"),
	}
}

// wrapped lists grounds in lines that a screen has room for.
func wrapped(grounds []ledger.Ground) string {
	const room = 80
	line, lines := "", []string{}
	for i, g := range grounds {
		text := string(g)
		if i < len(grounds)-1 {
			text += ", "
		}
		if len(line)+len(text) > room {
			lines, line = append(lines, strings.TrimSpace(line)), ""
		}
		line += text
	}
	return strings.Join(append(lines, line), "\n\t")
}

// read checks the decision against the grounds of the act and the moment at: what is
// dated after that day in Vietnam has not been decided yet. The ledger asks the same of
// the reasons that it reads; of a reason in a file it has the digest only.
func (d decision) read(r *cli.Run, grounds []ledger.Ground, at time.Time) (ledger.Reason, error) {
	reason := ledger.Reason{
		DecisionDate:   ledger.Date(*d.date),
		DecisionNumber: *d.number,
		Ground:         ledger.Ground(*d.ground),
	}
	if err := r.Require("decision", "date", "ground"); err != nil {
		return reason, err
	}
	switch {
	case reason.DecisionDate.Validate() != nil:
		return reason, cli.Usage("-date %q: want a day as 2026-11-18", *d.date)
	case reason.DecisionDate > ledger.DateOf(at): // dates of this form sort as text
		return reason, cli.Usage("-date %s is in the future: by the clock of this host it is %s in Vietnam",
			reason.DecisionDate, ledger.DateOf(at))
	case ledger.CheckDecisionNumber(reason.DecisionNumber) != nil:
		return reason, cli.Usage("-decision: %w", ledger.CheckDecisionNumber(reason.DecisionNumber))
	case !slices.Contains(grounds, reason.Ground):
		var known []string
		for _, g := range grounds {
			known = append(known, fmt.Sprintf("%s (%s)", g, words.Ground(g, words.English)))
		}
		return reason, cli.Usage("-ground %q is none of this act's: %s", *d.ground, strings.Join(known, ", "))
	}
	return reason, nil
}

// accreditor opens the ledger in the name of the accreditor whose connection.json it is.
func (d desk) accreditor(r *cli.Run, connection string) (fabricledger.Accreditor, func(), error) {
	if connection == "" {
		err := cli.Usage("neither -connection nor %s names a connection.json", settingConnection)
		return fabricledger.Accreditor{}, nil, err
	}
	opened, err := d.open(connection, r.Getenv)
	if err != nil {
		return fabricledger.Accreditor{}, nil, err
	}
	return fabricledger.NewAccreditor(opened), func() { _ = opened.Close() }, nil
}

// perform shows what an act will affect, asks, and does it.
func (d desk) perform(ctx context.Context, r *cli.Run, by decision, todo act) error {
	reason, err := by.read(r, todo.grounds, d.now())
	if err != nil {
		return err
	}
	a, end, err := d.accreditor(r, *by.connection)
	if err != nil {
		return err
	}
	defer end()
	if err := within(ctx, func(ctx context.Context) error { return todo.preview(ctx, a, r.Stderr) }); err != nil {
		return err
	}
	fmt.Fprintf(r.Stderr, "It is done %s.\n", words.Decision(reason, words.English))
	if !*by.yes {
		if err := confirm(ctx, r, todo.forEver); err != nil {
			return err
		}
	}
	err = within(ctx, func(ctx context.Context) error { return todo.do(ctx, a, reason) })
	if errors.Is(err, registry.ErrOutcomeUnknown) || errors.Is(err, registry.ErrUnavailable) {
		err = fmt.Errorf("%w: repeat the same command with the same decision, what stands already changes nothing", err)
	}
	return err
}

func within(ctx context.Context, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, timeLimit)
	defer cancel()
	return do(ctx)
}

// doOnIssuer makes the deed of an act that changes an issuer's record or a key, and
// prints how they stand then.
func doOnIssuer(
	r *cli.Run,
	do func(context.Context, fabricledger.Accreditor, ledger.Reason) (ledger.IssuerView, error),
) func(context.Context, fabricledger.Accreditor, ledger.Reason) error {
	return func(ctx context.Context, a fabricledger.Accreditor, reason ledger.Reason) error {
		view, err := do(ctx, a, reason)
		if err != nil {
			return err
		}
		return r.Print(view, func(w io.Writer) { showIssuer(w, view) })
	}
}
