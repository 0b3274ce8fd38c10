package chaincode

import "sogoc/verifier/ledger"

// setTick sets the tick. Any organisation may, at most once in an interval: it
// reads its own key first, so that ticks cannot be flooded to starve writes.
func setTick(c *contract, ctx invocation) (string, error) {
	t := &transaction{options: c.options, stub: ctx.GetStub()}
	last, found, err := get[ledger.Tick](t, ledger.TickKey())
	if err != nil {
		return "", err
	}
	if err := t.begin(); err != nil {
		return "", err
	}
	if found && t.at.Before(last.Time.Add(t.options.TickInterval)) {
		return "", refuse(ledger.CodeTickTooEarly, "the last tick is younger than %s", t.options.TickInterval)
	}
	tick := ledger.Tick{Time: t.at}
	return answer(tick, put(t, ledger.TickKey(), tick))
}
