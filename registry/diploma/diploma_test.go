package diploma_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"

	"sogoc/registry/diploma"
	"sogoc/verifier/credential"
)

// tool runs a program that the test needs, or skips.
func tool(t testing.TB, pkg, program string, args ...string) []byte {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		skipOrFail(t, program+" of package "+pkg+" is not installed")
	}
	output, err := exec.Command(path, args...).Output()
	require.NoError(t, err, program)
	return output
}

// skipOrFail ends a test for which something is not installed.
func skipOrFail(t testing.TB, missing string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(missing)
	}
	t.Skipf("%s; to run this: make test ARGS=./registry/diploma", missing)
}

// pages returns the text of each page as another program reads it, with runs
// of white space as one space.
func pages(t testing.TB, name string, pdf []byte) []string {
	t.Helper()
	text := string(tool(t, "poppler-utils", "pdftotext", "-raw", "-enc", "UTF-8", saved(t, name, pdf), "-"))
	require.True(t, norm.NFC.IsNormalString(text))
	found := strings.Split(strings.TrimSuffix(text, "\f"), "\f")
	for i := range found {
		found[i] = strings.Join(strings.Fields(found[i]), " ")
	}
	return found
}

func TestDiplomaSaysWhatTheCredentialSays(t *testing.T) {
	t.Parallel()
	printer := newPrinter(t, "")

	t.Run("Bachelor", func(t *testing.T) {
		t.Parallel()
		d := bachelor()
		page := pages(t, "bachelor", write(t, printer, "DH-MAU", issue(t, d)))
		require.Len(t, page, 1)
		for _, want := range []string{"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "SOCIALIST REPUBLIC OF VIET NAM", "Independence - Freedom - Happiness",
			"TRƯỜNG ĐẠI HỌC MẪU (MẪU)", "SAMPLE UNIVERSITY (SAMPLE)", "BẰNG CỬ NHÂN", "BACHELOR OF SCIENCE", d.Subject.FullName, "15/03/2004", "15 March 2004", "Hà Nam Ninh",
			"Nữ", "Female", "Công nghệ thông tin", "Information Technology", "Kỹ thuật phần mềm", "Giỏi", "Very good", "2026", "A 00123456", "2026/CNTT/00123", "1234/QĐ-ĐHM",
			"Hà Nội, ngày 05 tháng 6 năm 2026", "5 June 2026", "KT. HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG", "Người Ký (mẫu)", "vanbang.example/v"} {
			require.Contains(t, page[0], want)
		}
		for _, not := range []string{d.Subject.NationalID, "Kinh", "Chính quy", d.Subject.LearnerCode} {
			require.NotContains(t, page[0], not, "not customary on a degree")
		}
		require.Less(
			t,
			strings.Index(page[0], "BẰNG CỬ NHÂN"),
			strings.Index(page[0], "BACHELOR"),
			"the Vietnamese half is read first",
		)
	})

	t.Run("UpperSecondary", func(t *testing.T) {
		t.Parallel()
		page := pages(t, "upper-secondary", write(t, printer, "THPT-MAU", issue(t, upperSecondary())))[0]
		for _, want := range []string{"BẰNG TỐT NGHIỆP TRUNG HỌC PHỔ THÔNG", "UPPER SECONDARY SCHOOL DIPLOMA", "LÒ THỊ MAI ĐẶNG", "Thái", "Hội đồng thi số 01 – Hà Nội", "26/06/2026",
			"TRƯỜNG THPT NGUYỄN VĂN MẪU (MẪU)", "ngày 24 tháng 7 năm 2026", "2008"} {
			require.Contains(t, page, want)
		}
	})

	t.Run("EveryType", func(t *testing.T) {
		t.Parallel()
		for _, kind := range credential.Types() {
			if kind.Form != credential.FormDiploma {
				continue
			}
			d := bachelor()
			d.Kind, d.Award, d.AwardEn = "VN-BA/7480201", kind.Label, kind.LabelEn
			require.Contains(
				t,
				pages(t, kind.Code, write(t, printer, "DH-MAU", issue(t, d)))[0],
				strings.ToUpper(kind.Label),
			)
		}
	})

	t.Run("FewestFields", func(t *testing.T) {
		t.Parallel()
		d := upperSecondary()
		d.Issuance.Place, d.ExamCouncil, d.ExamSession, d.GraduationYear = "", "", "", 0
		d.Subject = credential.Subject{FullName: "Y Blô", BirthDate: "2008-04"}
		page := pages(t, "fewest", write(t, printer, "THPT-MAU", issue(t, d)))[0]
		require.Contains(t, page, "Y Blô")
		require.Contains(t, page, "04/2008")
		require.NotContains(t, page, "Nơi sinh")
	})
}

func TestTranscriptPages(t *testing.T) {
	t.Parallel()
	printer := newPrinter(t, "")
	for _, courses := range []int{1, 13, 14, 15, 16, 17, 56, credential.MaxCourses} {
		t.Run(strconv.Itoa(courses)+"Courses", func(t *testing.T) {
			t.Parallel()
			doc := transcript(courses)
			all := pages(t, fmt.Sprintf("transcript-%d", courses), write(t, printer, "DH-MAU", issue(t, doc)))
			whole := strings.Join(all, " ")
			for i, page := range all {
				require.Contains(t, page, doc.Subject.FullName)
				require.Contains(t, page, doc.Summary.DiplomaSerial)
				require.Contains(t, page, fmt.Sprintf("Trang %d/%d", i+1, len(all)))
				require.Contains(t, page, fmt.Sprintf("Page %d of %d", i+1, len(all)))
				require.Contains(t, page, "Môn học, học phần", "the table's head on each page")
			}
			for _, c := range doc.Courses {
				require.Equal(t, 1, strings.Count(whole, c.Code), c.Code)
			}
			for _, want := range []string{"BẢNG ĐIỂM", "8,12", "3,41", "130", "Tốt · Good", "Giỏi · Very good", "Số hiệu văn bằng", "Trình độ 6", "01/09/2022"} {
				require.Contains(t, whole, want)
			}
			last := all[len(all)-1]
			require.Contains(t, last, "Người Ký (mẫu)")
			require.Contains(t, last, doc.Courses[courses-1].Code, "the signature stands under courses")
		})
	}

	t.Run("SchoolRecordHasNoColumnsForCredits", func(t *testing.T) {
		t.Parallel()
		page := pages(t, "record", write(t, printer, "THPT-MAU", issue(t, schoolRecord())))
		require.Len(t, page, 1)
		require.Contains(t, page[0], "HỌC BẠ TRUNG HỌC PHỔ THÔNG")
		require.Contains(t, page[0], "9,1")
		require.NotContains(t, page[0], "Tín chỉ")
		require.Contains(
			t,
			page[0],
			"3f1c2b9e-7a64-4a1d-9d35-0c1d2e3f4a5b",
			"the credential's id where there is no number",
		)
	})
}

// longest returns documents whose every text is as long as it may be, of the
// word, without spaces if it has none.
func longest(word string) (credential.Diploma, credential.Transcript) {
	text := func(most int) string {
		runes := []rune(strings.Repeat(word, most/len([]rune(word))+1))[:most]
		return strings.TrimSpace(string(runes))
	}
	d := bachelor()
	d.Issuer.Name, d.Issuer.NameEn = text(250), text(250)
	d.Award, d.AwardEn, d.Major, d.MajorEn, d.Specialization = text(150), text(150), text(150), text(150), text(150)
	d.Rank, d.Mode, d.School, d.ExamCouncil, d.ExamSession = text(50), text(100), text(250), text(150), text(150)
	d.DecisionNumber, d.Place, d.SignedBy, d.ValidUntil = text(
		50,
	), text(
		50,
	), credential.Signatory{
		Name:  text(150),
		Title: text(150),
	}, "2036-12-31"
	d.Subject.BirthPlace, d.Subject.Sex, d.Subject.Ethnicity, d.Subject.Nationality = text(
		250,
	), text(
		20,
	), text(
		50,
	), text(
		100,
	)
	d.Subject.LearnerCode, d.Subject.LearnerScheme = text(40), credential.SchemeSchool
	// What the QR code holds has less room: its numbers and as much of a name as is left.
	d.Rank, d.SerialNumber, d.RegisterNumber, d.Subject.FullName = text(20), text(20), text(20), text(2)
	for n := 2; n <= 150; n++ {
		longer := d
		longer.Subject.FullName = text(n)
		if credential.CheckQRLength(longer) != nil {
			break
		}
		d = longer
	}
	tr := transcript(0)
	issuance := d.Issuance
	issuance.Kind, issuance.SerialNumber, issuance.RegisterNumber = tr.Kind, "", ""
	tr.Issuance, tr.Subject = issuance, d.Subject
	tr.Summary.Language, tr.Summary.Duration, tr.Summary.Level, tr.Summary.Learning, tr.Summary.Conduct = text(
		100,
	), text(
		100,
	), text(
		100,
	), text(
		50,
	), text(
		50,
	)
	tr.Summary.DiplomaSerial, tr.Summary.TotalCredits = text(30), "9999.999"
	for range 6 {
		tr.Courses = append(
			tr.Courses,
			credential.Course{
				Code:     text(30),
				Name:     text(200),
				NameEn:   text(200),
				Credits:  "9999.999",
				TenPoint: "9999.999",
				Letter: text(
					10,
				),
				FourPoint: "9999.999",
				Term:      text(50),
				Year:      text(20),
				Attempt:   99,
				EarnedAt:  text(250),
				Exempt:    true,
				Note:      text(250),
			},
		)
	}
	return d, tr
}

func TestLongestTextsStayInside(t *testing.T) {
	t.Parallel()
	printer := newPrinter(
		t,
		templates(
			t,
			map[string]string{
				"DH-MAU": `{"heading":["HIỆU TRƯỞNG","{ISSUER}"],"fields":["birthPlace","ethnicity","examCouncil","examSession","graduationYear",
		"learnerCode","major","mode","nationality","rank","school","sex","specialization","validUntil"]}`,
			},
		),
	)
	for name, word := range map[string]string{"OneWideWord": "W", "VietnameseWords": "Nguyễn Phường Đặng ", "NarrowWord": "i"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, tr := longest(word)
			for form, doc := range map[string]credential.Document{"diploma": d, "transcript": tr} {
				pdf := write(t, printer, "DH-MAU", issue(t, doc))
				margins(t, saved(t, "longest-"+name+"-"+form, pdf))
			}
		})
	}
}

// margins checks that no word leaves the page's margins.
func margins(t *testing.T, path string) {
	t.Helper()
	width, height, words := 0.0, 0.0, 0
	for line := range strings.Lines(string(tool(t, "poppler-utils", "pdftotext", "-bbox", path, "-"))) {
		value := func(name string) float64 {
			_, rest, found := strings.Cut(line, name+`="`)
			require.True(t, found, line)
			text, _, _ := strings.Cut(rest, `"`)
			v, err := strconv.ParseFloat(text, 64)
			require.NoError(t, err)
			return v
		}
		switch {
		case strings.Contains(line, "<page "):
			width, height = value("width"), value("height")
		case strings.Contains(line, "<word "):
			words++
			const margin = 12 * 72 / 25.4 // the inner rule of the frame
			require.GreaterOrEqual(t, value("xMin"), margin, line)
			require.LessOrEqual(t, value("xMax"), width-margin, line)
			require.GreaterOrEqual(t, value("yMin"), margin, line)
			require.LessOrEqual(t, value("yMax"), height-8*72/25.4, line) // a transcript's foot
		}
	}
	require.Greater(t, words, 50)
}

func TestFileOfManyPapers(t *testing.T) {
	t.Parallel()
	printer := newPrinter(t, "")
	all := []credential.Issued{issue(t, bachelor()), issue(t, transcript(40)), issue(t, bachelor())}

	t.Run("EqualInputGivesEqualBytes", func(t *testing.T) {
		t.Parallel()
		one := write(t, printer, "DH-MAU", all...)
		for range 5 {
			require.True(t, bytes.Equal(one, write(t, printer, "DH-MAU", all...)))
		}
	})

	t.Run("OutlineNamesEach", func(t *testing.T) {
		t.Parallel()
		path := saved(t, "many", write(t, printer, "DH-MAU", all...))
		info := string(tool(t, "poppler-utils", "pdfinfo", path))
		require.Contains(t, info, "Trường Đại học Mẫu (mẫu)")
		require.NotContains(t, info, "Hương Giang", "a file's properties name no learner")
		require.Len(t, pages(t, "many", write(t, printer, "DH-MAU", all...)), 5)
	})

	t.Run("LetterThatTheFontLacks", func(t *testing.T) {
		t.Parallel()
		d := bachelor()
		d.Subject.FullName = "Thạch សុខ"
		file, err := printer.File("DH-MAU")
		require.NoError(t, err)
		err = file.Add(issue(t, d))
		require.ErrorIs(t, err, diploma.ErrGlyph)
		require.NotContains(t, err.Error(), "Thạch")
	})

	t.Run("NothingToWrite", func(t *testing.T) {
		t.Parallel()
		file, err := printer.File("DH-MAU")
		require.NoError(t, err)
		_, err = file.WriteTo(&bytes.Buffer{})
		require.Error(t, err)
		require.ErrorIs(t, file.Add(credential.Issued{JWT: "x"}), credential.ErrMalformed)
	})
}

func TestDates(t *testing.T) {
	t.Parallel()
	require.Equal(t, "ngày 05 tháng 6 năm 2026", diploma.VietnameseDate("2026-06-05"))
	require.Equal(t, "ngày 15 tháng 01 năm 2026", diploma.VietnameseDate("2026-01-15"))
	require.Equal(t, "ngày 01 tháng 02 năm 2026", diploma.VietnameseDate("2026-02-01"))
	require.Equal(t, "ngày 30 tháng 10 năm 2026", diploma.VietnameseDate("2026-10-30"))
	require.Equal(t, "5 June 2026", diploma.EnglishDate("2026-06-05"))
}
