package words

// sentenceForms are the sentences around a result's own words.
type sentenceForms struct {
	RejectedWord    Text `json:"rejectedWord"` // a word, and the day that it is of
	OnDay           Text `json:"onDay"`        // before a sentence
	AtMoment        Text `json:"atMoment"`     // likewise
	ValidOn         Text `json:"validOn"`
	ValidThen       Text `json:"validThen"`
	ValidAsOf       Text `json:"validAsOf"`
	LastRead        Text `json:"lastRead"` // a moment, and what was so
	OpenNow         Text `json:"openNow"`  // it follows LastRead
	OpenThen        Text `json:"openThen"` // likewise, of a question about another moment
	NoConclusionNow Text `json:"noConclusionNow"`
	NoConclusion    Text `json:"noConclusion"`
	StandsStill     Text `json:"standsStill"`
	ThisAnswer      Text `json:"thisAnswer"`
	AboutKnown      Text `json:"aboutKnown"`
	About           Text `json:"about"`
	LaterUnknown    Text `json:"laterUnknown"`
	Restarted       Text `json:"restarted"`
	Ahead           Text `json:"ahead"`
	StoodStillLong  Text `json:"stoodStillLong"`
	Blocks          Text `json:"blocks"`     // how many, of Head
	LedgerTime      Text `json:"ledgerTime"` // it follows Blocks
}

var forms = sentenceForms{
	RejectedWord: Text{"%s (vào ngày %s)", "%s (as of %s)"},
	OnDay:        Text{"Vào ngày %s: ", "As of %s: "},
	AtMoment:     Text{"Vào lúc %s: ", "As of %s: "},
	ValidOn:      Text{"Hợp lệ vào ngày %s", "Valid on %s"},
	ValidThen:    Text{"Hợp lệ đến lúc đó", "Valid as of then"},
	ValidAsOf: Text{
		"Văn bằng này là thật và có hiệu lực tính đến %s.",
		"This document was genuine and in force as of %s.",
	},
	LastRead: Text{
		"Khi đọc sổ cái lần cuối, lúc %s, %s; ",
		"When the ledger was last read, at %s, %s; ",
	},
	OpenNow: Text{"hiện nay chưa kết luận được.", "nothing can be concluded now."},
	OpenThen: Text{
		"về thời điểm được hỏi thì chưa kết luận được.",
		"nothing can be concluded about the moment in question.",
	},
	NoConclusionNow: Text{"Hiện chưa kết luận được", "No conclusion at present"},
	NoConclusion:    Text{"Chưa kết luận được", "No conclusion"},
	StandsStill: Text{
		"Sổ cái đứng yên từ %s: khi các tổ chức báo lần cuối, chưa có gì được ghi thêm, kể cả việc thu hồi.",
		"The ledger has stood still since %s: when the organisations last told of it, nothing had been recorded since, " +
			"revocations neither.",
	},
	ThisAnswer: Text{"Câu trả lời này", "This answer"},
	AboutKnown: Text{
		"%s là về %s, theo những gì sổ cái cho biết đến %s.",
		"%s is about %s, by what the ledger told up to %s.",
	},
	About: Text{"%s là về %s.", "%s is about %s."},
	LaterUnknown: Text{
		"Những thay đổi sau %s chưa được biết.",
		"What changed after %s is not known.",
	},
	Restarted: Text{
		"Máy kiểm tra này vừa khởi động lại và chưa đọc lại tới cuối sổ cái.",
		"This verifier was restarted and has not reached the ledger's end again yet.",
	},
	Ahead: Text{
		"Giờ sổ cái đi trước đồng hồ của máy này: một trong hai sai.",
		"The ledger's time is ahead of this clock: one of the two is wrong.",
	},
	StoodStillLong: Text{
		"Sổ cái đã đứng yên hơn một ngày, nên không còn được coi là cho biết hiện nay.",
		"The ledger has stood still for more than a day and is not taken for the present any more.",
	},
	Blocks:     Text{"%s khối", "%s blocks"},
	LedgerTime: Text{", giờ sổ cái %s", ", ledger time %s"},
}
