package pdffile

import (
	"bytes"
	"encoding/binary"
	"math"
	"unicode/utf16"
)

// sRGBProfile returns an ICC profile (ICC.1:2010, version 4.2) of the colours
// that the papers are drawn in: sRGB (IEC 61966-2-1), its primaries and white
// adapted to D50 as the profile's form demands, its curve as a function.
func sRGBProfile() []byte {
	tags := []struct {
		name  string
		value []byte
	}{
		{"desc", iccText("sRGB IEC61966-2.1")},
		{"cprt", iccText("CC0")},
		{"wtpt", iccXYZ(0.9642, 1, 0.8249)},
		{"chad", iccNumbers("sf32", 1.04788, 0.02292, -0.05022, 0.02959, 0.99048, -0.01707, -0.00925, 0.01508, 0.75168)},
		{"rXYZ", iccXYZ(0.43607, 0.22249, 0.01392)},
		{"gXYZ", iccXYZ(0.38515, 0.71687, 0.09708)},
		{"bXYZ", iccXYZ(0.14307, 0.06061, 0.71410)},
		{"rTRC", iccCurve()},
		{"gTRC", iccCurve()},
		{"bTRC", iccCurve()},
	}
	const header, entry = 128, 12
	at := header + 4 + entry*len(tags)
	table := binary.BigEndian.AppendUint32(nil, uint32(len(tags)))
	var values []byte
	for _, t := range tags {
		table = append(table, t.name...)
		table = binary.BigEndian.AppendUint32(table, uint32(at+len(values)))
		table = binary.BigEndian.AppendUint32(table, uint32(len(t.value)))
		values = append(values, t.value...)
		values = append(values, make([]byte, -len(t.value)&3)...)
	}
	out := make([]byte, header, at+len(values))
	binary.BigEndian.PutUint32(out[0:], uint32(at+len(values)))
	binary.BigEndian.PutUint32(out[8:], 0x04200000) // version 4.2
	copy(out[12:], "mntrRGB XYZ ")                  // a display's colours, held against XYZ
	for i, n := range []uint16{2026, 1, 1} {        // year, month, day of the profile
		binary.BigEndian.PutUint16(out[24+2*i:], n)
	}
	copy(out[36:], "acsp")
	copy(out[68:], iccFixed(0.9642, 1, 0.8249)) // the white that the form is held against: D50
	return append(append(out, table...), values...)
}

// iccFixed writes numbers as s15Fixed16Number.
func iccFixed(numbers ...float64) []byte {
	var out []byte
	for _, n := range numbers {
		out = binary.BigEndian.AppendUint32(out, uint32(int32(math.Round(n*65536))))
	}
	return out
}

func iccNumbers(kind string, numbers ...float64) []byte {
	return append([]byte(kind+"\x00\x00\x00\x00"), iccFixed(numbers...)...)
}

func iccXYZ(x, y, z float64) []byte { return iccNumbers("XYZ ", x, y, z) }

// iccCurve is the curve of sRGB: parametricCurveType, function 3.
func iccCurve() []byte {
	head := []byte("para\x00\x00\x00\x00\x00\x03\x00\x00")
	return append(head, iccFixed(2.4, 1/1.055, 0.055/1.055, 1/12.92, 0.04045)...)
}

// iccText is a multiLocalizedUnicodeType of one text, in English.
func iccText(text string) []byte {
	units := utf16.Encode([]rune(text))
	out := bytes.NewBufferString("mluc\x00\x00\x00\x00")
	for _, n := range []uint32{1, 12} {
		out.Write(binary.BigEndian.AppendUint32(nil, n))
	}
	out.WriteString("enUS")
	for _, n := range []uint32{uint32(2 * len(units)), 28} {
		out.Write(binary.BigEndian.AppendUint32(nil, n))
	}
	for _, u := range units {
		out.Write(binary.BigEndian.AppendUint16(nil, u))
	}
	return out.Bytes()
}
