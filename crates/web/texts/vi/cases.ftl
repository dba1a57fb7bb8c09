# Vụ việc và người được trợ giúp.

cases-title = Vụ việc
cases-case = Vụ việc { $code }
cases-new = Vào sổ vụ việc mới
cases-none = Chưa có vụ việc nào ở đây
cases-none-text = Hãy bỏ bớt điều kiện lọc, vào sổ một vụ việc mới, hoặc nhập sổ thụ lý từ tệp.
cases-found = Tìm thấy { $n } vụ việc trên trang này
cases-and-more = và { $n } người khác

cases-search = Tên, mã hồ sơ hoặc số định danh
cases-state = Tình trạng
cases-state-open = Đang thực hiện
cases-state-closed = Đã kết thúc
cases-from = Thụ lý từ ngày
cases-to = đến ngày
cases-queue = Hàng việc

cases-filters-saved = Bộ lọc đã lưu ({ $n })
cases-filter-name = Tên bộ lọc
cases-filter-save = Lưu bộ lọc này
cases-filter-saved = Đã lưu bộ lọc.
cases-filter-needs-name = Hãy đặt tên cho bộ lọc rồi lưu lại.
cases-filter-remove = Xóa
cases-filter-removed = Đã xóa bộ lọc.

cases-org = Đơn vị
cases-org-ended = đã kết thúc hoạt động ngày { $day }
cases-file-code = Mã hồ sơ
cases-file-code-hint = Để trống: hệ thống lấy số tiếp theo trong sổ
cases-form = Hình thức trợ giúp
cases-field = Lĩnh vực
cases-provider-role = Tham gia tố tụng với tư cách
cases-received-on = Ngày nhận yêu cầu
cases-accepted-on = Ngày thụ lý
cases-source = Nguồn yêu cầu
cases-source-agency = Cơ quan thông báo, giới thiệu
cases-urgent-ground = Căn cứ thụ lý ngay
cases-stage = Giai đoạn
cases-provider = Người thực hiện
cases-provider-current = Đang làm việc
cases-provider-former = Đã thôi làm
cases-provider-as-written = chưa có trong danh sách
cases-assigned-on = Ngày cử người thực hiện
cases-note = Ghi chú
cases-closed-on = Ngày kết thúc
cases-outcome = Kết quả
cases-success-criteria = Tiêu chí thành công
cases-success-criteria-hint = Ví dụ TC01;TC05. Để trống nếu không có.
cases-success-criteria-wrong = Tiêu chí phải có dạng TC01 đến TC30, cách nhau bằng dấu chấm phẩy
cases-handed-over-on = Ngày nộp hồ sơ
cases-appraised-on = Ngày thẩm định
cases-quality-score = Điểm chất lượng
cases-quality-rating = Xếp loại
cases-closing-note = Ghi chú khi kết thúc

cases-client = Người được trợ giúp
cases-client-name = Họ và tên
cases-client-birth = Ngày hoặc năm sinh
cases-client-birth-hint = Ví dụ 2006 hoặc 27/3/2006
cases-client-birth-wrong = Ngày sinh phải là một ngày có thật hoặc một năm, ví dụ 2006
cases-client-sex = Giới tính
cases-client-ethnicity = Dân tộc
cases-client-id-number = Số định danh cá nhân
cases-client-id-number-wrong = Số định danh có 12 chữ số, hoặc 9 chữ số nếu là chứng minh nhân dân cũ
cases-client-commune = Nơi cư trú (xã, phường)
cases-client-commune-hint = Tên xã hoặc mã xã, theo danh mục vào ngày thụ lý
cases-client-commune-unknown = Không có xã này trong danh mục vào ngày thụ lý. Hãy kiểm tra tên, hoặc nhập mã xã.
cases-client-commune-several = Có nhiều xã như vậy. Hãy nhập mã của một xã: { $list }
cases-category = Diện được trợ giúp
cases-other-categories = Các diện khác cũng đúng
cases-client-role = Tư cách trong vụ việc
cases-beneficiary = Người được trợ giúp thứ { $n }
cases-more-beneficiaries = Thêm một người được trợ giúp

cases-part-case = Vụ việc
cases-part-people = Người được trợ giúp
cases-part-work = Người thực hiện
cases-part-end = Kết thúc và chất lượng
cases-part-end-text = Chỉ nhập khi vụ việc đã kết thúc.
cases-register = Vào sổ
cases-register-anyway = Vào sổ với lựa chọn trên
cases-registered = Đã vào sổ vụ việc.
cases-cancel = Thôi
cases-form-broken = Biểu mẫu không còn đủ dữ liệu. Hãy mở lại trang “Vào sổ vụ việc mới”.

cases-alike-title = Có { $n } người trong sổ có thể là cùng một người
cases-alike-text = Hãy so sánh trước khi vào sổ. Nếu đúng là người đó, chọn tên để không tạo hai bản ghi.
cases-alike-new = Không phải ai trong số này: tạo người mới
cases-alike-likeness = giống { $n } phần trăm
cases-alike-running = đang thực hiện

cases-edit = Sửa
cases-edit-title = Sửa vụ việc { $code }
cases-save = Lưu thay đổi
cases-save-mine = Lưu bản của tôi
cases-corrected = Đã lưu thay đổi.
cases-stale-title = { $who } đã lưu vụ việc này lúc { $moment }, sau khi bạn mở trang
cases-stale-text = Những gì bạn nhập vẫn còn ở dưới. So sánh hai bản, sửa ô cần giữ theo bản kia, rồi lưu lại.
cases-stale-caption = Hai bản khác nhau ở những ô này
cases-stale-field = Ô
cases-stale-theirs = Bản đã lưu
cases-stale-mine = Bản của bạn
cases-stale-same = Hai bản không khác nhau ở ô nào.
cases-changed-meanwhile = Vụ việc vừa được người khác sửa. Hãy xem lại rồi bấm lần nữa.

cases-close = Kết thúc
cases-close-now = Kết thúc vụ việc
cases-closed = Đã kết thúc vụ việc.
cases-closing-title = Kết thúc vụ việc { $code }
cases-closing-lead = { $form }, thụ lý ngày { $day }.

cases-doubts = Có điểm cần kiểm tra lại
cases-tasks = Các bước
cases-facts = Thông tin vụ việc
cases-timeline = Diễn biến
cases-timeline-empty = Chưa ghi diễn biến nào.
cases-readers = Ai đã xem, ai đã sửa
cases-readers-none = Chưa có ai mở vụ việc này trước bạn.
cases-note-add = Thêm ghi chú
cases-note-save = Ghi lại
cases-noted = Đã ghi chú.
cases-note-empty = Ghi chú đang trống. Hãy viết nội dung rồi bấm “Ghi lại”.

cases-task-acceptance = Thụ lý
cases-task-assignment = Cử người thực hiện
cases-task-closing = Thực hiện và kết thúc
cases-task-hand-over = Nộp hồ sơ
cases-task-appraisal = Thẩm định chất lượng
cases-task-after-closing = Làm sau khi vụ việc kết thúc
cases-hand-over-due = Hạn { $day }: 30 ngày kể từ ngày kết thúc { $from } (Luật TGPL Điều 39 khoản 1)

act-cases-view = xem
act-cases-register = vào sổ
act-cases-correct = sửa
act-cases-close = kết thúc
act-cases-note = ghi chú
act-exchange-import = nhập từ tệp

people-title = Tìm người
people-lead = Chỉ tìm khi công việc cần. Mỗi lần tìm và mỗi lần mở đều được ghi lại.
people-search = Họ tên (từ 3 chữ) hoặc số định danh
people-search-too-short = Hãy nhập ít nhất 3 chữ của tên, hoặc đủ số định danh
people-none = Không tìm thấy ai
people-none-text = Hãy thử một phần khác của tên, không cần dấu.
people-person = Người được trợ giúp
people-facts = Thông tin
people-cases = Vụ việc

queue-unassigned = Chưa cử người thực hiện
queue-hand-over-late = Quá 30 ngày chưa nộp hồ sơ
queue-hand-over = Chờ nộp hồ sơ
queue-long-open = Đã hơn một năm chưa kết thúc
queue-running = Đang thực hiện
