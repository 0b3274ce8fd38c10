// Made from the Go library's package words; do not edit: go test ./web/verify -run TheLibrarysWords -update
export const TABLE = {
  "results": {
    "expired": {
      "meaning": "rejected",
      "shape": "pause",
      "word": [
        "Ngoài thời hạn",
        "Outside its dates"
      ],
      "sentence": [
        "Văn bằng này chưa đến hoặc đã hết thời hạn hiệu lực.",
        "This document is not valid yet, or no longer valid."
      ],
      "before": [
        "văn bằng ở ngoài thời hạn hiệu lực",
        "the document was outside its dates of validity"
      ]
    },
    "indeterminate": {
      "meaning": "undecided",
      "shape": "question",
      "word": [
        "Chưa xác định được",
        "Could not be determined"
      ],
      "sentence": [
        "Hiện chưa thể kết luận. Đừng coi văn bằng là hợp lệ; hãy thử lại sau.",
        "No conclusion can be drawn now. Do not take the document for valid; try again later."
      ],
      "before": [
        "chưa thể kết luận",
        "no conclusion could be drawn"
      ]
    },
    "malformed": {
      "meaning": "unreadable",
      "shape": "cross",
      "word": [
        "Không đọc được",
        "Not readable"
      ],
      "sentence": [
        "Đây không phải văn bằng đúng dạng. Hãy lấy lại tệp từ người giữ; nếu vẫn vậy, tệp đã hỏng hoặc bị giả.",
        "This is not a document in its proper form. Get the file again from its holder; if it stays so, it is damaged or fake."
      ],
      "before": [
        "không đọc được",
        "it could not be read"
      ]
    },
    "not_anchored": {
      "meaning": "rejected",
      "shape": "cross",
      "word": [
        "Chưa được ghi vào sổ cái",
        "Not on the ledger"
      ],
      "sentence": [
        "Nơi cấp chưa ghi văn bằng này vào sổ cái. Không thể coi là thật.",
        "The issuer never recorded this document on the ledger. It cannot be taken for genuine."
      ],
      "before": [
        "nơi cấp chưa ghi văn bằng này vào sổ cái",
        "the issuer had not recorded this document on the ledger"
      ]
    },
    "out_of_scope": {
      "meaning": "rejected",
      "shape": "cross",
      "word": [
        "Vượt thẩm quyền cấp",
        "Not allowed to issue this"
      ],
      "sentence": [
        "Nơi cấp không được phép cấp loại văn bằng này vào thời điểm đó.",
        "The issuer was not allowed to issue this kind of document at that time."
      ],
      "before": [
        "nơi cấp không được phép cấp loại văn bằng này",
        "the issuer was not allowed to issue this kind of document"
      ]
    },
    "revoked": {
      "meaning": "rejected",
      "shape": "cross",
      "word": [
        "Đã thu hồi",
        "Revoked"
      ],
      "sentence": [
        "Văn bằng này đã bị thu hồi, không còn giá trị.",
        "This document has been revoked and is no longer worth anything."
      ],
      "before": [
        "văn bằng đã bị thu hồi",
        "the document had been revoked"
      ]
    },
    "superseded": {
      "meaning": "rejected",
      "shape": "pause",
      "word": [
        "Đã được thay thế",
        "Replaced"
      ],
      "sentence": [
        "Văn bằng này đã được thay bằng một bản mới. Hãy yêu cầu bản mới.",
        "This document has been replaced by a newer one. Ask for the newer one."
      ],
      "before": [
        "văn bằng đã được thay bằng bản mới",
        "the document had been replaced by a newer one"
      ]
    },
    "suspended": {
      "meaning": "rejected",
      "shape": "pause",
      "word": [
        "Tạm dừng hiệu lực",
        "Suspended"
      ],
      "sentence": [
        "Văn bằng này đang tạm dừng hiệu lực. Hãy hỏi nơi cấp trước khi dùng.",
        "This document is suspended for now. Ask its issuer before you rely on it."
      ],
      "before": [
        "văn bằng đang tạm dừng hiệu lực",
        "the document was suspended"
      ]
    },
    "tampered": {
      "meaning": "rejected",
      "shape": "cross",
      "word": [
        "Đã bị sửa đổi",
        "Tampered with"
      ],
      "sentence": [
        "Nội dung không khớp với chữ ký của nơi cấp: có chỗ đã bị sửa hoặc giả mạo.",
        "The content does not match the issuer's signature: something was changed or forged."
      ],
      "before": [
        "nội dung không khớp với chữ ký",
        "the content did not match the signature"
      ]
    },
    "untrusted_issuer": {
      "meaning": "rejected",
      "shape": "cross",
      "word": [
        "Nơi cấp không đáng tin",
        "Issuer not trusted"
      ],
      "sentence": [
        "Nơi cấp, hoặc khoá ký của nơi cấp, không được công nhận khi văn bằng này được ghi vào sổ cái.",
        "The issuer, or its signing key, was not recognised when this document was recorded."
      ],
      "before": [
        "sổ cái chưa công nhận nơi cấp hoặc khoá ký của nơi cấp",
        "the ledger did not recognise the issuer or its signing key"
      ]
    },
    "valid": {
      "meaning": "accepted",
      "shape": "check",
      "word": [
        "Hợp lệ",
        "Valid"
      ],
      "sentence": [
        "Văn bằng này là thật và đang có hiệu lực.",
        "This document is genuine and in force."
      ],
      "before": [
        "văn bằng còn hiệu lực",
        "the document was in force"
      ]
    }
  },
  "details": {
    "accreditor": {
      "sentence": [
        "Nơi cấp do một tổ chức không có trong tệp tin cậy công nhận.",
        "An organisation accredited the issuer that the trust file does not name."
      ]
    },
    "anchored_later": {
      "sentence": [
        "Văn bằng này khi đó chưa được ghi vào sổ cái.",
        "This document was not on the ledger yet then."
      ]
    },
    "attestation": {
      "sentence": [
        "Xác nhận trong tệp bằng chứng không nói về văn bằng này.",
        "The attestation in this evidence is not about this document."
      ]
    },
    "compromised_replacement": {
      "sentence": [
        "Khoá ký đã lộ được dùng để báo thay thế văn bằng này; đang chờ cơ quan công nhận quyết định. Hãy hỏi nơi cấp.",
        "A compromised key was used to replace this document; the accreditor has yet to decide. Ask the issuer."
      ]
    },
    "compromised_status": {
      "sentence": [
        "Khoá ký đã lộ được dùng để báo thu hồi văn bằng này; đang chờ cơ quan công nhận quyết định. Hãy hỏi nơi cấp.",
        "A compromised key was used to revoke this document; the accreditor has yet to decide. Ask the issuer."
      ]
    },
    "compromised_suspension": {
      "sentence": [
        "Khoá ký đã lộ được dùng để báo tạm dừng hiệu lực văn bằng này; đang chờ cơ quan công nhận quyết định. Hãy hỏi nơi cấp.",
        "A compromised key was used to suspend this document; the accreditor has yet to decide. Ask the issuer."
      ]
    },
    "configuration": {
      "sentence": [
        "Chuỗi cấu hình trong tệp bằng chứng không đúng.",
        "The chain of configurations in this evidence does not hold."
      ]
    },
    "cut_short": {
      "shape": "question",
      "word": [
        "Tệp chưa trọn vẹn",
        "The file is incomplete"
      ],
      "sentence": [
        "Tệp hoặc đoạn văn bản này bị mất phần cuối trên đường gửi. Điều đó không có nghĩa là văn bằng giả: hãy lấy lại trọn tệp.",
        "The end of this file or text was lost on the way. That does not mean that the document is false: get the whole file again."
      ]
    },
    "damaged_code": {
      "shape": "question",
      "word": [
        "Mã chưa trọn vẹn",
        "The code is incomplete"
      ],
      "sentence": [
        "Dãy số của mã QR bị thiếu hoặc bị đổi trên đường gửi. Hãy quét lại mã, hoặc sao chép lại toàn bộ địa chỉ.",
        "The digits of the QR code are incomplete or were changed on the way. Scan the code again, or copy the whole address again."
      ]
    },
    "disclosure": {
      "sentence": [
        "Các phần của văn bằng không thuộc về nhau: có chỗ đã bị sửa hoặc giả mạo.",
        "The parts of this document do not belong together: something was changed or forged."
      ]
    },
    "endorsements": {
      "sentence": [
        "Xác nhận trong tệp bằng chứng không do đủ số tổ chức ký, hoặc có chữ ký giả.",
        "Too few organisations signed the attestation in this evidence, or a signature is not genuine."
      ]
    },
    "inclusion_proof": {
      "sentence": [
        "Chứng minh trong tệp bằng chứng không dẫn tới lô đã ghi vào sổ cái.",
        "The proof in this evidence does not lead to what is on the ledger."
      ]
    },
    "issuer_unknown": {
      "sentence": [
        "Sổ cái không có nơi cấp này.",
        "The ledger knows no such issuer."
      ]
    },
    "key_compromised": {
      "sentence": [
        "Văn bằng này được ghi vào sổ cái sau khi khoá ký của nơi cấp bị lộ: không thể tin.",
        "This document was recorded after the issuer's signing key had been compromised: it cannot be trusted."
      ]
    },
    "key_unknown": {
      "sentence": [
        "Khoá ký không phải của nơi cấp này theo sổ cái.",
        "By the ledger, the signing key is not this issuer's."
      ]
    },
    "no_ledger": {
      "sentence": [
        "Dạng của văn bằng đúng; thật hay giả, còn hiệu lực hay không, chỉ sổ cái mới cho biết.",
        "Its form is right; whether it is genuine and in force only the ledger can tell."
      ]
    },
    "no_trust": {
      "sentence": [
        "Không có tệp tin cậy thì ai cũng có thể làm ra tệp này.",
        "Without a trust file anybody could have made this."
      ]
    },
    "not_attested": {
      "sentence": [
        "Tệp bằng chứng không chứa đủ để kết luận; hãy hỏi một trang kiểm tra.",
        "The evidence does not hold enough to decide; ask a verifier service."
      ]
    },
    "not_read_here": {
      "shape": "question",
      "word": [
        "Không phải mã của sổ gốc này",
        "Not a code of this register"
      ],
      "sentence": [
        "Nội dung này không phải mã QR, tệp của người giữ, tệp bằng chứng hay biên nhận của sổ gốc này, nên trang này chưa đọc được; có thể nó thuộc hệ thống khác. Điều đó không có nghĩa là văn bằng giả: hãy quét mã QR trên văn bằng.",
        "This is no QR code, holder's file, evidence or receipt of this register, and cannot be read here yet; it may belong to another system. That does not mean that the paper is false: scan the QR code on it."
      ]
    },
    "not_yet_valid": {
      "sentence": [
        "Văn bằng này chưa đến ngày có hiệu lực.",
        "This document is not valid yet."
      ]
    },
    "other_ledger": {
      "sentence": [
        "Bằng chứng này thuộc một sổ cái khác, không phải sổ cái được tin ở đây.",
        "This evidence is of another ledger than the one that is trusted here."
      ]
    },
    "other_register": {
      "word": [
        "Thuộc hệ thống khác",
        "Of another register"
      ],
      "sentence": [
        "Văn bằng này thuộc một sổ gốc khác, không do hệ thống này giữ. Hãy kiểm tra ở trang của nơi cấp.",
        "This document belongs to another register, which is not kept here. Check it on its issuer's page."
      ]
    },
    "past_end": {
      "sentence": [
        "Văn bằng này đã hết thời hạn hiệu lực.",
        "This document's period of validity is over."
      ]
    },
    "starting": {
      "word": [
        "Đang đọc sổ cái",
        "Still reading the ledger"
      ],
      "sentence": [
        "Máy kiểm tra này đang đọc sổ cái lần đầu và chưa đọc xong. Hãy thử lại sau ít phút.",
        "This verifier is still reading the ledger for the first time. Try again in a few minutes."
      ]
    }
  },
  "causes": {
    "behind": [
      "Sổ cái có khối mới mà máy kiểm tra này chưa đọc được.",
      "The ledger has newer blocks that this verifier has not read yet."
    ],
    "future_moment": [
      "Câu trả lời nói về một thời điểm chưa đến theo đồng hồ của máy này: một trong hai đồng hồ sai.",
      "The answer is about a moment that is yet to come by this clock: one of the two clocks is wrong."
    ],
    "integrity_alarm": [
      "Máy kiểm tra này gặp một khối không đúng và đã ngừng đọc tiếp; người vận hành phải xem xét.",
      "This verifier met a block that failed a check and stopped reading; its operator must look into it."
    ],
    "no_ledger": [
      "Không đọc được sổ cái.",
      "The ledger cannot be read."
    ],
    "old_evidence": [
      "Bằng chứng đã cũ, và sổ cái của lúc này không đọc được.",
      "The evidence is old, and the ledger of this moment cannot be read."
    ],
    "older_than_asked": [
      "Câu trả lời nói về một thời điểm cũ hơn mức yêu cầu.",
      "The answer is about a moment longer ago than was asked for."
    ],
    "stale": [
      "Xác nhận trong tệp bằng chứng không phải của lúc này.",
      "The attestation in this evidence is not of this moment."
    ],
    "starting": [
      "Máy kiểm tra này chưa đọc xong sổ cái.",
      "This verifier has not read the whole ledger yet."
    ],
    "unconfirmed": [
      "Máy kiểm tra này không liên lạc được với đủ số tổ chức giữ sổ cái.",
      "This verifier cannot reach enough of the organisations that keep the ledger."
    ]
  },
  "changes": {
    "revoked": {
      "dated": [
        "Văn bằng này đã bị %[1]s thu hồi ngày %[2]s, không còn giá trị.",
        "This document was revoked on %[2]s by %[1]s and is no longer worth anything."
      ],
      "undated": [
        "Văn bằng này đã bị %[1]s thu hồi, không còn giá trị.",
        "This document was revoked by %[1]s and is no longer worth anything."
      ],
      "before": [
        "văn bằng đã bị %[1]s thu hồi ngày %[2]s",
        "the document had been revoked on %[2]s by %[1]s"
      ],
      "beforeUndated": [
        "văn bằng đã bị %[1]s thu hồi",
        "the document had been revoked by %[1]s"
      ]
    },
    "superseded": {
      "dated": [
        "Văn bằng này đã được %[1]s thay bằng một bản mới ngày %[2]s. Hãy yêu cầu bản mới.",
        "This document was replaced by a newer one on %[2]s by %[1]s. Ask for the newer one."
      ],
      "undated": [
        "Văn bằng này đã được %[1]s thay bằng một bản mới. Hãy yêu cầu bản mới.",
        "This document was replaced by %[1]s with a newer one. Ask for the newer one."
      ],
      "before": [
        "văn bằng đã được %[1]s thay bằng bản mới ngày %[2]s",
        "the document had been replaced by a newer one on %[2]s by %[1]s"
      ],
      "beforeUndated": [
        "văn bằng đã được %[1]s thay bằng bản mới",
        "the document had been replaced by %[1]s with a newer one"
      ]
    },
    "suspended": {
      "dated": [
        "Văn bằng này bị %[1]s tạm dừng hiệu lực từ ngày %[2]s. Hãy hỏi nơi cấp trước khi dùng.",
        "This document has been suspended by %[1]s since %[2]s. Ask its issuer before you rely on it."
      ],
      "undated": [
        "Văn bằng này đang bị %[1]s tạm dừng hiệu lực. Hãy hỏi nơi cấp trước khi dùng.",
        "This document is suspended by %[1]s for now. Ask its issuer before you rely on it."
      ],
      "before": [
        "văn bằng bị %[1]s tạm dừng hiệu lực từ ngày %[2]s",
        "the document was suspended by %[1]s, since %[2]s"
      ],
      "beforeUndated": [
        "văn bằng bị %[1]s tạm dừng hiệu lực",
        "the document was suspended by %[1]s"
      ]
    }
  },
  "reported": {
    "compromised_replacement": [
      "thay thế",
      "replace"
    ],
    "compromised_status": [
      "thu hồi",
      "revoke"
    ],
    "compromised_suspension": [
      "tạm dừng hiệu lực",
      "suspend"
    ]
  },
  "report": {
    "dated": [
      "Ngày %[2]s, một khoá ký đã lộ của %[1]s được dùng để báo %[3]s văn bằng này; đang chờ cơ quan công nhận quyết định. Hãy hỏi nơi cấp.",
      "On %[2]s a compromised key of %[1]s was used to %[3]s this document; the accreditor has yet to decide. Ask the issuer."
    ],
    "before": [
      "văn bằng tạm dừng hiệu lực, vì ngày %[2]s một khoá ký đã lộ của %[1]s được dùng để báo %[3]s văn bằng",
      "the document was suspended, since a compromised key of %[1]s was used on %[2]s to %[3]s it"
    ],
    "beforeUndated": [
      "văn bằng tạm dừng hiệu lực, vì một khoá ký đã lộ của %[1]s được dùng để báo %[3]s văn bằng",
      "the document was suspended, since a compromised key of %[1]s was used to %[3]s it"
    ]
  },
  "authors": {
    "accreditor": [
      "cơ quan công nhận",
      "the accreditor"
    ],
    "issuer": [
      "nơi cấp",
      "its issuer"
    ],
    "successor": [
      "nơi kế tục giữ sổ gốc",
      "the keeper of its issuer's register"
    ]
  },
  "forms": {
    "rejectedWord": [
      "%s (vào ngày %s)",
      "%s (as of %s)"
    ],
    "onDay": [
      "Vào ngày %s: ",
      "As of %s: "
    ],
    "atMoment": [
      "Vào lúc %s: ",
      "As of %s: "
    ],
    "validOn": [
      "Hợp lệ vào ngày %s",
      "Valid on %s"
    ],
    "validThen": [
      "Hợp lệ đến lúc đó",
      "Valid as of then"
    ],
    "validAsOf": [
      "Văn bằng này là thật và có hiệu lực tính đến %s.",
      "This document was genuine and in force as of %s."
    ],
    "lastRead": [
      "Khi đọc sổ cái lần cuối, lúc %s, %s; ",
      "When the ledger was last read, at %s, %s; "
    ],
    "openNow": [
      "hiện nay chưa kết luận được.",
      "nothing can be concluded now."
    ],
    "openThen": [
      "về thời điểm được hỏi thì chưa kết luận được.",
      "nothing can be concluded about the moment in question."
    ],
    "noConclusionNow": [
      "Hiện chưa kết luận được",
      "No conclusion at present"
    ],
    "noConclusion": [
      "Chưa kết luận được",
      "No conclusion"
    ],
    "standsStill": [
      "Sổ cái đứng yên từ %s: khi các tổ chức báo lần cuối, chưa có gì được ghi thêm, kể cả việc thu hồi.",
      "The ledger has stood still since %s: when the organisations last told of it, nothing had been recorded since, revocations neither."
    ],
    "thisAnswer": [
      "Câu trả lời này",
      "This answer"
    ],
    "aboutKnown": [
      "%s là về %s, theo những gì sổ cái cho biết đến %s.",
      "%s is about %s, by what the ledger told up to %s."
    ],
    "about": [
      "%s là về %s.",
      "%s is about %s."
    ],
    "laterUnknown": [
      "Những thay đổi sau %s chưa được biết.",
      "What changed after %s is not known."
    ],
    "restarted": [
      "Máy kiểm tra này vừa khởi động lại và chưa đọc lại tới cuối sổ cái.",
      "This verifier was restarted and has not reached the ledger's end again yet."
    ],
    "ahead": [
      "Giờ sổ cái đi trước đồng hồ của máy này: một trong hai sai.",
      "The ledger's time is ahead of this clock: one of the two is wrong."
    ],
    "stoodStillLong": [
      "Sổ cái đã đứng yên hơn một ngày, nên không còn được coi là cho biết hiện nay.",
      "The ledger has stood still for more than a day and is not taken for the present any more."
    ],
    "blocks": [
      "%s khối",
      "%s blocks"
    ],
    "ledgerTime": [
      ", giờ sổ cái %s",
      ", ledger time %s"
    ]
  },
  "steps": [
    [
      "Mã đúng dạng",
      "The code has its proper form"
    ],
    [
      "Nơi cấp và khoá có trên sổ cái; chữ ký đúng",
      "Issuer and key are on the ledger; the signature is right"
    ],
    [
      "Từng thông tin khớp với bản đã ký",
      "Every fact belongs to what was signed"
    ],
    [
      "Nơi cấp đã ghi vào sổ cái",
      "The issuer recorded it on the ledger"
    ],
    [
      "Khoá ký còn tốt khi ghi",
      "The key was good at that time"
    ],
    [
      "Nơi cấp được phép cấp loại này khi ghi",
      "The issuer was allowed to issue this kind at that time"
    ],
    [
      "Không bị thu hồi, tạm dừng hay thay thế",
      "Not revoked, suspended or replaced"
    ],
    [
      "Trong thời hạn hiệu lực",
      "Within its dates of validity"
    ],
    [
      "Sổ cái đọc được là mới",
      "The ledger was read recently"
    ]
  ],
  "outcomes": {
    "failed": [
      "Không đạt",
      "Not passed"
    ],
    "passed": [
      "Đạt",
      "Passed"
    ],
    "skipped": [
      "Không xét",
      "Not looked at"
    ]
  },
  "readings": {
    "alarm": [
      "đã dừng vì một khối sai",
      "stopped at a bad block"
    ],
    "attested": [
      "theo tệp bằng chứng",
      "as the evidence attests it"
    ],
    "behind": [
      "chậm hơn sổ cái",
      "behind the ledger"
    ],
    "fresh": [
      "mới",
      "recent"
    ],
    "none": [
      "không có",
      "none"
    ],
    "standing_still": [
      "sổ cái đứng yên",
      "the ledger stands still"
    ],
    "starting": [
      "đang đọc lần đầu",
      "being read for the first time"
    ],
    "unconfirmed": [
      "chưa được xác nhận",
      "not confirmed"
    ]
  },
  "facts": {
    "award": [
      "Văn bằng",
      "Award"
    ],
    "awardEn": [
      "Tên tiếng Anh",
      "Award in English"
    ],
    "birthDate": [
      "Ngày sinh",
      "Date of birth"
    ],
    "birthPlace": [
      "Nơi sinh",
      "Place of birth"
    ],
    "conduct": [
      "Kết quả rèn luyện",
      "Conduct"
    ],
    "decisionDate": [
      "Ngày quyết định",
      "Decision date"
    ],
    "decisionNumber": [
      "Số quyết định",
      "Decision number"
    ],
    "diplomaSerial": [
      "Số hiệu văn bằng kèm theo",
      "Serial number of the diploma"
    ],
    "duration": [
      "Thời gian đào tạo",
      "Duration"
    ],
    "enrolDate": [
      "Ngày nhập học",
      "Enrolled on"
    ],
    "ethnicity": [
      "Dân tộc",
      "Ethnic group"
    ],
    "examCouncil": [
      "Hội đồng thi",
      "Examination council"
    ],
    "examSession": [
      "Khoá thi",
      "Examination session"
    ],
    "fullName": [
      "Họ và tên",
      "Full name"
    ],
    "gpa10": [
      "Điểm trung bình (thang 10)",
      "Average (of 10)"
    ],
    "gpa4": [
      "Điểm trung bình (thang 4)",
      "Average (of 4)"
    ],
    "graduationYear": [
      "Năm tốt nghiệp",
      "Year of graduation"
    ],
    "issueDate": [
      "Ngày cấp",
      "Date of issue"
    ],
    "language": [
      "Ngôn ngữ đào tạo",
      "Language of instruction"
    ],
    "learnerCode": [
      "Mã người học",
      "Learner code"
    ],
    "learning": [
      "Kết quả học tập",
      "Learning result"
    ],
    "level": [
      "Trình độ",
      "Level"
    ],
    "major": [
      "Ngành",
      "Major"
    ],
    "majorEn": [
      "Ngành (tiếng Anh)",
      "Major in English"
    ],
    "mode": [
      "Hình thức đào tạo",
      "Mode of study"
    ],
    "nationalId": [
      "Số định danh cá nhân",
      "National identity number"
    ],
    "nationality": [
      "Quốc tịch",
      "Nationality"
    ],
    "place": [
      "Nơi ký",
      "Place of issue"
    ],
    "rank": [
      "Xếp loại",
      "Rank"
    ],
    "registerNumber": [
      "Số vào sổ gốc",
      "Register number"
    ],
    "school": [
      "Trường đã học",
      "School attended"
    ],
    "serialNumber": [
      "Số hiệu",
      "Serial number"
    ],
    "sex": [
      "Giới tính",
      "Sex"
    ],
    "signerName": [
      "Người ký",
      "Signed by"
    ],
    "signerTitle": [
      "Chức vụ người ký",
      "Signer's office"
    ],
    "specialization": [
      "Chuyên ngành",
      "Specialisation"
    ],
    "totalCredits": [
      "Tổng số tín chỉ",
      "Total credits"
    ],
    "validUntil": [
      "Có giá trị đến hết ngày",
      "Valid through"
    ]
  },
  "printed": [
    "fullName",
    "birthPlace",
    "sex",
    "ethnicity",
    "nationality",
    "learnerCode",
    "award",
    "awardEn",
    "major",
    "majorEn",
    "specialization",
    "rank",
    "mode",
    "school",
    "examCouncil",
    "examSession",
    "language",
    "duration",
    "level",
    "learning",
    "conduct",
    "diplomaSerial",
    "serialNumber",
    "registerNumber",
    "decisionNumber",
    "place",
    "signerName",
    "signerTitle"
  ],
  "kinds": {
    "VN-BA": [
      "Bằng cử nhân",
      "Bachelor's degree"
    ],
    "VN-BD": [
      "Bảng điểm",
      "Transcript"
    ],
    "VN-CERT": [
      "Chứng chỉ",
      "Certificate"
    ],
    "VN-COL": [
      "Bằng cao đẳng",
      "College diploma"
    ],
    "VN-HB-TH": [
      "Học bạ tiểu học",
      "Primary school record"
    ],
    "VN-HB-THCS": [
      "Học bạ trung học cơ sở",
      "Lower secondary school record"
    ],
    "VN-HB-THPT": [
      "Học bạ trung học phổ thông",
      "Upper secondary school record"
    ],
    "VN-INT": [
      "Bằng trung cấp",
      "Intermediate diploma"
    ],
    "VN-LSE": [
      "Bằng tốt nghiệp trung học cơ sở",
      "Lower secondary school diploma"
    ],
    "VN-LSE-CONF": [
      "Xác nhận hoàn thành chương trình trung học cơ sở",
      "Confirmation of completion of lower secondary education"
    ],
    "VN-MA": [
      "Bằng thạc sĩ",
      "Master's degree"
    ],
    "VN-PHD": [
      "Bằng tiến sĩ",
      "Doctoral degree"
    ],
    "VN-PRI-CONF": [
      "Xác nhận hoàn thành chương trình tiểu học",
      "Confirmation of completion of primary education"
    ],
    "VN-RECOG": [
      "Giấy công nhận văn bằng nước ngoài",
      "Recognition of a foreign degree"
    ],
    "VN-SPEC": [
      "Văn bằng chuyên sâu đặc thù",
      "Specialised professional degree (engineer, physician, pharmacist, architect)"
    ],
    "VN-USE": [
      "Bằng tốt nghiệp trung học phổ thông",
      "Upper secondary school diploma"
    ],
    "VN-USE-CONF": [
      "Giấy chứng nhận hoàn thành chương trình giáo dục phổ thông",
      "Certificate of completion of general education"
    ],
    "VN-USE-TEMP": [
      "Giấy chứng nhận tốt nghiệp tạm thời",
      "Provisional graduation certificate"
    ],
    "VN-VHS": [
      "Bằng trung học nghề",
      "Vocational upper secondary diploma"
    ]
  },
  "factOrder": [
    "fullName",
    "birthDate",
    "birthPlace",
    "sex",
    "ethnicity",
    "nationality",
    "nationalId",
    "learnerCode",
    "award",
    "awardEn",
    "major",
    "majorEn",
    "specialization",
    "rank",
    "mode",
    "school",
    "graduationYear",
    "examCouncil",
    "examSession",
    "enrolDate",
    "language",
    "duration",
    "level",
    "totalCredits",
    "gpa10",
    "gpa4",
    "learning",
    "conduct",
    "diplomaSerial",
    "serialNumber",
    "registerNumber",
    "decisionNumber",
    "decisionDate",
    "issueDate",
    "validUntil",
    "place",
    "signerName",
    "signerTitle"
  ]
};
