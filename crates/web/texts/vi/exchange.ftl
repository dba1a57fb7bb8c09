# Nhập và xuất tệp, chất lượng số liệu (crates/web/src/exchange).

exchange-imports = Nhập từ tệp
exchange-imports-lead = Đưa sổ đang có vào hệ thống từ tệp CSV hoặc Excel. Tệp được kiểm tra trước; chỉ khi đồng chí xác nhận thì số liệu mới vào sổ, vào hết hoặc không vào dòng nào.
exchange-import = Tệp nhập
exchange-new = Nhập tệp mới
exchange-new-lead = Chọn tệp và bấm kiểm tra. Hệ thống đọc từng dòng, liệt kê mọi lỗi và cho xem trước những gì sẽ thay đổi. Chưa có gì thay đổi cho đến khi đồng chí xác nhận.
exchange-none = Chưa nhập tệp nào
exchange-none-text = Các lần nhập tệp của đơn vị sẽ được liệt kê ở đây.
exchange-unnamed = Tệp không có tên
exchange-kind = Loại số liệu
exchange-org = Đơn vị
exchange-org-hint = Tệp chỉ được nói về đơn vị này, các đơn vị trực thuộc và các đơn vị đã sáp nhập vào đây. Nếu tệp không có cột mã đơn vị thì mọi dòng là của đơn vị này.
exchange-file = Tệp
exchange-file-hint = CSV (UTF-8) hoặc Excel (.xlsx), tối đa 100 MB
exchange-check = Kiểm tra tệp
exchange-back = Quay lại
exchange-choose-kind = Chọn loại số liệu
exchange-choose-org = Chọn đơn vị trong danh sách
exchange-choose-file = Chọn một tệp có nội dung
exchange-columns = Các cột của tệp
exchange-columns-text = Cột đứng theo thứ tự nào cũng được. Tên cột như trong sổ giấy cũng được nhận (danh sách rà soát ngày { $day }). Ngày ghi 31/05/2022 hoặc 2022-05-31.
exchange-column-required = (bắt buộc)
exchange-template = Tải tệp mẫu (Excel)

exchange-status = Tình trạng
exchange-rows = Số dòng
exchange-starter = Người nhập
exchange-started = Bắt đầu lúc

exchange-doing-waiting = Đang chờ kiểm tra
exchange-doing-checking = Đang kiểm tra tệp
exchange-doing-confirmed = Đang chờ ghi vào sổ
exchange-doing-importing = Đang ghi vào sổ
exchange-doing-text = Đồng chí có thể đóng trang này; việc vẫn được làm tiếp. Trong lúc ghi một tệp lớn, các thao tác ghi khác phải chờ.
exchange-cancel-asked = Đã yêu cầu dừng.

exchange-verdict-ready = Tệp không có lỗi. Chưa có gì thay đổi: hãy xem trước rồi xác nhận
exchange-verdict-nothing = Tệp không có lỗi và không làm thay đổi gì: mọi dòng đã có trong sổ
exchange-verdict-done =
    { $changed ->
        [0] Đã ghi xong: thêm mới { $new }
       *[other] Đã ghi xong: thêm mới { $new }, sửa { $changed }
    }
exchange-verdict-refused = Tệp có { $problems } lỗi. Không có dòng nào vào sổ
exchange-verdict-interrupted = Việc ghi bị gián đoạn giữa chừng. Không có dòng nào vào sổ
exchange-verdict-failed = Không ghi được. Không có dòng nào vào sổ
exchange-verdict-cancelled = Đã dừng. Không có dòng nào vào sổ
exchange-next-ready = Khi xác nhận, tất cả các dòng vào sổ cùng một lúc. Nếu chưa đúng, hãy bỏ lần nhập này, sửa tệp rồi nhập lại.
exchange-next-done = Nhập lại đúng tệp này sẽ không thay đổi gì thêm.
exchange-next-refused = Hãy sửa các lỗi dưới đây trong tệp rồi nhập lại cả tệp.
exchange-next-interrupted = Có thể ghi lại từ đầu; tệp vẫn được giữ. Nếu vẫn không được, hãy báo người quản trị.
exchange-next-cancelled = Khi cần, hãy nhập lại tệp.
exchange-confirm = Xác nhận, ghi vào sổ
exchange-again = Ghi lại từ đầu
exchange-drop = Bỏ lần nhập này
exchange-another = Nhập tệp khác

exchange-problems = Các lỗi trong tệp
exchange-problem-kinds = Lỗi theo loại
exchange-all-problems = Xem cả { $n } lỗi
exchange-problem-line = Dòng
exchange-problem-column = Cột
exchange-problem-value = Giá trị trong tệp
exchange-problem-code = Mã lỗi
exchange-problem-reason = Lý do
exchange-problem-example = Lỗi
exchange-problem-number = Số lần

exchange-new-things = Thêm mới
exchange-changed-things = Thay đổi
exchange-unchanged-things = Giữ nguyên
exchange-first = { $n } mục đầu tiên:
exchange-thing = { $name } (dòng { $line })
exchange-values = Nội dung
exchange-before = Đang có
exchange-after = Sẽ là
exchange-doubts = Cần xem lại
exchange-doubts-text = Những điểm này không ngăn việc nhập; vụ việc vào sổ và được đưa vào danh sách chất lượng số liệu.

exchange-exports = Xuất ra tệp
exchange-exports-lead = Tải sổ của đơn vị ra tệp, đúng các cột mà hệ thống nhận khi nhập. Mỗi lần xuất đều được ghi lại.
exchange-from = Từ ngày
exchange-from-hint = Vụ việc theo ngày thụ lý, sổ ghi chép theo ngày. Để trống là lấy tất cả.
exchange-to = Đến ngày
exchange-format = Dạng tệp
exchange-take-out = Tải tệp
exchange-no-days = Danh sách này không chia theo ngày. Hãy để trống hai ô ngày.
exchange-beneficiaries = Số người được trợ giúp

exchange-quality = Chất lượng số liệu
exchange-quality-lead = Những vụ việc có điểm cần xem lại, và những tên chưa nối được với danh sách. Sửa vụ việc hoặc nối tên thì mục đó tự hết.
exchange-desk-lead = Mỗi quy tắc có người phụ trách và danh sách vụ việc để sửa ngay. Quy tắc xét cả sổ được rà soát mỗi đêm.
exchange-desk-rules = Quy tắc
exchange-desk-owner = Người phụ trách
exchange-desk-units = Theo đơn vị
exchange-desk-names = Tên chưa gắn với danh sách
exchange-desk-trend = Cột của mỗi tháng: số vụ việc ở lần rà soát cuối trong tháng; dấu – là tháng chưa rà soát.
exchange-desk-fix = Sửa
exchange-doubt = Điểm cần xem lại
exchange-doubt-lead = Mở từng vụ việc để kiểm tra. Sau khi sửa, vụ việc tự ra khỏi danh sách này.
exchange-cases = Số vụ việc
exchange-no-doubts = Không có điểm nào cần xem lại
exchange-no-doubts-text = Số liệu trong phạm vi của đồng chí không có điểm nào bị nghi ngờ.
exchange-unmatched-providers = Người thực hiện chưa có trong danh sách
exchange-unmatched-agencies = Cơ quan chưa có trong danh mục
exchange-as-written = Ghi trong vụ việc
exchange-accepted-between = Thụ lý từ – đến
exchange-found = Phát hiện lúc
exchange-card = thẻ { $card }
exchange-link-title = “{ $name }” là ai?
exchange-link-lead = Chọn mục đúng trong danh sách. Mọi vụ việc ghi đúng như vậy sẽ được nối với mục đó; chữ đã ghi và các số liệu không đổi.
exchange-link-choice = Mục trong danh sách
exchange-link-none = Không có mục nào gần giống. Hãy thêm vào danh sách trước, rồi quay lại đây.
exchange-link = Nối
exchange-linked = Đã nối { $n } vụ việc.
exchange-agency-search = Tìm trong danh mục cơ quan

code-file-kind-cases = Vụ việc
code-file-kind-guidance = Việc hướng dẫn
code-file-kind-receptions = Lượt tiếp công dân
code-file-kind-outreach = Truyền thông
code-file-kind-providers = Người thực hiện trợ giúp
code-file-kind-organisations = Tổ chức
code-file-kind-agencies = Cơ quan phối hợp

code-run-status-waiting = Chờ kiểm tra
code-run-status-checking = Đang kiểm tra
code-run-status-refused = Có lỗi
code-run-status-ready = Chờ xác nhận
code-run-status-confirmed = Chờ ghi
code-run-status-importing = Đang ghi
code-run-status-done = Đã ghi
code-run-status-cancelled = Đã dừng
code-run-status-interrupted = Bị gián đoạn
code-run-status-failed = Không ghi được

refusal-imports-met-another = Cùng lúc đó một lần nhập khác đã ghi những dòng này, nên tệp này chưa ghi gì. Hãy nhập lại: những dòng đã có sẽ được nhận ra và giữ nguyên.
refusal-imports-not-ready = Tệp này chưa được kiểm tra xong hoặc không còn chờ xác nhận.
refusal-exchange-too-many-rows = Excel chỉ chứa được { $limit } dòng. Hãy chọn khoảng thời gian ngắn hơn hoặc dạng CSV.
refusal-exchange-without-days = Danh sách này không chia theo ngày.

## Lỗi trong tệp nhập

import-days = hoạt động từ { $from } đến { $to }
import-days-since = hoạt động từ { $from }
import-successor = ; đơn vị tiếp nhận là { $code }

import-looks-utf8 = UTF-8 bị hỏng
import-looks-utf16 = UTF-16
import-looks-tcvn3 = TCVN3 (ABC, phông .VnTime)
import-looks-vni-windows = VNI (phông VNI-Times)
import-looks-windows-1258 = Windows-1258
import-looks-utf8-twice = UTF-8 bị mã hóa hai lần
import-looks-unknown = một bảng mã cũ
import-looks-old-or-locked-excel = tệp Excel cũ (.xls) hoặc có mật khẩu
import-looks-binary-excel = tệp Excel nhị phân (.xlsb)
import-looks-open-document = tệp OpenDocument
import-looks-word = tệp Word
import-looks-pdf = tệp PDF
import-looks-markup = trang web hoặc XML
import-looks-zip = tệp nén
import-looks-binary = không phải tệp bảng

import-problem-sheet-too-large = Tệp có { $bytes } byte, tối đa { $limit }. Hãy chia tệp thành nhiều phần.
import-problem-sheet-bomb = Tệp nén này bung ra quá lớn ({ $bytes } byte, tối đa { $limit }). Hãy lưu lại từ Excel hoặc xuất ra CSV.
import-problem-sheet-encoding = Chữ trong tệp không đọc được, có vẻ là { $looks }. Hãy chuyển sang Unicode (UTF-8) rồi nhập lại.
import-problem-sheet-foreign = Đây không phải tệp CSV hay Excel (.xlsx): { $looks }. Hãy mở tệp và lưu lại thành .xlsx hoặc CSV UTF-8.
import-problem-sheet-no-header = Tệp trống: không có dòng tên cột.
import-problem-sheet-empty-header = Cột { $column } không có tên. Hãy ghi tên cột hoặc xóa cột.
import-problem-sheet-duplicate-header = Tên cột “{ $column }” đứng hai lần, ở cột { $first } và { $second }. Hãy xóa một cột.
import-problem-sheet-too-many-columns = Tệp có hơn { $limit } cột.
import-problem-sheet-too-many-rows = Tệp có hơn { $limit } dòng. Hãy chia tệp thành nhiều phần.
import-problem-sheet-too-many-cells = Dòng này có nhiều ô hơn số cột. Có thể một ô có dấu phẩy mà không đặt trong ngoặc kép.
import-problem-sheet-cell-too-long = Ô này dài hơn { $limit } ký tự.
import-problem-sheet-formula-error = Ô này là công thức bị lỗi. Hãy ghi giá trị thay cho công thức.
import-problem-sheet-zero-character = Ô này có ký tự hỏng. Hãy gõ lại.
import-problem-sheet-bad-quote = Dấu ngoặc kép không khép. Từ đây trở đi không tách được các ô.
import-problem-sheet-bad-date = Ô này không phải là ngày có thật.
import-problem-sheet-broken = Tệp bị hỏng hoặc bị cắt. Hãy mở và lưu lại tệp.
import-problem-sheet-unreadable = Không đọc được tệp.
import-problem-file-unknown-column = Cột “{ $column }” không thuộc loại số liệu này. Hãy đổi tên hoặc xóa cột.
import-problem-file-missing-column = Thiếu cột bắt buộc “{ $column }”.
import-problem-file-doubled-column = Cột “{ $column }” và cột “{ $first }” cùng là { $name }. Hãy xóa một cột.
import-problem-file-wrong-kind = Tệp này có vẻ là loại “{ $kind }”. Hãy chọn đúng loại số liệu rồi nhập lại.
import-problem-required = Ô này không được để trống.
import-problem-too-long = Dài quá { $most } ký tự.
import-problem-bad-date = Không phải ngày có thật. Ghi như 31/05/2022 hoặc 2022-05-31.
import-problem-bad-birth = Ghi năm sinh (1989) hoặc ngày sinh (27/03/1989).
import-problem-bad-number = Ghi một số nguyên từ 0 trở lên, như 12 hoặc 1.500.
import-problem-bad-yes-no = Ghi “có” hoặc “không”.
import-problem-bad-id-number = Số định danh có 12 chữ số (hoặc 9 nếu là chứng minh nhân dân cũ). Nếu Excel đã bỏ số 0 ở đầu, hãy đổi cột sang dạng văn bản.
import-problem-unknown-code = “{ $value }” không có trong danh sách. Dùng một trong các mã: { $known }
import-problem-unknown-criterion = “{ $value }” không phải tiêu chí. Ghi TC01 đến TC30, cách nhau bằng dấu chấm phẩy.
import-problem-unknown-ethnicity = Không có dân tộc này trong danh mục 54 dân tộc. Ghi mã (02) hoặc tên (Tày).
import-problem-unknown-commune = Không có mã xã này trong danh mục có hiệu lực ngày { $day }.
import-problem-commune-of-other-day = Mã xã này không có hiệu lực ngày { $day }. Trước ngày 01/07/2025 dùng mã cũ, từ ngày đó dùng mã mới.
import-problem-unknown-province = Không có mã tỉnh này.
import-problem-org-unknown = Không có đơn vị mang mã này.
import-problem-org-out-of-reach = Đơn vị này không thuộc phạm vi của người nhập.
import-problem-org-outside = Dòng này không thuộc { $org }, đơn vị đã chọn cho tệp.
import-problem-org-no-register = Đơn vị này không có sổ riêng.
import-problem-org-not-in-existence = Ngày { $day } đơn vị này không hoạt động ({ $days }{ $next }).
import-problem-org-bad-code = Mã đơn vị có dạng TT.06, CN.06.1, STP.06, HD.06.1 hoặc DK.06.1.
import-problem-org-kind-against-code = Loại đơn vị không khớp với mã.
import-problem-org-province-against-code = Mã tỉnh không khớp với mã đơn vị.
import-problem-org-unknown-province = Mã đơn vị có mã tỉnh không tồn tại.
import-problem-org-successor-of-open = Đơn vị chưa có ngày chấm dứt thì không có đơn vị tiếp nhận.
import-problem-org-successor-kind = Đơn vị loại này không tiếp nhận được.
import-problem-org-parent-kind = Đơn vị không thể trực thuộc loại đơn vị này.
import-problem-conflict = Khác với dòng { $first } của cùng vụ việc { $case }. Các dòng của một vụ việc phải ghi giống nhau.
import-problem-masked-name = Tên này đã được che khi xuất tệp. Không nhập lại được, để không ghi đè tên thật: hãy bỏ các dòng của vụ việc này.
import-problem-archived = Hồ sơ { $case } đã lưu trữ nên không sửa được nữa (Luật TGPL Điều 39). Sổ đang ghi “{ $before }”. Hãy ghi như sổ, hoặc bỏ các dòng của vụ việc này.
import-problem-repeated-row = Lặp lại dòng { $first }.
import-problem-card-taken = Số thẻ này là của { $name }.
import-problem-ended-before-began = Ngày kết thúc đứng trước ngày bắt đầu.
import-problem-after-organisation-ended = Đơn vị đã chấm dứt hoạt động trước ngày này.
