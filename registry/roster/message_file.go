package roster

var fileMessages = map[Code]messageSpec{
	CodeFormat: fail(
		"Tệp không đọc được: cần XLSX, CSV, bảng HTML hoặc XML Spreadsheet 2003. Mở bằng Excel hoặc LibreOffice rồi lưu lại dạng .xlsx.",
		"The file cannot be read: XLSX, CSV, an HTML table or XML Spreadsheet 2003 is expected. Open it in Excel or LibreOffice and save it as .xlsx."),
	CodeOldExcel: fail(
		"Đây là tệp Excel cũ (.xls) hoặc tệp có mật khẩu: mở bằng Excel, bỏ mật khẩu nếu có, chọn Tệp, Lưu thành, Excel Workbook (.xlsx) rồi tải lên tệp mới.",
		"This is an old Excel file (.xls) or one with a password: open it in Excel, remove the password if there is one, choose File, Save as, Excel Workbook (.xlsx) and upload the new file."),
	CodeTooLarge: fail(
		"Tệp quá lớn: tối đa 16 MB, 101.000 dòng có nội dung và 256 cột mỗi trang, 1.000.000 ô có nội dung. Xoá vùng trống đã định dạng hoặc chia danh sách.",
		"The file is too large: at most 16 MB, 101,000 filled rows and 256 columns a sheet, and 1,000,000 filled cells. Delete formatted empty areas or split the list."),
	CodeCSV: fail(
		"Tệp CSV sai dấu nháy kép: trong ô có dấu \" phải viết thành \"\" và bao ô bằng dấu \".",
		"The CSV file's quotes are wrong: a \" inside a cell is written \"\" and the cell is put in quotes."),
	CodeNotUTF8: fail(
		"Không nhận ra bảng mã của tệp CSV (không phải UTF-8, TCVN3, VNI hay Windows-1258). Mở bằng Excel rồi chọn Lưu thành: CSV UTF-8 hoặc .xlsx.",
		"The encoding of the CSV file is not known (not UTF-8, TCVN3, VNI or Windows-1258). Open it in Excel and choose Save as: CSV UTF-8, or .xlsx."),
	CodeNoHeader: fail(
		"Không tìm thấy dòng tiêu đề trong 50 dòng đầu: cần ít nhất cột họ tên hoặc môn học, và một cột nhận biết người học.",
		"No header row in the first 50 rows: at least a column of names or courses, and one that tells learners apart, is expected."),
	CodeNoRows: fail(
		"Dưới dòng tiêu đề không có dòng dữ liệu nào.",
		"There is no row of data under the header."),
	CodeColumnMissing: fail(
		"Thiếu cột bắt buộc này. Thêm cột với đúng tên tiêu đề.",
		"This required column is missing. Add it under this header."),
	CodeColumnRepeated: fail(
		"Hai cột cùng một nội dung. Xoá hoặc đổi tên tiêu đề của một cột.",
		"Two columns hold the same thing. Delete one or rename its header."),
	CodeNameColumns: ask(
		"Cột không có tiêu đề bên phải họ tên được ghép vào họ tên. Xác nhận họ tên đã ghép đúng.",
		"The column without a header to the right of the names was joined to them. Confirm that the names are right."),
	CodeSheetHidden: note(
		"Trang tính bị ẩn nên không được đọc.",
		"The sheet is hidden and was not read."),
	CodeSheetIgnored: ask(
		"Trang tính có nội dung nhưng không có dòng tiêu đề nên không được đọc. Xác nhận là không cần trang này.",
		"The sheet has content but no header row and was not read. Confirm that it is not needed."),
	CodeRowHidden: ask(
		"Có dòng bị ẩn hoặc bị lọc. Cấp cho các dòng này hay bỏ qua?",
		"Rows are hidden or filtered out. Are they to be issued or left out?"),
	CodeListOfOthers: ask(
		"Tên trang tính hoặc dòng tiêu đề nói về người chưa tốt nghiệp. Cấp cho danh sách này hay bỏ qua?",
		"The name of the sheet or a title above the list speaks of people who have not graduated. Is this list to be issued or left out?"),
	CodeRowIgnored: note(
		"Dòng được coi là dòng tên nhóm và không được đọc.",
		"The row was taken for a group's title and not read."),
	CodeAfterFooter: fail(
		"Dòng dữ liệu nằm dưới phần ký tên hoặc cộng sổ. Chuyển dòng lên trên hoặc xoá.",
		"A row of data stands below the signatures or totals. Move it up or delete it."),
	CodeOpenDocument: fail(
		"Đây là bảng tính OpenDocument (.ods). Mở bằng LibreOffice và lưu thành .xlsx.",
		"This is an OpenDocument spreadsheet (.ods). Open it in LibreOffice and save it as .xlsx."),
	CodeBeyondHeader: fail(
		"Dòng có nội dung ở ngoài các cột có tiêu đề, thường do dấu phẩy trong ô không được bao bằng dấu nháy. Sửa dòng này, thêm tiêu đề cho cột, hoặc chọn bỏ cột.",
		"The row has content beyond the columns with a header, often because of a comma that is not in quotes. Mend the row, give the column a header, or choose that it is not read."),
	CodeMergedFilled: note(
		"Giá trị của ô gộp được dùng cho mọi dòng của vùng gộp.",
		"The value of merged cells was taken for all of their rows."),
	CodeHeaderConverted: note(
		"Tiêu đề cột ở bảng mã cũ đã được đọc bằng Unicode.",
		"Headers in an old encoding were read as Unicode."),
	CodeColumnSuggested: note(
		"Cột này không được đọc, nhưng tên hoặc nội dung giống một cột cần dùng. Chọn lại ở bảng cột nếu cần.",
		"This column was not read, but its name or content resembles one that is needed. "+
			"Choose it in the table of columns if it is."),
	CodeRowStatus: ask(
		"Nội dung ô cho thấy người của dòng chưa tốt nghiệp hoặc không còn học. Vẫn cấp hay bỏ qua (các) dòng này?",
		"The cell says that the row's person has not graduated or has left. Issue the rows that are named or leave them out?"),
	CodeRowStruck: ask(
		"Dòng bị gạch ngang hoặc gạch chéo. Vẫn cấp hay bỏ qua dòng này?",
		"The row is struck through or crossed out. Issue it or leave it out?"),
	CodeRowLeftOut: note(
		"Dòng được bỏ qua theo lựa chọn.",
		"The row is left out as chosen."),
	CodeMarksBySubject: note(
		"Mỗi cột điểm được đọc là một môn học.",
		"Each column of marks is read as a subject."),
	CodeSubjectColumn: ask(
		"Cột này có vẻ là điểm của một môn. Đọc là môn học hay bỏ qua?",
		"This column seems to hold the marks of a subject. Is it a subject, or is it left out?"),
	CodeColumnChosen: ask(
		"Cột này được một người chọn (lần này hoặc lần nhập trước) để đọc thành nội dung bên phải, khác với tên cột. Xác nhận, hoặc chọn lại ở bảng cột.",
		"A person chose, now or at an earlier import, that this column is read as what stands at the right, against its header. Confirm it, or choose anew in the table of columns."),
	CodeSubjectColumns: ask(
		"Các cột này có vẻ là điểm của từng môn. Đọc tất cả là môn học hay bỏ qua tất cả? Muốn chọn riêng từng cột, chọn ở bảng cột.",
		"These columns seem to hold the marks of a subject each. Are all of them subjects, or are all left out? To choose for each, use the table of columns."),
	CodeMarksNotRead: ask(
		"Cột này có vẻ là điểm nhưng không được đọc, và tệp không có cột điểm (hệ 10) nào khác: bảng điểm sẽ không có điểm này. Xác nhận, hoặc chọn cột điểm được in ở bảng cột.",
		"This column seems to hold marks and is not read, and the file has no other column of ten-point marks: the transcripts will not have them. Confirm it, or choose in the table of columns which marks are printed."),
	CodeAsLastTime: note(
		"Các cột được đọc như lần nhập trước của trường. Chọn lại ở bảng cột nếu lần này khác.",
		"Columns are read as at the school's earlier import. Choose anew in the table of columns if this list differs."),
	CodeHeaderChanged: fail(
		"Dòng tiêu đề giữa danh sách có cột khác với tiêu đề phía trên. Tách bảng này thành trang riêng, hoặc xếp lại cột như bảng trên.",
		"A header in the middle of the list has other columns than the one above. Put this table on a sheet of its own, or order its columns as above."),
	CodeRowText: ask(
		"Dòng này không phải dòng của một người nên không được đọc, nhưng có thể nói điều gì về các dòng khác. Xác nhận đã xem.",
		"This line is no person's row and is not read, but it may say something of other rows. Confirm that you have looked at it."),
	CodeBelowList: note(
		"Các dòng dưới danh sách (cộng sổ, ký tên) không được đọc.",
		"The rows below the list (totals, signatures) are not read."),
	CodeRowJoined: fail(
		"Cả dòng nằm trong một ô, có lẽ vì dùng dấu ngăn cách khác các dòng còn lại. Sửa dấu ngăn cách của dòng này.",
		"The whole row stands in one cell, probably because its separators are not those of the other rows. Mend the separators of this row."),
	CodeRowName: ask(
		"Dòng chỉ có họ tên nên không được đọc. Điền đủ các cột nếu đây là một người; xác nhận nếu không phải.",
		"The row has a name only and is not read. Fill in its columns if it is a person; confirm if it is none."),
	CodeMergedIdentity: ask(
		"Ô gộp ở cột riêng của từng người (họ tên, ngày sinh, số…) được dùng cho mọi dòng của vùng gộp. Xác nhận các dòng này.",
		"The value of merged cells in a column of each person's own (name, birth date, number, …) was taken for all of their rows. Confirm these rows."),
	CodeMergedAcross: ask(
		"Ô gộp qua nhiều cột: chỉ cột đầu có giá trị, các cột sau coi như trống. Xác nhận.",
		"Cells are merged over several columns: the first one has the value, the others count as empty. Confirm it."),
	CodeColumnHidden: ask(
		"Cột bị ẩn nhưng vẫn được đọc. Xác nhận nội dung cột là đúng, hoặc chọn không lấy ở bảng cột.",
		"The column is hidden but is read. Confirm that what it holds is right, or choose that it is not read."),
	CodeRowStatusEmpty: ask(
		"Các dòng khác ghi đã tốt nghiệp, (các) dòng này để trống. Vẫn cấp hay bỏ qua?",
		"Other rows say that they have graduated, the rows that are named say nothing. Issue these rows or leave them out?"),
	CodeRowRemark: ask(
		"Ghi chú cho thấy dòng này có nội dung cần sửa hoặc kiểm tra. Vẫn cấp như trong tệp hay bỏ qua dòng này?",
		"The remark says that something in the row is to be corrected or looked at. Issue it as it stands or leave it out?"),
	CodeRemarksTogether: ask(
		"Cột ghi chú có các nội dung này ở ít dòng; không nội dung nào có từ nói chưa tốt nghiệp. Đọc hết: vẫn cấp cho tất cả, hay hỏi riêng từng nội dung để bỏ qua một số dòng?",
		"The column of remarks says this of few rows; no wording has words of not having graduated. Read them all: issue all of these rows, or ask about each wording, to leave some rows out?"),
	CodeStatusUnknown: ask(
		"Không rõ nội dung này có nghĩa là đã tốt nghiệp hay chưa. Cấp hay bỏ qua các dòng có nội dung này?",
		"It is not clear whether this means to have graduated. Issue the rows that say so or leave them out?"),
	CodeRowComment: ask(
		"Một ô của dòng có ghi chú đính kèm (comment). Đọc ghi chú: vẫn cấp như trong tệp hay bỏ qua dòng này?",
		"A comment is attached to a cell of this row. Read it: issue the row as it stands or leave it out?"),
	CodeListOfDraft: ask(
		"Tên trang hoặc tiêu đề cho thấy đây là bản dự kiến, dự thảo hoặc đề nghị, chưa phải danh sách chính thức. Xác nhận đây là danh sách theo quyết định.",
		"The sheet's name or a title says that this is a draft or a proposal. Confirm that it is the list of the decision."),
	CodeTitleYear: ask(
		"Tiêu đề của danh sách ghi năm khác với năm quyết định. Xác nhận đúng tệp.",
		"A title of the list names other years than that of the decision. Confirm that it is the right file."),
	CodeSheetYear: ask(
		"Tên trang tính ghi năm khác với năm tốt nghiệp của lần nhập này. Bỏ qua trang này, hay vẫn cấp cho người trong trang?",
		"The sheet's name is of another year than that in which people of this import graduate. Leave the sheet out, or issue to its people?"),
	CodeSheetKept: ask(
		"Tên trang tính cho thấy đây là bản cũ, bản nháp hoặc bản sao, trong khi tệp còn trang khác. Bỏ qua trang này, hay vẫn đọc các dòng của trang?",
		"The sheet's name says that it is an older version, a draft or a copy, and the file has another sheet. Leave this one out, or read its rows?"),
	CodeTotalDiffers: ask(
		"Dòng tổng số dưới danh sách ghi số người khác với số dòng đọc được. Kiểm tra có thiếu hay thừa người.",
		"The total below the list is not the number of rows that were read. See whether somebody is missing or too many."),
	CodeNumbersSkip: note(
		"Số thứ tự bị nhảy ở đây: có thể đã xoá dòng phía trên.",
		"The running number skips here: a row above may have been deleted."),
	CodeRowColoured: ask(
		"Các dòng này có màu chữ hoặc màu nền khác các dòng còn lại, như khi đánh dấu người cần xem lại. Vẫn cấp hay bỏ qua các dòng này?",
		"Text or background of these rows has another colour than the other rows, as when people are marked. Issue these rows or leave them out?"),
	CodeCommentElsewhere: note(
		"Ghi chú đính kèm (comment) ở ngoài các dòng dữ liệu, không được đọc.",
		"A comment stands outside the rows of data and is not read."),
	CodeStruckByRule: ask(
		"Định dạng có điều kiện (hoặc kiểu trình bày của trang web) có thể đang gạch ngang một số dòng ở đây; hệ thống không tính được dòng nào. Mở tệp kiểm tra: xác nhận nếu không dòng nào bị gạch, hoặc xoá các dòng đó khỏi tệp.",
		"A conditional format (or a style of the web page) may strike some of these rows through, and which ones cannot be told here. Look at the file: confirm that no row is struck, or delete those rows from the file."),
	CodeRuleNotRead: note(
		"Màu do định dạng có điều kiện tô không được đọc.",
		"Colours by conditional formats are not read."),
	CodeCourseResult: ask(
		"Dòng này có vẻ là dòng cộng hoặc điểm trung bình, không phải môn học. Bỏ qua hay đọc là môn học?",
		"This row seems to be a total or a mean, not a course. Leave it out or read it as a course?"),
	CodeChoiceForeign: fail(
		"Lựa chọn cột nhắc tới trang, dòng, cột hoặc trường mà tệp không có.",
		"A choice of columns names a sheet, row, column or field that the file does not have."),
	CodeJoinedByName: ask(
		"Tệp bảng điểm không có mã người học nên điểm được ghép theo họ tên (và ngày sinh, nếu có cột). Xác nhận các dòng này ghép đúng người.",
		"The file of courses has no learner codes, so marks were joined by name (and birth date, where there is that column). Confirm that these rows are joined to the right people."),
	CodeSheetOfLearner: note(
		"Trang tính được đọc là bảng điểm của một người học.",
		"The sheet is read as the marks of one learner."),
	CodeColumnNameless: ask(
		"Cột có nội dung nhưng không có tiêu đề nên không được đọc. Xác nhận là không cần cột này, hoặc chọn nội dung của cột ở bảng cột.",
		"The column has content and no header, and is not read. Confirm that it is not needed, or choose in the table of columns what it holds."),
	CodeHeaderMerged: fail(
		"Tiêu đề gộp qua nhiều cột nhưng chỉ cột đầu được đọc, phần ở cột này sẽ mất. Ghép các cột thành một, cho mỗi cột một tiêu đề riêng, hoặc chọn không lấy cột này ở bảng cột.",
		"A header is merged over several columns and only the first of them is read: what stands in this one would be lost. Join the columns, give each a header of its own, or choose in the table of columns that this one is not read."),
	CodeColumnQualified: ask(
		"Phần thêm vào tên cột (trong ngoặc, hoặc ở dòng trên, dòng dưới) có thể làm cột mang nghĩa khác, nên cột không được đọc. Xác nhận là không cần cột này, hoặc chọn nội dung của cột ở bảng cột.",
		"What is added to this header (in parentheses, or on a line above or below it) may make another thing of the column, so it is not read. Confirm that it is not needed, or choose in the table of columns what it holds."),
	CodeColumnGroup: ask(
		"Tiêu đề nhóm phía trên cột này không cho biết cột là của người học hay của người khác. Cột được đọc là của người học. Xác nhận, hoặc chọn không lấy cột này ở bảng cột.",
		"The header of the group over this column does not tell whether it is the learner's or somebody else's. It is read as the learner's. Confirm it, or choose in the table of columns that it is not read."),
	CodeColumnOfOthers: note(
		"Cột này nằm dưới tiêu đề nhóm của người khác (cha, mẹ, người nhận, giáo viên, …) nên không được đọc. Nếu là của người học, chọn lại ở bảng cột.",
		"This column stands under the header of a group of other people (father, mother, recipient, teacher, …) and is not read. If it is the learner's, choose it in the table of columns."),
	CodePlaceJoined: note(
		"Nơi sinh ở nhiều cột được ghép thành một, từ đơn vị nhỏ đến đơn vị lớn.",
		"The birth place stands in several columns and is joined from them, the smallest unit first."),
	CodePlaceTurned: ask(
		"Nơi sinh ở nhiều cột, xếp khác thứ tự thường in. Đã ghép từ đơn vị nhỏ đến đơn vị lớn (xã, huyện, tỉnh) như ở bên phải. Xác nhận các nơi sinh này.",
		"The birth place stands in several columns, in another order than is printed. It is joined with the smallest unit first, as at the right. Confirm these places."),
	CodeGroupOfOthers: ask(
		"Dòng đề mục phía trên các dòng này cho thấy họ chưa tốt nghiệp. Cấp cho các dòng này hay bỏ qua?",
		"The heading above these rows says that their people have not graduated. Issue these rows or leave them out?"),
	CodeTitleDiffers: ask(
		"Tên trang hoặc tiêu đề của danh sách hoặc dòng tên nhóm nói tới bậc học, ngành, hình thức đào tạo, khóa thi, trường, quyết định hoặc mục đích khác với lần nhập này. Văn bằng in theo lần nhập. Xác nhận đúng tệp.",
		"The sheet's name, a title of the list or a heading in it speaks of another level, field or mode of study, exam session, school, decision or purpose than this import. Documents are printed as the import says. Confirm that it is the right file."),
	CodeOtherGrade: ask(
		"Lớp hoặc khối này không phải lớp cuối cấp của loại văn bằng được cấp. Bỏ qua các dòng này, hay vẫn cấp?",
		"This class or grade is not the last one before what is awarded. Leave these rows out, or issue them?"),
	CodeRowUnlike: ask(
		"Ở cột không được đọc này, chỉ ít dòng có nội dung như vậy (hoặc để trống). Vẫn cấp hay bỏ qua các dòng này?",
		"In this column, which is not read, few rows say this (or nothing). Issue these rows or leave them out?"),
	CodeDrawingText: ask(
		"Trang có ô chữ (text box) hoặc hình có chữ, không thuộc ô nào nên không được đọc. Xác nhận đã xem, hoặc ghi nội dung vào ô.",
		"A text box or shape with text lies on the sheet. It belongs to no cell and is not read. Confirm that you have looked at it, or put what it says into cells."),
	CodeDrawing: note(
		"Hình vẽ hoặc ảnh trên trang không được đọc.",
		"Shapes and pictures on the sheet are not read."),
	CodePageText: note(
		"Đầu trang hoặc chân trang khi in có nội dung này, không thuộc ô nào nên không được đọc.",
		"The header or footer of the printed pages says this. It belongs to no cell and is not read."),
	CodeSignatureDiffers: ask(
		"Phần ký dưới danh sách ghi người ký hoặc ngày khác với thông tin chung của lần nhập (bên phải). Văn bằng in theo thông tin chung. Xác nhận đúng tệp, hoặc sửa thông tin chung.",
		"The signature below the list has another person or day than the import has for all rows (at the right). Documents are printed as the import says. Confirm that it is the right file, or mend what the import says."),
	CodeColumnTerms: ask(
		"Cột này ghi khác với thông tin chung của lần nhập (ngày cấp, nơi cấp, người ký, trường, …). Văn bằng in theo thông tin chung, như ghi ở bên phải. Xác nhận, hoặc sửa thông tin chung.",
		"This column says something else than the import does for all rows (date or place of issue, signatory, school, …). The documents will have what the import says, which stands at the right. Confirm it, or mend what the import says."),
	CodeColumnCorrects: ask(
		"Cột này có vẻ ghi nội dung đúng hoặc đã sửa của cột khác, và không được đọc. Xác nhận các cột được đọc đã đúng.",
		"This column seems to correct another one and is not read. Confirm that the columns that are read are right."),
}
