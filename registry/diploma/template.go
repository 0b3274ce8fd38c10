package diploma

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // logos
	"image/png"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"golang.org/x/text/unicode/norm"

	"sogoc/verifier/ledger"
)

// ErrTemplate means that a school's template cannot be used.
var ErrTemplate = errors.New("diploma template")

// Frames of a diploma.
const (
	FrameGuilloche = "guilloche" // interlaced lines between two rules
	FrameDouble    = "double"    // two rules
	FrameNone      = "none"      // for printed blanks that have a frame
)

// Typefaces.
const (
	TypefaceSerif = "serif"
	TypefaceSans  = "sans"
)

// Template is how a school's papers look. The zero value of a field means its
// default, so that "{}" is a template.
type Template struct {
	Accent   string `json:"accent"`   // colour of frame and award, "#8c1d23"; dark enough to be read on white
	Ink      string `json:"ink"`      // colour of text, "#1c1a19"
	Frame    string `json:"frame"`    // FrameGuilloche, FrameDouble or FrameNone
	Plain    bool   `json:"plain"`    // no rosettes behind the text
	Typeface string `json:"typeface"` // TypefaceSerif or TypefaceSans
	// Logo is the name of a PNG or JPEG file beside the template, at most 2 MB
	// and 2,000 pixels a side; LogoHeight is in mm, 8 to 30, 16 by default.
	Logo       string  `json:"logo"`
	LogoHeight float64 `json:"logoHeight"`
	// Heading and HeadingEn are the lines above the award, at most four of 250
	// characters; {issuer} is the school's name and {ISSUER} the same in
	// capitals. Default: {ISSUER}.
	Heading   []string `json:"heading"`
	HeadingEn []string `json:"headingEn"`
	// Fields are the optional fields of a diploma that are printed where the
	// credential has them, of Fields(). Default: those that are customary for
	// the type; never the mode of study, which belongs to the supplement.
	Fields []string `json:"fields"`
	// English adds to the words that are translated for the English half,
	// such as the school's names of ranks: {"Giỏi": "Very good"}.
	English map[string]string `json:"english"`

	logo []byte // as PNG of 8 bits a channel
}

var colourForm = regexp.MustCompile(`^#[0-9a-f]{6}$`)

// setDefaults fills in what is not said.
func (t *Template) setDefaults() {
	t.Accent = cmp.Or(t.Accent, "#8c1d23")
	t.Ink = cmp.Or(t.Ink, "#1c1a19")
	t.Frame = cmp.Or(t.Frame, FrameGuilloche)
	t.Typeface = cmp.Or(t.Typeface, TypefaceSerif)
	if t.LogoHeight == 0 {
		t.LogoHeight = 16
	}
	for _, to := range []*[]string{&t.Heading, &t.HeadingEn} {
		if len(*to) == 0 {
			*to = []string{"{ISSUER}"}
		}
	}
}

// ParseTemplate reads a template as JSON, strictly, and fills in defaults; the
// logo is read from files, which may be nil for a template without one. It
// returns ErrTemplate.
func ParseTemplate(text []byte, files fs.FS) (Template, error) {
	var t Template
	if err := json.Unmarshal(text, &t, json.RejectUnknownMembers(true)); err != nil {
		return t, fmt.Errorf("%w: %w", ErrTemplate, err)
	}
	t.setDefaults()
	if err := t.validate(); err != nil {
		return t, fmt.Errorf("%w: %w", ErrTemplate, err)
	}
	if t.Logo == "" {
		return t, nil
	}
	var err error
	if t.logo, err = readLogo(files, t.Logo); err != nil {
		return t, fmt.Errorf("%w: logo: %w", ErrTemplate, err)
	}
	return t, nil
}

// DefaultTemplate returns the template of a school that has none of its own.
func DefaultTemplate() Template {
	var t Template
	t.setDefaults()
	return t
}

func (t *Template) validate() error {
	for name, text := range map[string]string{"accent": t.Accent, "ink": t.Ink} {
		if !colourForm.MatchString(text) {
			return fmt.Errorf("%s is not a colour as #rrggbb in lower case", name)
		}
		if c := colourOf(text); c.luminance() > 0.18 { // contrast on white of at least 4.5 (WCAG 2.2 §1.4.3)
			return fmt.Errorf("%s is too light to be read on white", name)
		}
	}
	if !slices.Contains([]string{FrameGuilloche, FrameDouble, FrameNone}, t.Frame) {
		return errors.New("frame is guilloche, double or none")
	}
	if t.Typeface != TypefaceSerif && t.Typeface != TypefaceSans {
		return errors.New("typeface is serif or sans")
	}
	if t.LogoHeight < 8 || t.LogoHeight > 30 {
		return errors.New("logoHeight is 8 to 30 mm")
	}
	for _, lines := range [][]string{t.Heading, t.HeadingEn} {
		if len(lines) > 4 || slices.ContainsFunc(lines, func(l string) bool { return !isPrintable(l, 250) }) {
			return errors.New("a heading has at most four lines of 250 characters of NFC text")
		}
	}
	for _, f := range t.Fields {
		if !slices.Contains(Fields(), f) {
			return fmt.Errorf("no such field; the optional ones are %s", strings.Join(Fields(), ", "))
		}
	}
	for vi, en := range t.English {
		if !isPrintable(vi, 150) || !isPrintable(en, 150) {
			return errors.New("english has texts of at most 150 characters")
		}
	}
	return nil
}

func isPrintable(text string, most int) bool {
	return text != "" && norm.NFC.IsNormalString(text) && utf8.RuneCountInString(text) <= most &&
		!strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f })
}

const (
	maxLogo     = 2 << 20
	maxLogoSide = 2000
)

// readLogo reads an image and writes it again as the plain PNG that the PDF
// library takes.
func readLogo(files fs.FS, name string) ([]byte, error) {
	if files == nil || filepath.Base(name) != name || strings.HasPrefix(name, ".") {
		return nil, errors.New("a file name, of a file beside the template")
	}
	content, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	config, _, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil || len(content) > maxLogo || config.Width > maxLogoSide || config.Height > maxLogoSide ||
		config.Width == 0 ||
		config.Height == 0 {
		return nil, errors.New("a PNG or JPEG image of at most 2 MB and 2,000 pixels a side")
	}
	picture, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	plain := image.NewNRGBA(image.Rect(0, 0, config.Width, config.Height))
	for y := range config.Height {
		for x := range config.Width {
			plain.Set(x, y, picture.At(picture.Bounds().Min.X+x, picture.Bounds().Min.Y+y))
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, plain); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// Templates is the folder of the schools' templates: CODE.json for the issuer
// with that code, and the logos that they name. "" is no folder.
type Templates string

// For returns an issuer's template as it stands there now, or the default. It
// returns ErrTemplate for one that cannot be used.
func (t Templates) For(issuer string) (Template, error) {
	if t == "" || ledger.ValidateIssuerCode(issuer) != nil {
		return DefaultTemplate(), nil
	}
	files := os.DirFS(string(t))
	text, err := fs.ReadFile(files, issuer+".json")
	if errors.Is(err, fs.ErrNotExist) {
		return DefaultTemplate(), nil
	}
	if err != nil {
		return Template{}, fmt.Errorf("%w: %w", ErrTemplate, err)
	}
	template, err := ParseTemplate(text, files)
	if err != nil {
		return Template{}, fmt.Errorf("issuer %s: %w", issuer, err)
	}
	return template, nil
}

// english returns what the English half says for a printed word: its
// translation, or the word as it stands where there is none.
func (t *Template) english(text string) string {
	if en, found := t.English[text]; found {
		return en
	}
	if en, found := englishWords[strings.ToLower(text)]; found {
		return en
	}
	return text
}

// HasEnglish reports whether the English half has a translation of a printed word.
func (t *Template) HasEnglish(text string) bool {
	_, own := t.English[text]
	_, general := englishWords[strings.ToLower(text)]
	return own || general
}

// Fields returns the names of the optional fields of a diploma.
func Fields() []string { return slices.Sorted(maps.Keys(optionalFields)) }
