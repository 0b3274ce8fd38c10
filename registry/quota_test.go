package registry_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/verifier/ledger"
)

func TestAssessQuota(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	scope := func(kind, field string, quota uint32) ledger.Scope {
		return ledger.Scope{Type: kind, Field: field, From: "2026-01-01", Until: "2026-12-31", Quota: quota}
	}
	all, it := scope("VN-BA", "7", 1000), scope("VN-BA", "7480", 100)
	view := ledger.QuotaView{Time: at}
	view.Issuer.State, view.Issuer.Accreditation.Scopes = ledger.IssuerActive, []ledger.Scope{all, it}
	view.Uses = []ledger.QuotaUse{
		{Place: ledger.QuotaPlaceOf(all, at), Quota: 1000, Used: 300, Returned: 28},
		{Place: ledger.QuotaPlaceOf(it, at), Quota: 100, Used: 90},
	}
	for _, test := range []struct {
		name            string
		waiting, needed registry.KindCounts
		want            registry.Wait
	}{
		{"Nothing", nil, nil, registry.WaitNothing},
		{"WhatWasGivenBackIsFree", nil, registry.KindCounts{"VN-BA/7340301": 728}, registry.WaitNothing},
		{"OneTooMany", nil, registry.KindCounts{"VN-BA/7340301": 729}, registry.WaitQuota},
		{"TheLongestPrefixCounts", nil, registry.KindCounts{"VN-BA/7480201": 11}, registry.WaitQuota},
		{"KindsOfOneScopeTogether", nil, registry.KindCounts{"VN-BA/7480201": 6, "VN-BA/7480103": 5}, registry.WaitQuota},
		{"BesideWhatWaits", registry.KindCounts{"VN-BA/7480201": 10}, registry.KindCounts{"VN-BA/7480201": 1}, registry.WaitQuota},
		{"NoScope", nil, registry.KindCounts{"VN-PHD/9480201": 1, "VN-BA/7480201": 99}, registry.WaitScope},
	} {
		t.Run(test.name, func(t *testing.T) {
			require.Equal(t, test.want, registry.AssessQuota(view, test.waiting, test.needed).Wait())
		})
	}
	view.Issuer.State = ledger.IssuerSuspended
	require.Equal(t, registry.WaitIssuerState, registry.AssessQuota(view, nil, nil).Wait())
}
