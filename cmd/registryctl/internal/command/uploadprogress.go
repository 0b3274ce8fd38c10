package command

import (
	"context"
	"fmt"
	"net/http"

	"sogoc/registry/classlist"
	"sogoc/verifier/wait"
	"sogoc/web/api/wire"
)

// quietPolls is how many looks at an upload make one line where no terminal shows
// them: one line each ten seconds.
const quietPolls = 20

// tellProgress tells on standard error what the register does with an upload that was
// sent, until ctx ends. What cannot be asked now is asked again: the import itself
// has its own answer and its own error.
func (c *client) tellProgress(ctx context.Context, r *run) {
	line := r.StatusLine(quietPolls)
	if line.Silent() {
		return
	}
	defer line.Done()
	text := "sent; waiting for the register"
	for {
		var p wire.UploadProgress
		err := c.call(ctx, http.MethodGet, "/uploads/progress", nil, &p)
		if ctx.Err() != nil {
			return
		}
		// Another process of the register may have answered, which knows nothing of
		// the upload: then what was told before still holds.
		if err == nil && p.Stage != classlist.StageNone {
			text = uploadStage(p)
		}
		line.Set(text)
		if wait.For(ctx, r.poll) != nil {
			return
		}
	}
}

// uploadStage puts into words how far an upload is.
func uploadStage(p wire.UploadProgress) string {
	switch p.Stage {
	case classlist.StageWaiting:
		return "waiting for the school's turn"
	case classlist.StageOpening:
		return "the file is being opened"
	case classlist.StageReading:
		return fmt.Sprintf("%d of %d rows read", p.Rows, p.Of)
	case classlist.StageChecking:
		return "the rows are being compared with the register"
	case classlist.StageStoring:
		return fmt.Sprintf("%d rows are being stored", p.Rows)
	}
	return string(p.Stage) // of a newer register
}
