# Tổ chức trợ giúp pháp lý và người thực hiện (crates/web/src/staff).

staff-organisations = Tổ chức
staff-providers = Người thực hiện
staff-communes = Tra cứu địa danh

## Danh bạ tổ chức

staff-counts = { $open } tổ chức đang hoạt động, { $closed } tổ chức đã chấm dứt
staff-found = { $n } tổ chức
staff-search-organisation = Tên hoặc mã tổ chức
staff-none = Không có tổ chức nào khớp
staff-none-text = Hãy bỏ bớt điều kiện lọc hoặc tìm bằng từ khác.
staff-closed-units = Đã chấm dứt hoạt động ({ $n })
staff-open-page = Mở trang của tổ chức
staff-until = đến hết ngày { $day }
staff-state = Tình trạng
staff-state-is-open = Đang hoạt động
staff-state-is-closed = Đã chấm dứt

## Kế thừa

staff-successors = Sơ đồ kế thừa
staff-successors-lead = Từ ngày 01/07/2025, cả nước còn 34 tỉnh, thành phố. Bảng này cho biết mỗi tổ chức hiện nay tiếp nhận từ những tổ chức nào.
staff-successors-total = { $before } tổ chức trước đây, { $today } tổ chức hiện nay
staff-today = Hiện nay
staff-before = Trước đây
staff-unchanged = Giữ nguyên

## Một tổ chức

staff-code = Mã
staff-name = Tên
staff-kind = Loại tổ chức
staff-parent = Cơ quan quản lý trực tiếp
staff-valid-from = Hoạt động từ ngày
staff-valid-to = Hoạt động đến hết ngày
staff-successor = Tổ chức kế thừa
staff-address = Địa chỉ
staff-phone = Điện thoại
staff-facts = Thông tin
staff-history = Lịch sử
staff-began = Bắt đầu hoạt động
staff-renamed = Đổi tên
staff-was-named = Tên trước đó: { $name }
staff-took-over = Tiếp nhận từ tổ chức khác
staff-ended = Chấm dứt hoạt động
staff-predecessors = Tiếp nhận từ
staff-below = Đơn vị trực thuộc
staff-nothing-below = Chưa có đơn vị trực thuộc.
staff-new-below = Thêm đơn vị trực thuộc
staff-provider-count = { $n } người đang làm việc
staff-see-also = Xem thêm
staff-its-cases = Vụ việc của tổ chức này
staff-its-outreach = Hoạt động truyền thông
staff-its-report = Báo cáo theo kỳ

staff-act-insert-organisation = Thêm tổ chức
staff-act-update-organisation = Sửa thông tin
staff-act-close-organisation = Ghi nhận chấm dứt hoạt động
staff-act-insert-provider = Thêm người thực hiện
staff-act-update-provider = Sửa thông tin
staff-act-end-provider = Ghi nhận thôi làm việc
staff-act-move-provider = Chuyển theo đơn vị tiếp nhận
staff-act-other = Thay đổi khác
staff-by-import = Nhập từ tệp
staff-work-is-open = Đang làm việc
staff-work-is-closed = Đã thôi làm
staff-yes = Có
staff-no = Không

## Thêm, sửa, chấm dứt

staff-new = Thêm tổ chức
staff-new-lead = Chi nhánh trực thuộc Trung tâm; tổ chức ký hợp đồng và tổ chức đăng ký tham gia trực thuộc Sở Tư pháp hoặc Trung tâm.
staff-code-hint = Để trống để hệ thống đặt số tiếp theo, ví dụ CN.19.2
staff-code-of-other-kind = Mã này không thuộc loại tổ chức đã chọn
staff-add = Thêm
staff-added = Đã thêm tổ chức { $code }.
staff-edit = Sửa
staff-edit-title = Sửa thông tin tổ chức
staff-renamed-on = Tên mới có hiệu lực từ ngày
staff-renamed-on-hint = Chỉ điền khi tổ chức đổi tên; tên cũ được giữ cho báo cáo của thời kỳ trước. Để trống nếu chỉ sửa lỗi viết.
staff-valid-to-hint = Để trống nếu tổ chức còn hoạt động
staff-reason = Lý do
staff-reason-hint = Ví dụ số quyết định, hoặc “sửa lỗi nhập”
staff-save = Lưu
staff-cancel = Thôi
staff-changed = Đã lưu thay đổi.
staff-close = Chấm dứt hoạt động
staff-close-lead = Sổ và báo cáo của tổ chức được giữ nguyên. Tổ chức kế thừa xem và tiếp tục các vụ việc chưa kết thúc.
staff-close-moves = { $n } người thực hiện đang làm tại đây (cùng tài khoản của họ) sẽ chuyển sang đơn vị tiếp nhận từ ngày sau ngày cuối. Vụ việc và lịch sử giữ nguyên; người đã thôi làm trước đó không chuyển.
staff-moves = Nơi làm việc qua các thời kỳ
staff-moved = Từ { $day } làm tại { $to }; trước đó tại { $from }
staff-moves-on = Sẽ chuyển từ { $from } sang { $to } ngày { $day }
staff-last-day = Ngày hoạt động cuối cùng
staff-successor-hint = Chi nhánh, Trung tâm và Sở Tư pháp phải có tổ chức kế thừa
staff-closing-reason-hint = Ví dụ số và ngày của quyết định
staff-close-act = Ghi nhận chấm dứt
staff-close-question = Ghi nhận tổ chức này chấm dứt hoạt động?
staff-closed = Đã ghi nhận { $code } chấm dứt hoạt động.
staff-form-broken = Biểu mẫu bị hỏng. Hãy mở lại trang và nhập lại.

## Người thực hiện trợ giúp pháp lý

staff-org = Tổ chức
staff-provider-name = Họ và tên
staff-provider-kind = Tư cách
staff-provider-new = Thêm người thực hiện
staff-provider-edit = Sửa thông tin người thực hiện
staff-provider-added = Đã thêm người thực hiện.
staff-provider-cases = Vụ việc được giao
staff-search-provider = Họ tên
staff-no-providers = Không có ai khớp
staff-other-person = Đây là một người khác, trùng họ tên
staff-card = Số thẻ
staff-appointed-on = Ngày bổ nhiệm, ký hợp đồng hoặc cấp thẻ
staff-appointed-short = Từ ngày
staff-ended-on = Ngày thôi làm
staff-grade = Hạng
staff-grade-hint = Ví dụ: II, III
staff-sex = Giới tính
staff-birth-year = Năm sinh
staff-languages = Ngôn ngữ sử dụng được
staff-languages-hint = Cách nhau bằng dấu chấm phẩy, ví dụ: Tày; Nùng; ký hiệu
staff-fields = Lĩnh vực thế mạnh
staff-leader = Giữ chức vụ lãnh đạo, quản lý
staff-leader-short = lãnh đạo
staff-provider-end = Thôi làm việc
staff-provider-end-lead = Người này thôi thực hiện trợ giúp pháp lý tại { $org }. Các vụ việc đã làm vẫn giữ tên người này.
staff-ending-reason-hint = Ví dụ: nghỉ hưu, chuyển công tác, hết hợp đồng, thu hồi thẻ
staff-provider-end-act = Ghi nhận thôi làm việc
staff-provider-ended = Đã ghi nhận thôi làm việc.

## Lời từ chối

refusal-staff-organisation-wrong = Thông tin tổ chức chưa đúng.
refusal-staff-provider-wrong = Thông tin người thực hiện chưa đúng.
refusal-staff-closed-already = Tổ chức này đã được ghi nhận chấm dứt hoạt động.
refusal-staff-own-organisation = Tổ chức của chính bạn do cơ quan cấp trên ghi nhận chấm dứt.
refusal-staff-children-open = Còn đơn vị trực thuộc đang hoạt động: { $codes }. Hãy ghi nhận chấm dứt hoặc chuyển các đơn vị đó trước.
wrong-code-taken = Mã này đã có
wrong-bad-code = Mã chưa đúng dạng, ví dụ CN.19.2
wrong-not-your-kind = Bạn không được thêm loại tổ chức này
wrong-unknown-province = Không có tỉnh, thành phố với mã này vào ngày bắt đầu hoạt động
wrong-unknown-parent = Hãy chọn cơ quan quản lý trong phạm vi của bạn
wrong-parent-kind = Loại tổ chức này không trực thuộc cơ quan đã chọn
wrong-parent-province = Cơ quan quản lý phải ở cùng tỉnh, thành phố
wrong-parent-closed = Cơ quan quản lý đã chấm dứt hoạt động trước ngày này
wrong-renamed-outside = Ngày đổi tên phải sau ngày bắt đầu hoạt động và không ở tương lai
wrong-successor-of-open = Tổ chức còn hoạt động thì chưa có tổ chức kế thừa: hãy điền ngày cuối hoặc bỏ chọn
wrong-before-it-began = Ngày cuối phải từ ngày bắt đầu hoạt động trở đi
wrong-successor-required = Hãy chọn tổ chức kế thừa
wrong-unknown-successor = Không có tổ chức này
wrong-successor-kind = Tổ chức loại này không kế thừa được
wrong-successor-circle = Tổ chức không thể kế thừa chính nó, trực tiếp hay qua tổ chức khác
wrong-successor-closed = Tổ chức kế thừa không hoạt động vào ngày kế tiếp
wrong-no-register = Cơ quan này không có sổ riêng; hãy chọn Trung tâm, Chi nhánh hoặc tổ chức tham gia
wrong-organisation-closed = Tổ chức không hoạt động vào ngày này
wrong-ended-before-appointed = Ngày thôi làm phải từ ngày bắt đầu trở đi
wrong-birth-year = Năm sinh chưa hợp lý: phải từ đủ 18 tuổi
wrong-card-taken = Số thẻ này đang của người khác trong tổ chức
wrong-same-name = Tổ chức đã có người cùng họ tên. Nếu là người khác, hãy đánh dấu ô bên dưới rồi gửi lại.
admin-job-move-providers = Chuyển người thực hiện sang đơn vị tiếp nhận khi đến ngày

# Tình trạng của người thực hiện: thẻ, hợp đồng, nghỉ, bồi dưỡng, địa bàn.
staff-standing = Thẻ, hợp đồng, nghỉ, bồi dưỡng
staff-standing-edit = Cập nhật
staff-over = Đã hết
staff-terms = Thẻ, hợp đồng, hạng, chức vụ
staff-term-add = Thêm
staff-term-kind = Loại
staff-term-label = Số hoặc tên
staff-term-label-hint = Số thẻ, số hợp đồng, hạng (ví dụ hạng III), chức vụ, hoặc tên người tập sự
staff-from-on = Từ ngày
staff-to-on = Đến ngày
staff-to-on-hint = Để trống khi chưa biết
staff-until-on = Đến hết ngày
staff-basis = Căn cứ (số, ngày văn bản)
staff-absences = Nghỉ, vắng mặt
staff-absence-kind = Lý do
staff-absence-add = Ghi nghỉ
staff-training = Bồi dưỡng kiến thức, kỹ năng
staff-training-title = Lớp, nội dung
staff-training-add = Ghi lớp
staff-training-line = { $day }: { $title }, { $n } giờ
staff-on-date = Ngày
staff-hours = Giờ bồi dưỡng
staff-hours-of = Bồi dưỡng năm nay: { $n } / 8 giờ
staff-last-case = Vụ việc tham gia tố tụng gần nhất: { $day }
staff-last-case-short = Vụ gần nhất
staff-no-case = Chưa có vụ việc tham gia tố tụng
staff-profile = Nơi làm việc và sức làm
staff-home = Mã xã, phường nơi làm việc
staff-home-hint = Dùng để tính quãng đường
staff-areas = Mã các xã, phường phụ trách
staff-areas-hint = Cách nhau bằng dấu chấm phẩy
staff-capacity = Số vụ việc thông thường làm cùng lúc nhiều nhất
staff-capacity-hint = Để trống thì theo thiết lập của Trung tâm
staff-withdraw = Rút lại
staff-withdrawn = Đã rút lại; nhật ký còn giữ.
staff-alerts = Cảnh báo
staff-alerts-what = Điều cần xem
staff-alerts-lead = Người lâu không có vụ việc, thẻ và hợp đồng sắp hết, giờ bồi dưỡng còn thiếu. Việc nặng nhất đứng trên.
staff-alerts-none = Không có cảnh báo
staff-alerts-none-text = Mọi thẻ, hợp đồng còn hạn, và không ai lâu quá không có vụ việc.
staff-org-terms = Hợp đồng, đăng ký tham gia
staff-org-terms-none = Chưa ghi hợp đồng hoặc giấy đăng ký.
staff-org-term-number = Số, ngày
staff-org-term-forms = Hình thức trợ giúp
staff-org-term-scope-hint = Để trống thì không giới hạn
staff-org-term-wrong = Chưa lưu: hãy ghi loại, số và ngày bắt đầu; ngày kết thúc không trước ngày bắt đầu.
refusal-staff-term-wrong = Thông tin chưa đúng.
wrong-ends-before-it-begins = Ngày kết thúc phải từ ngày bắt đầu trở đi
wrong-unknown = Không có mã này
wrong-in-the-future = Ngày này chưa đến
wrong-not-officer = Chỉ trợ giúp viên pháp lý được hướng dẫn tập sự (Luật TGPL Điều 20)
wrong-too-new = Người hướng dẫn phải là trợ giúp viên từ 3 năm trở lên (Luật TGPL Điều 20)
wrong-two-already = Mỗi người hướng dẫn nhiều nhất 2 người tập sự cùng lúc (Luật TGPL Điều 20)
messages-kind-offer-declined = { $file }: người được cử không nhận, cần cử người khác.
messages-kind-offer-unanswered = { $file }: quá hạn mà người được cử chưa trả lời có nhận hay không.
