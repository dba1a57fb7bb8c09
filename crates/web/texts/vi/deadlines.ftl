deadlines-none = Không có thời hạn nào đang chạy.
deadlines-ended = Thời hạn đã kết thúc ({ $n })
deadlines-due = Hạn: { $moment }
deadlines-done = Đã làm đúng hạn
deadlines-done-late = Đã làm, quá hạn
deadlines-void = Không còn áp dụng
deadlines-today = Hết hạn hôm nay
deadlines-left-days = Còn { $n } ngày
deadlines-left-hours = Còn { $n } giờ
deadlines-late-days = Quá hạn { $n } ngày
deadlines-late-hours = Quá hạn { $n } giờ
deadlines-why = Vì sao là ngày này
deadlines-start = Bắt đầu tính
deadlines-by-rule = Thời hạn
deadlines-rule = { $n } { $unit }
deadlines-basis = Căn cứ
deadlines-duty = Ai phải làm
deadlines-skipped = Ngày không tính
deadlines-weekend = Thứ bảy, chủ nhật
deadlines-end = Ngày cuối
deadlines-extended = Ngày cuối là { $day }, trúng ngày nghỉ nên lùi sang ngày làm việc tiếp theo
deadlines-result = Hạn cuối cùng
deadlines-calendar-unknown = Lịch nghỉ lễ của năm này chưa có đủ: ngày trên mới chỉ trừ thứ bảy, chủ nhật.

## Danh sách mọi thời hạn đang chạy

deadlines-title = Thời hạn
deadlines-lead = Mọi thời hạn đang chạy trong phạm vi của bạn, sớm nhất trước. Làm xong việc thì thời hạn tự hết.
deadlines-code = Thời hạn
deadlines-provider = Người thực hiện
deadlines-org = Đơn vị
deadlines-subject = Của
deadlines-due-at = Đến hạn
deadlines-explained = Cách tính
deadlines-empty = Không có thời hạn nào
deadlines-empty-text = Không có thời hạn nào đang chạy theo điều kiện lọc này.
