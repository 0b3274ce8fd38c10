package testbrowser

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// The actions of this file find elements by script each time they look. The driver's
// own actions of these names keep numbers of nodes, which Chromium gives anew while a
// page loads, and can then wait for ever. All of them wait until the page is there
// whole, since what comes last in it may still be missing when its start is seen; so
// they need a page that runs scripts (see Shows for others).

// patience is how long an action waits for its element; it looks again after pauses that
// grow from the shortest to the longest.
const (
	patience      = time.Minute
	shortestPause = 5 * time.Millisecond
	longestPause  = 40 * time.Millisecond
)

// found is what a script begins with that looks for the first element of a selector;
// e is null while the page is loading.
const found = `(selector => {
	const e = document.readyState === "complete" ? document.querySelector(selector) : null;
	const seen = e !== null && e.checkVisibility({visibilityProperty: true});
	%s
})(%q)`

// await repeats a script until it answers true.
func await(what, script, selector string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		return repeat(ctx, what+" "+selector, func(ctx context.Context) bool {
			var done bool
			err := chromedp.Evaluate(fmt.Sprintf(found, script, selector), &done).Do(ctx)
			return err == nil && done // with an error the next page is on its way
		})
	})
}

// answerTime bounds one question to a page: a page that is left may never answer.
const answerTime = 15 * time.Second

// repeat tries something until it is done, and says what it was when it takes too long.
func repeat(ctx context.Context, what string, try func(context.Context) bool) error {
	late := time.NewTimer(patience)
	defer late.Stop()
	tryOnce := func() bool {
		ctx, cancel := context.WithTimeout(ctx, answerTime)
		defer cancel()
		return try(ctx)
	}
	for pause := shortestPause; !tryOnce(); pause = min(2*pause, longestPause) {
		select {
		case <-time.After(pause):
		case <-late.C:
			return fmt.Errorf("%s: not within %s", what, patience)
		case <-ctx.Done():
			return fmt.Errorf("%s: %w", what, ctx.Err())
		}
	}
	return nil
}

// Leave does by a script what leads to another page. The page answers before the script
// runs: one that is left may never answer. Timers, which a test may have stopped, have no
// part in it.
func Leave(script string) chromedp.Action {
	return chromedp.Evaluate("{ const after = new MessageChannel(); after.port1.onmessage = () => {"+script+
		"}; after.port2.postMessage(0) }", nil)
}

// WaitVisible waits until an element is seen.
func WaitVisible(selector string) chromedp.Action { return await("see", `return seen`, selector) }

// WaitNotVisible waits until an element is in the page and not seen.
func WaitNotVisible(selector string) chromedp.Action {
	return await("not see", `return e !== null && !seen`, selector)
}

// WaitNotPresent waits until an element is not in the page.
func WaitNotPresent(selector string) chromedp.Action {
	return await("be without", `return e === null && document.readyState === "complete"`, selector)
}

// SetValue gives a field a value, as choosing or filling in does.
func SetValue(selector, value string) chromedp.Action {
	return await("set", fmt.Sprintf(`if (!seen) return false;
		e.value = %q;
		for (const name of ["input", "change"]) e.dispatchEvent(new Event(name, {bubbles: true}));
		return true`, value), selector)
}

// Focus moves the focus to an element, and the cursor behind what stands in it.
func Focus(selector string) chromedp.Action {
	return await("focus", `if (!seen) return false;
		e.focus();
		if (["text", "password", "search", "textarea"].includes(e.type)) e.setSelectionRange(e.value.length, e.value.length);
		return document.activeElement === e`, selector)
}

// SendKeys types a text into a field, behind what stands in it, letter by letter as an
// input method does. Of keys of a keyboard one was missing now and then on a busy machine; so it
// is an error when the field does not end with the text at once.
func SendKeys(selector, text string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		if err := Focus(selector).Do(ctx); err != nil {
			return err
		}
		for _, letter := range text {
			if err := input.InsertText(string(letter)).Do(ctx); err != nil {
				return err
			}
		}
		var value string
		if err := Value(selector, &value).Do(ctx); err != nil {
			return err
		}
		if !strings.HasSuffix(value, text) {
			return fmt.Errorf("typed %q into %s, which holds %q", text, selector, value)
		}
		return nil
	})
}

// Value reads what stands in a field.
func Value(selector string, value *string) chromedp.Action {
	return chromedp.Tasks{
		await("read", `return e !== null`, selector),
		chromedp.Evaluate(fmt.Sprintf(`document.querySelector(%q).value`, selector), value),
	}
}

// SetUploadFiles chooses files in a field.
func SetUploadFiles(selector string, files []string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		if err := await("choose files in", `return e !== null`, selector).Do(ctx); err != nil {
			return err
		}
		field, _, err := runtime.Evaluate(fmt.Sprintf(`document.querySelector(%q)`, selector)).Do(ctx)
		if err != nil {
			return err
		}
		return dom.SetFileInputFiles(files).WithObjectID(field.ObjectID).Do(ctx)
	})
}

// aim answers where to click on an element, and notes whether it is clicked. It answers
// null while the element is not seen or something else lies over it.
const aim = `if (!seen) return null;
	e.scrollIntoView({block: "center", behavior: "instant"});
	const box = e.getClientRects()[0];
	const at = [box.left + box.width / 2, box.top + box.height / 2];
	const top = document.elementFromPoint(...at);
	if (![e, ...(e.labels ?? [])].some(target => target.contains(top))) return null;
	globalThis.clickedByTest = false;
	e.addEventListener("click", () => { globalThis.clickedByTest = true }, {capture: true, once: true});
	return at;`

// missedAfter is how many looks a click has until it counts as missed.
const missedAfter = 40

// Click clicks an element with the mouse. A click that misses, because the element has
// moved meanwhile or takes none yet, is repeated.
func Click(selector string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		looks := 0 // since the last click; 0 before the first
		return repeat(ctx, "click "+selector, func(ctx context.Context) bool {
			if looks > 0 {
				var waits bool // on another page, to which the click led, nobody knows of it
				err := chromedp.Evaluate(`globalThis.clickedByTest === false`, &waits).Do(ctx)
				if err == nil && !waits {
					return true
				}
				if looks++; looks <= missedAfter {
					return false
				}
			}
			var at []float64
			err := chromedp.Evaluate(fmt.Sprintf(found, aim, selector), &at).Do(ctx)
			if err != nil || len(at) != 2 {
				return false
			}
			looks = 1
			_ = chromedp.MouseClickXY(at[0], at[1]).Do(ctx) // the page may be gone before it answers
			return false
		})
	})
}
