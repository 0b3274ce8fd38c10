package roster

var cellMessages = map[Code]messageSpec{
	CodeMissing: fail(
		"Ô bắt buộc còn trống.",
		"A required cell is empty."),
	CodeFormula: fail(
		"Các ô chứa công thức. Chép cột rồi dán giá trị (Paste Special, Values).",
		"The cells hold formulas. Copy the column and paste it as values."),
	CodeCellError: fail(
		"Ô báo lỗi, không có giá trị (#N/A, NULL…) hoặc không đọc được. Nhập lại giá trị, hoặc để trống ô.",
		"The cell shows an error, says that there is no value (#N/A, NULL, …) or cannot be read. Enter the value again, or leave it empty.",
	),
	CodeNotText: fail(
		"Cần chữ, không phải số hay giá trị đúng/sai.",
		"Text is expected, not a number or a truth value."),
	CodeNumberCell: ask(
		"Các ô đang ở dạng số nên có thể đã mất số 0 ở đầu. Xác nhận là đủ chữ số, hoặc định dạng cột là Văn bản (Text) rồi nhập lại.",
		"The cells are numbers, so leading zeros may be lost. Confirm that all digits are there, or format the column as text and enter it again.",
	),
	CodeNumberShown: ask(
		"Ô giữ một số, còn bảng tính hiện ra khác theo định dạng số (thêm số 0 ở đầu, chữ, …). Người kiểm danh sách đọc số được hiện. Chọn cách đọc cho cả cột.",
		"The cell keeps a number and the spreadsheet shows something else by its number format: zeros before it, letters, …. People have checked what is shown. Choose how the column is read."),
	CodeTooLong: fail(
		"Nội dung dài hơn mức cho phép của cột này.",
		"The content is longer than this column allows."),
	CodeControl: fail(
		"Ô chứa ký tự điều khiển hoặc ký tự đổi chiều chữ. Nhập lại giá trị.",
		"The cell holds a control character or one that changes the direction of text. Enter the value again."),
	CodeMojibake: ask(
		"Chữ bị đọc sai bảng mã (UTF-8 bị đọc như Windows-1252) đã được chuyển lại. Xác nhận chữ sau khi chuyển.",
		"Text that was decoded wrongly (UTF-8 read as Windows-1252) was converted back. Confirm the converted text."),
	CodeTCVN3: ask(
		"Chữ theo bảng mã TCVN3 (phông .VnTime) đã được chuyển sang Unicode. Xác nhận chữ sau khi chuyển.",
		"Text in TCVN3 (fonts .VnTime) was converted to Unicode. Confirm the converted text."),
	CodeVNI: ask(
		"Chữ theo bảng mã VNI (phông VNI-Times) đã được chuyển sang Unicode. Xác nhận chữ sau khi chuyển.",
		"Text in VNI (fonts VNI-Times) was converted to Unicode. Confirm the converted text."),
	CodeUnusual: ask(
		"Có chữ cái không dùng để viết tên, hoặc không có chữ nào. Xác nhận hoặc nhập lại.",
		"There are letters with which names are not written, or none at all. Confirm it or enter it again."),
	CodeLookalike: note(
		"Chữ Ð hoặc Ɖ đã được đổi thành Đ.",
		"Ð or Ɖ was changed to Đ."),
	CodeInvisible: note(
		"Ô có ký tự không nhìn thấy (rộng bằng không, dấu nối mềm); đã bỏ ký tự này. Bên phải là nội dung được đọc.",
		"The cell holds characters that nobody sees (of no width, soft hyphens), which were left out. At the right stands what is read."),
	CodeName: fail(
		"Họ tên chỉ gồm chữ cái, dấu cách, dấu nháy và gạch nối.",
		"A name has letters, spaces, apostrophes and hyphens only."),
	CodeDateForm: fail(
		"Cần ngày dạng dd/mm/yyyy; ngày sinh có thể là mm/yyyy hoặc yyyy.",
		"A date dd/mm/yyyy is expected; a birth date may be mm/yyyy or yyyy."),
	CodeDateYear: fail(
		"Năm phải đủ bốn chữ số: dd/mm/yyyy.",
		"The year needs four digits: dd/mm/yyyy."),
	CodeDateCalendar: fail(
		"Không có ngày này trong lịch. Thứ tự là ngày/tháng/năm, không phải tháng/ngày/năm.",
		"The calendar has no such date. The order is day/month/year, never month/day/year."),
	CodeDateRange: fail(
		"Ngày ở tương lai hoặc trước năm 1900.",
		"The date is in the future or before 1900."),
	CodeDatePartial: fail(
		"Cần đủ ngày, tháng, năm: dd/mm/yyyy.",
		"Day, month and year are needed: dd/mm/yyyy."),
	CodeDateSerial: ask(
		"Các ô là số sê-ri ngày của Excel không có định dạng ngày; đã đổi thành ngày. Xác nhận các ngày này.",
		"The cells are Excel date serials without a date format and were read as dates. Confirm the dates."),
	CodeSex: fail(
		"Cần Nam hoặc Nữ (hoặc 1/2, M/F); ở cột riêng \"Nam\", \"Nữ\" cần đúng một dấu x.",
		"Nam or Nữ is expected (or 1/2, M/F); columns of their own, \"Nam\" and \"Nữ\", need exactly one x."),
	CodeNationalID: fail(
		"Số định danh cá nhân gồm đúng 12 chữ số.",
		"A national id has exactly 12 digits."),
	CodeNationalOld: note(
		"Đây là số CMND cũ 9 chữ số. Dùng số định danh 12 chữ số nếu có.",
		"This is an old 9-digit identity card number. Use the 12-digit national id if there is one."),
	CodeNationalZero: fail(
		"Số định danh thiếu chữ số, có thể đã mất số 0 ở đầu. Định dạng cột là Văn bản (Text) rồi nhập đủ 12 chữ số theo căn cước.",
		"The national id lacks digits; leading zeros were probably lost. Format the column as text and enter all 12 digits from the identity card.",
	),
	CodeNationalCheck: ask(
		"Giới tính hoặc năm sinh không khớp với số định danh. Xác nhận theo căn cước.",
		"Sex or year of birth does not agree with the national id. Confirm it by the identity card."),
	CodeMOETForm: note(
		"Mã định danh Bộ GD&ĐT thường gồm 10 chữ số.",
		"A ministry learner id usually has 10 digits."),
	CodeMOETZero: fail(
		"Mã định danh thiếu chữ số, có thể đã mất số 0 ở đầu. Định dạng cột là Văn bản (Text) rồi nhập đủ 10 chữ số.",
		"The ministry learner id lacks digits; leading zeros were probably lost. Format the column as text and enter all 10 digits.",
	),
	CodeLearnerCode: fail(
		"Mã người học gồm chữ không dấu, chữ số và . - _ /, tối đa 32 ký tự.",
		"A learner code has unaccented letters, digits and . - _ /, at most 32 of them."),
	CodeYear: fail(
		"Cần năm bốn chữ số từ 1900 đến nay.",
		"A four-digit year from 1900 to this year is expected."),
	CodeMajorCode: fail(
		"Mã ngành gồm 1 đến 12 chữ số, ví dụ 7480201.",
		"A major code has 1 to 12 digits, such as 7480201."),
	CodeCredits: fail(
		"Số tín chỉ từ 0 đến 500, tối đa một chữ số thập phân.",
		"Credits are 0 to 500 with at most one decimal."),
	CodeMark: fail(
		"Điểm là số từ 0 đến 10 (hệ 4: từ 0 đến 4), tối đa hai chữ số thập phân, hoặc Đ, CĐ, P, Miễn; điểm chữ từ A+ đến F.",
		"A mark is a number from 0 to 10 (4-point scale: 0 to 4) with at most two decimals, or Đ, CĐ, P, Miễn; a letter grade is A+ to F.",
	),
	CodeMarkAmbiguous: fail(
		"Không rõ dấu chấm là dấu thập phân hay dấu nghìn. Viết 8,25 hoặc 8.25.",
		"It is not clear whether the point is a decimal or a thousands sign. Write 8,25 or 8.25."),
	CodeMarkRange: fail(
		"Điểm nằm ngoài thang điểm.",
		"The mark is outside its scale."),
	CodeAttempt: fail(
		"Lần học là số nguyên từ 1 đến 20.",
		"The attempt is a whole number from 1 to 20."),
	CodeWindows1258: ask(
		"Chữ theo bảng mã Windows-1258 đã được chuyển sang Unicode. Xác nhận chữ sau khi chuyển.",
		"Text in Windows-1258 was converted to Unicode. Confirm the converted text."),
	CodeLettersLost: fail(
		"Chữ TCVN3 đã mất chữ ư (gạch nối mềm bị xoá) nên không chuyển lại được. Lấy lại tệp gốc, hoặc nhập lại bằng Unicode.",
		"The TCVN3 text has lost the letter ư (a soft hyphen that was removed) and cannot be converted. Take the original file, or enter the text in Unicode.",
	),
	CodeBytesLost: fail(
		"Chữ bị đọc sai bảng mã và đã mất ký tự nên không chuyển lại được. Trong Excel dùng Data, From Text/CSV và chọn 65001: Unicode (UTF-8).",
		"The text was decoded wrongly and has lost characters, so it cannot be converted. In Excel use Data, From Text/CSV and choose 65001: Unicode (UTF-8).",
	),
	CodeScript: ask(
		"Có chữ không phải chữ Latinh. Xác nhận hoặc nhập lại.",
		"There are letters of another script than Latin. Confirm it or enter it again."),
	CodeScriptMixed: fail(
		"Lẫn chữ cái của bảng chữ khác trông giống chữ Latinh (ví dụ chữ Kirin). Nhập lại bằng bàn phím tiếng Việt.",
		"Letters of a script that looks like Latin, such as Cyrillic, are mixed in. Enter the text again with a Vietnamese keyboard.",
	),
	CodeScriptShaped: fail(
		"Chữ này không in được trên văn bằng (Lào, Khmer, Thái, Hàn, Ả Rập…). Ghi họ tên bằng chữ Latinh như trong hộ chiếu.",
		"This script cannot be printed on the diploma (Lao, Khmer, Thai, Korean, Arabic, …). Write the name in Latin letters, as in the passport.",
	),
	CodeNotPrintable: fail(
		"Phông chữ của văn bằng không có chữ này. Ghi bằng chữ Latinh.",
		"The fonts of the diploma do not have this letter. Write it in Latin letters."),
	CodeNoEastAsianFont: fail(
		"Máy chủ này chưa có phông chữ Hán, chữ Nhật (gói fonts-droid-fallback) nên chưa in được. Ghi bằng chữ Latinh như trong hộ chiếu, hoặc đề nghị người quản trị cài phông.",
		"This server has no font for Chinese and Japanese (package fonts-droid-fallback) and cannot print it. Write it in Latin letters, as in the passport, or ask the operator to install the font.",
	),
	CodePartlyStruck: fail(
		"Một phần nội dung ô bị gạch ngang. Xoá phần bị gạch rồi tải lại.",
		"Part of the cell is struck through. Delete that part and upload the file again."),
	CodeDigitsLost: fail(
		"Số dài hơn 15 chữ số nên Excel đã làm tròn các chữ số cuối. Định dạng cột là Văn bản (Text) rồi nhập lại.",
		"The number has more than 15 digits, of which Excel has rounded the last. Format the column as text and enter it again.",
	),
	CodeDecimalsCut: ask(
		"Tệp dùng dấu phẩy để ngăn cột và cột này không có số lẻ nào: phần sau dấu phẩy thập phân (8,5) có thể đã rơi sang cột khác. Xác nhận các số này là đủ.",
		"The file has commas between its columns and no decimals in this one: what stood behind a decimal comma (8,5) may have gone into another column. Confirm that the numbers are whole.",
	),
	CodeNameUnusual: ask(
		"Họ tên viết khác thường (một chữ, viết tắt, xưng hô, chữ thường, còn phím gõ, lặp từ, thêm chữ cái như A, B để phân biệt, họ và tên ghi ngược, hoặc có tiếng không thể là tiếng Việt, như \"Thò\" của phông VNI thay cho Thị). Xác nhận sẽ in đúng như vậy.",
		"Names are written as few are (one word, abbreviated, with a form of address, in small letters, with keys of typing, with a word twice, with a letter such as A or B that tells people of one name apart, with family and given name exchanged, or with syllables that Vietnamese lacks, such as \"Thò\" of VNI fonts for Thị). Confirm that they are printed like that.",
	),
	CodeNameOrder: ask(
		"Họ và tên ở hai cột riêng của danh sách tiếng Anh được ghép thành họ tên. Với người không mang họ Việt, chọn thứ tự như sẽ in trên văn bằng.",
		"First and last name stand in columns of their own and are joined. For people without a Vietnamese family name, choose the order in which the document has them."),
	CodeNameDiffers: ask(
		"Họ tên ở hai chỗ trong dòng này khác nhau. Xác nhận họ tên được in.",
		"The row says two different names. Confirm the one that is printed."),
	CodeBirthDiffers: ask(
		"Ngày sinh, năm sinh hoặc tuổi ở cột này không khớp với ngày sinh được đọc (bên phải). Xác nhận ngày sinh được đọc.",
		"The date or year of birth, or the age, in this column does not agree with the birth date that is read (at the right). Confirm the one that is read."),
	CodeBirthPartial: ask(
		"Ngày sinh chỉ có năm, hoặc tháng và năm, trong khi các dòng khác có đủ ngày. Văn bằng in đúng như vậy. Xác nhận, hoặc ghi đủ ngày.",
		"Only the year of birth, or month and year, stands here where other rows have the whole date. The document prints it so. Confirm it, or enter the whole date."),
	CodeBirthsPartial: ask(
		"Cả cột chỉ có năm sinh, hoặc tháng và năm sinh. Văn bằng của mọi người in đúng như vậy. Xác nhận không ai có ngày sinh đầy đủ, hoặc ghi đủ ngày, tháng, năm.",
		"The whole column has the year of birth only, or month and year, and everybody's document prints it so. Confirm that nobody's whole birth date is known, or enter day, month and year."),
	CodeValueOfFew: ask(
		"Chỉ ít dòng ghi nội dung này; các dòng khác, hoặc thông tin chung của lần nhập, ghi như ở bên phải. Văn bằng của các dòng này in như trong tệp. Xác nhận, hoặc sửa tệp.",
		"Few rows say this; the other ones, or what the import says for all rows, say what stands at the right. The documents of these rows will have the file's. Confirm it, or mend the file."),
	CodeMissingOfFew: ask(
		"Ô trống ở ít dòng, trong khi hầu hết các dòng khác có nội dung. Nếu là các dòng cuối, cột có thể đã bị kéo lên lệch dòng. Xác nhận để trống, hoặc ghi thêm.",
		"The cell is empty in few rows where nearly all others have something. Where these are the last rows, the column may have been moved up against the names. Confirm that it stays empty, or fill it in."),
	CodeEthnicityCase: note(
		"Dân tộc viết chữ thường được in với chữ hoa đầu từ, như ở bên phải.",
		"An ethnic group in small letters is printed with capitals, as at the right."),
	CodeCountsOn: ask(
		"Giá trị của các dòng liền nhau tăng hoặc giảm đều từng dòng (ngày, tháng, năm hoặc số), như khi kéo chuột để điền ô trong bảng tính. So với hồ sơ gốc; nếu đúng như vậy thì xác nhận.",
		"The values of these rows, which follow each other, go up or down by equal steps (days, months, years or numbers), as where a cell of the spreadsheet was dragged over those below. Compare them with the records, and confirm them if they are right."),
	CodeBirthsSorted: ask(
		"Họ tên xếp theo bảng chữ cái mà ngày sinh cũng tăng dần từ dòng đầu đến dòng cuối: cột ngày sinh có thể đã bị sắp xếp riêng. So với hồ sơ gốc; nếu đúng như vậy thì xác nhận.",
		"Names are in alphabetical order, and birth dates ascend from the first row to the last: the column of dates was probably sorted by itself. Compare them with the records, and confirm them if they are right."),
	CodeOneForMany: ask(
		"Nhiều dòng liền nhau có cùng một họ tên hoặc ngày sinh, như khi chép một ô xuống các dòng dưới. So với hồ sơ gốc; nếu đúng như vậy thì xác nhận.",
		"Many rows that follow each other have one name or birth date, as where a cell was copied to those below. Compare them with the records, and confirm them if they are right."),
	CodeSecondDiffers: ask(
		"Cột này nói lại một nội dung đã đọc ở cột khác, nhưng khác với nội dung được đọc (bên phải). Xác nhận nội dung được đọc.",
		"This column says again what another one says, and something else than what is read (at the right). Confirm what is read."),
	CodeRank: ask(
		"Xếp loại này không có trong danh mục. Dùng giá trị đề xuất hoặc xác nhận.",
		"The rank is not in the list of ranks. Use the suggestion or confirm it."),
	CodeDateInPart: ask(
		"Ô ngày chỉ hiện một phần (thiếu ngày, tháng hoặc năm), nhưng văn bằng sẽ in đủ. Xác nhận ngày đầy đủ; nếu chỉ biết năm thì gõ năm dạng văn bản.",
		"The cell shows a part of its date, and the document will have all of it. Confirm the whole date; where only the year is known, type it as text."),
	CodeUnseen: ask(
		"Ô có giá trị nhưng định dạng làm nó không hiện ra. Xác nhận giá trị này.",
		"The cell has a value which its format does not show. Confirm the value."),
	CodePlaceholder: ask(
		"Nội dung này có vẻ để thay cho giá trị chưa biết hoặc \"như trên\", nhưng sẽ được in đúng như vậy. Sửa tệp, hoặc xác nhận.",
		"This seems to stand for a value that is not known, or for the one above, and would be printed as it is. Mend the file, or confirm it."),
	CodeNamesPlain: ask(
		"Họ tên viết không dấu. Xác nhận in không dấu, hoặc sửa tệp.",
		"Vietnamese names are written without accents. Confirm that they are printed so, or mend the file."),
	CodeRankDiffers: ask(
		"Xếp loại không khớp với điểm trung bình của cùng dòng. Kiểm tra có lệch dòng không, rồi xác nhận.",
		"The rank does not agree with the mean of the same row. See whether a column has slipped, then confirm."),
	CodeMajorDiffers: ask(
		"Tên ngành và mã ngành của dòng này khác với các dòng còn lại có cùng tên hoặc mã. Kiểm tra rồi xác nhận.",
		"Name and code of the major differ from the other rows that have the same name or code. Look at them, then confirm."),
	CodeDecisionDiffers: ask(
		"Số hoặc ngày quyết định của dòng khác với quyết định chung của lần nhập. Văn bằng in theo tệp. Xác nhận nội dung trong tệp.",
		"Number or date of the row's decision is not that of the upload. The document will have the file's. Confirm it."),
	CodeDateSwapped: fail(
		"Excel theo kiểu Mỹ có thể đã đảo ngày và tháng: các ô ngày đều có ngày từ 1 đến 12, còn ngày từ 13 trở lên vẫn là chữ. Chọn cách đọc cho cả cột.",
		"An Excel with US settings has probably exchanged day and month: all date cells have days from 1 to 12, while later days are text. Choose how the column is read.",
	),
	CodeDateMonthFirst: fail(
		"Cột có vẻ ghi tháng trước ngày (mm/dd/yyyy). Chọn cách đọc cho cả cột.",
		"The column seems to have the month before the day (mm/dd/yyyy). Choose how it is read."),
	CodeDateMixed: ask(
		"Cột có cả ô ngày của Excel và ngày dạng chữ. Xác nhận các ô ngày đúng ngày/tháng.",
		"The column has both Excel dates and dates as text. Confirm that day and month of the Excel dates are right."),
	CodeDatesEarly: ask(
		"Mọi ô ngày đều có ngày từ 1 đến 12: Excel có thể đã đảo ngày và tháng. Chọn cách đọc cho cả cột.",
		"All date cells have days from 1 to 12: Excel may have exchanged day and month. Choose how the column is read.",
	),
	CodeDateTextsEarly: ask(
		"Mọi ngày trong cột đều có ngày từ 1 đến 12, hoặc tệp ghi tháng trước ngày (mm/dd/yyyy) ở chỗ khác. Chọn cách đọc cho cả cột.",
		"All dates of the column have days from 1 to 12, or the file has the month first (mm/dd/yyyy) elsewhere. Choose how the column is read.",
	),
	CodeDateOrderAssumed: note(
		"Tệp không cho thấy ngày hay tháng đứng trước ở các ngày này; đã đọc ngày trước, tháng sau. Bên phải là cách đọc này và cách đọc ngược lại.",
		"The file does not show whether day or month comes first in these dates; the day was read first. At the right stand this reading and the other one."),
	CodeDateYears: ask(
		"Năm chỉ có hai chữ số. Bên phải là năm đủ bốn chữ số như sẽ được in. Xác nhận cho cả cột, hoặc ghi đủ năm trong tệp.",
		"The year has two digits only. At the right stands the whole year, as it will be printed. Confirm it for the whole column, or write whole years in the file."),
	CodeDateMidnight: note(
		"Ô ngày giữ một thời điểm ngay trước nửa đêm (sai số của phần mềm xuất tệp): đã đọc là ngày bắt đầu từ nửa đêm đó; bảng tính có thể hiện ngày trước.",
		"The date cell holds a moment just before midnight (an error of the program that wrote the file): the day that begins then was read; the spreadsheet may show the day before."),
	CodeShownRounded: ask(
		"Bảng tính hiển thị số đã làm tròn, khác với số trong ô. Chọn số được in cho cả cột.",
		"The spreadsheet shows rounded numbers, which differ from those in the cells. Choose which ones of the column are printed.",
	),
	CodeSexNumber: ask(
		"Giới tính ghi bằng số: 1 được đọc là Nam, 2 là Nữ. Xác nhận, hoặc ghi bằng chữ.",
		"The sex is given as a number: 1 is read as Nam (male), 2 as Nữ (female). Confirm it, or write words."),
	CodeSexDigits: ask(
		"Giới tính của cả cột ghi bằng 0 và 1. Chọn số nào là Nam, số nào là Nữ; xem theo họ tên ở các dòng ví dụ.",
		"The sex is given as 0 and 1 in the whole column. Choose which is Nam (male) and which is Nữ (female); the names of the rows that are shown help."),
	CodeSexNames: ask(
		"Giới tính không hợp với chữ lót Thị hoặc Văn: ô có thể sai, hoặc cột bị lệch dòng hay ghi ngược. Xem lại tệp rồi xác nhận.",
		"The sex does not suit the middle name Thị or Văn: the cell may be wrong, or the column may have slipped against the names or have the sexes exchanged. Look at the file again, then confirm.",
	),
	CodeSexFromSign: note(
		"Giới tính được đọc từ dấu trong cột \"Nam\" hoặc \"Nữ\"; ô trống là giới tính kia.",
		"Sex was read from the signs in the column \"Nam\" or \"Nữ\"; an empty cell is the other sex."),
	CodeAge: ask(
		"Tuổi khi tốt nghiệp khác thường với loại văn bằng này. Xác nhận ngày sinh.",
		"The age at graduation is unusual for this type of credential. Confirm the birth date."),
	CodeYearDecision: ask(
		"Năm tốt nghiệp không khớp với ngày quyết định. Xác nhận năm này.",
		"The year of graduation does not agree with the date of the decision. Confirm it."),
	CodeEthnicity: ask(
		"Dân tộc không có trong danh mục 54 dân tộc. Dùng giá trị đề xuất hoặc xác nhận.",
		"The ethnic group is not in the list of 54. Use the suggestion or confirm it."),
	CodeProvince: ask(
		"Tên tỉnh, thành phố viết khác danh mục. Dùng giá trị đề xuất hoặc xác nhận.",
		"The province is written otherwise than in the list. Use the suggestion or confirm it."),
	CodeSexEmpty: ask(
		"Cột giới tính này để trống toàn bộ nên mọi người được ghi cùng một giới tính. Xác nhận, hoặc chọn không lấy cột này ở bảng cột.",
		"This column of a sex is wholly empty, so everybody is of the other sex. Confirm it, or choose in the table of columns that it is not read."),
	CodePlaceCase: ask(
		"Các nơi sinh này chỉ khác nơi sinh ở dòng khác về chữ hoa, chữ thường. Viết như các dòng khác, hay giữ như trong tệp?",
		"These places differ from those of other rows by capitals alone. Write them as the other rows do, or keep them as they stand?"),
	CodePlaceUnlikely: ask(
		"Nội dung này có vẻ không phải một nơi sinh, hoặc ghi thêm điều khác (số, ngày, lớp, dân tộc, nơi ở, tình trạng, hoặc hai tỉnh). Xác nhận hoặc sửa trong tệp.",
		"This does not seem to be a birth place, or says something else besides (a number, date, class, ethnic group, residence, standing, or two provinces). Confirm it or mend the file."),
	CodeMarksDiffer: ask(
		"Điểm ở các thang (10, chữ, 4) của cùng một môn không khớp nhau. Xác nhận các dòng này.",
		"The marks of one course on several scales (10, letter, 4) do not agree. Confirm these rows."),
	CodeCreditsUnusual: ask(
		"Số tín chỉ bằng 0 hoặc lớn hơn một môn thường có. Xác nhận hoặc sửa trong tệp.",
		"The credits are 0 or more than a course usually has. Confirm them or mend the file."),
	CodeSchoolYearFuture: ask(
		"Năm học ở tương lai. Xác nhận hoặc sửa trong tệp.",
		"The school year is in the future. Confirm it or mend the file."),
	CodeCourseNotPassed: ask(
		"Bảng điểm có môn chưa đạt mà không có lần học sau đạt. Xác nhận người học vẫn được tốt nghiệp, hoặc sửa tệp.",
		"The file of courses has a course that was not passed and no later attempt that was. Confirm that the learner graduates all the same, or mend the file."),
	CodeCreditsDiffer: ask(
		"Tổng số tín chỉ trong danh sách không khớp với các môn trong bảng điểm; bên phải là tổng tín chỉ của các môn. Xác nhận hoặc sửa tệp.",
		"The total of credits in the list does not suit the courses; at the right stands the sum of their credits. Confirm it or mend the files."),
	CodeCreditsOfFew: ask(
		"Số tín chỉ của một số môn của các người học này khác (hoặc trống) so với hầu hết người cùng ngành; bên phải là số tín chỉ của những người khác. Xác nhận hoặc sửa tệp.",
		"Courses of these learners have other credits, or none, than those of nearly all others of the programme; at the right stand the others' credits. Confirm it or mend the file."),
	CodeCoursesOfFew: ask(
		"Các người học này có ít môn hơn những người cùng ngành và thiếu môn mà hầu hết người khác có (bên phải). Xác nhận, hoặc thêm các môn vào bảng điểm.",
		"These learners have fewer courses than the others of the programme and lack some that nearly all others have (at the right). Confirm it, or add the courses to the file."),
	CodeSchoolYearUnlikely: ask(
		"Năm học của môn không hợp với người học: khi còn quá nhỏ tuổi, hơn mười năm trước quyết định, hoặc khác hẳn năm học của hầu hết người cùng ngành. Xác nhận hoặc sửa tệp.",
		"The school years of courses do not suit these learners: they were too young, it was more than ten years before the decision, or all years are others than those of nearly all learners of the programme. Confirm it or mend the file."),
	CodeMeanDiffers: ask(
		"Điểm trung bình hoặc xếp loại trong danh sách khác xa điểm các môn trong bảng điểm; bên phải là trung bình của các môn. Xác nhận hoặc sửa tệp.",
		"The mean or the rank in the list is far from the marks of the courses; at the right stands the mean of these. Confirm it or mend the files."),
	CodeFieldMissing: fail(
		"Văn bằng loại này cần mã ngành, mà các dòng này không có (hoặc ghi ngành khác ngành của lần nhập). Thêm cột \"Mã ngành\" vào danh sách, hoặc điền mã ngành ở thông tin chung nếu cả danh sách cùng một ngành.",
		"A document of this kind needs a field-of-study code, which these rows lack (or they name another major than the import). Add the column \"Mã ngành\" to the list, or give the code with the import where all of the list has one major."),
	CodeMajorMissing: fail(
		"Các dòng này không có tên ngành để in. Thêm cột \"Ngành\" vào danh sách, hoặc điền tên ngành ở thông tin chung nếu cả danh sách cùng một ngành.",
		"These rows lack the name of the major that is printed. Add the column \"Ngành\" to the list, or give the name with the import where all of the list has one major."),
	CodeCourseNames: ask(
		"Cùng một mã môn nhưng có tên khác ở dòng khác. Xác nhận các tên này.",
		"This course code stands with another name elsewhere. Confirm these names."),
}
