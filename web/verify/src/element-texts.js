/** The element's own texts: Vietnamese, then English. What an answer says stands in words.js. */
export const TEXTS = {
  field: ['Địa chỉ hoặc dãy số của mã QR, hoặc tệp của người giữ', "Address or digits of the QR code, or a holder's file"],
  file: ['Hoặc chọn tệp', 'Or choose a file'],
  submit: ['Kiểm tra', 'Check'],
  checking: ['Đang kiểm tra…', 'Checking…'],
  issuer: ['Nơi cấp, theo sổ cái', 'Issuer, by the ledger'],
  kind: ['Loại văn bằng', 'Kind of document'],
  courses: ['Học phần được cho xem', 'Courses shown'],
  facts: ['Nội dung văn bằng', 'What the document says'],
  claims: ['Nội dung ghi trên văn bằng, không được xác nhận', 'What the document claims; not confirmed'],
  now: ['Hiện nay', 'Now'],
  compare: [
    'Hãy so họ tên và ngày sinh ở đây với giấy tờ tuỳ thân của người đưa văn bằng.',
    'Compare name and birth date here with an identity paper of the person who shows the document.',
  ],
  compareWithheld: [
    'Họ tên không được cho xem, nên không có gì để so với giấy tờ tuỳ thân: hãy đề nghị người giữ cho xem họ tên.',
    'The name is not shown, so nothing here can be compared with an identity paper: ask the holder to show the name.',
  ],
  way: [
    'Đã kiểm tra trên máy này; chỉ mã băm, mã nơi cấp, mã khoá và số thứ tự trạng thái được gửi tới %s.',
    'Checked on this device; only the digest, the codes of issuer and key and the number of the status entry were sent to %s.',
  ],
  otherFile: [
    'Tệp bằng chứng, biên nhận, PDF, ảnh và ZIP được kiểm tra ở trang kiểm tra. Điều này không nói gì về văn bằng.',
    'Evidence, receipts, PDF files, pictures and ZIP files are checked on the checking page. This says nothing about the document.',
  ],
  away: [
    'Không liên lạc được với máy kiểm tra. Điều này không nói gì về văn bằng; hãy xem kết nối mạng rồi thử lại.',
    'The verifier cannot be reached. This says nothing about the document; look at the network connection and try again.',
  ],
  busy: [
    'Máy kiểm tra chưa trả lời được. Điều này không nói gì về văn bằng; hãy thử lại sau ít phút.',
    'The verifier cannot answer at present. This says nothing about the document; try again in a few minutes.',
  ],
  broken: [
    'Không kiểm tra được ở đây. Điều này không nói gì về văn bằng; hãy dùng trang kiểm tra.',
    'It cannot be checked here. This says nothing about the document; use the checking page.',
  ],
  noService: [
    'Trang này chưa cho biết hỏi máy kiểm tra nào (thuộc tính service).',
    'This page does not say which verifier is to be asked (attribute service).',
  ],
  atService: ['Mở trang kiểm tra', 'Open the checking page'],
};
