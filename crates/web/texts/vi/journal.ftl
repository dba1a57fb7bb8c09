# Nhật ký hoạt động: phần chung của tiếp dân, hướng dẫn, truyền thông, tập huấn (crates/web/src/journal).

journal-nav = Hoạt động
journal-tabs = Các loại hoạt động
journal-org = Tổ chức
journal-day = Ngày
journal-from = Từ ngày
journal-to = Đến ngày
journal-geography = Tính cả tổ chức đã sáp nhập vào (theo địa bàn hiện nay)
journal-geography-short = Địa bàn
journal-geography-now = hiện nay
journal-none-text = Hãy đổi khoảng thời gian hoặc bỏ bớt điều kiện lọc.
journal-add = Lưu
journal-add-another = Lưu và ghi tiếp
journal-save = Lưu
journal-cancel = Thôi
journal-line = Nội dung đã ghi
journal-entered = { $who } ghi lúc { $moment }
journal-reason = Lý do
journal-reason-hint = Ví dụ: ghi nhầm ngày, ghi trùng
journal-corrected = Đã sửa. Nội dung cũ được lưu trong nhật ký hệ thống.
journal-remove = Xóa dòng này
journal-remove-title = Xóa dòng đã ghi
journal-remove-lead = Chỉ xóa dòng ghi nhầm hoặc ghi trùng. Số liệu báo cáo thay đổi theo; nội dung đã xóa vẫn còn trong nhật ký hệ thống.
journal-remove-question = Xóa dòng này?
journal-removed = Đã xóa.

refusal-journal-wrong = Nội dung ghi chưa đúng.
refusal-journal-reason = Hãy ghi lý do.
refusal-journal-protected = Dòng này nêu một người được bảo vệ. Chỉ người đứng đầu đơn vị và người đã ghi mở được.
wrong-future = Ngày này chưa đến
wrong-negative = Số này không được âm
wrong-unknown-commune = Không có xã, phường này vào ngày đã ghi
wrong-unknown-code = Hãy chọn trong danh sách
