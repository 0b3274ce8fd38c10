package audit

import "sogoc/verifier/words"

// Proved returns what stands once a replay was not stopped, in both languages.
func Proved() []words.Text {
	return []words.Text{
		{
			"các khối là một chuỗi liền mạch từ khối đầu mà tệp tin cậy ghim",
			"the blocks are one gapless chain from the genesis block that the trust file pins",
		},
		{
			"đa số bên sắp xếp đương nhiệm đã ký từng khối, và mỗi cấu hình nối tiếp cấu hình trước đó",
			"a quorum of the orderers in force signed every block, and every configuration follows from the one before",
		},
		{
			"mỗi giao dịch hợp lệ có chữ ký của bên tạo và đủ xác nhận theo chính sách của lúc đó",
			"every valid transaction has its creator's signature and endorsements that satisfy the policies in force then",
		},
		{
			"các neo và tình trạng đúng là những gì đã ký: chữ ký bằng khoá của nơi cấp trên sổ cái là đúng, " +
				"số thứ tự neo liền mạch, gốc khớp với các mã băm",
			"anchors and statuses are what the signed statements say: " +
				"signatures by the issuers' keys on the ledger verify, anchors are gapless, roots match their digests",
		},
		{
			"không có gì nêu ở đây bị thêm, bỏ hay sửa sau khi được sắp xếp",
			"nothing that is told here was added, left out or changed after it was ordered",
		},
	}
}

// NotProved returns what no replay shows, in both languages.
func NotProved() []words.Text {
	return []words.Text{
		{
			"rằng điều ghi trên văn bằng là thật: trường có thể ký điều chưa từng xảy ra",
			"that what credentials say is true: a school can sign what never happened",
		},
		{
			"rằng đây là phần cuối hiện nay của sổ cái: có thể đã có khối mới hơn, hãy tải lại và so với các tổ chức khác",
			"that this is the ledger's present end: " +
				"later blocks may exist, so fetch anew and compare with other organisations",
		},
		{
			"bản thân tệp tin cậy: khối đầu là của ai và cơ quan công nhận là ai phải biết từ nơi khác",
			"the trust file: whose genesis block this is, and who the accreditors are, must be known from elsewhere",
		},
		{
			"rằng chưa đến một phần ba số bên sắp xếp và chưa đến quá nửa số tổ chức thông đồng với nhau",
			"that less than a third of the orderers and less than a majority of the organisations collude",
		},
		{
			"rằng các quy tắc khác của chương trình sổ cái được giữ (hạn mức, phạm vi, thứ tự các tình trạng): " +
				"quá nửa số tổ chức đã ký là có",
			"that the chaincode's other rules were kept (quota, scope, which state follows which): " +
				"a majority of the organisations signed that they were",
		},
		{
			"chương trình sổ cái của từng tổ chức làm gì: sổ cái giữ định nghĩa, không giữ mã chương trình",
			"what each organisation's chaincode program does: the ledger holds its definition, not its code",
		},
		{
			"giờ chính xác: giờ sổ cái là của máy gửi, sai lệch tối đa khoảng 15 phút nhờ đồng hồ của bên xác nhận và nhịp",
			"exact times: ledger time is the client's, held within about 15 minutes by endorsers' clocks and ticks",
		},
		{
			"cờ của các giao dịch nêu trong phần ghi chú: chúng dựa vào điều không xét ở đây và lời của các tổ chức giữ bản sao",
			"flags of transactions that the notes name: " +
				"they rest on what is not judged here, and on the word of the copies' organisations",
		},
	}
}

// In returns texts in one language.
func In(texts []words.Text, l words.Language) []string {
	said := make([]string, len(texts))
	for i, text := range texts {
		said[i] = text.In(l)
	}
	return said
}
