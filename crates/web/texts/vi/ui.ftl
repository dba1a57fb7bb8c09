# Chữ của các thành phần màn hình (crates/web/src/ui).

## Khung trang

ui-shell-skip = Đến phần nội dung chính
ui-shell-nav = Các phần của hệ thống
ui-shell-menu = Danh mục
ui-shell-part-cases = Điều hành
ui-shell-part-reports = Báo cáo
ui-shell-part-books = Sổ, văn bản
ui-shell-part-organisation = Đơn vị
ui-shell-part-administration = Quản trị
ui-shell-waiting = ({ $n } việc đang chờ)
ui-shell-crumbs = Vị trí của trang
ui-shell-account = Tài khoản của tôi
ui-shell-sign-out = Đăng xuất
ui-shell-version = Phiên bản { $version }
ui-as-of = Số liệu lúc { $moment }
ui-search = Tìm kiếm

## Biểu mẫu

ui-error-prefix = Lỗi:
ui-form-errors =
    { $n ->
        [1] Có một chỗ cần sửa
       *[other] Có { $n } chỗ cần sửa
    }
ui-form-optional = (không bắt buộc)
ui-form-choose = – Hãy chọn –
ui-form-choose-none = – Không chọn –
ui-form-outline = Các phần của biểu mẫu
ui-form-date-hint = Ngày/tháng/năm, ví dụ 27/3/2026 hoặc 27032026
ui-form-file-hint = Mỗi tệp không quá { $most } MB
ui-form-file-too-big = Tệp này lớn quá. Hãy chọn tệp không quá { $most } MB.
ui-form-required = Hãy nhập “{ $label }”
ui-form-choose-one = Hãy chọn “{ $label }”
ui-form-too-long = “{ $label }” dài quá: chỉ được tối đa { $n } ký tự
ui-form-not-a-date = “{ $label }” phải là một ngày có thật, ví dụ 27/3/2026
ui-form-not-a-number = “{ $label }” phải là số nguyên, ví dụ 12 hoặc 1.500
ui-form-not-a-decimal = “{ $label }” phải là số, ví dụ 12 hoặc 87,5
ui-form-not-a-choice = “{ $label }”: hãy chọn một mục có trong danh sách

## Danh sách

ui-list-empty = Chưa có gì ở đây
ui-list-total = { $n } kết quả
ui-list-more-than = Hơn { $n } kết quả
ui-list-pick = Chọn
ui-list-actions = Thao tác
ui-list-downloads = Tải về
ui-filter = Lọc danh sách
ui-filter-all = Tất cả
ui-filter-apply = Lọc
ui-filter-set = Đang lọc theo
ui-filter-remove = Bỏ lọc
ui-filter-clear = Bỏ tất cả
ui-pager = Chuyển trang
ui-pager-shown = Trang này có { $n } dòng
ui-pager-first = Trang đầu
ui-pager-previous = Trang trước
ui-pager-next = Trang sau

## Hiển thị một hồ sơ

ui-fact-unknown = Chưa có
ui-fact-change = Sửa
ui-task-todo = Chưa làm
ui-task-doing = Đang làm
ui-task-done = Xong
ui-task-blocked = Chưa làm được
ui-task-wrong = Có lỗi
ui-due-late = Quá hạn { $n } ngày
ui-due-today = Hạn hôm nay
ui-due-left = Còn { $n } ngày
ui-timeline-entered = nhập lúc { $moment }
ui-timeline-link = Liên kết
ui-notice-info = Thông tin:
ui-notice-good = Đã xong:
ui-notice-soon = Lưu ý:
ui-notice-bad = Cảnh báo:

## Số liệu, tiến độ

ui-dong = { $n } đồng
ui-definition = Cách tính
ui-progress-of = Đã xử lý { $done } trên { $total } dòng ({ $share })
ui-progress-done = Đã xử lý { $done } dòng
ui-progress-cancel = Dừng lại
ui-progress-refresh = Xem số mới nhất

## Hai người cùng sửa

ui-compare-title = { $who } đã lưu hồ sơ này lúc { $moment }, trong khi bạn đang sửa
ui-compare-text = Chưa có gì bị mất. Với mỗi mục dưới đây, hãy chọn nội dung cần giữ rồi lưu lại.
ui-compare-before = Trước khi sửa:
ui-compare-mine = Bạn nhập
ui-compare-theirs = { $who } đã lưu
