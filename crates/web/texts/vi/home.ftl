# Trang đầu.

home-title = Việc của tôi
home-hello = Chào { $name }
home-log-reception = Ghi lượt tiếp công dân
home-queues = Việc đang chờ
home-more-than = hơn { $n }
home-oldest = Lâu nhất từ { $day }
home-doubts = Số liệu cần kiểm tra
home-units = Các Trung tâm theo số vụ việc thụ lý trong 30 ngày qua
home-unit = Trung tâm
home-lately = Thụ lý 30 ngày qua
home-last-accepted = Thụ lý gần nhất
home-silent = chưa nhập
home-advice = Gõ “/” để tìm vụ việc theo tên, mã hồ sơ hoặc số định danh. Mọi lần xem đều được ghi lại.
home-begin = Đi tới
home-place-cases = Danh sách vụ việc
home-place-people = Tìm người được trợ giúp
home-place-imports = Nhập sổ từ tệp CSV, Excel
home-place-reports = Báo cáo theo kỳ
home-place-organisations = Tổ chức và người thực hiện
home-place-accounts = Người dùng và vai trò
home-place-jobs = Công việc nền
home-place-audit = Nhật ký truy cập
