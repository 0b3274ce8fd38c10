package registry_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
)

func TestWaysToWriteOneNumber(t *testing.T) {
	t.Parallel()
	for one, other := range map[string]string{
		"2026/THPT/862": "2026/THPT/00862",
		"2026/thpt/7":   "2026/THPT/00007",
		"2026/CĐ/7":     "2026/cđ/007",
		"C 0000004":     "C0000004",
		"C 4":           "c\u00a00000004",
		"C 000000l":     "C 0000001",
		"C 000O002":     "c 0000002",
		"C O000002":     "C 2",
		"L 0000005":     "l 5",
		"I 0000005":     "i5",
		"C 0":           "C 000",
	} {
		require.Equal(t, registry.NumberKey(one), registry.NumberKey(other), one)
	}
	for one, other := range map[string]string{
		"L 0000005": "I 0000005",
		"C 40":      "C 4",
		"CD 1":      "CĐ 1",
		"1/11":      "11/1",
	} {
		require.NotEqual(t, registry.NumberKey(one), registry.NumberKey(other), one)
	}
	require.NotEqual(t, registry.NumberKey("2026/THPT/862"), registry.NumberKey("2026/THPT/8620"))
	require.NotEqual(t, registry.NumberKey("2026/THPT/862"), registry.NumberKey("2026/THCS/862"))
	for text, ok := range map[string]bool{
		"C 0000004": true, "2026/CĐO-1.5": true, "2026/THPT/00862": true,
		"Á 9000000?": false, "C 000000l": false, "C 000O002": false, "C 1\u00ad2": false,
	} {
		require.Equal(t, ok, registry.IsNumberText(text), text)
	}
	book := registry.DefaultBook("MAU", "2026/THPT", time.Time{})
	n, ok := book.RegisterOrdinal("2026/THPT/862")
	require.True(t, ok)
	require.EqualValues(t, 862, n)
	_, ok = book.RegisterOrdinal("2025/THPT/862")
	require.False(t, ok)
}
