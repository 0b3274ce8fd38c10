package web

import (
	"io"
	"mime"
	"net/http"

	"github.com/gin-gonic/gin"
)

// Attach answers with a file to keep, which is written as content writes
// itself. An error after its first byte breaks the answer off.
func Attach(c *gin.Context, name, media string, content io.WriterTo) error {
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	return Show(c, media, content)
}

// Show answers with a file that the browser shows.
func Show(c *gin.Context, media string, content io.WriterTo) error {
	c.Header("Content-Type", media)
	c.Status(http.StatusOK)
	_, err := content.WriteTo(c.Writer)
	return err
}
